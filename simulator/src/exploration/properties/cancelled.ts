import { stepName } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { isInFinally } from "../plan-facts.ts";
import type { Violation } from "../violation.ts";

/** After the operator's word to stop nothing new begins, but what takes back, asks after or is in `finally`. */
export function cancelled({ run }: Trial): readonly Violation[] {
  const from = run.events.findIndex((event) => event.t === "Ordered" && event.order.order === "cancel");
  if (from < 0) return [];
  const began = new Set<string>();
  const found: Violation[] = [];
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
      found.push({
        property: "cancelled",
        about: `${call.routine}/${call.node}`,
        says: `${stepName(call)} begins after the run was cancelled.`,
        expect: { kind: "expect", expects: "never", selector: { name: event.capability } },
      });
    }
    began.add(key);
  });
  return found;
}
