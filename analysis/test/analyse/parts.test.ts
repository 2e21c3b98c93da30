import { expect, test } from "vitest";
import { look, told } from "./source.ts";

/* A private plan that only plans call is a part of them: its rules are judged in their runs (semantics, rule 33). */

const head = `module m
service check(n: Int) { effect idempotent  latency <= 2s }
service ship(n: Int) { effect idempotent  latency <= 2s  cost <= $1 }
service lock(n: Int) { effect idempotent  latency <= 2s }
service report(n: Int) { effect idempotent  latency <= 2s }
guardrail g { check before ship  every lock followed by report  at most 2 ship  cost <= $2  never ship when args.n > 9 }
policy luck { on ship  deny when args.n == 7 because "unlucky" }
`;

const errors = (rest: string): readonly string[] => {
  const text = `${head}${rest}\n`;
  return told(text, look(text).all).filter((one) => one.includes("error"));
};

const codes = (rest: string): readonly string[] => {
  const text = `${head}${rest}\n`;
  return look(text)
    .all.filter(({ severity }) => severity === "error")
    .map(({ code }) => code)
    .toSorted();
};

const verdicts = (rest: string): readonly string[] =>
  look(`${head}${rest}\n`)
    .verdicts("m.p")
    ?.obligations.filter(({ id }) => id.startsWith("guardrail ") || id.startsWith("policy "))
    .map(({ verdict }) => verdict) ?? [];

const good = `plan p() {
  step c = check(1)
  step s = work(1) { after c }
  finally { step r = report(1) }
}`;

test("what comes before and after a part in its caller counts for it", () => {
  const part = "plan work(n: Int in 0..5) { step s = ship(n)  step l = lock(n) { after s } }";
  expect(codes(`${good}\n${part}`)).toEqual(["ORCH4101", "ORCH4105"]);
  expect(errors(`${good}\nprivate ${part}`)).toEqual([]);
  expect(verdicts(`${good}\nprivate ${part}`)).toEqual(Array.from({ length: 6 }, () => "proved"));
});

test("so it does for a part of a part", () => {
  const parts = `private plan work(n: Int in 0..5) { step w = inner(n) }
private plan inner(n: Int in 0..5) { step s = ship(n)  step l = lock(n) { after s } }`;
  expect(errors(`${good}\n${parts}`)).toEqual([]);
  expect(codes(`plan p() { step w = work(1) }\n${parts}`)).toEqual(["ORCH4101", "ORCH4105"]);
});

test.each([
  ["nothing comes before", "private plan w() { step s = ship(1) }", "ORCH4101"],
  ["nothing comes after", "private plan w() { step l = lock(1) }", "ORCH4105"],
  [
    "it begins too often",
    "private plan w() { step c = check(1)  step s = ship(1) { after c  retry 2 } }",
    "ORCH4102",
  ],
  ["it never may", "private plan w() { step c = check(1)  step s = ship(10) { after c } }", "ORCH4103"],
  [
    "a policy always denies it",
    "private plan w() { step c = check(1)  step s = ship(7) { after c } }",
    "ORCH4107",
  ],
])("a mistake in a part is reported in a run of its caller: %s", (_, part, code) => {
  expect(codes(`plan p() { step w = w() }\n${part}`)).toContain(code);
  expect(
    look(`${head}plan p() { step w = w() }\n${part}\n`).verdicts("m.p")?.diagnostics.length,
  ).toBeGreaterThan(0);
});

test("two callers, one of them at fault: the mistake is reported with that one", () => {
  const text = `${head}${good}\nplan q() { step s = work(1) }\nprivate plan work(n: Int in 0..5) { step s = ship(n) }\n`;
  const [found, ...others] = look(text).all.filter(({ severity }) => severity === "error");
  expect(others).toEqual([]);
  expect(found?.labels.map(({ message }) => message)).toContain("a run of `q` comes to it");
});

test.each([
  ["a trigger starts it", "event e() { from x }\ntrigger t { on event e  start w() }"],
  ["a scenario plays it", 'scenario "alone" for w { expect completed }'],
])("it can start alone, and is judged so: %s", (_, rest) => {
  const text = `${good}\nplan q() { step c = check(1)  step w = w() { after c } }\nprivate plan work(n: Int) { }\nprivate plan w() { step s = ship(1) }`;
  expect(codes(text)).toEqual([]);
  expect(codes(`${text}\n${rest}`)).toContain("ORCH4101");
});

test("a rule that covers a part and not its caller is looked at in the caller's run", () => {
  const text = `//- /r.orch
module r
service check(n: Int) { effect idempotent  latency <= 2s }
service ship(n: Int) { effect idempotent  latency <= 2s }
guardrail g { check before ship }
//- /m.orch
module m
import r { ship, g }
private plan work(n: Int) under g { step s = ship(n) }
plan p() { step w = work(1) }
`;
  expect(look(text).all.map(({ code }) => code)).toContain("ORCH4101");
});
