import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Has connections without a request end when the server stops: idle ones, and those that have sent nothing yet, as browsers
 * open them ahead of requests. Node counts the latter as neither idle nor busy, and waits for them, up to a minute.
 */
export function endUnusedConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  app.addHook("preClose", async () => {
    app.server.closeIdleConnections();
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  });
}
