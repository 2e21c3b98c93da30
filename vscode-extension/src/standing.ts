import type { Happening } from "./progress.ts";

type State = "running" | "done" | "failed";

/** States of a box with several steps (rounds of a loop, or a plan that is called twice), the worst first. */
const worstFirst: readonly State[] = ["running", "failed", "done"];

/** How far a run has come: of each node of its plan file, `routine/node`. */
interface Standing {
  hear(happening: Happening): void;
  states(): Readonly<Record<string, State>>;
}

export function createStanding(): Standing {
  const byNode = new Map<string, Map<string, State>>();
  return {
    hear({ step, node, message }) {
      if (step === undefined || node === undefined) return;
      const steps = byNode.get(node) ?? new Map<string, State>();
      byNode.set(node, steps.set(step, stateOf(message)));
    },
    states() {
      const results = [...byNode].map(([node, steps]): [string, State] => {
        const there = new Set(steps.values());
        return [node, worstFirst.find((state) => there.has(state)) ?? "running"];
      });
      return Object.fromEntries(results);
    },
  };
}

function stateOf(message: string): State {
  return message === "step_completed" ? "done" : message === "step_failed" ? "failed" : "running";
}
