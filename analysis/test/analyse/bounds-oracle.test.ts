import type { Limit, Money } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orderAndBounds } from "../../src/order-and-bounds.ts";
import { certainlyLasting, certainlySpent, spentMoney } from "../../src/rules/bound/certain.ts";
import { runOf } from "../../src/rules/run.ts";
import { type Behaviour, play } from "./oracle/clock.ts";
import { everyData, most } from "./oracle/explore.ts";
import { capabilityNames, type Generated, generated, type Shape } from "./oracle/generate.ts";
import { type Begin, Machine, type State } from "./oracle/machine.ts";

/*
 * Bounds against every run of small plans: no run exceeds the worst case, straight plans reach it, and no run without
 * faults is better than the best.
 */

/** `LAWS=10` tries ten times as many plans. */
const laws = Number(process.env.LAWS ?? 1);

const branching: Shape = { choices: true, optional: true, ends: true, undo: true, callsMax: 4 };
const straight: Shape = { choices: false, optional: true, ends: false, undo: true, callsMax: 4 };
/** As the generator has it: the nth capability takes n seconds and costs n cents, its undo n dimes. */
const seconds = (name: string): number => (capabilityNames.indexOf(name as "review") + 1) * 1_000;
const cents = (name: string): number => capabilityNames.indexOf(name as "review") + 1;
const undoCents = (name: string): number => 10 * cents(name);
const delay = 100;

function boundsOf(made: Generated) {
  const analysis = orderAndBounds(made.program);
  const routine = analysis.routines.get(made.routine.name);
  const run = runOf(analysis, made.routine.name);
  if (routine === undefined || run === undefined) throw new Error("a generated plan has a cycle");
  return { routine, run, bounds: routine.bounds.bounds };
}

function inCents(money: Money): number {
  return Math.round(Number(money.amount) * 100);
}

function value<T>(limit: Limit<T>): T {
  if ("unbounded" in limit) throw new Error(limit.unbounded);
  return limit.value;
}

/** All that began is undone when a plan fails or is cancelled, what is not known to have happened too. */
function undone(machine: Machine, state: State, isCancelled: boolean): number {
  if (state.over !== "failed" && !isCancelled) return 0;
  return Object.entries(state.nodes).reduce((total, [id, { is }]) => {
    const call = machine.call(id);
    const touched = is === "completed" || is === "failed" || is === "running";
    return call !== undefined && touched ? total + undoCents(call.capability) : total;
  }, 0);
}

/** All tries of a call have one key, under which an idempotent call is charged once. */
function charged({ capability, again }: Begin): number {
  return again ? 0 : cents(capability);
}

/** The dearest run of each choice of data, whether or not an operator cancels it as its last step ends. */
function dearest(made: Generated, isCancelled: boolean): readonly number[] {
  const machine = new Machine(made.routine);
  return everyData(made.atoms).map((data) =>
    most(machine, data, {
      begun: charged,
      over: (state) => undone(machine, state, isCancelled),
    }),
  );
}

const lastTry: (machine: Machine) => Behaviour = (machine) => (node, attempt) => ({
  lasts: seconds(machine.call(node)?.capability ?? ""),
  well: attempt === machine.call(node)?.tries,
});

test("no run costs more than the worst case (rule 45)", () => {
  fc.assert(
    fc.property(generated(branching), (made) => {
      const { bounds } = boundsOf(made);
      expect(Math.max(...dearest(made, true))).toBeLessThanOrEqual(inCents(value(bounds.cost.worst)));
    }),
    { numRuns: 200 * laws, seed: 3 },
  );
});

test("straight plans reach their worst cost", () => {
  fc.assert(
    fc.property(generated(straight), (made) => {
      const { bounds } = boundsOf(made);
      expect(Math.max(...dearest(made, true))).toBe(inCents(value(bounds.cost.worst)));
    }),
    { numRuns: 100 * laws, seed: 4 },
  );
});

test("what adversity can always bring about, it can", () => {
  fc.assert(
    fc.property(generated({ ...branching, undo: false }), (made) => {
      const { routine, run } = boundsOf(made);
      const machine = new Machine(made.routine);
      const least = Math.min(
        ...everyData(made.atoms).map((data) => most(machine, data, { begun: charged, over: () => 0 })),
      );
      expect(inCents(certainlySpent(run, routine, spentMoney(routine)))).toBeLessThanOrEqual(least);
      const slowest = everyData(made.atoms).map((data) => play(machine, data, lastTry(machine), delay).end);
      expect(certainlyLasting(run, routine)).toBeLessThanOrEqual(Math.min(...slowest));
    }),
    { numRuns: 200 * laws, seed: 5 },
  );
});

