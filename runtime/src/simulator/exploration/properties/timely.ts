import { stepName } from "../../../kernel/run/view.ts";
import type { Trial } from "../case.ts";
import { completed, type Violation } from "../violation.ts";

/** Where nothing goes wrong and everything takes as long as it says at most, nothing runs out of time. */
export function timely({ run, one }: Trial): readonly Violation[] {
  const { closed } = run.state;
  if (
    one.faults.size > 0 ||
    closed?.outcome.status !== "failed" ||
    closed.outcome.failure?.class !== "timeout"
  )
    return [];
  const late = run.events.find((event) => event.t === "Settled" && event.failure?.class === "timeout");
  const what = late?.t === "Settled" ? stepName(late.call) : "the plan";
  return [
    {
      property: "termination",
      about: what,
      says: `${what} runs out of time though nothing goes wrong: ${closed.outcome.failure.message}.`,
      expect: completed,
    },
  ];
}
