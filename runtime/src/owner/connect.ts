/** The commands' side: what is asked of the process that holds the journal, as if it were this one. */
import { lstatSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Json } from "@orchlang/plan";
import { limits } from "../limits.ts";
import type { Prunable } from "../orchestrator/prune.ts";
import type { Entry, Refusal, Rest } from "../orchestrator-types.ts";
import { request as requestOver } from "../world/node-http.ts";
import {
  type Messages,
  type OperationName,
  type Operations,
  type OwnerHello,
  protocol,
  startMessage,
} from "./messages.ts";
import { isPipe, type OwnerAddress } from "./serve.ts";

/**
 * The process that holds the journal ended, or closed this connection, before it replied. The request may be repeated.
 */
export class OwnerGone extends Error {
  override readonly name = "OwnerGone";
}

/** The operations of the process that holds the journal. Each throws {@link OwnerGone} if it is gone. */
export interface Owner extends Omit<Operations, "watch"> {
  readonly hello: OwnerHello;
  /** Aborts pending requests without notice. */
  close(): void;
  /** As of an orchestrator. */
  watch(run: string, from: number, watcher: OwnerWatcher): () => void;
}

/** A watcher of a run in another process. */
export interface OwnerWatcher {
  see(entry: Entry): void;
  readonly refused?: ((why: Refusal) => void) | undefined;
  /** A line that a handler of the run has written. */
  said?(text: string): void;
  /** Nothing more is shown, since the owner is gone or does not wait for this process. */
  gone(): void;
}

/** `absent`: nobody listens there (any more). `fault`: somebody does, who can't be asked. */
export async function connectOwner(
  address: OwnerAddress,
  freshId: () => string,
): Promise<Owner | { readonly absent: true } | { readonly fault: string }> {
  const foreign = foreignSocket(address.path);
  if (foreign !== undefined) return { fault: foreign };
  let hello: OwnerHello;
  try {
    const { status, body } = await exchanged(address, "GET", "/", { timeout: limits.ownerHelloMsMax });
    if (status !== 200) return { fault: errorIn(body) ?? `it replies with ${status}` };
    hello = body as unknown as OwnerHello;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const isDenied = error.code === "EACCES" || error.code === "EPERM";
    return isDenied ? { fault: `\`${address.path}\` belongs to somebody else` } : { absent: true };
  }
  if (hello.protocol !== protocol)
    return { fault: `process ${hello.pid} is orch ${hello.version}, and speaks ${hello.protocol}` };
  return ownerAt(address, hello, freshId);
}

function ownerAt(address: OwnerAddress, hello: OwnerHello, freshId: () => string): Owner {
  const closed = new AbortController();
  const { signal } = closed;
  const ask = async <Name extends OperationName, Reply>(
    name: Name,
    message: Messages[Name],
  ): Promise<Reply> => {
    const { status, body } = await asking(address, name, message, signal);
    if (status === 200) return body as Reply;
    throw new Error(`The process that holds the journal replies with ${status}: ${errorIn(body) ?? ""}`);
  };
  return {
    hello,
    close: () => closed.abort(),
    start: (wanted) => ask("start", startMessage({ ...wanted, request: wanted.request ?? freshId() })),
    resume: (run) => ask("resume", run === undefined ? {} : { run }),
    rest: (run, patience = 0): Promise<Rest> => ask("rest", { run, patience }),
    answer: (run, step, value, by, id = freshId()) =>
      ask("answer", { run, step, value, id, ...(by && { by }) }),
    callback: (token, value, by) => ask("callback", { token, value, ...(by && { by }) }),
    order: (run, step, order, detail, why, by, id = freshId()) =>
      ask("order", { run, ...(step && { step }), order, detail, why, id, ...(by && { by }) }),
    prunable: (runs) => ask("prunable", { runs: runs.map(prunableOf) }),
    prune: (runs) => ask("prune", { runs: runs.map(prunableOf) }),
    prunableEvents: (before) => ask("prunableEvents", { before }),
    pruneEvents: (before, end) => ask("pruneEvents", { before, end }),
    note: (about, fields, id) => ask("note", { about, fields, id }),
    watch: (run, from, watcher) => watching(address, { run, from }, watcher, signal),
  };
}

/** Callers may know more of a run. */
function prunableOf({ run, endedBefore }: Prunable): Prunable {
  return { run, endedBefore };
}

async function asking(
  address: OwnerAddress,
  name: OperationName,
  message: object,
  signal: AbortSignal,
): Promise<Replied> {
  try {
    return await exchanged(address, "POST", `/${protocol}/${name}`, {
      body: JSON.stringify(message),
      signal,
    });
  } catch (error) {
    throw new OwnerGone("The process that holds the journal is gone.", { cause: error });
  }
}

interface Replied {
  readonly status: number;
  readonly body: Json;
}

function exchanged(
  address: OwnerAddress,
  method: "GET" | "POST",
  path: string,
  { body, ...more }: More & { readonly body?: string },
): Promise<Replied> {
  return new Promise((resolve, reject) => {
    const sent = requestTo(address, method, path, more);
    // More than one error may come of one connection.
    sent.on("error", reject);
    sent.once("timeout", () => sent.destroy(Object.assign(new Error("no reply"), { code: "ETIMEDOUT" })));
    sent.once("response", (response) => {
      textOf(response)
        .then((text) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Json }))
        .catch(reject);
    });
    sent.end(body);
  });
}

interface More {
  /** For silence, ms. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

function requestTo({ path: socketPath, token }: OwnerAddress, method: string, path: string, more: More) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return requestOver({
    socketPath,
    method,
    path,
    // One connection each: an idle one would be noticed to be gone only by the next request.
    agent: false,
    headers: { host: "orch", "content-type": "application/json", ...authorization },
    ...more,
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

function watching(
  address: OwnerAddress,
  message: Messages["watch"],
  watcher: OwnerWatcher,
  signal: AbortSignal,
): () => void {
  let isOver = false;
  const end = (): void => {
    isOver = true;
    sent.destroy();
  };
  const gone = (): void => {
    if (isOver) return;
    end();
    watcher.gone();
  };
  const sent = requestTo(address, "POST", `/${protocol}/watch`, { signal });
  const see = (line: string): void => {
    const result = JSON.parse(line) as {
      readonly entry?: Entry;
      readonly refused?: Refusal;
      readonly output?: string;
    };
    if (result.entry !== undefined) watcher.see(result.entry);
    if (result.refused !== undefined) watcher.refused?.(result.refused);
    if (result.output !== undefined) watcher.said?.(result.output);
  };
  // More than one error may come of one connection.
  sent.on("error", gone);
  sent.once("response", (response) => {
    let begun = "";
    response.on("error", gone).once("close", gone);
    response.setEncoding("utf8").on("data", (piece: string) => {
      const lines = `${begun}${piece}`.split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) if (!isOver) see(line);
    });
  });
  sent.end(JSON.stringify(message));
  return end;
}

/** A socket created by another user might be eavesdropping. */
function foreignSocket(path: string): string | undefined {
  if (process.getuid === undefined || isPipe(path)) return undefined;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const own = process.getuid();
  if (stats === undefined || stats.uid === own || stats.uid === 0 || own === 0) return undefined;
  return `\`${path}\` belongs to somebody else`;
}

function errorIn(body: Json): string | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const { error, details } = body as { readonly error?: Json; readonly details?: Json };
  const more = Array.isArray(details) && details.length > 0 ? ` (${details.join("; ")})` : "";
  return typeof error === "string" ? error + more : undefined;
}
