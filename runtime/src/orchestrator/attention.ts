/** Runs that go on only once an operator has spoken: control is told, so that everybody hears of it. */
import type { Placed } from "../drive/live.ts";
import type { Need } from "../kernel/messages.ts";
import type { RunEvent } from "../kernel/run/events.ts";
import { waitingOf } from "../kernel/run/view.ts";
import type { LiveRun } from "./run.ts";

/** Whether these events can have brought a run to wait for an operator. Looking is more than each turn is worth. */
export function mayNeed({ state }: LiveRun, events: readonly Placed<RunEvent>[]): boolean {
  const owes = state.live === 0 && state.owed.size > 0;
  return owes || events.some(({ event }) => event.t === "Doubted" || isGivenUp(event));
}

/** An undo that is not tried again. */
function isGivenUp(event: RunEvent): boolean {
  return event.t === "Settled" && event.status === "failed" && event.call.slot === "undo";
}

export function needsOf({ plan, state }: LiveRun): readonly Need[] {
  return waitingOf(plan, state).flatMap((waiting) =>
    waiting.for === "operator" ? [{ step: waiting.step, about: waiting.about }] : [],
  );
}
