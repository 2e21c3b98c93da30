import type { Bounds, Limit, Money } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* Small programs whose bounds, verdicts and mistakes were worked out on paper from the semantics. */

const head = `module m
role lead
type Approval { granted: Bool }
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  cost $36 per h  lease 1h }
resource carts: Van x 1 { at edge  lease 1h }
tool one(n: Int) -> Int { effect pure  cost <= $1  latency <= 10s }
tool two(n: Int) -> Int { effect pure  cost <= $3  latency <= 4s }
tool six(n: Int) -> Int { effect pure  cost <= $2  latency <= 6s }
tool each_of(xs: [Int] size 1..20) -> Int { effect pure  cost <= $0.01 * xs.size  latency <= 1s * xs.size }
tool by_n(n: Int in 1..10) -> Int { effect pure  cost <= $0.10 * n  latency <= 1s * n }
tool some(limit: Int in 1..8) -> [Int] { effect pure  latency <= 1s  ensures result.size <= limit }
service unmake(n: Int) { effect idempotent  cost <= $0.50  latency <= 2s }
service make(n: Int) -> Int { effect idempotent  cost <= $1  latency <= 10s  undo unmake(n) }
service send(n: Int) -> Int { effect idempotent  latency <= 1s }
service note(n: Int) { effect idempotent  cost <= $0.25  latency <= 3s }
service pay(n: Int) -> Int { effect once  latency <= 5s  confirm was_paid(n)  irreversible because "paid" }
service give(n: Int) -> Int { effect once  latency <= 5s }
service was_paid(n: Int) -> Done<Int> { effect pure  latency <= 1s }
service drive(van: String) -> Int { effect idempotent  latency <= 10s }
human review(n: Int) -> Approval { ask lead  show "?" }
`;

const program = (body: string, rest = "", params = "n: Int in 1..10, c: Bool, xs: [Int] size 0..5"): string =>
  `${head}${rest}\nplan p(${params}) {\n${body}\n}\n`;

const ms = (limit: Limit<number>): number | undefined => ("value" in limit ? limit.value / 1_000 : undefined);
const usd = (limit: Limit<Money>): number | undefined =>
  "value" in limit ? Number(limit.value.amount) : undefined;

