import { inspect } from "node:util";
import { isNativeError } from "node:util/types";
import { asJson, type Capability, canonical, notJson } from "@orchlang/plan";
import type { Failure, FailureClass, Outcome } from "../kernel/failure.ts";
import type { Reach } from "../kernel/identity.ts";
import { limits } from "../limits.ts";

type Failed = Extract<Outcome, { failure: Failure }>;

/**
 * What a handler threw, as a failure with its reach (semantics, rule 16).
 *
 * | thrown | class | reach |
 * |---|---|---|
 * | `HandlerFailure` with a built-in class | that class | as stated, else of the class |
 * | `HandlerFailure` with a name that the capability declares | permanent, by that name | as stated, else unknown |
 * | `HandlerFailure` with any other name | permanent | as stated, else unknown |
 * | an error, or a cause of it, with a code of `unreached` | transient | not_reached |
 * | … with a code of `interrupted` | transient | unknown |
 * | … with a code of `untrusted` | permanent | not_reached |
 * | `AbortError`, `TimeoutError`, or what the attempt's signal was aborted with | timeout | unknown |
 * | any other `Error` (`TypeError`, `RangeError`, `ENOENT` …) | permanent | unknown |
 * | anything that is no `Error` | permanent, with its text | unknown |
 *
 * Where it says unknown, a pure capability has not_reached: it touches nothing.
 */
export function classify(thrown: unknown, capability: Capability, signal?: AbortSignal): Failed {
  const stated = handlerFailure(thrown);
  if (stated !== undefined) return named(stated, capability);
  if (signal?.aborted === true && thrown === signal.reason)
    return failed("timeout", errorWords(thrown), capability);
  if (!(thrown instanceof Error))
    return failed("permanent", `It threw no Error but ${errorWords(thrown)}`, capability);
  for (const error of causes(thrown)) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (unreached.has(code)) return failed("transient", errorWords(thrown), capability, "not_reached");
    if (interrupted.has(code)) return failed("transient", errorWords(thrown), capability);
    if (untrusted.test(code)) return failed("permanent", errorWords(thrown), capability, "not_reached");
    if (stopped.has(error.name) || code === "ABORT_ERR")
      return failed("timeout", errorWords(thrown), capability);
  }
  return failed("permanent", errorWords(thrown), capability);
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

/** Reach where a handler states none. */
const reaches: Readonly<Record<FailureClass, Reach>> = {
  denied: "not_reached",
  budget: "not_reached",
  invalid_input: "not_reached",
  circuit_open: "not_reached",
  transient: "unknown",
  timeout: "unknown",
  resource_lost: "unknown",
  crashed: "unknown",
  invalid_output: "reached",
  permanent: "unknown",
  exhausted: "unknown",
  no_quorum: "unknown",
  too_many: "unknown",
  unmet: "unknown",
  cancelled: "unknown",
};

/** A failure of the given class, with the reach that the class and the capability's effect give it. */
export function failed(
  kind: FailureClass,
  message: string,
  capability: Capability,
  reach: Reach = reaches[kind],
  details?: readonly string[],
): Failed {
  const failure = { class: kind, name: kind, message: shortened(message) };
  return {
    failure:
      details === undefined || details.length === 0
        ? failure
        : { ...failure, details: details.map(shortened) },
    reach: capability.effect.kind === "pure" && reach === "unknown" ? "not_reached" : reach,
  };
}

interface Stated {
  readonly failure: string;
  readonly message: string;
  readonly reach?: Reach;
}

/** By its shape, not its class: handlers may have loaded another copy of this package. */
function handlerFailure(thrown: unknown): Stated | undefined {
  if (!(thrown instanceof Error) || thrown.name !== "HandlerFailure") return undefined;
  const { failure, reach } = thrown as Error & { failure?: unknown; reach?: unknown };
  if (typeof failure !== "string") return undefined;
  const { message } = thrown;
  return reach === "reached" || reach === "not_reached" || reach === "unknown"
    ? { failure, message, reach }
    : { failure, message };
}

function named({ failure: name, message, reach }: Stated, capability: Capability): Failed {
  if (Object.hasOwn(reaches, name)) return failed(name as FailureClass, message, capability, reach);
  if (!capability.fails.includes(name)) {
    const says = `It failed as \`${name}\`, which ${capability.name} does not declare: ${message}`;
    return failed("permanent", says, capability, reach);
  }
  const outcome = failed("permanent", message, capability, reach);
  return { ...outcome, failure: { ...outcome.failure, name } };
}

/** An error, what caused it and so on; of several at once the first. Bounded, since causes can be circular. */
function causes(error: Error): readonly Error[] {
  const found: Error[] = [];
  for (let next: unknown = error; next instanceof Error && found.length < 8; ) {
    found.push(next);
    next = next instanceof AggregateError && next.cause === undefined ? next.errors[0] : next.cause;
  }
  return found;
}

/** A thrown thing for a reader, whatever it is; its causes with it, since they often say more. */
export function errorWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return shown(thrown);
  const messages = causes(thrown).map((error) => error.message || error.name);
  return messages.filter((message, index) => messages.indexOf(message) === index).join(": ");
}

function shown(thrown: unknown): string {
  if (typeof thrown === "string") return thrown === "" ? "an empty text" : thrown;
  // Of another realm.
  if (isNativeError(thrown)) return thrown.message || thrown.name;
  if (isRecord(thrown) && notJson(thrown) === undefined) return canonical(asJson(thrown));
  return inspect(thrown, { breakLength: Number.POSITIVE_INFINITY, depth: 3 });
}

function isRecord(thrown: unknown): thrown is object {
  return typeof thrown === "object" && thrown !== null && Object.getPrototypeOf(thrown) === Object.prototype;
}

/** As it can be journalled: of bounded length, and without the halves of characters that text may hold. */
function shortened(text: string): string {
  const message = text.toWellFormed();
  return message.length <= limits.failureCharsMax ? message : `${message.slice(0, limits.failureCharsMax)} …`;
}
