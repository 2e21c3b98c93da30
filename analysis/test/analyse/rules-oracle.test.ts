import type { Action } from "@orchlang/plan/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderAndBounds } from "../../src/order-and-bounds.ts";
import { countIn } from "../../src/rules/count/count.ts";
import { guardsIn } from "../../src/rules/order/guard.ts";
import { runOf } from "../../src/rules/run.ts";
import { everyData, explore, most } from "./oracle/explore.ts";
import { type Generated, generated, type Shape } from "./oracle/generate.ts";
import { type Data, Machine, type State } from "./oracle/machine.ts";

/*
 * Verdicts against every run of small plans: all data, all orders, all failures. No run breaks a proved rule; some run
 * breaks a refused one for all data in which its subject occurs; and few decidable cases stay open.
 */

const shape: Shape = { choices: true, optional: true, ends: true, undo: false, callsMax: 4 };
const runs = 1_000;
function analysed({ program, routine }: Generated) {
  const analysis = orderAndBounds(program);
  const made = analysis.routines.get(routine.name);
  const run = runOf(analysis, routine.name);
  if (made === undefined || run === undefined) throw new Error("a generated plan has a cycle");
  return { analysis, made, run };
}

/** Whether some review stands. */
function stands(machine: Machine, state: State, data: Data, granted: boolean): boolean {
  return Object.entries(state.nodes).some(
    ([id, status]) =>
      status.is === "completed" &&
      machine.call(id)?.capability === "review" &&
      (!granted || data.truth[`${id}.granted`] === true),
  );
}

type Truth = "proved" | "refused" | "depends";

/** The truth of each sending statement over all runs. */
function truths(made: Generated, granted: boolean): ReadonlyMap<string, Truth> {
  const machine = new Machine(made.routine);
  const perData = new Map<string, boolean[]>();
  for (const data of everyData([...new Set([...made.atoms, ...(granted ? made.grants : [])])])) {
    const breaks = new Map<string, boolean>();
    explore(machine, data, ({ node, capability }, state) => {
      if (capability !== "send") return;
      breaks.set(node, breaks.get(node) === true || !stands(machine, state, data, granted));
    });
    for (const [node, each] of breaks) perData.set(node, [...(perData.get(node) ?? []), each]);
  }
  return new Map([...perData].map(([node, each]) => [node, truthOf(each)]));
}

function truthOf(breaks: readonly boolean[]): Truth {
  if (breaks.every((each) => !each)) return "proved";
  return breaks.every((each) => each) ? "refused" : "depends";
}

describe("`review before send`, against every run", () => {
  test.each([false, true])("granted: %s", (granted) => {
    let decidable = 0;
    let open = 0;
    fc.assert(
      fc.property(generated(shape), (generatedPlan) => {
        const { made, run } = analysed(generatedPlan);
        const first: Action = {
          selector: { name: "review" },
          ...(granted ? { outcome: "granted" as const } : {}),
        };
        const guards = guardsIn(run, made, [first]);
        const known = truths(generatedPlan, granted);
        for (const linked of made.tree.all) {
          const { node } = linked.statement;
          if (node.kind !== "call" || !("capability" in node.attempt.target)) continue;
          if (node.attempt.target.capability !== "send") continue;
          const { verdict } = guards(linked);
          const truth = known.get(linked.id);
          if (truth === undefined || truth === "depends") {
            // A statement that no run begins may have any verdict.
            if (truth === "depends") expect(verdict).toBe("checked");
            continue;
          }
          if (verdict !== "checked") expect(verdict).toBe(truth);
          decidable += 1;
          if (verdict === "checked") open += 1;
        }
      }),
      { numRuns: runs, seed: 7 },
    );
    expect(decidable).toBeGreaterThan(300);
    expect(open / decidable).toBeLessThan(0.1);
  });
});

test("how often an action begins, against every run (rule 38)", () => {
  fc.assert(
    fc.property(generated({ ...shape, callsMax: 5 }), (generatedPlan) => {
      const { analysis, made } = analysed(generatedPlan);
      const machine = new Machine(generatedPlan.routine);
      const count = countIn(analysis, made, { selector: { name: "send" } });
      const perData = everyData(generatedPlan.atoms).map((data) =>
        most(machine, data, { begun: ({ capability }) => (capability === "send" ? 1 : 0), over: () => 0 }),
      );
      const occurring = perData.filter((each) => each > 0);
      expect(Math.max(0, ...perData)).toBeLessThanOrEqual(count.most);
      if (occurring.length > 0) expect(Math.min(...occurring)).toBeGreaterThanOrEqual(count.surely);
    }),
    { numRuns: 2 * runs, seed: 11 },
  );
});
