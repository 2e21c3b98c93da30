import { compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { type Behaviour, type SimulatedWorld, simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

/* Bounds that were once proved and not kept: each with the run that broke it. */

function planOf(text: string): PlanFile {
  const host = createFileHost({
    read: (path) => (path === "m.orch" ? { text } : { fault: "missing", message: "there is no such file" }),
    list: () => [],
  });
  const compiled = compile({ files: ["m.orch"], root: "." }, host);
  const file = compiled.plan("m.p");
  if (file === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));
  return file;
}

const verdictOf = (file: PlanFile): string | undefined =>
  file.plan.obligations.find(({ source }) => "guardrail" in source)?.verdict;

function played(file: PlanFile, world: SimulatedWorld) {
  const run = simulate(file, { variation: 0, ...world });
  const spent = run.state.ledgers.get(-1)?.spent.cost[0]?.amount ?? "0";
  return { status: run.state.closed?.outcome.status, took: run.ended - run.started, spent: Number(spent) };
}

const most = (limit: object | undefined): number =>
  limit !== undefined && "value" in limit
    ? Number((limit.value as { amount?: string }).amount ?? limit.value)
    : Infinity;

const failsUntil =
  (tries: number) =>
  ({ attempt }: { readonly attempt: number }): Behaviour =>
    attempt < tries ? { fails: "transient" } : { cooperates: true };

test("a latency rule includes undoing (rule 35)", () => {
  const file = planOf(`module m
service ship(l: Int) -> { id: String } { effect idempotent latency <= 1m undo unship(id: result.id) }
service unship(id: String) { effect idempotent latency <= 30s }
plan p() -> Int { step sent = for l in [1, 2, 3, 4, 5, 6] at once 1 { step s = ship(l) yield s.id } return sent.size }
guardrail g : ops blocking { latency <= 6m }`);
  expect(verdictOf(file)).toBe("checked");
  const { latency } = file.plan.bounds;
  expect(most(latency.faultless)).toBe(360_000);
  const run = played(file, {
    answers: { "m.ship": ({ nth }) => (nth === 6 ? { fails: "permanent" } : { cooperates: true }) },
  });
  expect(run.took).toBeGreaterThan(360_000);
  expect(run.took).toBeLessThanOrEqual(most(latency.compensated));
});

test.each(["pure", "idempotent"])("all tries of a %s undo count (rules 14 and 45)", (effect) => {
  const file = planOf(`module m
service book() { effect idempotent  cost <= $0.50  latency <= 1s  undo cancel() }
service cancel() { effect ${effect}  cost <= $0.75  latency <= 1s }
service check() { effect pure  latency <= 1s }
plan p() { step a = book()  step b = check() { after a } }
guardrail g : ops blocking { cost <= $2 }`);
  // What is pure is charged each time, what is idempotent once under its key.
  expect(verdictOf(file)).toBe(effect === "pure" ? "checked" : "proved");
  const answers = { "m.check": (): Behaviour => ({ fails: "permanent" }), "m.cancel": failsUntil(6) };
  const run = played(file, { answers });
  expect(run.spent).toBeLessThanOrEqual(most(file.plan.bounds.cost.worst));
  expect(run.spent).toBeLessThanOrEqual(2);
  expect(run.took).toBeLessThanOrEqual(most(file.plan.bounds.latency.compensated));
});

test("an idempotent call that the process dies in costs once (rule 14)", () => {
  const file = planOf(`module m
service pay() { effect idempotent  cost <= $51  latency <= 1s }
plan p() { step a = pay() }
guardrail g : ops blocking { cost <= $60 }`);
  expect(verdictOf(file)).toBe("proved");
  const run = played(file, { deaths: [{ moment: "during", step: { node: "a" } }] });
  expect([run.status, run.spent]).toEqual(["completed", 51]);
  expect(run.took).toBeGreaterThan(1_000);
  expect(run.took).toBeLessThanOrEqual(most(file.plan.bounds.latency.worst));
});

test("a pure call that the process dies in costs each time, which the bound covers (rule 42)", () => {
  const text = (limit: string): string => `module m
llm think() -> Int { role executor  prompt "?"  cost <= $1  tokens <= 5 tokens  latency <= 1s }
plan p() -> Int { step a = think()  return a }
guardrail g : ops blocking { cost <= ${limit} }`;
  expect(verdictOf(planOf(text("$1.50")))).toBe("checked");
  const file = planOf(text("$2"));
  const of = file.plan.obligations.find(({ source }) => "guardrail" in source);
  expect([of?.verdict, of?.assumes]).toEqual([
    "proved",
    ["declared bounds kept", "process deaths within limit", "nothing in doubt"],
  ]);
  const run = played(file, { deaths: [{ moment: "during", step: { node: "a" } }] });
  expect([run.status, run.spent]).toEqual(["completed", 2]);
});

test("handlers of waits count", () => {
  const file = planOf(`module m
event ping(n: Int) { from ui }
service pay(n: Int) -> Int { effect idempotent  cost <= $3  latency <= 1s }
plan p() -> Int {
  step a = wait for event ping within 1m else { step b = pay(1)  yield { n: b } }
  return a.n
}
guardrail g : ops blocking { cost <= $2 }`);
  expect(verdictOf(file)).not.toBe("proved");
  expect(most(file.plan.bounds.cost.worst)).toBe(3);
});

test("nothing is said to take at least what a call may undercut", () => {
  const file = planOf(`module m
service work() { effect idempotent  cost <= $1  latency <= 15m }
plan p() { step a = work()  wait 5s  step b = work() }`);
  const { cost, latency } = file.plan.bounds;
  expect([cost.best.amount, latency.best]).toEqual(["0", 5_000]);
  const run = played(file, { answers: { "m.work": () => ({ cooperates: true, after: 0 }) } });
  expect(run.took).toBe(5_000);
});
