import type { RemoteWorker } from "@orchlang/runtime/remote";
import { WebSocket } from "ws";
import { workerPath } from "./worker-socket.ts";

export interface ConnectOptions {
  /** `http://127.0.0.1:7300`; of several servers, whichever takes it in. */
  readonly servers: readonly string[];
  /** The header, as `Bearer …`. */
  readonly authorization: string;
  /** A server that rejects it is asked again all the same: another may lead by then. */
  readonly isPatient?: true;
  readonly worker: RemoteWorker;
  /** The longest wait between two attempts to connect, ms. Default: 2 s. */
  readonly waitMsMax?: number;
  says(what: string): void;
}

export interface Connected {
  /** Resolves once the server does not want it: with why, or with nothing after `close`. */
  readonly ended: Promise<string | undefined>;
  close(): void;
}

const waitMsMin = 50;
const handshakeMs = 5_000;
const messageMax = 34 * 1024 * 1024;

/**
 * Connects a worker to a server, and again whenever the connection ends: to the same address, or to the next of several,
 * of which one leads at a time. The connection goes out from here, so a worker needs no address of its own.
 */
export function connectWorker({
  servers,
  authorization,
  isPatient,
  worker,
  waitMsMax = 2_000,
  says,
}: ConnectOptions): Connected {
  const ended = Promise.withResolvers<string | undefined>();
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let nth = 0;
  let wait = waitMsMin;
  let last = "";
  const finish = (why?: string): void => {
    isOver = true;
    clearTimeout(timer);
    socket?.close(1000);
    ended.resolve(why);
  };
  const open = (): void => {
    const server = servers[nth % servers.length] ?? "";
    const client = new WebSocket(`${server.replace(/^http/u, "ws").replace(/\/$/u, "")}${workerPath}`, {
      headers: { authorization },
      handshakeTimeout: handshakeMs,
      maxPayload: messageMax,
      perMessageDeflate: false,
    });
    socket = client;
    const link = {
      send: (text: string) => {
        if (client.readyState === WebSocket.OPEN) client.send(text);
      },
      close: () => client.terminate(),
    };
    let failed = "";
    client.on("open", () => {
      wait = waitMsMin;
      last = "";
      says(`connected to ${server}`);
      worker.connected(link);
    });
    client.on("message", (data) => worker.receive(String(data)));
    client.on("unexpected-response", (_request, { statusCode }) => {
      if (isPatient !== true && (statusCode === 401 || statusCode === 403))
        finish(`the server rejects the token (${statusCode})`);
      else failed = `it answers with ${statusCode}`;
      client.terminate();
    });
    client.on("error", ({ message }) => {
      failed ||= message;
    });
    client.on("close", (_code, reason) => {
      worker.disconnected(link);
      if (isOver) return;
      const why = failed || String(reason) || "the connection was lost";
      if (why !== last) says(`not connected to ${server}: ${why}; it is tried again`);
      last = why;
      nth += 1;
      timer = setTimeout(open, wait);
      wait = Math.min(waitMsMax, wait * 2);
    });
  };
  open();
  return { ended: ended.promise, close: () => finish() };
}
