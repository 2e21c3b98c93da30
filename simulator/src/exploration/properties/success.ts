import { holdsAtEnd } from "../../expect/condition.ts";
import type { Trial } from "../case.ts";
import { completed, type Violation } from "../violation.ts";

/** A completed run meets its goal's success conditions. */
export function success(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { plan } = run.file;
  const { closed } = run.state;
  if (trial.neverMet === true) return [neverMet(trial)];
  if (trial.neverCompletes === true) return [neverCompletes(trial)];
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

function neverMet({ run }: Trial): Violation {
  const { failure } = run.state.closed?.outcome ?? {};
  return {
    property: "success",
    about: failure?.message ?? "",
    says: `On one of its ways no answers were found with which the plan meets its goal: ${failure?.message}.`,
    expect: completed,
  };
}

function neverCompletes({ run }: Trial): Violation {
  const { file, state } = run;
  const why = state.closed?.outcome.failure?.message ?? "it waits for what does not come";
  return {
    property: "success",
    about: file.plan.entry,
    says: `No run of it was found that completes, though nothing goes wrong: ${why}.`,
    expect: completed,
  };
}