function boundsOf(text: string, entry = "m.p"): Bounds {
  const looked = look(text);
  const { routines, goals } = looked.analysis;
  const found = looked.plan(entry) && (routines.get(entry) ?? goals.get(entry));
  if (found === undefined)
    throw new Error(looked.all.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return found.bounds.bounds;
}

interface Figures {
  /** $, at worst, where no process dies; `undefined` where there is no most. */
  readonly cost?: number | undefined;
  /** s. */
  readonly time?: number | undefined;
  readonly parts?: Partial<Record<"work" | "people" | "timers" | "queue" | "unwinding", number | undefined>>;
}

const list = "step s = for x in [1, 2, 3, 4, 5] at once 2";

describe("bounds", () => {
  test.each<readonly [string, string, Figures]>([
    [
      "retries with the usual delays",
      program("step s = one(1) { retry 3 }"),
      { cost: 4, time: 47, parts: { timers: 7, work: 40 } },
    ],
    [
      "rounds that only work, beside a wait",
      program(
        "step r = first of { a = for x in [1, 2, 3, 4] up to 4 at once 2 { step i = one(x)  yield i }, b = wait 25s }",
      ),
      { time: 25, parts: { work: 20, timers: 25 } },
    ],
    [
      "a plan that takes itself back before what stands in for it begins",
      program(
        "step s = q(n) { retry 1 every 10s } else two(n)",
        "plan q(n: Int) -> Int { step a = make(n)  step b = one(n) { after a }  return b  finally { step f = six(0) } }",
      ),
      // Twice make, one, unmake and six, then two: 2 x 4.50 + 3. Of the time: 2 x (20 + 2 + 6) + 10 + 4.
      { cost: 12, time: 152 },
    ],
    [
      "choices that ask the same",
      program("when c { step s = one(1) }\nwhen not c { step t = two(2) }\nstep u = six(3) { after s, t }"),
      { cost: 5 },
    ],
    [
      "choices that ask the same, where the first ends it",
      program('when c { step s = six(2)\n fail "no" }\nstep t = one(3)\nwhen c { step u = two(1) }'),
      { cost: 2 },
    ],
    [
      "choices that ask the same, and one more",
      program("when c { step s = one(1) }\nwhen not c or n > 3 { step t = two(2) }"),
      { cost: 4 },
    ],
    [
      "choices that ask the same, undone",
      program("when c { step s = make(1) }\nwhen not c { step t = make(2) }\nstep u = six(3) { after s, t }"),
      // make, six, unmake.
      { cost: 3.5 },
    ],
    [
      "delays that stop growing",
      program("step s = one(1) { retry 4 backoff 2s..5s }"),
      { cost: 5, time: 66, parts: { timers: 16 } },
    ],
    [
      "a time limit shorter than the latency",
      program("step s = one(1) { timeout 5s  retry 1 every 3s }"),
      { cost: 2, time: 13 },
    ],
    [
      "the cheaper and the dearer side",
      program("when c { step s = one(1) } else { step t = two(1) }"),
      { cost: 3, time: 10 },
    ],
    ["a side that need not be taken", program("when c { step s = one(1) }"), { cost: 1, time: 10 }],
    ["rounds in rows", program(`${list} { step a = one(x)  yield a }`), { cost: 5, time: 30 }],
    [
      "rounds of two steps",
      program("step s = for x in [1, 2, 3, 4] at once 2 { step a = one(x)  step b = two(a)  yield b }"),
      { cost: 16, time: 28 },
    ],
    ["a quorum", program("step q = quorum 2 of { one(1), two(1), six(1) }"), { cost: 6, time: 10 }],
    ["a race against the clock", program("step r = first of { a = one(1), b = wait 3s }"), { time: 3 }],
    [
      "a person with time",
      program("step r = review(1) { timeout 2d }"),
      { time: 172_800, parts: { people: 172_800, work: 0 } },
    ],
    [
      "a person without",
      program("step r = review(1)"),
      { time: undefined, parts: { people: undefined, work: 0 } },
    ],
    [
      "a wait before a step",
      program("wait 5m\nstep s = one(1)"),
      { time: 310, parts: { timers: 300, work: 10 } },
    ],
    [
      "a step beside a wait that is named",
      program("step s = one(1)\nstep w = wait until c for 1m within 2m { optional }"),
      { time: 130 },
    ],
    [
      "what is held, at worst for all of its time",
      program("with v = vans wait 10m for 30m { step s = drive(v.id) }"),
      { cost: 18, parts: { queue: 600, work: 10 } },
    ],
    [
      "nobody in line for what is there for all",
      `${head}plan p() { overlap skip\nwith v = vans wait 10m for 30m { step s = drive(v.id) } }`,
      { parts: { queue: 0 } },
    ],
    [
      "undoing what a later step leaves behind",
      program("step a = make(1)\nstep b = make(2) { after a }\nstep d = note(3) { after b }"),
      { cost: 3.25, time: 23, parts: { unwinding: 86 } },
    ],
    [
      "the step that fails is undone too",
      program("step a = make(1)\nstep b = make(2) { after a }"),
      { cost: 3 },
    ],
    [
      "and what always comes last",
      program("step a = make(1)\nstep b = make(2) { after a }\nfinally { step f = note(1) }"),
      { cost: 3.25 },
    ],
    [
      "a list of so many",
      program("step s = each_of(xs)", "", "xs: [Int] size 2..7"),
      { cost: 0.07, time: 7 },
    ],
    [
      "a list that is ensured",
      program("step l = some(4)\nstep s = for x in l up to 50 { step a = one(x)  yield a }"),
      { cost: 4, time: 11 },
    ],
    [
      "requests anew",
      program("step s = one(1) { accept it > 0  attempts 3 every 1m }"),
      { cost: 3, time: 150, parts: { timers: 120 } },
    ],
    [
      "rounds with a memory that are known",
      program("step s = for v from 0 up to 9 until v >= 3 { step a = one(v)  yield v + 1 }"),
      { cost: 3, time: 30 },
    ],
    ["a handler", program("step s = one(1) else two(1)"), { cost: 4, time: 14 }],
    ["a handler that ends the plan", program('step s = one(1) else { fail "no" }'), { cost: 1, time: 10 }],
    ["asking what became of it", program("step s = pay(1)"), { time: 47 }],
    [
      "steps beside each other",
      program("step a = one(1)\nstep b = two(1)\nstep d = six(a)"),
      { cost: 6, time: 16 },
    ],
    [
      "nothing after a return",
      `${head}plan p(c: Bool) -> Int {\nwhen c { return 1 }\nstep s = one(1)\nreturn s }`,
      { cost: 1, time: 10 },
    ],
    [
      "two sides that both wait",
      program("when c { step s = one(1) } else { step t = two(1) }\nstep z = six(1) { after s, t }"),
      { cost: 5 },
    ],
    [
      "a plan that is called",
      program("step s = q(1)", "plan q(n: Int) { step a = one(n) { retry 1 every 2s } }"),
      { cost: 2, time: 22 },
    ],
    [
      "a plan that is called again",
      program("step s = q(1) { retry 1 every 2s }", "plan q(n: Int) { step a = make(n) }"),
      { cost: 3, parts: { timers: 2 } },
    ],
    [
      "a plan's own time",
      program("step s = q(1)", "plan q(n: Int) { timeout 15s\nstep a = one(n)\nstep b = one(a) }"),
      { time: 15 },
    ],
    [
      "arguments of a call, at both ends",
      program("step s = q(3)", "plan q(n: Int in 1..10) { step a = by_n(n) }"),
      { cost: 0.3, time: 3 },
    ],
    [
      "arguments of a call in a call",
      program(
        "step s = r(4)",
        "plan q(n: Int in 1..10) { step a = by_n(n) }\nplan r(n: Int in 1..5) { step a = q(n + 2) }",
      ),
      { cost: 0.6, time: 6 },
    ],
    [
      "arguments that are known between bounds",
      program("step s = q(n)", "plan q(n: Int in 1..10) { step a = by_n(n) }", "n: Int in 2..4"),
      { cost: 0.4, time: 4 },
    ],
  ])("%s", (_, text, { cost, time, parts = {} }) => {
    const bounds = boundsOf(text);
    if (cost !== undefined) expect(usd(bounds.cost.worst)).toBe(cost);
    if (time !== undefined) expect(ms(bounds.latency.worst)).toBe(time);
    const found = Object.fromEntries(
      Object.keys(parts).map((part) => [part, ms(bounds.latency.parts[part as "work"])]),
    );
    expect(found).toEqual(parts);
  });
});

/** `rule: verdict`, as a run of the plan sees them; else the mistakes, by line. */
function ended(text: string, entry = "m.p"): readonly string[] {
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => !one.includes("warning"));
  if (errors.length > 0) return errors.map((one) => one.slice(one.indexOf("ORCH")));
  return (looked.verdicts(entry)?.obligations ?? [])
    .filter(({ id }) => /^(guardrail|policy|budget) /u.test(id))
    .map(({ rule, verdict }) => `${rule} ${verdict}`);
}

