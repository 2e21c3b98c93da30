import type { RunEvent } from "@orchlang/kernel/run";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Claim, claimsIn, reliabilityOf } from "../../src/library/reliability.ts";

/** So many claims of one confidence, so many of them right. */
const claimed = (confidence: number, right: number, wrong: number): readonly Claim[] => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

describe("the reliability of confidences", () => {
  test("is whole where as many are right as was claimed", () => {
    const found = reliabilityOf([...claimed(0.25, 25, 75), ...claimed(0.75, 75, 25)]);
    expect(found).toMatchObject({ claims: 200, error: 0, brier: 0.1875 });
    expect(found.bins.map(({ from, to, claims, right }) => [from, to, claims, right.share])).toEqual([
      [0.2, 0.3, 100, 0.25],
      [0.7, 0.8, 100, 0.75],
    ]);
  });

  test("is bad where a model is too sure of itself, and then nothing is to be acted on", () => {
    const found = reliabilityOf(claimed(1, 50, 50));
    expect(found).toMatchObject({ error: 0.5, brier: 0.5 });
    expect(found).not.toHaveProperty("act");
  });

  test("gives thresholds only where there is evidence enough", () => {
    const many = [...claimed(0.95, 97, 3), ...claimed(0.6, 70, 30), ...claimed(0.2, 10, 90)];
    expect(reliabilityOf(many)).toMatchObject({ act: 0.9, drop: 0.3 });
    expect(reliabilityOf(claimed(0.95, 9, 0))).not.toHaveProperty("act");
    expect(reliabilityOf([])).toEqual({ claims: 0, brier: 0, error: 0, bins: [] });
  });

  test("counts every claim once, and acts on no lower confidence than it drops", () => {
    const claim = fc.record({
      confidence: fc.integer({ min: 0, max: 20 }).map((one) => one / 20),
      right: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 200 }), (claims) => {
        const { bins, brier, error, act, drop } = reliabilityOf(claims);
        expect(bins.reduce((sum, bin) => sum + bin.claims, 0)).toBe(claims.length);
        for (const value of [brier, error]) expect(value >= 0 && value <= 1).toBe(true);
        if (act === undefined || drop === undefined) return;
        expect(drop).toBeLessThanOrEqual(act);
      }),
    );
  });
});

const call = (key: string, capability: string, round: number) => ({
  t: "Began",
  at: 1,
  capability,
  intent: { key, call: { routine: "m.p", site: { plan: 0, loops: [["each", round]] } } },
});
const ended = (key: string, ok: unknown) => ({ t: "Ended", at: 2, key, outcome: { ok } });
const returned = (key: string, value: unknown) => ({ t: "Returned", at: 3, key, value });

const asks = (capability: string, round: number) => {
  const { call: asked } = call("", capability, round).intent;
  return { t: "Asked", at: 2, ask: { ask: "task", task: { capability, call: asked } } };
};
const answers = (seq: number, value: unknown) => ({
  t: "Told",
  at: 3,
  say: { say: "answered", ref: { seq }, value },
});

test("a claim goes with the answer about it in the same round", () => {
  const events = [
    call("a", "m.guess", 1),
    call("b", "m.guess", 2),
    ended("a", { confidence: 0.9 }),
    ended("b", { confidence: 0.4 }),
    call("y", "m.may", 2),
    asks("m.may", 1),
    returned("y", { granted: false }),
    answers(5, { granted: true }),
    // Nobody has answered about this one, and this answer is about nothing.
    call("c", "m.guess", 3),
    ended("c", { confidence: 0.1 }),
    call("z", "m.may", 4),
    returned("z", { granted: true }),
  ] as unknown as readonly RunEvent[];
  expect(claimsIn(events, { claim: "m.guess", outcome: "m.may" })).toEqual([
    { confidence: 0.9, right: true },
    { confidence: 0.4, right: false },
  ]);
});
