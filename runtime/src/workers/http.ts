/**
 * Handlers that are requests over HTTP. The arguments are a query where the method has no body, else a body of JSON;
 * `{name}` in the path is replaced by an argument, which then goes nowhere else, `{name.field}` by a field of one. The answer's JSON is the result.
 *
 * A request carries the idempotency key (`Idempotency-Key`, as the IETF's draft of that name has it), and what else a
 * careful receiver needs: `traceparent`, `X-Orch-Attempt`, `X-Orch-Fence`, `X-Orch-Of`, and where it is to call back the token that it
 * has to bring, `X-Orch-Callback`. Headers of one's own, as for authorisation,
 * come from the environment: `ORCH_HTTP_HEADERS`, JSON of headers by host.
 */

import type { Reach } from "@orchlang/kernel";
import type { Handler, Json } from "@orchlang/plan";
import { isRecord } from "../capabilities/schema.ts";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import { traceparentOf } from "../library/trace.ts";
import { limits } from "../limits.ts";
import { retryAfter } from "./retry-after.ts";

type HttpHandler = Extract<Handler, { kind: "http" }>;
type Args = Readonly<Record<string, Json>>;

const withoutBody: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE"]);
/** Methods that only read, so that a redirect may be followed (RFC 9110, section 9.2.1). */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** `declared`: the failures that its capability names. */
export function httpHandler(
  handler: HttpHandler,
  declared: readonly string[],
  environment: NodeJS.ProcessEnv,
): HandlerFunction {
  const method = handler.method.toUpperCase();
  const call = async (args: Args, context: HandlerContext): Promise<unknown> => {
    const { url, rest } = addressed(handler, args);
    const hasBody = !withoutBody.has(method);
    if (!hasBody)
      for (const [name, value] of Object.entries(rest))
        if (value !== null) url.searchParams.append(name, inQuery(value));
    const response = await answered(url, method, {
      own: (host) => ownHeaders(host, environment),
      headers: headers(context, hasBody),
      ...(hasBody ? { body: JSON.stringify(rest) } : {}),
      signal: context.signal,
    });
    context.heartbeat();
    const text = await textOf(response, context);
    // The result comes later, with the token.
    if (response.ok) return handler.callback === true ? null : resultOf(text, response);
    throw failureOf(response, text, declared);
  };
  return call as HandlerFunction;
}

interface Request {
  /** Headers of one's own for a host. */
  own(host: string): Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * The response, after redirects for methods that only read. Each host receives only the headers meant for it. A
 * redirect away from HTTP, or from HTTPS to plain HTTP, is the response itself. So is every redirect of a request with
 * an effect, since the plan names another request.
 */
async function answered(
  to: URL,
  method: string,
  { own, headers: common, body, signal }: Request,
): Promise<Response> {
  let url = to;
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, {
      method,
      headers: { ...own(url.host), ...common },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal,
    });
    const next = safe.has(method) && hops < limits.httpRedirectsMax ? sentOn(response, url) : undefined;
    if (next === undefined) return response;
    await response.body?.cancel();
    url = next;
  }
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function sentOn({ status, headers }: Response, from: URL): URL | undefined {
  const place = headers.get("location");
  const to = redirects.has(status) && place !== null ? URL.parse(place, from.href) : null;
  if (to === null) return undefined;
  return to.protocol === "https:" || (to.protocol === "http:" && from.protocol === "http:") ? to : undefined;
}

/**
 * The address with its arguments in their places. One that would be another place than the one meant is refused, since
 * a reader of addresses walks up at `..` and past what is empty (RFC 3986, section 5.2.4; WHATWG URL, also `%2e%2e`).
 */
function addressed(
  { url: template, hosts }: HttpHandler,
  args: Args,
): { readonly url: URL; readonly rest: Args } {
  const rest: Record<string, Json> = { ...args };
  const fill = (text: string) =>
    text.replace(/\{(\w+)((?:\.\w+)*)\}/gu, (whole, name: string, fields: string) => {
      if (!Object.hasOwn(args, name)) return whole;
      // Only a whole argument needs no other place.
      if (fields === "") delete rest[name];
      const value = fields.split(".").slice(1).reduce<Json | undefined>(fieldOf, args[name]);
      return encodeURIComponent(inQuery(value ?? null));
    });
  const [path = "", ...query] = template.split("?");
  const segments = path.split("/").map((segment) => {
    const filled = fill(segment);
    if (filled !== segment && ["", ".", ".."].includes(filled)) throw noSegment(segment, filled);
    return filled;
  });
  // An argument in the host has no encoding that would keep it harmless: it is compared with the list as it is.
  const open = segments[2];
  if (hosts !== undefined && open !== undefined) segments[2] = decodeURIComponent(open);
  if (hosts !== undefined && !hosts.includes(segments[2] ?? "")) throw noHost(template, hosts);
  const url = URL.parse([segments.join("/"), ...query.map(fill)].join("?"));
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw new HandlerFailure("permanent", `\`${template}\` is no address of HTTP.`, { reach: "not_reached" });
  return { url, rest };
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function noHost(template: string, hosts: readonly string[]): HandlerFailure {
  const message = `The host of \`${template}\` would be none of its list: ${hosts.join(", ")}.`;
  return new HandlerFailure("invalid_input", message, { reach: "not_reached" });
}

function noSegment(segment: string, filled: string): HandlerFailure {
  const message = `An address can't have "${filled}" in the place of \`${segment}\`: it would be another address.`;
  return new HandlerFailure("invalid_input", message, { reach: "not_reached" });
}

function inQuery(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function headers(context: HandlerContext, hasBody: boolean): Readonly<Record<string, string>> {
  const { key, attempt, fence, fences, of, token } = context;
  return {
    accept: "application/json",
    "idempotency-key": key,
    "x-orch-attempt": String(attempt),
    traceparent: traceparentOf(context),
    ...(hasBody ? { "content-type": "application/json" } : {}),
    ...(fence === undefined ? {} : { "x-orch-fence": String(fence) }),
    ...(fences === undefined ? {} : { "x-orch-fences": fences.map(fenceText).join(", ") }),
    ...(of === undefined ? {} : { "x-orch-of": of }),
    ...(token === undefined ? {} : { "x-orch-callback": token }),
  };
}

/** `mill.cranes/c2=7`; what a header can't hold is percent-encoded. */
function fenceText({ pool, id, fence }: { pool: string; id: string; fence: number }): string {
  return `${pool}/${encodeURIComponent(id)}=${fence}`;
}

function ownHeaders(host: string, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const text = environment.ORCH_HTTP_HEADERS;
  if (text === undefined || text === "") return {};
  try {
    const byHost = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    return byHost[host] ?? {};
  } catch {
    // Its text may contain a secret, and is not repeated.
    throw new HandlerFailure("permanent", "ORCH_HTTP_HEADERS is no JSON of headers by host.", {
      reach: "not_reached",
    });
  }
}

/** All of the answer, as long as it is within the limit of a handler's result. */
async function textOf(response: Response, { signal, heartbeat }: HandlerContext): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      signal.throwIfAborted();
      heartbeat();
      size += part.byteLength;
      if (size > limits.outputBytesMax) throw unread(`more than ${limits.outputBytesMax} bytes`);
      parts.push(part);
    }
  } catch (error) {
    if (isBroken(error)) throw unread("what can't be unpacked", error);
    throw error;
  }
  try {
    // JSON is UTF-8 (RFC 8259, section 8.1), with or without a mark that says so.
    return new TextDecoder("utf-8", { fatal: response.ok }).decode(Buffer.concat(parts));
  } catch (error) {
    throw unread("text that is no UTF-8", error);
  }
}