const rule = (text: string): string => `guardrail g { ${text} }`;
const asked = "step ok = review(1) { timeout 1d }";

describe("rules", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "two rounds, each tried twice, are four",
      program("step s = for x in [1, 2] { step a = send(x) { retry 1 }  yield a }", rule("at most 2 send")),
      ["ORCH4102"],
    ],
    [
      "and four are allowed",
      program("step s = for x in [1, 2] { step a = send(x) { retry 1 }  yield a }", rule("at most 4 send")),
      ["g proved"],
    ],
    [
      "as many rounds as there are items",
      program("step s = for x in xs { step a = send(x)  yield a }", rule("at most 3 send")),
      ["g checked"],
    ],
    [
      "one side or the other",
      program("when c { step a = send(1) } else { step b = send(2) }", rule("at most 1 send")),
      ["g proved"],
    ],
    [
      "and one below",
      program(
        "when c { step a = send(1) } else { step b = send(2) }\nstep d = send(3)",
        rule("at most 1 send"),
      ),
      ["ORCH4102"],
    ],
    [
      "one side, and one below",
      program("when c { step a = send(1) }\nstep d = send(3)", rule("at most 1 send")),
      ["g checked"],
    ],
    [
      "tries that need not be made",
      program("step a = send(1) { retry 2 when error == timeout }", rule("at most 1 send")),
      ["g checked"],
    ],
    [
      "a plan, by its name",
      program(
        "step a = q(1)\nstep b = q(2) { after a }",
        `${rule("at most 1 q")}\nplan q(n: Int) { step a = send(n) }`,
      ),
      ["ORCH4102"],
    ],
    [
      "a plan, in rounds that are not known",
      program(
        "step a = for x in xs { step b = q(x)  yield x }",
        `${rule("at most 1 q")}\nplan q(n: Int) { step a = send(n) }`,
      ),
      ["g checked"],
    ],
    [
      "in a window, kept apart by a wait",
      program("step a = send(1)\nwait 2h\nstep b = send(2)", rule("at most 1 send per 1h")),
      ["g proved"],
    ],
    [
      "in a window, with nothing between",
      program("step a = send(1)\nstep b = send(2) { after a }", rule("at most 1 send per 1h")),
      ["ORCH4102"],
    ],
    [
      "in a window, rounds that a wait keeps apart",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n wait 1h\n yield a }",
        rule("at most 1 send per 1h"),
      ),
      ["g proved"],
    ],
    [
      "in a window that two such rounds fall into",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n wait 1h\n yield a }",
        rule("at most 1 send per 90m"),
      ),
      ["g checked"],
    ],
    [
      "in a window that no more than two such rounds fall into",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n wait 1h\n yield a }",
        rule("at most 2 send per 2h"),
      ),
      ["g proved"],
    ],
    [
      "in a window, rounds side by side",
      program(
        "step s = for x in xs at once 2 { step a = send(x)\n wait 1h\n yield a }",
        rule("at most 1 send per 1h"),
      ),
      ["g checked"],
    ],
    [
      "in a window, rounds with a wait on one side",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n when x > 2 { wait 1h }\n yield a }",
        rule("at most 1 send per 1h"),
      ),
      ["g checked"],
    ],
    [
      "in a window, rounds with a wait beside",
      program(
        "step s = for x in xs at once 1 { step w = wait 1h\n step a = send(x)\n yield a }",
        rule("at most 1 send per 1h"),
      ),
      ["g checked"],
    ],
    [
      "in a window, the end of one round and the begin of the next",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n wait 2h\n step b = send(a)\n yield b }",
        rule("at most 1 send per 1h"),
      ),
      ["g checked"],
    ],
    [
      "in a window, at both ends of rounds that wait twice",
      program(
        "step s = for x in xs at once 1 { step a = send(x)\n wait 2h\n step b = send(a)\n wait 1h\n yield b }",
        rule("at most 1 send per 1h"),
      ),
      ["g proved"],
    ],
    [
      "in a window, rounds with a memory",
      program(
        "step s = for v from 0 up to 9 until v >= 3 { wait 30m\n step a = send(v)\n yield a }",
        rule("at most 2 send per 1h"),
      ),
      ["g proved"],
    ],
    [
      "in a window, rounds within rounds",
      program(
        "step s = for x in xs at once 1 { step t = for y in [1, 2] at once 1 { step a = send(y)\n wait 10m\n yield a }\n wait 1h\n yield x }",
        rule("at most 2 send per 1h"),
      ),
      ["g proved"],
    ],
    [
      "followed, but not where a handler does it",
      program("step a = one(1) else send(1)", rule("every send followed by note")),
      ["g checked"],
    ],
    [
      "followed, but not where a handler does it that needs no fault",
      program("step a = one(1) { accept it > 3 } else send(1)", rule("every send followed by note")),
      ["ORCH4105"],
    ],
    [
      "only those that a condition means",
      program("step a = send(3)\nstep b = send(9) { after a }", rule("at most 1 send when args.n > 5")),
      ["g proved"],
    ],
    [
      "those that a condition may mean",
      program("step a = send(n)\nstep b = send(n) { after a }", rule("at most 1 send when args.n > 5")),
      ["g checked"],
    ],
    [
      "too many that a condition means",
      program("step a = send(7)\nstep b = send(9) { after a }", rule("at most 1 send when args.n > 5")),
      ["ORCH4102"],
    ],
    [
      "a budget that forward work keeps, and undoing it does not",
      program("step a = make(1)\nstep b = make(2) { after a }", rule("cost <= $2.75")),
      ["ORCH4104"],
    ],
    [
      "a budget that both keep",
      program("step a = make(1)\nstep b = make(2) { after a }", rule("cost <= $3")),
      ["g proved"],
    ],
    [
      "a budget that what runs beside may break",
      program("step a = make(1)\nstep b = make(2)\nstep d = note(3)", rule("cost <= $3")),
      ["ORCH4104"],
    ],
    [
      "a budget that only one side breaks",
      program("when c { step a = make(1) }\nstep b = make(2)", rule("cost <= $2.25")),
      ["g checked"],
    ],
    [
      "a budget that what always comes last breaks",
      program("step a = make(1)\nfinally { step f = note(1) }", rule("cost <= $1.20")),
      ["ORCH4104"],
    ],
    [
      "a budget that rounds break which are undone",
      program(
        "step s = for x in [1, 2, 3] { step a = make(x) }\nstep d = note(1) { after s }",
        rule("cost <= $4"),
      ),
      ["ORCH4104"],
    ],
    [
      "a budget that only a failure of a person's would break",
      program("step a = make(1)\nstep b = review(2) { after a }", rule("cost <= $1.40")),
      ["ORCH4104"],
    ],
    [
      "granted, and one condition more",
      program(`${asked}\nwhen ok.granted and n > 3 { step s = send(n) }`, rule("review granted before send")),
      ["g proved"],
    ],
    [
      "granted, by another name",
      program(
        `${asked}\nlet go = ok.granted\nwhen go { step s = send(n) }`,
        rule("review granted before send"),
      ),
      ["g proved"],
    ],
    [
      "granted, by a name that may not be there",
      program(
        `${asked}\nwhen c { let go = ok.granted }\nwhen go ?? true { step s = send(n) }`,
        rule("review granted before send"),
      ),
      ["g checked"],
    ],
    [
      "granted, turned round",
      program(`${asked}\nwhen not ok.granted { step s = send(n) }`, rule("review granted before send")),
      ["ORCH4101"],
    ],
    [
      "granted or something else",
      program(`${asked}\nwhen ok.granted or c { step s = send(n) }`, rule("review granted before send")),
      ["g checked"],
    ],
    [
      "in a handler of what comes first",
      program("step a = one(1) else send(1)", rule("one before send")),
      ["ORCH4101"],
    ],
    [
      "failed, in its handler",
      program("step a = one(1) else send(1)", rule("one failed before send")),
      ["g proved"],
    ],
    [
      "failed, in a handler of several steps",
      program("step a = one(1) else { step s = send(1)  yield s }", rule("one failed before send")),
      ["g proved"],
    ],
    [
      "failed, where its argument may have no value",
      program("step a = one((10 / (n - 2)).round) else send(1)", rule("one failed before send")),
      ["g checked"],
    ],
    [
      "failed, where it may be denied",
      program(
        "step a = one(1) else send(1)",
        `${rule("one failed before send")}\npolicy d { on one  deny when now.hour > 20 because "no" }`,
      ),
      ["g checked", "d checked"],
    ],
    [
      "failed, below it",
      program("step a = one(1) { optional }\nstep s = send(1) { after a }", rule("one failed before send")),
      ["g checked"],
    ],
    [
      "failed for a reason",
      program("step a = one(1) else send(1)", rule("one failed before send when args.n > 0")),
      ["g proved"],
    ],
    [
      "in `finally`, whatever came before",
      program("step a = one(1)\nfinally { step s = send(1) }", rule("one before send")),
      ["ORCH4101"],
    ],
    [
      "in `finally`, where the plan has completed",
      program(
        "step a = one(1)\nfinally { when outcome.status == completed { step s = send(1) } }",
        rule("one before send"),
      ),
      ["g proved"],
    ],
    [
      "in `finally`, where the plan has completed without it",
      program(
        "when c { step a = one(1) }\nfinally { when outcome.status == completed { step s = send(1) } }",
        rule("one before send"),
      ),
      ["g checked"],
    ],
    [
      "in `finally`, where the plan has failed",
      program(
        "step a = one(1)\nfinally { when outcome.status == failed { step s = send(1) } }",
        rule("one before send"),
      ),
      ["g checked"],
    ],
    [
      "in `finally`, where it is there",
      program("step a = one(1)\nfinally { when a is some { step s = send(1) } }", rule("one before send")),
      ["g checked"],
    ],
    [
      "in one of the plans of a goal",
      program(
        "step a = aim(n)\nstep b = send(n) { after a }",
        `${rule("one before send")}\ngoal aim(n: Int) -> Int { optimize comfort }\nplan w1(n: Int) -> Int achieves aim { step a = one(n)  return a }\nplan w2(n: Int) -> Int achieves aim { step a = two(n)  return a }`,
      ),
      ["g checked"],
    ],
    [
      "a goal, by its name",
      program(
        "step a = aim(n)\nstep b = send(n) { after a }",
        `${rule("aim before send")}\ngoal aim(n: Int) -> Int { optimize comfort }\nplan w1(n: Int) -> Int achieves aim { step a = one(n)  return a }\nplan w2(n: Int) -> Int achieves aim { step a = two(n)  return a }`,
      ),
      ["g proved"],
    ],
    [
      "of a race, where the loser is undone",
      program(
        "step r = first of { a = make(1), b = wait 1s }\nstep s = send(n) { after r }",
        rule("make before send"),
      ),
      ["ORCH4101"],
    ],
    [
      "inside of a hold, for what comes after it",
      program(
        "with v = vans wait 1m for 5m { step a = drive(v.id) }\nstep s = send(n) { after a }",
        rule("drive before send"),
      ),
      ["g proved"],
    ],
    [
      "inside of a hold that need not be had",
      program(
        "with v = vans wait 1m for 5m { step a = drive(v.id) } else { step k = note(1) }\nstep s = send(n) { after a }",
        rule("drive before send"),
      ),
      ["g checked"],
    ],
    [
      "all rounds of a race of rounds",
      program("step r = first 2 of for x in [1, 2, 3] { step a = one(x)  yield a }", rule("at most 2 one")),
      ["ORCH4102"],
    ],
    [
      "never, for any item of a list",
      program(
        "step l = for x in [1, 2, 5] { step a = send(x)  yield a }",
        rule("never send when args.n > 5"),
      ),
      ["g proved"],
    ],
    [
      "followed by what is optional",
      program("step a = send(n)\nstep b = note(a) { optional }", rule("every send followed by note")),
      ["g proved"],
    ],
    [
      "a budget with a race, whose branches all begin",
      program("step r = first of { a = one(1), b = two(1) }", rule("cost <= $8")),
      ["g proved"],
    ],
    [
      "inside the round, for what is inside",
      program("step l = for x in xs { step a = one(x)  step b = send(a)  yield b }", rule("one before send")),
      ["g proved"],
    ],
    [
      "in every round, for what comes after them",
      program(
        "step l = for x in [1, 2] { step a = one(x)  yield a }\nstep b = send(1) { after l }",
        rule("one before send"),
      ),
      ["g proved"],
    ],
    [
      "outside of the round, for what is inside",
      program(
        "step a = one(1)\nstep l = for x in xs { step b = send(x + a)  yield b }",
        rule("one before send"),
      ),
      ["g proved"],
    ],
    [
      "by the plan that calls",
      program(
        "step a = one(1)\nstep b = q(a)",
        `${rule("one before send")}\nplan q(n: Int) under g2 { step a = send(n) }\nguardrail g2 { at most 5 send }`
          .replace(" under g2", "")
          .replace("\nguardrail g2 { at most 5 send }", ""),
      ),
      ["ORCH4101"],
    ],
    [
      "whichever of two came first",
      program(
        "when c { step a = one(1) } else { step b = two(1) }\nstep s = send(1) { after a, b }",
        rule("every send preceded by one or two"),
      ),
      ["g proved"],
    ],
    [
      "only one of the two",
      program(
        "when c { step a = one(1) } else { step b = two(1) }\nstep s = send(1) { after a, b }",
        rule("one before send"),
      ),
      ["g checked"],
    ],
    [
      "of a race, whoever wins",
      program(
        "step r = first of { a = one(1), b = wait 1s }\nstep s = send(1) { after r }",
        rule("one before send"),
      ),
      ["ORCH4101"],
    ],
    ["never, by its type", program("step s = send(n)", rule("never send when args.n > 10")), ["g proved"]],
    [
      "never, by what is made of it",
      program("step s = send(n * 2)", rule("never send when args.n > 10")),
      ["g checked"],
    ],
    ["never, by a constant", program("step s = send(11)", rule("never send when args.n > 10")), ["ORCH4103"]],
    [
      "never, below a question",
      program("when n < 5 { step s = send(n * 2) }", rule("never send when args.n > 10")),
      ["g proved"],
    ],
    [
      "followed in `finally`",
      program("step s = send(1)\nfinally { step f = note(1) }", rule("every send followed by note")),
      ["g proved"],
    ],
    [
      "followed, when somebody says so",
      program(
        `step s = send(1)\n${asked}\nwhen ok.granted { step f = note(1) { after s } }`,
        rule("every send followed by note"),
      ),
      ["g checked"],
    ],
    [
      "followed too late",
      program(
        "step s = send(1)\nwait 1h\nstep f = note(1) { after s }",
        rule("every send followed by note within 30m"),
      ),
      ["ORCH4105"],
    ],
    [
      "followed in time",
      program(
        "step s = send(1)\nwait 20m\nstep f = note(1) { after s }",
        rule("every send followed by note within 30m"),
      ),
      ["g proved"],
    ],
    [
      "undone on every way",
      program('step s = make(1)\nfail "no"', rule("every make followed by note")),
      ["g proved"],
    ],
    [
      "a budget that failures alone break",
      program("step s = one(1) { retry 3 }", rule("cost <= $3")),
      ["ORCH4104"],
    ],
    ["a budget that is just kept", program("step s = one(1) { retry 3 }", rule("cost <= $5")), ["g proved"]],
    [
      "a budget that some data break",
      program("step l = for x in xs { step s = one(x)  yield s }", rule("cost <= $4")),
      ["g checked"],
    ],
    [
      "a budget with what is undone",
      program("step a = make(n)\nwhen c { step b = make(2) { after a } }", rule("cost <= $2.50")),
      ["g checked"],
    ],
    ["time without a bound", program("step r = review(1)", rule("latency <= 1h")), ["g checked"]],
    [
      "a policy about a constant",
      program("step s = send(7)", 'policy d { on send  deny when args.n > 5 because "no" }'),
      ["ORCH4107"],
    ],
    [
      "a policy about what may be",
      program("step s = send(n)", 'policy d { on send  deny when args.n > 5 because "no" }'),
      ["d checked"],
    ],
    [
      "a policy that is kept",
      program("step s = send(3)", 'policy d { on send  deny when args.n > 5 because "no" }'),
      ["d proved"],
    ],
    [
      "a policy and an undo",
      program(
        "step s = make(3)\nstep t = note(1) { after s }",
        'policy d { on unmake  deny when args.n > 1 because "no" }',
      ),
      [],
    ],
    [
      "an undo that is never to be",
      program("step s = make(3)\nstep t = note(1) { after s }", rule("never unmake when args.n > 5")),
      ["g checked"],
    ],
  ])("%s", (_, text, expected) => {
    expect(ended(text)).toEqual(expected);
  });
});

