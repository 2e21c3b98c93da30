import type { RunState } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { completed, type Violation } from "../violation.ts";

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
