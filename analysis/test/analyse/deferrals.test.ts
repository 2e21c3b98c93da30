import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* How long a policy may defer a call is part of every bound of time (semantics, rules 13a and 42). */

const minute = 60_000;
const hour = 60 * minute;

const tools = `module m.a
role keeper
type Desk { id: String }
resource desks: Desk x 2 { lease 8h  cost $1 per 1h }
signal busy: Bool { from board }
signal secretly: Bool @secret { from board.other }
service open(n: Int) -> Int { effect idempotent  latency <= 5s }
service look(n: Int) -> Int { effect idempotent  latency <= 1s }
`;
const nights = "policy nights { on open  defer when now.hour < 6 within 6h }\n";

function fileOf(text: string, entry = "m.a.p") {
  const looked = look(`${tools}${text}`);
  const file = looked.plan(entry);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return file.plan;
}

function timers(text: string): unknown {
  return fileOf(text).bounds.latency.parts.timers;
}

function codes(text: string): readonly string[] {
  return look(`${tools}${text}`).all.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
}

describe("what a policy defers", () => {
  test("is waited for before the step, without faults too, and undone later", () => {
    const { bounds } = fileOf(`${nights}plan p(n: Int) -> Int { step a = open(n)  return a }`);
    expect(bounds.latency).toMatchObject({
      best: 0,
      worst: { value: 6 * hour + 10_000 },
      faultless: { value: 6 * hour + 5_000 },
      compensated: { value: 6 * hour + 10_000 },
      parts: { timers: { value: 6 * hour } },
    });
  });

  test.each([
    ["once for all tries", "step a = open(n) { retry 3 every 0s }", 6 * hour],
    ["for each new request", "step a = open(n) { accept it > 0  attempts 3 }", 18 * hour],
    ["side by side", "step a = open(n)  step b = open(n)", 6 * hour],
    ["for a handler as well", "step a = open(n) else open(2)", 12 * hour],
    ["for a handler alone", "step a = look(n) else open(2)", 6 * hour],
    ["not where nothing defers it", "step a = look(n)", 0],
  ])("%s", (_, step, expected) => {
    expect(timers(`${nights}plan p(n: Int) { ${step} }`)).toEqual({ value: expected });
  });

  test("adds up where several defer it, and not where a policy only warns", () => {
    const several = `${nights}policy calm { on open  defer when busy within 1h  defer when now.weekday == 7 within 2h }
policy talk warning { on open  defer when busy within 9h }
plan p(n: Int) { step a = open(n) }`;
    expect(timers(several)).toEqual({ value: 9 * hour });
  });

  test("is waited for in the plans that a plan under the policy calls", () => {
    const { all, plan } = look(`${tools}${nights}plan p(n: Int) { step a = q(n) }
plan q(n: Int) { step a = open(n) }`);
    expect(all.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(plan("m.a.p")?.plan.bounds.latency.parts.timers).toEqual({ value: 6 * hour });
  });

  test("makes a call take a member of `using` again for each try", () => {
    const cost = (policy: string) =>
      fileOf(
        `${policy}plan p(n: Int) { step a = open(n) using desks wait 1h { timeout 1h  retry 1 every 0s } }`,
      ).bounds.cost.worst;
    expect(cost("")).toMatchObject({ value: { amount: "2" } });
    expect(cost(nights)).toMatchObject({ value: { amount: "4" } });
  });
});

describe("rules count it", () => {
  const soon = "guardrail soon { every look followed by open within 1h }\n";
  const rulesOf = (text: string) => fileOf(text).obligations.map(({ rule, verdict }) => `${rule} ${verdict}`);

  test("a limit of time is proved without it alone", () => {
    const text = (policy: string): string =>
      `${policy}guardrail quick { latency <= 1h }\nplan p(n: Int) { step a = open(n) }`;
    expect(rulesOf(text(""))).toContain("quick proved");
    expect(rulesOf(text(nights))).toContain("quick checked");
    expect(rulesOf(text(nights.replace("6h", "30m")))).toContain("quick proved");
  });

  test("a response is not proved, since the call may be denied", () => {
    const text = (policy: string): string =>
      `${policy}${soon}plan p(n: Int) { step a = look(n)  step b = open(a) }`;
    expect(rulesOf(text(""))).toContain("soon proved");
    expect(rulesOf(text(nights))).toContain("soon checked");
    expect(rulesOf(text(nights.replace("6h", "1m")))).toContain("soon checked");
  });

  test("a condition that never holds defers nothing, and one that always does is a mistake", () => {
    const text = (condition: string): string => `policy late { on open  defer when ${condition} within 6h }
plan p(n: Int in 1..9) { step a = open(n) }`;
    expect(rulesOf(text("args.n > 20 and busy"))).toContain("late proved");
    expect(rulesOf(text("args.n > 5 and busy"))).toContain("late checked");
    expect(codes(text("args.n < 20 or busy"))).toEqual(["ORCH4107"]);
  });

  test("the condition decides whether the call is made, and how long it takes", () => {
    const kept = (flow: string, body: string): readonly string[] =>
      codes(`policy late { on open  defer when secretly within 1h }
guardrail g { never secret to ${flow} }
plan p(n: Int) { ${body} }`);
    expect(kept("open", "step a = open(n)")).toEqual(["ORCH4106"]);
    expect(kept("look", "step a = open(n) else look(n)")).toEqual(["ORCH4106", "ORCH4109"]);
    expect(
      kept(
        "look",
        "step r = first of { a = open(n), b = { wait 10m  yield 1 } }  when r.b is some { step c = look(1) }",
      ),
    ).toEqual(["ORCH4106", "ORCH4109"]);
  });
});
