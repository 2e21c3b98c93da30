import { distinguish, verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* A search that is out of time ends at once, with what it has found. */

const program = `module mill
service grind(bins: [String] size 0..9) -> { id: String, grams: [Int in 0..9_000] size 0..9 } { effect idempotent  latency <= 5s  undo empty(id: result.id) }
service empty(id: String) { effect idempotent  latency <= 5s }
service sell(id: String, sums: [Int in 0..9_000] size 0..9) -> { ok: Bool } { effect idempotent  latency <= 5s }
service ship(id: String) -> { ok: Bool } { effect pure  latency <= 5s }
plan order(bins: [String] size 0..9, sums: [Int in 0..9_000] size 0..9) -> { ok: Bool } {
  step flour = grind(bins)
  step sold  = sell(id: flour.id, sums) { after flour }
  step sent  = ship(id: flour.id) { after sold }
  return sent
}
`;

function runs(max: number, isLimited: boolean): { readonly runs: number; readonly found: number } {
  const result = compiled(program);
  const plan = result.plan("mill.order");
  if (plan === undefined) throw new Error(JSON.stringify(result.diagnostics));
  const options = isLimited ? { isOver: (done: number) => done >= max } : { runs: { exhaustive: max } };
  const { runs, violations } = verify(plan, result.context("mill.order"), options);
  return { runs, found: violations.length };
}

/** How often the search asks for the time while it is looking for data, between one run and the next. */
function askedBetweenRuns(): number {
  const result = compiled(`module scale
service weigh(id: String) -> { left: Int in 0..9_000, right: Int in 0..9_000 } { effect pure  latency <= 5s }
service call(id: String) { effect pure  latency <= 5s }
plan compare(id: String, by: Int in 0..90) {
  step pans = weigh(id)
  when pans.left * pans.left == pans.right * pans.right * 7 + by * 7 + 3 { step rang = call(id) }
}
`);
  const plan = result.plan("scale.compare");
  if (plan === undefined) throw new Error(JSON.stringify(result.diagnostics));
  const asked = new Map<number, number>();
  const isOver = (done: number): boolean => {
    asked.set(done, (asked.get(done) ?? 0) + 1);
    return false;
  };
  verify(plan, result.context("scale.compare"), { faults: 0, isOver });
  return Math.max(...asked.values());
}

/** Long runs, one after the other. */
const rounds = `module ring
service turn(nth: Int) -> { nth: Int } { effect idempotent  latency <= 5s }
service tell(nth: Int) { effect idempotent  latency <= 5s }
plan go_round(rounds: Int in 300..400, loud: Bool) {
  step turned = for last from { nth: 0 } up to 400 until last.nth >= rounds {
    step done = turn(nth: last.nth)
    when loud { step told = tell(nth: last.nth) { after done } }
    yield { nth: last.nth + 1 }
  }
}
`;

/** How many runs began after the time was over, as is heard at the `nth` asking, and how many were played to the end. */
function runsAfter(nth: number): { readonly after: number; readonly started: number } {
  const result = compiled(rounds);
  const plan = result.plan("ring.go_round");
  if (plan === undefined) throw new Error(JSON.stringify(result.diagnostics));
  let asked = 0;
  let at = 0;
  const isOver = (done: number): boolean => {
    asked += 1;
    if (asked === nth) at = done;
    return asked >= nth;
  };
  const { runs, started, verdict } = verify(plan, result.context("ring.go_round"), { faults: 1, isOver });
  expect(verdict).not.toBe("safe");
  return { after: runs - at, started };
}

describe("a search that is out of time", () => {
  test("begins no run any more, and leaves the one that it is in", () => {
    const tried = [1, 2, 5, 10, 20, 50, 100, 200].map((nth) => ({ nth, ...runsAfter(nth) }));
    expect(tried.filter(({ after }) => after > 0)).toEqual([]);
    expect(runsAfter(5)).toEqual({ after: 0, started: 0 });
  });

  test("shrinks nothing any more, and reports what it has found", () => {
    const unlimited = runs(60, false);
    const limited = runs(60, true);
    expect(unlimited.found).toBeGreaterThan(0);
    expect(limited.found).toBe(unlimited.found);
    expect(limited.runs).toBe(60);
    expect(unlimited.runs).toBeGreaterThan(limited.runs);
  });

  test("ends a comparison of two plans as well", () => {
    const [one, other] = [program, program.replace("after sold", "after flour")].map((text) => {
      const result = compiled(text);
      const [file, context] = [result.plan("mill.order"), result.context("mill.order")];
      if (file === undefined || context === undefined) throw new Error(JSON.stringify(result.diagnostics));
      return { file, context };
    });
    if (one === undefined || other === undefined) throw new Error("two programs are compiled");
    for (let nth = 1; nth < 400; nth += 7) {
      let asked = 0;
      const isOver = (): boolean => ++asked >= nth;
      expect(distinguish(one, other, { isOver }).exhaustive).toBe(false);
    }
  });

  test("hears of it while it solves a condition", () => {
    expect(askedBetweenRuns()).toBeGreaterThan(100);
  });
});