test("what adversity can bring about by having things undone, it can", () => {
  let decided = 0;
  let equal = 0;
  fc.assert(
    fc.property(generated(branching), (made) => {
      const { routine, run } = boundsOf(made);
      const certain = inCents(certainlySpent(run, routine, spentMoney(routine)));
      const least = Math.min(...dearest(made, false));
      expect(certain).toBeLessThanOrEqual(least);
      decided += 1;
      if (certain === least) equal += 1;
    }),
    { numRuns: 200 * laws, seed: 8 },
  );
  expect(equal / decided).toBeGreaterThan(0.4);
});

test("no run takes longer than the worst case; straight plans take as long", () => {
  fc.assert(
    fc.property(generated(branching), (made) => {
      const machine = new Machine(made.routine);
      const worst = value(boundsOf(made).bounds.latency.worst);
      const slowest = everyData(made.atoms).map((data) => play(machine, data, lastTry(machine), delay).end);
      expect(Math.max(...slowest)).toBeLessThanOrEqual(worst);
    }),
    { numRuns: 200 * laws, seed: 6 },
  );
  fc.assert(
    fc.property(generated(straight), (made) => {
      const machine = new Machine(made.routine);
      const worst = value(boundsOf(made).bounds.latency.worst);
      expect(play(machine, { truth: {} }, lastTry(machine), delay).end).toBe(worst);
    }),
    { numRuns: 100 * laws, seed: 8 },
  );
});

test("no quicker or slower call, and no failure, makes a run longer", () => {
  const tries = fc.array(
    fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), well: fc.boolean() }),
    {
      minLength: 8,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(generated(branching), tries, (made, chance) => {
      const machine = new Machine(made.routine);
      const worst = value(boundsOf(made).bounds.latency.worst);
      const behaviour: Behaviour = (node, attempt) => {
        const one = chance[(Number(node.slice(1)) * 2 + attempt) % chance.length];
        return {
          lasts: seconds(machine.call(node)?.capability ?? "") * (one?.share ?? 1),
          well: one?.well ?? true,
        };
      };
      for (const data of everyData(made.atoms)) {
        expect(play(machine, data, behaviour, delay).end).toBeLessThanOrEqual(worst);
      }
    }),
    { numRuns: 150 * laws, seed: 9 },
  );
});

test("no run is better than the best case, however quick its calls are", () => {
  fc.assert(
    fc.property(generated(branching), (made) => {
      const machine = new Machine(made.routine);
      const { best } = boundsOf(made).bounds.latency;
      for (const data of everyData(made.atoms)) {
        const played = play(machine, data, () => ({ lasts: 0, well: true }), delay);
        expect(played.end).toBeGreaterThanOrEqual(best);
      }
    }),
    { numRuns: 200 * laws, seed: 10 },
  );
});

test("no run in which nothing fails uses more than is said of those; straight plans use as much", () => {
  const declared: (machine: Machine) => Behaviour = (machine) => (node) => ({
    lasts: seconds(machine.call(node)?.capability ?? ""),
    well: true,
  });
  const check = (made: Generated, exact: boolean): void => {
    const machine = new Machine(made.routine);
    const { cost, latency } = boundsOf(made).routine.bounds.shown();
    const most = {
      ms: value(latency.faultless ?? latency.worst),
      cents: inCents(value(cost.faultless ?? cost.worst)),
    };
    const played = everyData(made.atoms).map((data) => play(machine, data, declared(machine), delay));
    const slowest = Math.max(...played.map(({ end }) => end));
    const dearest = Math.max(
      ...played.map(({ begun }) => begun.reduce((sum, each) => sum + cents(each.capability), 0)),
    );
    if (exact) expect([slowest, dearest]).toEqual([most.ms, most.cents]);
    expect(slowest).toBeLessThanOrEqual(most.ms);
    expect(dearest).toBeLessThanOrEqual(most.cents);
  };
  fc.assert(
    fc.property(generated(branching), (made) => check(made, false)),
    { numRuns: 200 * laws, seed: 10 },
  );
  fc.assert(
    fc.property(generated(straight), (made) => check(made, true)),
    { numRuns: 100 * laws, seed: 12 },
  );
});
