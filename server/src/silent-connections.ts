import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Connections that have sent nothing yet, as browsers open them ahead of requests. Node counts one neither as idle nor as
 * busy: a server that stops waits for it, up to a minute.
 */
export function silentConnections(server: Server): { close(): void } {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return {
    close: () => {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}
