import type { Bounds, Limit, Money } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/*
 * Larger programs, each of several constructs inside one another, from several fields. What is expected was worked out on
 * paper from the semantics.
 */

interface Figures {
  /** $, at worst, where no process dies; `undefined` where there is no most. */
  readonly cost?: number | undefined;
  /** s. */
  readonly time?: number | undefined;
  readonly tokens?: number | undefined;
  /** Wh. */
  readonly energy?: number | undefined;
  readonly parts?: Partial<Record<"work" | "people" | "timers" | "queue" | "unwinding", number | undefined>>;
}

const seconds = (limit: Limit<number>): number | undefined =>
  "value" in limit ? limit.value / 1_000 : undefined;
const plain = (limit: Limit<number>): number | undefined => ("value" in limit ? limit.value : undefined);
const dollars = (limit: Limit<Money>): number | undefined =>
  "value" in limit ? Number(limit.value.amount) : undefined;

function boundsOf(text: string, entry: string): Bounds {
  const looked = look(text);
  const { routines, goals } = looked.analysis;
  const found = looked.plan(entry) && (routines.get(entry) ?? goals.get(entry));
  if (found === undefined)
    throw new Error(looked.all.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return found.bounds.bounds;
}

function figuresOf({ cost, latency, tokens, energy }: Bounds): Required<Figures> {
  return {
    cost: dollars(cost.worst),
    time: seconds(latency.worst),
    tokens: plain(tokens.worst),
    energy: "value" in energy.worst ? energy.worst.value / 3_600 : undefined,
    parts: {
      work: seconds(latency.parts.work),
      people: seconds(latency.parts.people),
      timers: seconds(latency.parts.timers),
      queue: seconds(latency.parts.queue),
      unwinding: seconds(latency.parts.unwinding),
    },
  };
}

/** `rule: verdict`; else the mistakes. */
function ended(text: string, entry: string): readonly string[] {
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => !one.includes("warning"));
  if (errors.length > 0) return errors.map((one) => one.slice(one.indexOf("ORCH")));
  return (looked.verdicts(entry)?.obligations ?? [])
    .filter(({ id }) => /^(guardrail|policy|budget) /u.test(id))
    .map(({ rule, verdict }) => `${rule} ${verdict}`);
}

// ---- machine learning ---------------------------------------------------------------

const training = `module ml
type Size = small | medium | large
type Score { value: Ratio, granted: Bool }
resource near: Gpu x 1 { at edge  cost $36 per h  lease 1h  overflow far }
resource far: Gpu x 4 { at cloud  cost $72 per h  lease 2h }
type Gpu { id: String, online: Bool }
tool sample(n: Int) -> Int { effect pure  cost <= $0.10  latency <= 10s }
tool fit(n: Int) -> Int { effect pure  cost <= $1  latency <= 1m  energy <= 0.5kWh }
tool score(n: Int) -> Int { effect pure  cost <= $0.20  latency <= 20s }
tool score_small(n: Int) -> Int { effect pure  cost <= $0.05  latency <= 30s }
tool score_large(n: Int) -> Int { effect pure  cost <= $0.40  latency <= 5s }
llm judge(n: Int) -> Int { cost <= $0.03  latency <= 8s  tokens <= 500 tokens  role verifier  prompt "Judge \${n}" }
service register(n: Int) -> Int { effect idempotent  cost <= $0.50  latency <= 4s  undo forget(n) }
service forget(n: Int) { effect idempotent  cost <= $0.25  latency <= 2s }
service log_end(n: Int) { effect idempotent  cost <= $0.01  latency <= 1s }
service run_on(gpu: String) -> Int { effect idempotent  latency <= 10m }
`;

const ml = (body: string, rest = "", params = "n: Int in 1..4, size: Size, c: Bool"): string =>
  `${training}${rest}\nplan p(${params}) {\n${body}\n}\n`;

