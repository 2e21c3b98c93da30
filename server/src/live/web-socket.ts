import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Json } from "@orchlang/plan";
import { type WebSocket, WebSocketServer } from "ws";
import type { Context } from "../context.ts";
import { admitted as identified, isCurrent } from "../identity/authenticate.ts";
import { isForeign, isSameOrigin } from "../identity/cookie.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import { workerSockets } from "../work/worker-socket.ts";
import { Batches } from "./batches.ts";
import { type Channel, isChannel, mayRead } from "./feed.ts";
import { Reader, type Sent, sentBytes } from "./reader.ts";

/** Above this, a connection takes nothing more until it has drained. */
const bufferedMax = 256 * 1024;

/** Bytes of a client's message: all it says is where it wants to begin. */
const messageMax = 4_096;

/** A client that does not answer a ping within this time is gone, ms. */
const pingMs = 30_000;

interface Sockets {
  close(): void;
}

/**
 * The WebSocket channels `/ws/orchestration/<channel>`. A client sends `{"from": n}` to begin at a sequence number, and
 * is sent what comes next otherwise. Authentication comes before the upgrade; a page of another origin is rejected.
 */
export function webSockets(server: Server, context: Context): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageMax, perMessageDeflate: false });
  const workers = workerSockets(context);
  const batches = new Batches();
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (await workers.upgrade(request, socket, head, reject)) return;
    const result = await admitted(context, request);
    // The client may have gone while it was authenticated.
    if (socket.destroyed) return;
    if ("status" in result) {
      reject(socket, result.status);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) =>
      follow({ client, socket, batches }, context, result),
    );
  };
  server.on("upgrade", (request, socket, head) => {
    socket.once("error", () => socket.destroy());
    upgrade(request, socket, head).catch(() => reject(socket, 500));
  });
  const awaitingPong = new WeakSet<WebSocket>();
  const beat = setInterval(() => {
    for (const client of sockets.clients) {
      if (awaitingPong.has(client)) {
        client.terminate();
        continue;
      }
      awaitingPong.add(client);
      client.once("pong", () => awaitingPong.delete(client));
      client.ping();
    }
  }, pingMs).unref();
  return {
    close: () => {
      clearInterval(beat);
      workers.close();
      for (const client of sockets.clients) client.close(1001, "the server stops");
      sockets.close();
    },
  };
}

interface Admitted {
  readonly by: Principal;
  readonly channel: Channel;
}

const place = /^\/ws\/orchestration\/(?<channel>[\w-]+)$/u;

async function admitted(
  context: Context,
  request: IncomingMessage,
): Promise<Admitted | { readonly status: number }> {
  const { authorization } = request.headers;
  const { denials, now } = context;
  const { method = "GET", url = "/", headers } = request;
  const denied = { address: request.socket.remoteAddress ?? "", method, url, headers };
  const foreign = (): { readonly status: number } => {
    const error = new ProblemError(
      403,
      "cross_site",
      "Only the server's own page opens a channel by cookie.",
    );
    return { status: denials.note(denied, error, now()).problem.status };
  };
  if (isForeign(request.headers)) return foreign();
  // A cookie is sent by the browser itself, so whose page asks has to be known.
  if (authorization === undefined && request.headers.cookie !== undefined && !isSameOrigin(request.headers))
    return foreign();
  const channel = place.exec(URL.parse(request.url ?? "/", "http://server")?.pathname ?? "")?.groups?.channel;
  if (!isChannel(channel)) return { status: 404 };
  try {
    return { by: await identified(context, request), channel };
  } catch (error) {
    if (error instanceof ProblemError) return { status: denials.note(denied, error, now()).problem.status };
    throw error;
  }
}

const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
};

function reject(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? "Error"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

interface Connected {
  readonly client: WebSocket;
  /** The connection beneath it. */
  readonly socket: Duplex;
  /** For all clients. */
  readonly batches: Batches;
}

function follow({ client, socket, batches }: Connected, context: Context, { by, channel }: Admitted): void {
  const { feed } = context;
  let reader = read(feed.last(channel) + 1);
  client.on("message", (data, isBinary) => {
    const from = isBinary ? undefined : fromIn(String(data));
    if (from === undefined) {
      client.close(1008, 'a message is {"from": n}');
      return;
    }
    reader.close();
    reader = read(from);
  });
  client.on("close", () => reader.close());
  client.on("error", () => client.terminate());

  function read(from: number): Reader {
    let batch: Sent[] = [];
    let size = 0;
    const flush = (): void => {
      if (batch.length === 0) return;
      const bytes = batches.bytesOf(batch);
      [batch, size] = [[], 0];
      // Without compression, ws keeps nothing back that these could overtake: a write for each frame would cost the most.
      socket.write(bytes, () => {
        if (reader === next) next.pump();
      });
    };
    const next = new Reader(feed, {
      channel,
      from,
      isFree: () => client.readyState === client.OPEN && client.bufferedAmount + size < bufferedMax,
      send: (sent) => {
        batch.push(sent);
        size += sentBytes(sent).length;
      },
      together: (work) => {
        work();
        flush();
      },
      isAllowed: () => isCurrent(context, by),
      end: () => {
        flush();
        if (feed.isClosed) client.close(1001, "the server stops");
        else client.close(1008, "access has ended: the token or the session");
      },
      sees: (frame) => mayRead(by, frame),
    });
    return next;
  }
}

function fromIn(text: string): number | undefined {
  try {
    const message = JSON.parse(text) as Json;
    const from =
      typeof message === "object" && message !== null && "from" in message ? message.from : undefined;
    return typeof from === "number" && Number.isInteger(from) && from >= 1 ? from : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
