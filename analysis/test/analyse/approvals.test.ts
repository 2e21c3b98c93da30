import type { Limit } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* How long people may take to approve of a step is part of every bound (semantics, rules 12 and 42). */

const minute = 60_000;
const hour = 60 * minute;

const tools = `module m.a
role keeper
role owner
tool open(n: Int) -> Int { effect idempotent  latency <= 5s  tags risky }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
human ask_for(n: Int) -> Bool { ask keeper  show "ok?" }
`;

function latencyOf(text: string, entry = "m.a.p") {
  const looked = look(text);
  const file = looked.plan(entry);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return { ...file.plan.bounds.latency, file };
}

function people(text: string, entry?: string): Limit<number> {
  return latencyOf(text, entry).parts.people;
}

describe("what a policy wants approved", () => {
  test("is waited for by people, before the step", () => {
    const found = latencyOf(`${tools}
policy careful { on open  require approval by keeper within 1h }
plan p(n: Int) -> Int { step a = open(n)  return a }`);
    // The call is made once more where the process dies.
    expect(found).toMatchObject({
      best: 0,
      worst: { value: hour + 10_000 },
      parts: { people: { value: hour }, work: { value: 10_000 } },
    });
    expect(found.file.plan.routines["m.a.p"]?.nodeBounds.a?.latency.parts.people).toEqual({ value: hour });
  });

  test.each([
    ["once for all tries", "step a = open(n) { retry 3 every 1s }", hour],
    ["for each new request", "step a = open(n) { accept it > 0  attempts 3 }", 3 * hour],
    ["for each round", "step a = for x in [1, 2] up to 2 at once 1 { step b = open(x)  yield b }", 2 * hour],
    ["side by side", "step a = open(n)  step b = open(n)", hour],
    ["for a handler as well", "step a = open(n) else open(2)", 2 * hour],
    ["for a handler alone", "step a = look(n) else open(2)", hour],
    ["on the side that is taken", "when n > 1 { step a = open(n) } else { step b = look(n) }", hour],
    ["by none of those that are asked for an opinion", "step a = quorum 2 of { look(1), look(1) }", 0],
    ["by all that a quorum asks, side by side", "step a = quorum 2 of { open(1), open(1) }", hour],
  ])("%s", (_, step, expected) => {
    expect(
      people(`${tools}
policy careful { on open  require approval by keeper within 1h }
plan p(n: Int) { ${step} }`),
    ).toEqual({ value: expected });
  });

  test("adds up where several want it, and beside what a person is asked anyway", () => {
    expect(
      people(`${tools}
policy careful { on open  require approval by keeper within 1h  require approval by owner within 2h }
policy risks { on tagged risky  require approval by owner within 10m }
policy all { on kind human  require approval by owner within 1m }
plan p(n: Int) { step a = open(n)  step b = ask_for(a) { timeout 3m } }`),
    ).toEqual({ value: 3 * hour + 14 * minute });
  });

  test("takes for ever where nothing says how long", () => {
    expect(
      people(`${tools}
policy careful { on open  require approval by keeper }
plan p(n: Int) { step a = open(n) }`),
    ).toEqual({ unbounded: "the approval of `keeper` that `a` needs has no `within`" });
  });

  test("is nobody's where the policy does not block", () => {
    expect(
      people(`${tools}
policy careful advisory { on open  require approval by keeper within 1h }
plan p(n: Int) { step a = open(n) }`),
    ).toEqual({ value: 0 });
  });

  test("takes as long as the arguments say", () => {
    expect(
      people(`${tools}
tool wait_for(most: Duration in 1m..9m) { effect pure  latency <= 1s }
policy careful { on wait_for  require approval by keeper within args.most }
plan p(n: Int) { step a = wait_for(2m) }`),
    ).toEqual({ value: 2 * minute });
  });
});

describe("a run asks in every plan that it comes to", () => {
  /** Two modules of plans, and a policy in one of them or in a third. */
  const program = (plans: string, imports: string, where = "m.a"): string => {
    const careful = "policy careful { on tagged risky  require approval by keeper within 1h }";
    const third = where === "m.a" ? "" : `//- /m/c.orch\nmodule m.c\nrole keeper\n${careful}`;
    return `//- /orch.json
{ "roots": ["."] }
//- /m/b.orch
module m.b
tool open(n: Int) -> Int { effect idempotent  latency <= 5s  tags risky }
plan inner(n: Int) -> Int { step x = open(n)  return x }
plan middle(n: Int) -> Int { step y = inner(n)  return y }
goal opened(n: Int) -> Int { success "is open" when result > 0 }
plan one_way(n: Int) -> Int achieves opened { step x = inner(n)  return x }
//- /m/a.orch
module m.a
import m.b { ${imports} }
${where === "m.a" ? `role keeper\n${careful}` : "import m.c { careful }"}
${plans}
${third}`;
  };

  test("what the caller's policy asks, and the plan by itself nothing", () => {
    const text = program("plan p(n: Int) { step a = middle(n) }", "middle");
    expect(people(text)).toEqual({ value: hour });
    expect(people(text, "m.b.middle")).toEqual({ value: 0 });
    const { file } = latencyOf(text);
    const of = (plan: string) => file.plan.routines[plan]?.bounds.latency.parts.people;
    expect([of("m.b.middle"), of("m.b.inner")]).toEqual([{ value: hour }, { value: hour }]);
  });

  test("by way of a goal", () => {
    expect(people(program("plan p(n: Int) { step a = opened(n) }", "opened"))).toEqual({ value: hour });
  });

  test("wherever the plan is called from, once one of its callers is under the policy", () => {
    const text = program(
      `plan careful_one(n: Int) under careful { step c = inner(n) }
plan p(n: Int) { step a = careful_one(n)  step b = inner(n) { after a } }`,
      "inner",
      "m.c",
    );
    expect(people(text)).toEqual({ value: 2 * hour });
    expect(people(text, "m.a.careful_one")).toEqual({ value: hour });
    expect(people(text, "m.b.inner")).toEqual({ value: 0 });
  });
});

describe("rules see it", () => {
  const withBudget = (budget: string): string => `${tools}
policy careful { on open  require approval by keeper within 1h }
goal g(n: Int) -> Int { success "ok" when result > 0  budget latency <= ${budget} }
plan p(n: Int) -> Int achieves g { step a = open(n)  return a }`;

  test("a budget that approval can break is refused", () => {
    expect(look(withBudget("30m")).all.map(({ code }) => code)).toEqual(["ORCH4104"]);
  });

  test("one that it can't is proved", () => {
    const file = look(withBudget("2h")).plan("m.a.p");
    expect(file?.plan.obligations.find(({ rule }) => rule === "g latency")?.verdict).toBe("proved");
  });

  test("what has to follow is not sure behind an approval: nobody need give it", () => {
    const verdict = (within: string) =>
      look(`${tools}
tool close(n: Int) { effect idempotent  latency <= 5s }
policy careful { on close  require approval by keeper within 1h }
guardrail closed { every open followed by close within ${within} }
plan p(n: Int) { step a = open(n)  step b = close(a) }`).plan("m.a.p")?.plan.obligations[0]?.verdict;
    expect([verdict("30m"), verdict("2h")]).toEqual(["checked", "checked"]);
  });
});