describe("bounds of an ML pipeline", () => {
  test.each<readonly [string, string, Figures]>([
    [
      "a grid of fits, one row after another",
      ml(
        "step all = for x in [1, 2, 3] at once 1 { step row = for y in [1, 2] at once 2 { step f = fit(y)  yield f }  yield x }",
      ),
      { cost: 6, time: 180, energy: 3_000 },
    ],
    [
      "a grid of fits, all rows at once",
      ml(
        "step all = for x in [1, 2, 3] at once 3 { step row = for y in [1, 2] at once 2 { step f = fit(y)  yield f }  yield x }",
      ),
      { cost: 6, time: 60, energy: 3_000 },
    ],
    [
      "a grid of fits, each tried twice",
      ml(
        "step all = for x in [1, 2] at once 1 { step row = for y in [1, 2] at once 1 { step f = fit(y) { retry 1 every 5s }  yield f }  yield x }",
      ),
      { cost: 8, time: 500, energy: 4_000, parts: { timers: 20, work: 480 } },
    ],
    [
      "scores that two of three agree on",
      ml("step q = quorum 2 of { score(n), score_small(n), score_large(n) }"),
      { cost: 0.65, time: 30 },
    ],
    [
      "such scores against a clock",
      ml(
        "step r = first of { a = { step q = quorum 2 of { score(n), score_small(n), score_large(n) }  yield q }, b = wait 25s }",
      ),
      { time: 25 },
    ],
    [
      "a race in rounds",
      ml(
        "step all = for x in [1, 2, 3, 4, 5] at once 2 { step r = first of { a = sample(x), b = wait 3s }  yield x }",
      ),
      { cost: 0.5, time: 9 },
    ],
    [
      "the size that is asked for",
      ml(
        "match size { small { step a = score_small(1) } medium { step b = score(1) } large { step d = score_large(1) } }",
      ),
      { cost: 0.4, time: 30 },
    ],
    [
      "judges by tokens",
      ml("step all = for x in xs { step j = judge(x) { retry 2 }  yield j }", "", "xs: [Int] size 2..4"),
      { tokens: 6_000, cost: 0.36 },
    ],
    [
      "a plan called until it is good enough, each time with its end",
      ml(
        "step s = trained(1) { accept it > 0  attempts 3 every 1m }",
        "plan trained(n: Int) -> Int { step a = sample(n)  return a\nfinally { step f = log_end(n) } }",
      ),
      { cost: 0.33, time: 153, parts: { timers: 120, work: 33 } },
    ],
    [
      "what is undone between such calls",
      ml(
        "step s = kept(1) { accept it > 0  attempts 2 every 10s }",
        "plan kept(n: Int) -> Int { step a = register(n)  return a }",
      ),
      { cost: 1.5, parts: { timers: 10 } },
    ],
    [
      "machines that overflow to dearer ones, in rounds",
      ml(
        "step all = for x in [1, 2, 3] at once 3 { with g = near wait 10m for 30m { step r = run_on(g.id) }  yield x }",
      ),
      { cost: 108, parts: { work: 600, queue: 600 } },
    ],
    [
      "the same in a row",
      ml(
        "step all = for x in [1, 2, 3] at once 1 { with g = near wait 10m for 30m { step r = run_on(g.id) }  yield x }",
      ),
      { cost: 108, parts: { work: 1_800, queue: 1_800 } },
    ],
    [
      "rounds that are undone",
      ml(
        "step all = for x in [1, 2, 3] { step r = register(x)  yield r }\nstep l = log_end(1) { after all }",
      ),
      { cost: 2.26 },
    ],
    [
      "what a called plan did is undone too",
      ml(
        "step s = kept(1)\nstep l = log_end(1) { after s }",
        "plan kept(n: Int) -> Int { step a = register(n)  return a }",
      ),
      { cost: 0.76, time: 5, parts: { unwinding: 43 } },
    ],
    [
      "a search with a memory, cut by what it finds",
      ml("step best = for v from 0 up to 5 until v > 0 { step s = score(v)  yield s }"),
      { cost: 1, time: 100 },
    ],
    [
      "a handler's plan instead",
      ml(
        "step s = fit(1) { retry 1 every 5s } else fallback(1)",
        "plan fallback(n: Int) -> Int { step a = sample(n)  step b = score(a)  return b }",
      ),
      { cost: 2.3, time: 155 },
    ],
    [
      "a goal's plans one after another",
      ml(
        "step s = good(1)",
        `goal good(n: Int) -> Int { optimize cost }
plan by_sample(n: Int) -> Int achieves good { step a = sample(n)  return a }
plan by_fit(n: Int) -> Int achieves good { step a = fit(n)  return a }`,
      ),
      { cost: 1.1, time: 70 },
    ],
    [
      "a goal that is reached by a goal",
      ml(
        "step s = best(1)",
        `goal good(n: Int) -> Int { optimize cost }
plan by_sample(n: Int) -> Int achieves good { step a = sample(n)  return a }
plan by_fit(n: Int) -> Int achieves good { step a = fit(n)  return a }
goal best(n: Int) -> Int { optimize cost }
plan twice(n: Int) -> Int achieves best { step a = good(n)  step b = score(a)  return b }`,
      ),
      { cost: 1.3, time: 90 },
    ],
    [
      "a goal with no money for its second plan",
      ml(
        "step s = good(1)",
        `goal good(n: Int) -> Int { budget cost <= $1  optimize cost }
plan by_sample(n: Int) -> Int achieves good { step a = sample(n)  return a }
plan by_fit(n: Int) -> Int achieves good { step a = fit(n)  return a }`,
      ),
      { cost: 1 },
    ],
    [
      "retries of a retrying plan",
      ml(
        "step s = tries(1) { retry 1 every 10s }",
        "plan tries(n: Int) { step a = sample(n) { retry 2 every 1s } }",
      ),
      { cost: 0.6, time: 74, parts: { timers: 14, work: 60 } },
    ],
    [
      "two chains that meet",
      ml("step a = sample(1)\nstep b = score(a)\nstep d = fit(1)\nstep e = score_large(b + d)"),
      { cost: 1.7, time: 65 },
    ],
    [
      "a chain below a choice of which one side ends the plan",
      `${training}plan p(n: Int, c: Bool) -> Int {\nwhen c { step a = sample(n)  return a }\nstep b = fit(n)\nreturn b\n}`,
      { cost: 1, time: 60, energy: 500 },
    ],
    [
      "a race of plans, the loser undone",
      ml(
        "step r = first of { a = kept(1), b = score_small(1) }",
        "plan kept(n: Int) -> Int { step a = register(n)  return a }",
      ),
      { time: 73 },
    ],
  ])("%s", (_, text, expected) => {
    const found = figuresOf(boundsOf(text, "ml.p"));
    for (const key of ["cost", "time", "tokens", "energy"] as const) {
      if (expected[key] !== undefined) expect({ [key]: found[key] }).toEqual({ [key]: expected[key] });
    }
    for (const [part, limit] of Object.entries(expected.parts ?? {})) {
      expect({ [part]: found.parts[part as "work"] }).toEqual({ [part]: limit });
    }
  });
});

