import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { User } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { limits } from "../limits.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Ingested, Refusal } from "../orchestrator-types.ts";
import { createServer } from "../world/node-http.ts";
import { answerIn, ingressRecordOf } from "./line.ts";
import { hasToken, operatorPaths, operators, type Reply, replyTo } from "./operator-routes.ts";

/** An open ingress: it takes records, answers and requests at its address. */
export interface HttpIngress {
  /** `http://127.0.0.1:7327` */
  readonly address: string;
  close(): Promise<void>;
}

/** The address of the ingress, and the token and user of its requests. `freshId`: for records without an id. */
export interface HttpIngressOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  freshId(): string;
  /** Requests must carry it as `Authorization: Bearer …`. */
  readonly token: string;
  /** In whose name everything is said that comes with the token, whatever it says of itself. */
  readonly user: User;
  /** How long a request may take to arrive, ms. Default: 30 s. */
  readonly requestMsMax?: number;
}

/**
 * The HTTP ingress. `POST /ingest` takes one or more ingress records, `POST /requests/<path>` triggers a `request`, `POST
 * /answers` takes a person's answer (`{ run, step, value }`), `POST /orders` and `/callbacks` take an operator's orders
 * and callbacks, `POST /runs` starts runs, `GET /status` returns the status. All of them require the token, even from
 * this machine, because it has other users. Requests from browser pages, and requests whose `Host` is not this machine,
 * are refused: no website can act for its visitors.
 */
export async function openHttpIngress(
  orchestrator: Orchestrator,
  options: HttpIngressOptions,
): Promise<HttpIngress | { readonly fault: string }> {
  const { requestMsMax = limits.ingressRequestMsMax } = options;
  const times = {
    requestTimeout: requestMsMax,
    headersTimeout: requestMsMax,
    // The interval at which slow requests are looked for, and so the most by which one can exceed the limit.
    connectionsCheckingInterval: Math.ceil(requestMsMax / 10),
  };
  const server = createServer(times, (request, response) => {
    answered(orchestrator, options, request).then(
      ({ status, body }) => reply(response, status, body),
      (error: unknown) =>
        reply(response, 500, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  const fault = await listening(server, options);
  if (fault !== undefined) return { fault };
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    address: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: HttpIngressOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(port, host, () => resolve(undefined));
  });
}

async function answered(
  orchestrator: Orchestrator,
  options: HttpIngressOptions,
  request: IncomingMessage,
): Promise<Reply> {
  if (request.headers.origin !== undefined || !isOwnName(request.headers.host, options.host))
    return { status: 403, body: { error: "only programs of this machine may ask here" } };
  if (!hasToken(request, options.token))
    return {
      status: 401,
      body: { error: "the request needs the token of this ingress", why: "token" },
    };
  const pathname = pathOf(request);
  if (pathname === undefined) return { status: 400, body: { error: "that is no path" } };
  if (request.method === "GET" && pathname === "/status")
    return { status: 200, body: orchestrator.around() as unknown as Json };
  const isIngress =
    pathname === "/ingest" || operatorPaths.has(pathname) || pathname.startsWith("/requests/");
  if (!isIngress)
    return { status: 404, body: { error: "there are /ingest, /requests/…, /answers and /status" } };
  if (request.method !== "POST") return { status: 405, body: { error: "use POST" } };
  const text = await textOf(request);
  if (text === undefined)
    return { status: 413, body: { error: `more than ${limits.inputBytesMax} bytes at once` } };
  if (pathname === "/ingest") return await ingested(orchestrator, options, text);
  const body = parsed(text === "" ? "{}" : text);
  if (body === undefined) return { status: 400, body: { error: "it is no JSON" } };
  if (operatorPaths.has(pathname)) return await operators(orchestrator, pathname, body, options.user);
  const path = pathname.slice("/requests/".length);
  const named = request.headers["idempotency-key"];
  const id = typeof named === "string" ? named : options.freshId();
  return replyTo(await orchestrator.ingest({ kind: "request", id, path, request: body }));
}

/** Decoded; undefined: nobody could have meant it. */
function pathOf({ url = "/" }: IncomingMessage): string | undefined {
  const path = URL.parse(url, "http://ingress")?.pathname;
  try {
    return path && decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** A request under another host name comes from a page that only pretends to be of this machine. */
function isOwnName(given: string | undefined, host: string): boolean {
  const name = given?.replace(/:\d+$/u, "");
  return name !== undefined && [host, `[${host}]`, "localhost", "127.0.0.1", "[::1]"].includes(name);
}

const atOnceMax = 256;

async function ingested(
  orchestrator: Orchestrator,
  options: HttpIngressOptions,
  text: string,
): Promise<Reply> {
  const whole = parsed(text);
  const values = Array.isArray(whole)
    ? whole
    : whole !== undefined
      ? [whole]
      : text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [parsed(line)]));
  const refused: Json[] = [];
  const notes: Json[] = [];
  // Many at a time, in order: they are committed together, and not one after another.
  for (let from = 0; from < values.length; from += atOnceMax) {
    const results: Promise<Ingested | Refusal>[] = [];
    for (const value of values.slice(from, from + atOnceMax)) {
      // An answer may refer to a question that an earlier line caused.
      if (value !== undefined && answerIn(value) !== undefined) await Promise.all(results);
      results.push(hear(orchestrator, options, value));
    }
    for (const [at, one] of (await Promise.all(results)).entries()) {
      if (!("refused" in one)) {
        for (const says of one.notes ?? []) notes.push({ index: from + at, says });
        continue;
      }
      const { message: error, refused: why, details } = one;
      refused.push({ index: from + at, error, why, ...(details === undefined ? {} : { details }) });
    }
  }
  const status = refused.length === 0 ? 202 : refused.length < values.length ? 207 : 422;
  return {
    status,
    body: { taken: values.length - refused.length, refused, ...(notes.length === 0 ? {} : { notes }) },
  };
}

async function hear(
  orchestrator: Orchestrator,
  { freshId, user }: HttpIngressOptions,
  line: Json | undefined,
): Promise<Ingested | Refusal> {
  if (line === undefined) return await orchestrator.ingest({ fault: "it is no JSON" });
  const answer = answerIn(line);
  if (answer !== undefined) return await orchestrator.answer(answer.run, answer.step, answer.value, user);
  return await orchestrator.ingest(ingressRecordOf(line, freshId));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = piece as Buffer;
    size += bytes.length;
    if (size > limits.inputBytesMax) return undefined;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function reply(response: ServerResponse, status: number, body: Json): void {
  const asks = status === 401 ? { "www-authenticate": "Bearer" } : {};
  response.writeHead(status, { "content-type": "application/json", ...asks });
  response.end(`${JSON.stringify(body)}\n`);
}
