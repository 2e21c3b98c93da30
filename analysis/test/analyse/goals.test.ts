import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* How a goal's plans are put in order, and why some are not tried. */

const head = `module m
service cheap(n: Int) -> Int { effect pure  cost <= $0.10  latency <= 10m  energy <= 3kWh }
service dear(n: Int) -> Int { effect pure  cost <= $1  latency <= 1m  energy <= 1kWh }
service far(n: Int, who: String) -> Int { effect pure  cost <= $0.01  latency <= 5m  clearance personal  at cloud, edge }
service near(n: Int, who: String) -> Int { effect pure  cost <= $2  latency <= 5m  clearance personal  at device }
`;

function weighed(text: string, goal = "m.g"): readonly string[] {
  const looked = look(`${head}${text}`);
  const file = looked.plan(goal);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  const all = file.about.choices[goal] ?? [];
  expect(file.plan.goals[goal]?.alternatives).toEqual(
    all.filter(({ tried }) => tried).map(({ plan }) => plan),
  );
  return all.map(({ plan, tried, because }) => `${tried ? "" : "not "}${plan}: ${because}`);
}

const two = (
  strategy: string,
): string => `goal g(n: Int) -> Int { success "ok" when result > 0  optimize ${strategy} }
plan a(n: Int) -> Int achieves g { step x = dear(n)  return x }
plan b(n: Int) -> Int achieves g { step x = cheap(n)  return x }`;

describe("the order of a goal's plans", () => {
  test("cost: the least worst cost first", () => {
    expect(weighed(two("cost"))).toEqual(["m.b: at most $0.10", "m.a: at most $1"]);
  });

  test("latency: the least worst time first", () => {
    expect(weighed(two("latency"))).toEqual(["m.a: at most 1 m", "m.b: at most 10 m"]);
  });

  test("comfort: as they are written", () => {
    expect(weighed(two("comfort"))).toEqual(["m.a: written as number 1", "m.b: written as number 2"]);
  });

  test("balanced: the least sum of shares first", () => {
    expect(weighed(two("balanced"))).toEqual([
      "m.a: cost, time and energy as shares: 1 + 0.1 + 0.33 = 1.43",
      "m.b: cost, time and energy as shares: 0.1 + 1 + 1 = 2.1",
    ]);
  });

  test("privacy: personal data at home before money, called plans looked into", () => {
    const text = `goal g(n: Int, who: String @personal) -> Int { success "ok" when result > 0  optimize privacy }
plan out(n: Int, who: String @personal) -> Int { step x = far(n, who) { at edge }  return x }
plan a(n: Int, who: String @personal) -> Int achieves g { step x = out(n, who)  return x }
plan b(n: Int, who: String @personal) -> Int achieves g { step x = near(n, who)  return x }
plan c(n: Int, who: String @personal) -> Int achieves g { step x = far(n, who: "nobody") { at edge }  return x }`;
    const [first, second, third] = weighed(text);
    expect(first).toBe("m.b: 0 calls with personal data and 0 in all off the device, at most $2");
    expect(second).toBe("m.c: 0 calls with personal data and 1 in all off the device, at most $0.01");
    expect(third).toBe("m.a: 1 call with personal data and 1 in all off the device, at most $0.01");
  });

  test("privacy: the cloud is further than the edge, and a call there is one call", () => {
    const text = `goal g(n: Int, who: String @personal) -> Int { success "ok" when result > 0  optimize privacy }
plan a(n: Int, who: String @personal) -> Int achieves g { step x = far(n, who: "nobody") { at cloud }  return x }
plan b(n: Int, who: String @personal) -> Int achieves g { step x = far(n, who: "nobody") { at edge }  return x }`;
    expect(weighed(text)).toEqual([
      "m.b: 0 calls with personal data and 1 in all off the device, at most $0.01",
      "m.a: 0 calls with personal data and 1 in all off the device, at most $0.01",
    ]);
  });

  test("a missing bound is last", () => {
    const text = `tool any_time(n: Int) -> Int { effect pure }
${two("latency")}
plan c(n: Int) -> Int achieves g { step x = any_time(n)  return x }`;
    expect(weighed(text).at(-1)).toBe("m.c: no bound of time");
  });
});