describe("mistakes", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "what happens once, and a later step may fail",
      program("step a = give(1)\nstep b = send(a)"),
      ["ORCH4201"],
    ],
    ["what happens once, last", program("step a = send(1)\nstep b = give(a)"), []],
    [
      "what happens once, beside a step that may fail",
      program("step a = give(1)\nstep b = send(2)"),
      ["ORCH4201"],
    ],
    [
      "what happens once, and a later step may, but is optional",
      program("step a = give(1)\nstep b = send(a) { optional }"),
      [],
    ],
    [
      "what happens once, by a handler in a plan that is called",
      program(
        "step a = q(1) { optional }\nstep b = send(1) { after a }",
        "plan q(n: Int) -> Int { step c = send(n) else give(n)  return c }",
      ),
      ["ORCH4201"],
    ],
    [
      "what happens once, in rounds",
      program("step l = for x in [1, 2] { step a = give(x)  yield a }"),
      ["ORCH4201"],
    ],
    ["what happens once, in a race", program("step r = first of { a = give(1), b = wait 1s }"), ["ORCH4301"]],
    [
      "what happens once, where no two agree",
      program("step q = quorum 2 of { one(1), two(2), six(3) } else give(1)"),
      [],
    ],
    [
      "what happens once, where no two agree, and a later step may fail",
      program("step q = quorum 2 of { one(1), two(2), six(3) } else give(1)\nstep b = send(q)"),
      ["ORCH4201"],
    ],
    ["what happens once, tried again", program("step a = give(1) { retry 2 }"), ["ORCH4302"]],
    ["what happens once and can be asked about, tried again", program("step a = pay(1) { retry 2 }"), []],
    ["what happens once, replaced", program("step a = give(1) else send(1)"), ["ORCH4303"]],
    [
      "more than there are",
      program("with v = vans count 3 wait 1m for 5m { step a = send(v.size) }"),
      ["ORCH4401"],
    ],
    ["longer than the lease", program("with v = vans wait 1m for 2h { step a = drive(v.id) }"), ["ORCH4402"]],
    [
      "shorter than a single try",
      program("with v = vans wait 1m for 5s { step a = drive(v.id) }"),
      ["ORCH4404"],
    ],
    [
      "holds within holds, against each other",
      program(
        "with v = vans wait 1m for 5m { with w = carts wait 1m for 2m { step a = drive(w.id) } }\nwith y = carts wait 1m for 5m { with z = vans wait 1m for 2m { step b = drive(z.id) } }",
      ),
      ["ORCH4403"],
    ],
    [
      "holds within holds, in one order",
      program(
        "with v = vans wait 1m for 5m { with w = carts wait 1m for 2m { step a = drive(w.id) } }\nwith y = vans wait 1m for 5m { with z = carts wait 1m for 2m { step b = drive(z.id) } }",
      ),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(ended(text)).toEqual(expected);
  });
});
