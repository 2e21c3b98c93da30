import { stepName, waitingOf } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { completed, short, type Violation } from "../violation.ts";

/** A run ends, or waits for somebody or something that has a name (semantics, rule 60). */
export function waiting({ run, one, calls }: Trial): readonly Violation[] {
  const { state, file } = run;
  if (state.closed !== undefined || state.paused) return [];
  const waits = waitingOf(file.plan, state);
  const isNamed = waits.some(
    (wait) =>
      wait.for === "answer" || wait.for === "operator" || wait.for === "event" || wait.for === "condition",
  );
  // A call without answer and without limit is awaited.
  const isOut = calls.some(({ fault, due }) => fault === "times out" && due === undefined);
  const isLost = [...one.faults.values()].some((kind) => kind.startsWith("loses "));
  const line = waits.find((wait) => wait.for === "resource");
  if (line !== undefined && !isLost) {
    return [
      {
        property: "waiting",
        about: line.step,
        says: `${line.step} waits for a member of ${short(line.for === "resource" ? line.pool : "")} for ever.`,
        expect: completed,
      },
    ];
  }
  if (isNamed || isOut || isLost) return [];
  const open = [...state.intents.values()].find(({ status }) => status !== "ended");
  const what = open === undefined ? "nothing that has a name" : stepName(open.intent.call);
  return [
    {
      property: "termination",
      about: what,
      says: `The run never ends: it waits for ${what}.`,
      expect: completed,
    },
  ];
}