// ---- a hospital's office ------------------------------------------------------------

const office = `module care
role nurse
role doctor
type Approval { granted: Bool }
type Ward = red | blue
resource beds: Bed x 3 { at edge  lease 1d  reserve 1 for priority critical }
resource theatres: Theatre x 1 { at edge  lease 1d }
resource porters: Porter x 1 { at edge  lease 1d }
type Bed { id: String, online: Bool }
type Theatre { id: String, online: Bool }
type Porter { id: String, online: Bool }
human approve(n: Int) -> Approval { ask doctor  show "?" }
service book(n: Int, ward: Ward = red) -> Int { effect idempotent  cost <= $2  latency <= 5s  undo unbook(n) }
service unbook(n: Int) { effect idempotent  cost <= $1  latency <= 2s }
service bill(n: Int) -> Int { effect idempotent  cost <= $1  latency <= 10s }
service tell(n: Int) { effect idempotent  latency <= 3s }
service move(id: String) { effect idempotent  latency <= 5m }
tool read(n: Int) -> Int { effect pure  latency <= 1s }
`;

const care = (
  body: string,
  rest = "",
  params = "n: Int in 1..9, ward: Ward, c: Bool, xs: [Int] size 0..3",
): string => `${office}${rest}\nplan p(${params}) {\n${body}\n}\n`;
const rule = (text: string): string => `guardrail g { ${text} }`;

