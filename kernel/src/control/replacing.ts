import { formatInstant } from "@orchlang/plan/quantities";
import type { Instant, RunId } from "../machine.ts";
import type { Need, ToControl, User } from "../messages.ts";
import type { RunInput } from "../run/events.ts";
import type { ControlState } from "./state.ts";

/** The order that ends a run because another replaces it. A repeated order has no effect. */
export function replacing(
  { by }: { readonly by: RunId },
  { at, user }: { readonly at: Instant; readonly user: User },
): RunInput {
  return {
    t: "Ordered",
    at,
    id: `replaced by ${by}`,
    by: user,
    why: `the run ${by} takes its place, wanted at ${formatInstant(at)}`,
    order: { order: "cancel", undo: true },
  };
}

/** The run that waits to take this one's place, if one does. */
export function successorOf({ runs, groups, laid }: ControlState, run: RunId): RunId | undefined {
  const entry = runs.get(run);
  for (const name of [entry?.among, entry?.fired?.group]) {
    const next = name === undefined ? undefined : groups.get(name)?.queue.first();
    if (next === undefined) continue;
    const own = laid.triggers.get(next.trigger)?.overlap;
    const mode = next.among?.group === name ? next.among?.mode : own?.mode;
    if (mode === "replace") return next.run;
  }
  return undefined;
}

/** True if a run needs an operator for the same as before. */
export function sameNeeds(one: readonly Need[] = [], other: readonly Need[] = []): boolean {
  return (
    one.length === other.length &&
    one.every(({ step, about }, index) => other[index]?.step === step && other[index]?.about === about)
  );
}

/**
 * Shortens a run's `closed` message: without a trigger on the outcome, the result is dropped and the failure keeps only
 * its class, name and message.
 */
export function shortenClosed(ask: ToControl, { laid }: ControlState, entry: string): ToControl {
  if (ask.ask !== "closed" || laid.onOutcome.has(`${ask.status} ${entry}`)) return ask;
  const { status, failure } = ask;
  if (failure === undefined) return { ask: "closed", status };
  const { class: kind, name, message } = failure;
  return { ask: "closed", status, failure: { class: kind, name, message } };
}
