import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Context } from "../context.ts";
import { admittedWorker, isCurrent } from "../identity/authenticate.ts";
import { isForeign } from "../identity/cookie.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";

export const workerPath = "/ws/orchestration/work";

/** As much as one result may have, with what is around it. */
const messageMax = 34 * 1024 * 1024;

export interface WorkerSockets {
  /** False: the request is for something else. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    reject: (socket: Duplex, status: number) => void,
  ): Promise<boolean>;
  close(): void;
}

/** The WebSocket to which workers connect. Authentication comes before the upgrade; a page of a browser is rejected. */
export function workerSockets(context: Context): WorkerSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageMax, perMessageDeflate: false });
  return {
    upgrade: async (request, socket, head, reject) => {
      const { url = "/", headers } = request;
      if (URL.parse(url, "http://server")?.pathname !== workerPath) return false;
      const found = await admitted(context, request);
      if (socket.destroyed) return true;
      if ("status" in found) reject(socket, found.status);
      else if (context.work === undefined) reject(socket, 404);
      else if (isForeign(headers)) reject(socket, 403);
      else sockets.handleUpgrade(request, socket, head, (client) => serve(client, context, found));
      return true;
    },
    close: () => {
      for (const client of sockets.clients) client.close(1001, "the server stops");
      sockets.close();
    },
  };
}

async function admitted(
  context: Context,
  request: IncomingMessage,
): Promise<Principal | { readonly status: number }> {
  const { method = "GET", url = "/", headers } = request;
  try {
    return await admittedWorker(context, request);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const denied = { address: request.socket.remoteAddress ?? "", method, url, headers };
    return { status: context.denials.note(denied, error, context.now()).problem.status };
  }
}

function serve(client: WebSocket, context: Context, by: Principal): void {
  const { token, clearance, pools = [] } = by;
  const link = {
    send: (text: string) => client.send(text, { binary: false }),
    close: (why: string) => {
      client.close(1008, why.slice(0, 120));
      // A client that does not close in its turn is not waited for.
      setTimeout(() => client.terminate(), closeMs).unref();
    },
  };
  const session = context.work?.remote.connect(link, { token, clearance, pools });
  client.on("message", (data, isBinary) => {
    if (!isCurrent(context, by)) link.close("access has ended: the token was revoked, or has expired");
    else session?.receive(isBinary ? "" : String(data));
  });
  client.on("close", () => session?.closed());
  client.on("error", () => client.terminate());
}

const closeMs = 2_000;