describe("plans that are not tried", () => {
  test("the fourth and later", () => {
    const plans = [4, 3, 2, 1, 5].map(
      (count) => `plan p${count}(n: Int) -> Int achieves g {
  step all = for i in [${Array.from({ length: count }, (_, at) => at).join(", ")}] up to ${count} { step x = cheap(i)  yield x }
  return all.size
}`,
    );
    const text = `goal g(n: Int) -> Int { success "ok" when result > 0  optimize cost }\n${plans.join("\n")}`;
    expect(weighed(text)).toEqual([
      "m.p1: at most $0.10",
      "m.p2: at most $0.20",
      "m.p3: at most $0.30",
      "not m.p4: at most $0.40: no more than 3 are tried",
      "not m.p5: at most $0.50: no more than 3 are tried",
    ]);
  });

  test("what needs more than the budget at its best, where another fits", () => {
    const text = `goal g(n: Int) -> Int { success "ok" when result > 0  budget cost <= $0.50  optimize comfort }
plan a(n: Int) -> Int achieves g { when n > 3 { fail "no" }  step x = dear(n)  return x }
plan b(n: Int) -> Int achieves g { step x = cheap(n)  return x }`;
    expect(weighed(text)).toEqual([
      "m.b: written as number 1",
      "not m.a: needs a call that may use $1 of cost, and may use $0.50 in all",
    ]);
  });

  test("the order does not hang on what else is compiled", () => {
    const goal = `module g
goal g(n: Int) -> Int { success "ok" when result > 0  optimize comfort }`;
    const part = (name: string): string => `module ${name}
import g { g }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int achieves g { step x = t(n)  return x }`;
    const files = (names: readonly string[]): string =>
      [
        `//- /orch.json\n{}\n//- /g.orch\n${goal}`,
        ...names.map((name) => `//- /${name}.orch\n${part(name)}`),
      ].join("\n");
    const orders = [files(["a", "b"]), files(["b", "a"])].map(
      (text) => look(text).plan("g.g")?.plan.goals["g.g"]?.alternatives,
    );
    expect(orders).toEqual([
      ["a.p", "b.p"],
      ["a.p", "b.p"],
    ]);
  });
});

describe("the budget of a goal", () => {
  const budgets = (limit: string): readonly string[] => {
    const text = `goal g(n: Int) -> Int { success "ok" when result > 0  budget ${limit}  optimize comfort }
plan a(n: Int) -> Int achieves g { step x = cheap(n)  return x }
plan b(n: Int) -> Int achieves g { step x = dear(n)  return x }`;
    const file = look(`${head}${text}`).plan("m.g");
    return (file?.plan.obligations ?? [])
      .filter(({ source }) => "clause" in source && source.clause === "budget")
      .map(({ id, rule, verdict }) => `${rule} ${verdict}: ${file?.about.evidence[id]}`);
  };

  test("is one for all its plans: what the earlier ones have used is gone", () => {
    expect(budgets("cost <= $2.05")).toEqual([
      "g cost proved: worst case $0.20 ≤ $2.05",
      "g cost checked: after the plans before it, worst case $2.20, above $2.05: held by the ledger at every begin",
    ]);
    expect(budgets("latency <= 20m")).toEqual([
      "g latency proved: worst case 20 m ≤ 20 m",
      "g latency checked: after the plans before it, worst case 21 m, above 20 m: forward work ends at a deadline, undoing comes after it",
    ]);
  });

  test("is proved of all of them where it does for one after the other", () => {
    expect(budgets("cost <= $2.20")).toEqual([
      "g cost proved: worst case $0.20 ≤ $2.20",
      "g cost proved: worst case $2.20 ≤ $2.20",
    ]);
  });
});

describe("what a goal asks is kept where it is called as well", () => {
  const asked = (call: string, clauses = ""): readonly string[] => {
    const text = `goal g(n: Int) -> Int { success "ok" when result > 0  budget cost <= $2.05${clauses}  optimize comfort }
plan a(n: Int) -> Int achieves g { step x = cheap(n)  return x }
plan b(n: Int) -> Int achieves g { step x = dear(n)  return x }
plan outer(n: Int) -> Int { step s = ${call}  return s }
plan outermost(n: Int) { step t = outer(n) }`;
    const looked = look(`${head}${text}`);
    const file = looked.plan("m.outermost");
    if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
    return file.plan.obligations
      .filter(({ source }) => "goal" in source)
      .map(
        ({ rule, verdict, nodes, id }) => `${rule} ${verdict} at ${nodes.join()}: ${file.about.evidence[id]}`,
      );
  };

  test("by a step that asks for it, of each of its plans", () => {
    expect(asked("g(n)")).toEqual([
      "g cost proved at m.outer/s: worst case $0.20 ≤ $2.05",
      "g cost checked at m.outer/s: after the plans before it, worst case $2.20, above $2.05: held by the ledger at every begin",
      "ok checked at m.outer/s: decided over the result, when it comes in",
    ]);
  });

  test("by a step that calls one of its plans, of that alone", () => {
    expect(asked("b(n)")).toEqual([
      "g cost proved at m.outer/s: worst case $2 ≤ $2.05",
      "ok checked at m.outer/s: decided over the result, when it comes in",
    ]);
  });

  test("that data stay where they belong", () => {
    expect(asked("g(n)", "  keep personal at device")).toContain(
      "g keep personal proved at : nothing personal leaves the device",
    );
  });
});
