import { holdsAtEnd } from "../../expect/condition.ts";
import type { Trial } from "../case.ts";
import type { Violation } from "../violation.ts";

/** What completes has met what its goal calls success. */
export function success({ run }: Trial): readonly Violation[] {
  const { plan } = run.file;
  const { closed } = run.state;
  if (closed?.outcome.status !== "completed") return [];
  const goal = plan.goals[plan.entry] ?? plan.goals[plan.routines[plan.entry]?.achieves ?? ""];
  return (goal?.success ?? []).flatMap(({ says, when }) => {
    const holds = holdsAtEnd(run, when);
    if (holds === true) return [];
    return [
      {
        property: "success" as const,
        about: says,
        says: `It completes, and “${says}” is not so: ${holds}`,
        expect: { kind: "expect" as const, expects: "failed" as const, name: "unmet" },
      },
    ];
  });
}
