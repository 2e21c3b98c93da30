/** The process that holds a journal carries out what commands of other processes ask, over a local socket. */
import { chmodSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import { present, type RunId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { hasToken } from "../events/operator-routes.ts";
import { limits } from "../limits.ts";
import { runOfToken } from "../orchestrator/callback-token.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { createServer } from "../world/node-http.ts";
import {
  type Messages,
  messageIn,
  type OperationName,
  type Operations,
  type OwnerHello,
  protocol,
  startRequest,
} from "./messages.ts";

/** Where it is listened, and to whom. */
export interface OwnerAddress {
  /** A Unix domain socket that only its owner may open; on Windows the name of a pipe. */
  readonly path: string;
  /** Where the path's rights keep nobody out, as on Windows: who has it may speak, `Authorization: Bearer …`. */
  readonly token?: string;
}

/** A socket that is open. */
export interface OwnerSocket {
  /** The runs that others have begun or carried on here, in the order in which they were first spoken of. */
  runs(): readonly RunId[];
  /** How often something was asked that may have moved a run on. */
  asked(): number;
  /** Sends a line that a handler has written to those who follow its run. False: it is for this process to show. */
  say(run: RunId, text: string): boolean;
  /** Nobody is heard any more; who still was is cut off. The socket goes while the journal is still held. */
  close(): Promise<void>;
}

/**
 * Listens at once; what is asked waits for `operations`. Only who holds the journal's lock may call it: whatever lies at
 * the path is replaced.
 */
export async function serveOwner(
  operations: Promise<Operations>,
  address: OwnerAddress,
  about: Pick<OwnerHello, "version" | "triggers">,
): Promise<OwnerSocket | { readonly fault: string }> {
  const hello: OwnerHello = { protocol, pid: process.pid, ...about };
  const served: Served = {
    operations,
    address,
    hello,
    runs: new Set(),
    begun: new Set(),
    lines: new Map(),
    unheard: new Map(),
    asked: 0,
  };
  const server = createServer((request, response) => {
    serve(served, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else reply(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  const fault = await listening(server, address.path);
  if (fault !== undefined) return { fault };
  return {
    runs: () => [...served.runs],
    asked: () => served.asked,
    say: (run, text) => {
      const lines = served.lines.get(run) ?? new Set();
      for (const line of lines) line({ output: text });
      const unheard = lines.size === 0 ? served.unheard.get(run) : undefined;
      if (unheard !== undefined && unheard.length < limits.unheardLinesMax) unheard.push(text);
      return served.begun.has(run) && lines.size > 0;
    },
    close: () =>
      new Promise((resolve) => {
        if (!isPipe(address.path)) rmSync(address.path, { force: true });
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A pipe of Windows is no file. */
export function isPipe(path: string): boolean {
  return path.startsWith("\\\\.\\pipe\\");
}

/** Bound in a folder that nobody else may enter, and moved to its place with its rights: at no time may others open it. */
async function listening(server: Server, path: string): Promise<string | undefined> {
  if (isPipe(path)) return await bound(server, path);
  let folder: string | undefined;
  try {
    folder = mkdtempSync(`${path}-`);
    const made = join(folder, "s");
    const fault = await bound(server, made);
    if (fault !== undefined) return fault;
    chmodSync(made, 0o600);
    renameSync(made, path);
    return undefined;
  } catch (error) {
    server.close();
    return error instanceof Error ? error.message : String(error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function bound(server: Server, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(path, () => resolve(undefined));
  });
}

interface Served {
  readonly operations: Promise<Operations>;
  readonly address: OwnerAddress;
  readonly hello: OwnerHello;
  readonly runs: Set<RunId>;
  /** Those of them that others have begun. */
  readonly begun: Set<RunId>;
  /** To whoever follows a run, a line of JSON each. */
  readonly lines: Map<RunId, Set<(value: object) => void>>;
  /**
   * Output of handlers in runs begun by others, until the command that began the run follows it, which it does at once.
   */
  readonly unheard: Map<RunId, string[]>;
  asked: number;
}

async function serve(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token } = served.address;
  if (token !== undefined && !hasToken(request, token)) {
    reply(response, 401, { error: "that may only be asked with the token of this journal" });
    return;
  }
  if (request.method === "GET" && request.url === "/") {
    reply(response, 200, { ...served.hello });
    return;
  }
  const name = operationIn(request.url ?? "");
  if (request.method !== "POST" || name === undefined) {
    reply(response, 404, { error: `there is nothing of the kind in ${protocol}` });
    return;
  }
  const body = await bodyOf(request);
  if ("fault" in body) {
    reply(response, 400, { error: body.fault });
    return;
  }
  const message = messageIn(name, body.ok);
  if ("refused" in message) {
    reply(response, 400, { error: message.message, details: message.details ?? [] });
    return;
  }
  const operations = await served.operations;
  if (movesRuns(name)) served.asked += 1;
  if (name === "watch") watch(served, operations, message.ok as Messages["watch"], response);
  else reply(response, 200, (await carried(served, operations, name, message.ok)) as Json);
}

const names: ReadonlySet<string> = new Set<OperationName>([
  "start",
  "resume",
  "rest",
  "watch",
  "answer",
  "callback",
  "order",
  "prunable",
  "prune",
  "prunableEvents",
  "pruneEvents",
  "note",
]);

function movesRuns(name: OperationName): boolean {
  return ["start", "resume", "answer", "callback", "order"].includes(name);
}

function operationIn(url: string): OperationName | undefined {
  const prefix = `/${protocol}/`;
  const name = url.startsWith(prefix) ? url.slice(prefix.length) : "";
  return names.has(name) ? (name as OperationName) : undefined;
}

/** The same functions that this process's own command calls. Runs that go on here for others are noted first. */
async function carried(
  { runs, begun, unheard }: Served,
  operations: Operations,
  name: OperationName,
  message: Messages[OperationName],
): Promise<object> {
  switch (name) {
    case "start": {
      const wanted = startRequest(message as Messages["start"]);
      const started = "refused" in wanted ? wanted : await operations.start(wanted);
      if ("run" in started) {
        for (const noted of [runs, begun]) noted.add(started.run);
        unheard.set(started.run, []);
        const [oldest] = unheard.keys();
        if (unheard.size > limits.unheardRunsMax && oldest !== undefined) unheard.delete(oldest);
      }
      return started;
    }
    case "resume": {
      const resumed = await operations.resume((message as Messages["resume"]).run);
      if ("runs" in resumed) for (const run of resumed.runs) runs.add(run);
      return resumed;
    }
    case "rest": {
      const { run, patience } = message as Messages["rest"];
      return await operations.rest(run, patience);
    }
    case "answer": {
      const { run, step, value, by, id } = message as Messages["answer"];
      return noted(runs, run, await operations.answer(run, step, value, by, id));
    }
    case "callback": {
      const { token, value, by } = message as Messages["callback"];
      return noted(runs, runOfToken(token), await operations.callback(token, value, by));
    }
    case "order": {
      const { run, step, order, detail, why, by, id } = message as Messages["order"];
      return noted(runs, run, await operations.order(run, step, order, detail, why, by, id));
    }
    case "prunable":
      return await operations.prunable((message as Messages["prunable"]).runs);
    case "prune":
      return await operations.prune((message as Messages["prune"]).runs);
    case "prunableEvents":
      return await operations.prunableEvents((message as Messages["prunableEvents"]).before);
    case "pruneEvents": {
      const { before, end } = message as Messages["pruneEvents"];
      return await operations.pruneEvents(before, end);
    }
    case "note": {
      const { about, fields, id } = message as Messages["note"];
      return await operations.note(about, fields, id);
    }
    case "watch":
      return {};
  }
}

function noted<T extends { readonly done: true } | Refusal>(
  runs: Set<RunId>,
  run: RunId | undefined,
  done: T,
): T {
  if ("done" in done && run !== undefined) runs.add(run);
  return done;
}

/** Each event as soon as it is durable, a line each, until the other is gone, or too slow to be waited for. */
function watch(
  { lines, unheard }: Served,
  operations: Operations,
  { run, from }: Messages["watch"],
  response: ServerResponse,
): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const line = (value: object): void => {
    response.write(`${JSON.stringify(value)}\n`);
    if (response.writableLength > limits.watchUnsentBytesMax) response.destroy();
  };
  const end = operations.watch(
    run,
    from,
    (entry) => line({ entry }),
    (refused) => line({ refused }),
  );
  for (const output of unheard.get(run) ?? []) line({ output });
  unheard.delete(run);
  const others = lines.get(run) ?? new Set();
  lines.set(run, others.add(line));
  response.once("close", () => {
    end();
    others.delete(line);
    if (others.size === 0) lines.delete(run);
  });
}

async function bodyOf(request: IncomingMessage): Promise<{ readonly ok: Json } | { readonly fault: string }> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = piece as Buffer;
    size += bytes.length;
    if (size > limits.commandBytesMax) return { fault: `more than ${limits.commandBytesMax} bytes at once` };
    pieces.push(bytes);
  }
  try {
    return { ok: JSON.parse(Buffer.concat(pieces).toString("utf8")) as Json };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: "it is no JSON" };
    throw error;
  }
}

function reply(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(present(body, "a reply is JSON"))}\n`);
}
