import type { Instant, Seq } from "../machine.ts";
import type { Reads } from "../messages.ts";
import type { RunEvent } from "./events.ts";

type Deferred = Extract<RunEvent, { t: "Deferred" }>;

/** How a call is, or was, deferred by policies (semantics, rule 13a). */
export interface Deferral {
  /** The policies that defer it now; none once it goes on. */
  readonly by: Deferred["by"];
  /** ms that each verdict may still defer it as of `since`, by its check; left out: its whole `within`. */
  readonly left: Readonly<Record<string, number>>;
  readonly since: Instant;
  /** The question whose answers report changes of the context. */
  readonly watch: Seq | undefined;
  /** The context that it told last. */
  readonly reads: Reads | undefined;
}

/** ms that a verdict may still defer a call: it counts only while it does. */
export function timeLeft(deferral: Deferral | undefined, check: string, within: number, at: Instant): number {
  if (deferral === undefined) return within;
  const left = deferral.left[check] ?? within;
  return deferral.by.some((one) => one.check === check) ? left - (at - deferral.since) : left;
}

/** From here on these defer it; those before no longer count. */
export function deferredBy(before: Deferral | undefined, by: Deferred["by"], at: Instant): Deferral {
  const left: Record<string, number> = { ...before?.left };
  for (const { check } of before?.by ?? []) left[check] = timeLeft(before, check, 0, at);
  for (const { check, until } of by) left[check] = until - at;
  return { by, left, since: at, watch: before?.watch, reads: before?.reads };
}
