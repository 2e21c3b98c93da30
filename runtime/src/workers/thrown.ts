import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isNativeError } from "node:util/types";
import type { FailureClass, Reach } from "@orchlang/kernel";

/** The classification of a thrown value by itself; `reach` absent: that of the class. */
interface Thrown {
  readonly class: FailureClass;
  readonly reach?: Reach;
}

/**
 * The class of what a handler threw without saying which failure it is, by codes and names of the error and its causes
 * (semantics, rule 16).
 *
 * | thrown | class | reach |
 * |---|---|---|
 * | an error, or a cause of it, with a code of `unreached` | transient | not_reached |
 * | … with a code of `interrupted` | transient | that of the class |
 * | … with a code of `untrusted` | permanent | not_reached |
 * | `AbortError`, `TimeoutError` | timeout | that of the class |
 * | an error of `programming`, and not one for which something else is the cause | permanent | that of the class |
 * | anything else | transient | that of the class |
 */
export function thrownClass(thrown: unknown): Thrown {
  const errors = causes(thrown);
  for (const error of errors) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (unreached.has(code)) return { class: "transient", reach: "not_reached" };
    if (interrupted.has(code)) return { class: "transient" };
    if (untrusted.test(code)) return { class: "permanent", reach: "not_reached" };
    if (stopped.has(error.name) || code === "ABORT_ERR") return { class: "timeout" };
  }
  // `fetch failed` is a TypeError, for which the line is to blame.
  const first = errors.at(-1);
  return { class: first !== undefined && programming.has(first.name) ? "permanent" : "transient" };
}

/** The other side was not found or took no connection: nothing can have happened there. */
const unreached: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EMFILE",
  "ENFILE",
]);

/** The line went dead after it had stood: something may have happened. */
const interrupted: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "ETIMEDOUT",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ERR_HTTP2_STREAM_CANCEL",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/**
 * The other side could not show who it is, or speaks no TLS that we do: nothing was sent (Node's documentation of `tls`,
 * "X509 certificate error codes").
 */
const untrusted =
  /^(?:CERT_\w+|UNABLE_TO_(?:GET_(?:ISSUER_CERT|CRL)|VERIFY_LEAF_SIGNATURE|DECRYPT_|DECODE_ISSUER_)\w*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CRL_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_[\w/]+_ALERT_(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA))$/u;

const stopped: ReadonlySet<string> = new Set(["AbortError", "TimeoutError"]);

/** A mistake in the handler's code: the next try would make it again. */
const programming: ReadonlySet<string> = new Set([
  "TypeError",
  "ReferenceError",
  "SyntaxError",
  "AssertionError",
]);

/**
 * Where an error that is a mistake in the handler's code was thrown: `refund.ts:12:7`, relative to `root`. Undefined for any
 * other error, and where no file below `root` is on its stack.
 */
export function mistakenAt(thrown: unknown, root: string): string | undefined {
  const error = causes(thrown).at(-1);
  if (error === undefined || !programming.has(error.name)) return undefined;
  for (const [, url = "", position = ""] of stackOf(error).matchAll(framed)) {
    const below = relative(root, url.startsWith("file:") ? fileURLToPath(url) : url).replaceAll("\\", "/");
    const isOwn =
      !isAbsolute(below) && !below.split("/").some((part) => part === ".." || part === "node_modules");
    if (isOwn) return `${below}${position}`;
  }
  return undefined;
}

/** A place on a stack, at the end of a line: `at pay (file:///…/pay.ts:3:9)`. A module that does not parse has no column. */
const framed = /(file:\/\/\S+?|^\/\S+?)(:\d+(?::\d+)?)\)?$/gmu;

function stackOf(error: Error): string {
  try {
    return typeof error.stack === "string" ? error.stack : "";
  } catch {
    // A handler's error may do anything as it is read.
    return "";
  }
}

/** An error, what caused it and so on; of several at once the first. Bounded, since causes can be circular. */
export function causes(thrown: unknown): readonly Error[] {
  const errors: Error[] = [];
  for (let next = thrown; isError(next) && !errors.includes(next) && errors.length < 8; ) {
    errors.push(next);
    next = next instanceof AggregateError && next.cause === undefined ? next.errors[0] : next.cause;
  }
  return errors;
}

/** In this realm or another. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || isNativeError(thrown);
}
