import { type RunState, stepName } from "@orchlang/kernel/run";
import { holdsAtEnd } from "../../expect/scope.ts";
import type { Trial } from "../case.ts";
import { isInFinally } from "../plan-facts.ts";
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

/** After the operator's word to stop nothing new begins, but what undoes, asks after or is in `finally`. */
export function cancelled({ run }: Trial): readonly Violation[] {
  const from = run.events.findIndex((event) => event.t === "Ordered" && event.order.order === "cancel");
  if (from < 0) return [];
  const began = new Set<string>();
  const violations: Violation[] = [];
  run.events.forEach((event, seq) => {
    if (event.t !== "Began") return;
    const { key, call } = event.intent;
    if (
      seq > from &&
      !isInFinally(run.file.plan, call.routine, call.node) &&
      !began.has(key) &&
      call.slot !== "undo" &&
      call.slot !== "confirm"
    ) {
      violations.push({
        property: "cancelled",
        about: `${call.routine}/${call.node}`,
        says: `${stepName(call)} begins after the run was cancelled.`,
        expect: { kind: "expect", expects: "never", selector: { name: event.capability } },
      });
    }
    began.add(key);
  });
  return violations;
}

/** Laws of every run of the kernel, whatever the plan (semantics, rule 61). */
export function kernelLaws({ run }: Trial): readonly Violation[] {
  const { state, events } = run;
  const broken = [...endsOf(events), ...(state.closed === undefined ? [] : leftAtClose(state))];
  return broken.map((says) => ({ property: "kernel", about: says, says, expect: completed }));
}

function leftAtClose(state: RunState): readonly string[] {
  const broken: string[] = [];
  if (state.closed?.outcome.status === "cancelled") return broken;
  if (state.flying > 0) broken.push("a closed run still has something out");
  if (state.live > 0) broken.push("a closed run has a call that is not at its end");
  return broken;
}

/** No try ends twice, and none that never began. */
function endsOf(events: Trial["run"]["events"]): readonly string[] {
  const out = new Map<string, number>();
  const closed = events.findIndex(({ t }) => t === "Closed");
  for (const event of events) {
    if (event.t === "Began") {
      const before = out.get(event.intent.key) ?? 0;
      if (event.attempt <= before) return [`attempt ${event.attempt} of ${event.intent.key} begins again`];
      out.set(event.intent.key, event.attempt);
    }
  }
  return closed >= 0 && events.slice(closed + 1).some(({ t }) => t === "Began")
    ? ["something begins after the run was closed"]
    : [];
}
