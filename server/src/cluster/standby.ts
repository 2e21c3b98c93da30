import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { request as secureRequest } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { problem } from "../problem.ts";

export interface StandbyOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Names this node, so that requests do not go round in circles. */
  readonly node: string;
  /** Where the leader serves; undefined: nobody leads, as far as is known. */
  leader(): string | undefined;
}

export interface Standby {
  readonly address: string;
  /** Cuts all connections: their clients connect anew, to whoever serves then. */
  close(): Promise<void>;
}

/** How often it looks whether another leads, ms. */
const movedMs = 200;

/** Says that a request came through a node; a second one does not pass it on again. */
const forwardedHeader = "x-orch-forwarded";

/** Headers of a connection, and not of what is sent over it. (RFC 9110, section 7.6.1.) */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
]);

/**
 * Serves in the place of the leader by passing on to it: requests, event streams, WebSockets. `/health` and `/ready` are
 * this node's own. `fault`: it cannot listen there.
 */
export async function openStandby(options: StandbyOptions): Promise<Standby | { readonly fault: string }> {
  const { host, port } = options;
  const sockets = new Map<Duplex, string | undefined>();
  /** `leader`: whom it is connected to. */
  const kept = (socket: Duplex, leader?: string): void => {
    sockets.set(socket, leader);
    socket.once("close", () => sockets.delete(socket));
  };
  // A leader that is frozen does not end its connections.
  const looking = setInterval(() => {
    const now = options.leader();
    for (const [socket, leader] of [...sockets])
      if (leader !== undefined && now !== undefined && leader !== now) socket.destroy();
  }, movedMs);
  const server = createServer((asked, answer) => {
    const path = asked.url?.split("?")[0];
    const leader = options.leader();
    if (path === "/health") json(answer, 200, { status: "up" });
    else if (path === "/ready")
      json(answer, leader === undefined ? 503 : 200, {
        ready: leader !== undefined,
        role: "standby",
        ...(leader === undefined ? {} : { leader }),
      });
    else if (leader === undefined || forwardedHeader in asked.headers) unled(answer);
    else pass(asked, answer, { leader, node: options.node, kept });
  });
  server.on("connection", (socket: Socket) => kept(socket));
  server.on("upgrade", (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const leader = options.leader();
    if (leader === undefined || forwardedHeader in asked.headers)
      socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else upgrade(asked, socket, head, { leader, node: options.node, kept });
  });
  const listening = await new Promise<string | undefined>((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(port, host, () => resolve(undefined));
  });
  if (listening !== undefined) {
    clearInterval(looking);
    return { fault: listening };
  }
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      clearInterval(looking);
      for (const socket of [...sockets.keys()]) socket.destroy();
      await closed;
    },
  };
}

function json(answer: ServerResponse, status: number, body: object): void {
  answer.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  answer.end(JSON.stringify(body));
}

function unled(answer: ServerResponse): void {
  const result = problem(503, "no_leader", "No node leads at the moment: try again in a second.");
  answer.writeHead(503, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "retry-after": "1",
  });
  answer.end(JSON.stringify(result));
}

interface Passing {
  readonly leader: string;
  readonly node: string;
  kept(socket: Duplex, leader: string): void;
}

/** The same request, to the leader. `Host` stays as the client wrote it: cookies and origins are held against it. */
function asking(asked: IncomingMessage, { leader, node }: Passing) {
  const to = new URL(leader);
  const from = [asked.headers["x-forwarded-for"], asked.socket.remoteAddress].filter(
    (one) => one !== undefined,
  );
  const headers = Object.fromEntries(
    Object.entries(asked.headers).filter(
      ([name]) => asked.headers.upgrade !== undefined || !hopByHop.has(name),
    ),
  );
  return (to.protocol === "https:" ? secureRequest : request)({
    host: to.hostname.replace(/^\[|\]$/gu, ""),
    port: to.port === "" ? undefined : to.port,
    method: asked.method,
    path: asked.url,
    headers: { ...headers, "x-forwarded-for": from.join(", "), [forwardedHeader]: node },
    // A kept connection may be one that the leader, or its death, has just ended.
    agent: false,
  });
}

function pass(asked: IncomingMessage, answer: ServerResponse, passing: Passing): void {
  const sent = asking(asked, passing);
  sent.on("socket", (socket) => passing.kept(socket, passing.leader));
  sent.on("error", () => {
    if (answer.headersSent) answer.destroy();
    else unled(answer);
  });
  sent.on("response", (got) => {
    const headers = Object.entries(got.headers).filter(([name]) => !hopByHop.has(name));
    answer.writeHead(got.statusCode ?? 502, Object.fromEntries(headers));
    // An event stream says nothing for a while, and its reader waits for the head.
    answer.flushHeaders();
    got.pipe(answer);
    // Cut off: the client must not take a part for the whole.
    got.on("aborted", () => answer.destroy());
    got.on("error", () => answer.destroy());
  });
  answer.on("close", () => sent.destroy());
  asked.pipe(sent);
}

function upgrade(asked: IncomingMessage, socket: Duplex, head: Buffer, passing: Passing): void {
  const sent = asking(asked, passing);
  sent.on("error", () => socket.destroy());
  const line = (got: IncomingMessage): string => {
    const headers = got.rawHeaders.flatMap((text, index) =>
      index % 2 === 0 ? [`${text}: ${got.rawHeaders[index + 1] ?? ""}`] : [],
    );
    return `${[`HTTP/1.1 ${got.statusCode} ${got.statusMessage}`, ...headers].join("\r\n")}\r\n\r\n`;
  };
  sent.on("upgrade", (got, other, first) => {
    passing.kept(other, passing.leader);
    socket.write(line(got));
    if (first.length > 0) socket.write(first);
    if (head.length > 0) other.write(head);
    for (const [one, two] of [
      [socket, other],
      [other, socket],
    ] as const) {
      one.pipe(two);
      one.on("error", () => two.destroy());
      one.on("close", () => two.destroy());
    }
  });
  sent.on("response", (got) => {
    socket.write(line(got));
    got.pipe(socket);
  });
  socket.on("close", () => sent.destroy());
  sent.end();
}