describe("rules of a hospital's office", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "rounds within rounds, each tried twice",
      care(
        "step a = for x in [1, 2, 3] at once 1 { step b = for y in [1, 2] { step d = bill(y) { retry 1 }  yield d }  yield x }",
        rule("at most 12 bill"),
      ),
      ["g proved"],
    ],
    [
      "and one fewer",
      care(
        "step a = for x in [1, 2, 3] at once 1 { step b = for y in [1, 2] { step d = bill(y) { retry 1 }  yield d }  yield x }",
        rule("at most 11 bill"),
      ),
      ["ORCH4102"],
    ],
    [
      "in each of two calls of a plan that has two",
      care(
        "step a = twice(1)\nstep b = twice(2) { after a }",
        `${rule("at most 4 bill")}\nplan twice(n: Int) { step x = bill(n)  step y = bill(n) { after x } }`,
      ),
      ["g proved"],
    ],
    [
      "in a plan that is tried again",
      care(
        "step a = once_more(1) { retry 2 }",
        `${rule("at most 2 bill")}\nplan once_more(n: Int) { step x = bill(n) }`,
      ),
      ["g checked"],
    ],
    [
      "one arm of three",
      care("match ward { red { step a = bill(1) } blue { step b = bill(2) } }", rule("at most 1 bill")),
      ["g proved"],
    ],
    [
      "never for a ward that another arm is for",
      care(
        "match ward { red { step a = book(1, ward) } blue { step b = read(2) } }",
        rule("never book when args.ward == blue"),
      ),
      ["g proved"],
    ],
    [
      "never for the ward that the arm is for",
      care(
        "match ward { red { step a = book(1, ward) } blue { step b = read(2) } }",
        rule("never book when args.ward == red"),
      ),
      ["ORCH4103"],
    ],
    ["never for a default", care("step a = book(n)", rule("never book when args.ward == red")), ["ORCH4103"]],
    [
      "never for an argument that a plan hands on",
      care(
        "step a = q(blue)",
        `${rule("never book when args.ward == red")}\nplan q(ward: Ward) { step b = book(1, ward) }`,
      ),
      ["g checked"],
    ],
    [
      "an approval in the plan around",
      care(
        "step ok = approve(n)\nwhen ok.granted { step a = q(1) }",
        `guardrail g { approve granted before bill when args.n > 5 }\nplan q(n: Int in 1..5) { step b = bill(n) }`,
      ),
      ["g proved"],
    ],
    [
      "an approval in a round, for what is done in it",
      care(
        "step all = for x in xs at once 1 { step ok = approve(x)  when ok.granted { step b = bill(x) }  yield x }",
        rule("approve granted before bill"),
      ),
      ["g proved"],
    ],
    [
      "an approval that a plan asks for, in a round",
      care(
        "step all = for x in xs at once 1 { step ok = asks(x)  when ok { step b = bill(x) }  yield x }",
        `${rule("approve granted before bill when args.n > 0")}\nplan asks(n: Int) -> Bool { step ok = approve(n)  return ok.granted and n > 0 }`,
      ),
      ["g proved"],
    ],
    [
      "an approval by either of two plans",
      care(
        "step ok = asks(n, c)\nwhen ok { step b = bill(n) }",
        `${rule("approve granted before bill")}\nplan asks(n: Int, c: Bool) -> Bool { when c { step a = approve(n)  return a.granted } else { step b = approve(n + 1)  return b.granted } }`,
      ),
      ["g proved"],
    ],
    [
      "an approval that one side leaves out",
      care(
        "step ok = asks(n, c)\nwhen ok { step b = bill(n) }",
        `${rule("approve granted before bill")}\nplan asks(n: Int, c: Bool) -> Bool { when c { return true }  step b = approve(n + 1)  return b.granted }`,
      ),
      ["g checked"],
    ],
    [
      "an approval at the end of a plan",
      care(
        "step ok = asks(n)\nwhen ok { step b = bill(n) }",
        `${rule("approve granted before bill")}\nplan asks(n: Int) -> Bool { return true\nfinally { step a = approve(n) } }`,
      ),
      ["g checked"],
    ],
    [
      "an approval in a plan that another stands in for",
      care(
        "step ok = asks(n)\nwhen not ok { step b = bill(n) }",
        `${rule("approve granted before bill")}
plan asks(n: Int) -> Bool { step a = once(n) else twice(n)  return a }
plan once(n: Int) -> Bool { step a = approve(n)  return not a.granted }
plan twice(n: Int) -> Bool { step a = approve(n)  return not a.granted }`,
      ),
      ["g checked"],
    ],
    [
      "an approval in a plan that fails when it is granted",
      care(
        "step ok = asks(n)\nwhen ok { step b = bill(n) }",
        `${rule("approve granted before bill")}
plan asks(n: Int) -> Bool { step r = fails_after(n) { optional }  return r is none }
plan fails_after(n: Int) -> Bool { step ok = approve(n)  when ok.granted { fail "no" }  return true }`,
      ),
      ["g checked"],
    ],
    [
      "told in time, across a person who has two hours",
      care(
        "step b = book(1)\nstep ok = approve(n) { timeout 2h  optional  after b }\nstep t = tell(1) { after ok }",
        rule("every book followed by tell within 3h"),
      ),
      ["g proved"],
    ],
    [
      "and within one",
      care(
        "step b = book(1)\nstep ok = approve(n) { timeout 2h  optional  after b }\nstep t = tell(1) { after ok }",
        rule("every book followed by tell within 1h"),
      ),
      ["g checked"],
    ],
    [
      "across a person who has all time",
      care(
        "step b = bill(1)\nstep ok = approve(n) { after b }\nstep t = tell(1) { after ok }",
        rule("every bill followed by tell within 1d"),
      ),
      ["g checked"],
    ],
    [
      "told by the plan that is called",
      care(
        "step b = bill(1)\nstep t = tells(1) { after b }",
        `${rule("every bill followed by tell")}\nplan tells(n: Int) { step t = tell(n) }`,
      ),
      ["g proved"],
    ],
    [
      "told by one side of it",
      care(
        "step b = bill(1)\nstep t = tells(1, c) { after b }",
        `${rule("every bill followed by tell")}\nplan tells(n: Int, c: Bool) { when c { step t = tell(n) } }`,
      ),
      ["g checked"],
    ],
    [
      "a budget that a booking and its undoing break",
      care("step b = book(1)\nstep d = bill(2) { after b }", rule("cost <= $3.50")),
      ["ORCH4104"],
    ],
    [
      "a budget that both keep",
      care("step b = book(1)\nstep d = bill(2) { after b }", rule("cost <= $4")),
      ["g proved"],
    ],
    [
      "a budget that only a list can break",
      care("step all = for x in xs { step b = bill(x)  yield b }", rule("cost <= $2")),
      ["g checked"],
    ],
    [
      "calls in an hour that waits keep apart, in a plan that is called",
      care(
        "step a = q(1)\nwait 1h\nstep b = q(2)",
        `${rule("at most 1 bill per 1h")}\nplan q(n: Int) { step b = bill(n) }`,
      ),
      ["g proved"],
    ],
  ])("%s", (_, text, expected) => {
    expect(ended(text, "care.p")).toEqual(expected);
  });
});

