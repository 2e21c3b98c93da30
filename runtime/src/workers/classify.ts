import { inspect } from "node:util";
import { isNativeError } from "node:util/types";
import type { Failure, FailureClass, Outcome, Reach } from "@orchlang/kernel";
import type { Capability } from "@orchlang/plan";
import { asJson, canonical, notJson } from "@orchlang/plan/json";

import { limits } from "../limits.ts";
import { causes, mistakenAt, thrownClass } from "./thrown.ts";

type Failed = Extract<Outcome, { failure: Failure }>;

/**
 * A handler's error, as a failure with its reach (semantics, rule 16).
 *
 * | thrown | class | reach |
 * |---|---|---|
 * | `HandlerFailure` with a built-in class | that class | as stated, else of the class |
 * | `HandlerFailure` with a name that the capability declares | permanent, by that name | as stated, else unknown |
 * | `HandlerFailure` with any other name | permanent | as stated, else unknown |
 * | the abort reason of the attempt's signal | timeout | unknown |
 * | anything else | as `thrownClass` decides | as stated, else of the class |
 *
 * For a pure capability, unknown becomes not_reached: it touches nothing.
 */
export function classify(
  thrown: unknown,
  capability: Capability,
  { signal, root }: { readonly signal?: AbortSignal; readonly root?: string } = {},
): Failed {
  const stated = handlerFailure(thrown);
  if (stated !== undefined) return named(stated, capability);
  if (signal?.aborted === true && thrown === signal.reason)
    return failed("timeout", "it was out of time", capability);
  const { class: kind, reach } = thrownClass(thrown);
  const words = thrown instanceof Error ? errorWords(thrown) : `It threw no Error but ${errorWords(thrown)}`;
  const at = root === undefined ? undefined : mistakenAt(thrown, root);
  return failed(kind, at === undefined ? words : `${words} (${at})`, capability, reach);
}

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
  drifted: "unknown",
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
  readonly after?: number;
}

/** By its shape, not its class: handlers may have loaded another copy of this package. */
function handlerFailure(thrown: unknown): Stated | undefined {
  if (!(thrown instanceof Error) || thrown.name !== "HandlerFailure") return undefined;
  const { failure, reach, after } = thrown as Error & { failure?: unknown; reach?: unknown; after?: unknown };
  if (typeof failure !== "string") return undefined;
  const { message } = thrown;
  return {
    failure,
    message,
    ...(reach === "reached" || reach === "not_reached" || reach === "unknown" ? { reach } : {}),
    ...(isDelay(after) ? { after } : {}),
  };
}

/** A number of ms that is worth waiting for. */
export function isDelay(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function named(stated: Stated, capability: Capability): Failed {
  const failed = namedFailure(stated, capability);
  const { after } = stated;
  return after === undefined ? failed : { ...failed, failure: { ...failed.failure, after } };
}

function namedFailure({ failure: name, message, reach }: Stated, capability: Capability): Failed {
  if (Object.hasOwn(reaches, name)) return failed(name as FailureClass, message, capability, reach);
  if (!capability.fails.includes(name)) {
    const says = `It failed as \`${name}\`, which ${capability.name} does not declare: ${message}`;
    return failed("permanent", says, capability, reach);
  }
  const outcome = failed("permanent", message, capability, reach);
  return { ...outcome, failure: { ...outcome.failure, name } };
}

/** A thrown thing for a reader, whatever it is; its causes with it, since they often say more. */
export function errorWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return shown(thrown);
  const messages = causes(thrown).map((error) => error.message || error.name);
  return messages.filter((message, index) => messages.indexOf(message) === index).join(": ");
}

function shown(thrown: unknown): string {
  if (typeof thrown === "string") return thrown === "" ? "an empty text" : thrown;
  // An error of another realm.
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