function unread(what: string, cause?: unknown): HandlerFailure {
  return new HandlerFailure("invalid_output", `It answered with ${what}.`, { reach: "reached", cause });
}

/** Packed otherwise than the answer says: an error of zlib or of Brotli. */
function isBroken(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (
    cause instanceof Error &&
    "code" in cause &&
    /^(?:Z_|ERR_BROTLI_|ERR__ERROR_FORMAT)/u.test(String(cause.code))
  );
}

function resultOf(text: string, response: Response): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unread(`${response.headers.get("content-type") ?? "no type"} that is no JSON`, error);
  }
}

interface Meaning {
  readonly failure: "transient" | "permanent";
  readonly reach: Reach;
}

const notDone: Meaning = { failure: "permanent", reach: "not_reached" };
const laterNotDone: Meaning = { failure: "transient", reach: "not_reached" };
const laterUnknown: Meaning = { failure: "transient", reach: "unknown" };

/**
 * The meaning of a status other than success (RFC 9110, section 15; RFC 6585; the draft on idempotency keys for 409). A
 * request that was not understood or not allowed did nothing; the outcome of one that broke on the way is unknown.
 */
const meanings: Readonly<Record<number, Meaning>> = {
  408: laterUnknown,
  409: laterUnknown,
  421: laterNotDone,
  423: laterNotDone,
  425: laterNotDone,
  429: laterNotDone,
  501: notDone,
  505: notDone,
};

export function meaningOf(status: number): Meaning {
  return meanings[status] ?? (status >= 500 ? laterUnknown : notDone);
}

/**
 * The failure in a response. One that the capability declares is identified by name: `{"error": {"name": …, "message":
 * …}}`, or the last part of a problem's `type` (RFC 9457).
 */
function failureOf(response: Response, text: string, declared: readonly string[]): HandlerFailure {
  const { status, statusText } = response;
  const reportedFailure = reportedIn(text);
  const { failure, reach } = meaningOf(status);
  const message =
    reportedFailure?.message ??
    `It answered with ${[status, statusText].filter(Boolean).join(" ")}${whither(response)}${until(response)}.`;
  const named =
    reportedFailure?.name !== undefined && declared.includes(reportedFailure.name)
      ? reportedFailure.name
      : failure;
  return new HandlerFailure(named, message, { reach, ...retryAfter(response.headers) });
}

function whither({ status, headers }: Response): string {
  const place = headers.get("location");
  return status >= 300 && status < 400 && place !== null ? `, to ${place}` : "";
}

/** When it wants to be asked again, in seconds or as a date. */
function until({ headers }: Response): string {
  const when = headers.get("retry-after");
  if (when === null) return "";
  return /^\d+$/u.test(when) ? `, to be asked again after ${when} s` : `, to be asked again at ${when}`;
}

interface ReportedFailure {
  readonly name?: string;
  readonly message?: string;
}

/** The failure that a body of JSON names. */
export function reportedIn(text: string): ReportedFailure | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== "object" || body === null) return undefined;
  const { error, type, title, detail } = body as Readonly<Record<string, unknown>>;
  if (typeof error === "string") return { message: error };
  if (typeof error === "object" && error !== null) {
    const { name, message } = error as Readonly<Record<string, unknown>>;
    return reportedFailure(name, message);
  }
  const name = typeof type === "string" ? type.split(/[/#:]/u).at(-1) : undefined;
  return name === "blank"
    ? reportedFailure(undefined, detail ?? title)
    : reportedFailure(name, detail ?? title);
}

function reportedFailure(name: unknown, message: unknown): ReportedFailure {
  return {
    ...(typeof name === "string" && name !== "" ? { name } : {}),
    ...(typeof message === "string" && message !== "" ? { message } : {}),
  };
}
