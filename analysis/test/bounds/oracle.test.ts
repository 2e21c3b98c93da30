import type { Limit, Money } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { look } from "../analyse/source.ts";
import { type Adversity, play } from "./play.ts";
import { plans, programText } from "./sketch.ts";

/* Bounds of plans with loops, races, holds, handlers and plans inside, against their runs under every kind of adversity. */

function boundsOf(text: string) {
  const looked = look(text);
  const routine = looked.analysis.routines.get("m.p");
  if (routine === undefined)
    throw new Error(`${text}\n${looked.all.map(({ message }) => message).join("\n")}`);
  return routine.bounds.bounds;
}

function cents(money: Money): number {
  return Number(money.amount) * 100;
}

function value<T>(limit: Limit<T>): T {
  if ("unbounded" in limit) throw new Error(limit.unbounded);
  return limit.value;
}

/** At the limits: everything takes as long as it may. */
function adversities(chance: readonly number[]): readonly Adversity[] {
  const random = (): (() => number) => {
    let at = 0;
    return () => chance[at++ % chance.length] ?? 0;
  };
  const from = (fails: (next: number) => boolean, share: (next: number) => number): Adversity => {
    const next = random();
    return {
      share: () => share(next()),
      fails: () => fails(next()),
      accepts: () => next() > 0.5,
      queue: () => next() * 1.3,
    };
  };
  return [
    from(
      (next) => next < 0.3,
      () => 1,
    ),
    from(
      (next) => next < 0.6,
      () => 1,
    ),
    from(
      (next) => next < 0.85,
      () => 1,
    ),
    from(
      (next) => next < 0.1,
      (next) => next,
    ),
    from(
      (next) => next < 0.5,
      (next) => next,
    ),
  ];
}

/** `LAWS=50` tries fifty times as many plans. */
const laws = Number(process.env.LAWS ?? 1);

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 });
const everyInput = [0, 1, 2, 3].map((number) => [number % 2 === 1, number > 1]);

test("no run takes longer or costs more than the worst case", () => {
  fc.assert(
    fc.property(plans, fc.array(chances, { minLength: 4, maxLength: 4 }), (plan, luck) => {
      const text = programText(plan);
      const { cost, latency } = boundsOf(text);
      const most = { end: value(latency.worst), cents: cents(value(cost.worst)) };
      // A plan that is called and fails undoes what it did before its caller can fail: that is unwinding.
      const back = value(latency.parts.unwinding);
      for (const inputs of everyInput) {
        for (const adversity of luck.flatMap(adversities)) {
          const played = play(plan, inputs, adversity);
          const latest = most.end + (played.ok ? 0 : back);
          expect([text, played.end <= latest + 1e-6, played.end, latest]).toEqual([
            text,
            true,
            played.end,
            latest,
          ]);
          expect([text, played.cents <= most.cents + 1e-6, played.cents, most.cents]).toEqual([
            text,
            true,
            played.cents,
            most.cents,
          ]);
        }
      }
    }),
    { numRuns: 100 * laws, seed: 41 },
  );
});

test("no run is quicker or cheaper than the best case", () => {
  const well: Adversity = { share: () => 0, fails: () => false, accepts: () => true, queue: () => 0 };
  fc.assert(
    fc.property(plans, (plan) => {
      const text = programText(plan);
      const { cost, latency } = boundsOf(text);
      for (const inputs of everyInput) {
        const played = play(plan, inputs, well);
        if (!played.ok) continue;
        expect([text, played.end]).toEqual([text, expect.toSatisfy((end: number) => end >= latency.best)]);
        expect([text, played.cents]).toEqual([
          text,
          expect.toSatisfy((spent: number) => spent >= cents(cost.best) - 1e-6),
        ]);
      }
    }),
    { numRuns: 50 * laws, seed: 42 },
  );
});
