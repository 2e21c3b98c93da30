import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Bearer } from "@orchlang/runtime/remote";
import { type WebSocket, WebSocketServer } from "ws";
import { nodeScheme } from "../cluster/cluster.ts";
import type { Context } from "../context.ts";
import { admittedWorker, isCurrent } from "../identity/authenticate.ts";
import { isForeign } from "../identity/cookie.ts";
import { ProblemError } from "../problem.ts";

export const workerPath = "/ws/orchestration/work";

/** As much as one result may have, with what is around it. */
const messageMax = 34 * 1024 * 1024;

interface WorkerSockets {
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
      const result = await admitted(context, request);
      if (socket.destroyed) return true;
      if ("status" in result) reject(socket, result.status);
      else if (context.work === undefined) reject(socket, 404);
      else if (isForeign(headers)) reject(socket, 403);
      else sockets.handleUpgrade(request, socket, head, (client) => serve(client, context, result));
      return true;
    },
    close: () => {
      for (const client of sockets.clients) client.close(1001, "the server stops");
      sockets.close();
    },
  };
}

/** Somebody who may work, for as long as `isCurrent`. */
interface Admitted {
  readonly who: Bearer;
  isCurrent(): boolean;
}

const nodeForm = new RegExp(`^${nodeScheme} (?<credential>\\S+)$`, "u");

async function admitted(
  context: Context,
  request: IncomingMessage,
): Promise<Admitted | { readonly status: number }> {
  const { method = "GET", url = "/", headers } = request;
  try {
    const credential = nodeForm.exec(headers.authorization ?? "")?.groups?.credential;
    if (credential !== undefined) return await admittedNode(context, credential);
    const by = await admittedWorker(context, request);
    const { token, clearance, pools = [] } = by;
    return { who: { token, clearance, pools }, isCurrent: () => isCurrent(context, by) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const denied = { address: request.socket.remoteAddress ?? "", method, url, headers };
    return { status: context.denials.note(denied, error, context.now()).problem.status };
  }
}

/** Another node of the same journal: it has its key, and is counted in its database. */
async function admittedNode({ cluster }: Context, credential: string): Promise<Admitted> {
  const node = await cluster?.nodeOf(credential);
  if (node === undefined)
    throw new ProblemError(401, "node_unknown", "This is no credential of a node of the journal.");
  const who = { token: `node ${node}`, clearance: "personal", pools: [], isNode: true } as const;
  return { who, isCurrent: () => true };
}

function serve(client: WebSocket, context: Context, { who, isCurrent: mayGoOn }: Admitted): void {
  const link = {
    send: (text: string) => client.send(text, { binary: false }),
    close: (why: string) => {
      client.close(1008, why.slice(0, 120));
      // A client that does not close in its turn is not waited for.
      setTimeout(() => client.terminate(), closeMs).unref();
    },
  };
  const session = context.work?.remote.connect(link, who);
  client.on("message", (data, isBinary) => {
    if (!mayGoOn()) link.close("access has ended: the token was revoked, or has expired");
    else session?.receive(isBinary ? "" : String(data));
  });
  client.on("close", () => session?.closed());
  client.on("error", () => client.terminate());
}

const closeMs = 2_000;
