import { stepName } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { nodeOf } from "../plan-facts.ts";
import { completed, type Violation } from "../violation.ts";

/** Where nothing goes wrong and everything takes as long as it says at most, nothing runs out of time. */
export function timely({ run, one }: Trial): readonly Violation[] {
  const { closed } = run.state;
  if (
    one.faults.size > 0 ||
    closed?.outcome.status !== "failed" ||
    closed.outcome.failure?.class !== "timeout" ||
    waitsForDate(run)
  )
    return [];
  const late = run.events.find((event) => event.t === "Settled" && event.failure?.class === "timeout");
  const what = late?.t === "Settled" ? stepName(late.call) : "the plan";
  return [
    {
      property: "termination",
      about: what,
      says: `${what} runs out of time where each call takes as long as it may: ${closed.outcome.failure.message}.`,
      expect: completed,
    },
  ];
}

/** A date that is given and lies further away than there is time for: whoever gave it has asked for that. */
function waitsForDate({ events, file, started, ended }: Trial["run"]): boolean {
  // The steps after the date need time too.
  const near = started + (ended - started) * 0.9;
  return events.some((event) => {
    if (event.t !== "TimerSet" || event.call === undefined || event.due < near) return false;
    const node = nodeOf(file.plan, event.call.routine, event.call.node)?.node;
    return node?.kind === "wait" && node.for.kind === "instant";
  });
}
