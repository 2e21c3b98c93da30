import { expect, test } from "vitest";
import { never } from "../src/claims/ordering.ts";
import { gapsIn, gapsTogether } from "../src/gaps.ts";

const text = (condition: string, rule: string): string => `module m
tool ask(n: Int) -> Bool { effect pure  latency <= 1s }
tool t(n: Int in 0..9) { effect pure  latency <= 1s }
plan p(n: Int in 0..9) {
  step a = ask(n)
  when a and ${condition} {
    step b = t(n)
  }
}
guardrail g advisory { never ${rule} }
`;

const none = { rules: 0, broken: 0, idle: 0, safe: 0 };

test("what a rule restrains begins in no world: there is no gap", () => {
  const { looked, causes, gaps } = gapsIn(text(`[n, 1].map(x => "a").join("") == "b"`, "t"), [never]);
  expect(looked).toEqual({ never: { proved: none, checked: none, refused: { ...none, rules: 1, idle: 1 } } });
  expect({ causes, gaps }).toEqual({ causes: {}, gaps: [] });
});

test("a rule that restrains what happens, and that no world of all breaks, counts as a gap", () => {
  const { looked, causes, gaps } = gapsIn(text("n * n < 9", "t when args.n > 7"), [never]);
  expect(looked).toEqual({ never: { proved: none, checked: { ...none, rules: 1, safe: 1 }, refused: none } });
  expect(causes).toEqual({ "never, checked: decided when it begins: args.n > X": 1 });
  expect(gaps).toMatchObject([{ verdict: "checked", entry: "m.p" }]);
  expect(gaps[0]?.worlds).toBeGreaterThan(20);
});

test("one that some world breaks does not", () => {
  const { looked } = gapsIn(text("n > 3", "t when args.n > 7"), [never]);
  expect(looked).toEqual({
    never: { proved: none, checked: { ...none, rules: 1, broken: 1 }, refused: none },
  });
});

test("what other rules stop breaks nothing, and is no reason to call a rule safe", () => {
  const stopped = `${text("n > 3", "t when args.n > 7")}guardrail h blocking { never t when args.n > 4 }\n`;
  const { looked } = gapsIn(stopped, [never]);
  expect(looked.never?.checked.broken).toBe(2);
});

test("counts of several programs add up, with the smallest program of each cause", () => {
  const one = gapsIn(text("n * n < 9", "t when args.n > 7"), [never]);
  const together = gapsTogether(one, one);
  expect(together.looked.never?.checked).toEqual({ ...none, rules: 2, safe: 2 });
  expect(Object.values(together.causes)).toEqual([2]);
  expect(together.gaps).toHaveLength(1);
});