describe("holds in a hospital", () => {
  const errors = (text: string): readonly string[] =>
    look(`${office}${text}`)
      .all.filter(({ severity }) => severity === "error")
      .map(({ code }) => code);

  test("three plans that wait for each other in a circle", () => {
    const two = (name: string, first: string, second: string) =>
      `plan ${name}() { with a = ${first} wait 1h for 8h { step m = move(a.id)  with b = ${second} wait 1h for 2h { step k = move(b.id) } } }`;
    const circle = [
      two("one", "beds", "theatres"),
      two("two", "theatres", "porters"),
      two("three", "porters", "beds"),
    ];
    expect(new Set(errors(circle.join("\n")))).toEqual(new Set(["ORCH4403"]));
    expect(errors([...circle.slice(0, 2), two("three", "beds", "porters")].join("\n"))).toEqual([]);
  });

  test("nobody stands in line for what is kept for those as urgent", () => {
    const plan = (priority: string, many: number) =>
      `${office}plan p() { priority ${priority}  overlap skip
  step all = for x in [1, 2, 3] at once ${many} { with b = beds wait 10m for 1h { step m = move(b.id) }  yield x } }`;
    const queue = (text: string) => figuresOf(boundsOf(text, "care.p")).parts.queue;
    expect(queue(plan("critical", 3))).toBe(0);
    expect(queue(plan("normal", 2))).toBe(0);
    expect(queue(plan("normal", 3))).toBe(600);
  });
});
