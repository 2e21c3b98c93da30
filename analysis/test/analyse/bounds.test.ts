import type { Limit } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

const tools = `module m
role lead
type Van { id: String }
type Answer { size: Int in 0..20 }
resource vans: Van x 2 { at edge  cost $6 per h  power 100W  lease 2h  overflow trucks }
resource trucks: Van x 1 { at edge  cost $9 per h  lease 2h }
event ping(n: Int) { from ui }
tool t(n: Int) -> Int { effect pure  cost <= $0.10  latency <= 10s }
tool u(n: Int) -> Int { effect pure  cost <= $0.01  latency <= 20s }
tool each(n: Int, of: Int in 0..100) -> Int { effect pure  cost <= $0.01 * of  latency <= 1s }
tool ask(n: Int) -> Answer { effect pure  latency <= 1s  ensures result.size <= n }
tool slow(n: Int) -> Int { effect pure }
llm think(n: Int) -> Int { role executor  prompt "\${n}"  cost <= $0.02  tokens <= 100 tokens  latency <= 5s }
human sign(n: Int) -> Bool { ask lead  show "?" }
service was_paid(n: Int) -> Done<Int> { effect pure  cost <= $0.05  latency <= 2s }
service pay(n: Int) -> Int { effect once  cost <= $1  latency <= 10s  confirm was_paid(n)  irreversible because "paid" }
service unbook(n: Int) { effect idempotent  cost <= $0.50  latency <= 3s }
service book(n: Int) -> Int { effect idempotent  cost <= $2  latency <= 4s  undo unbook(n) }
`;

function boundsOf(body: string, head = "n: Int in 0..9, ns: [Int] size 2..6", before = "") {
  const looked = look(`${tools}${before}\nplan p(${head}) { ${body} }`);
  const routine = looked.analysis.routines.get("m.p");
  if (routine === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return routine.bounds;
}

function text<T>(limit: Limit<T>, write: (value: T) => string): string {
  return "value" in limit ? write(limit.value) : limit.unbounded;
}

/** What a run uses at most when nothing fails, and at most: `$0.10 .. $0.40, 10 s .. 43 s`. */
function said(body: string, before = ""): string {
  const found = boundsOf(body, undefined, before);
  const { cost, latency } = found.bounds;
  const faultless = found.shown();
  const least = <T>(limit: Limit<T> | undefined, write: (value: T) => string): string =>
    limit === undefined ? "?" : text(limit, write);
  const money = `${least(faultless.cost.faultless, formatMoney)} .. ${text(cost.worst, formatMoney)}`;
  const time = `${least(faultless.latency.faultless, formatDuration)} .. ${text(latency.worst, formatDuration)}`;
  return `${money}, ${time}`;
}

describe("cost and time", () => {
  test.each([
    ["a call", "step a = t(n)", "$0.10 .. $0.10, 10 s .. 10 s"],
    [
      "a retry, with its growing delays",
      "step a = t(n) { retry 3 backoff 1s..3s }",
      "$0.10 .. $0.40, 10 s .. 46 s",
    ],
    ["a retry at a fixed distance", "step a = t(n) { retry 2 every 5s }", "$0.10 .. $0.30, 10 s .. 40 s"],
    ["a retry that says nothing more", "step a = t(n) { retry 1 }", "$0.10 .. $0.20, 10 s .. 21 s"],
    ["a range", "step a = for i in 1..n at once 2 { step x = t(i) }", "$0.90 .. $0.90, 50 s .. 50 s"],
    [
      "a range of constants",
      "step a = for i in 3..5 at once 1 { step x = t(i) }",
      "$0.30 .. $0.30, 30 s .. 30 s",
    ],
    [
      "lists put together",
      "step a = for x in ns + ns at once 12 { step y = t(x) }",
      "$1.20 .. $1.20, 10 s .. 10 s",
    ],
    [
      "several lists put together",
      "step a = for x in ns.concat(ns, ns, [1]) at once 19 { step y = t(x) }",
      "$1.90 .. $1.90, 10 s .. 10 s",
    ],
    ["a shorter time limit", "step a = t(n) { timeout 4s }", "$0.10 .. $0.10, 4 s .. 4 s"],
    ["a longer time limit", "step a = t(n) { timeout 1m }", "$0.10 .. $0.10, 10 s .. 1 m"],
    ["one after the other", "step a = t(n)  step b = u(a)", "$0.11 .. $0.11, 30 s .. 30 s"],
    ["side by side", "step a = t(n)  step b = u(n)", "$0.11 .. $0.11, 20 s .. 20 s"],
    ["a handler", "step a = t(n) else u(n)", "$0.10 .. $0.11, 10 s .. 30 s"],
    [
      "a handler of what has no value for some data",
      "step a = t(10 / n) else u(n)",
      "$0.11 .. $0.11, 30 s .. 30 s",
    ],
    [
      "a way that ends the plan deep in a choice, and what runs where it has not",
      "when n > 1 { step x = u(n)  when n > 3 { step a = t(n)  return 1 } }  step b = t(n)",
      "$0.11 .. $0.11, 20 s .. 20 s",
    ],
    [
      "a handler deep in a choice that fails, below one that returns",
      'match n { 0 { step x = u(n) else { return 1 }  when n > 3 { step a = t(n) else { fail "no" } } }  else { } }  step b = t(n)',
      "$0.21 .. $0.21, 40 s .. 40 s",
    ],
    [
      "new requests until one is accepted",
      "step a = t(n) { accept it > 0  attempts 3 every 1s }",
      "$0.30 .. $0.30, 32 s .. 32 s",
    ],
    [
      "new requests, of which those that are not accepted are undone",
      "step a = book(n) { accept it > 0  attempts 3 }",
      "$7.50 .. $7.50, 18 s .. 1 m 50 s",
    ],
    [
      "the dearer side, and the cheaper",
      "when n > 3 { step a = t(n) } else { step b = u(n) }",
      "$0.10 .. $0.10, 20 s .. 20 s",
    ],
    ["a side that may not be taken", "when n > 3 { step a = t(n) }", "$0.10 .. $0.10, 10 s .. 10 s"],
    ["what a side ends", 'when n > 3 { fail "no" }  step a = t(n)', "$0.10 .. $0.10, 10 s .. 10 s"],
    [
      "rounds side by side",
      "step a = for x in ns up to 9 at once 4 { step b = t(x) }",
      "$0.60 .. $0.60, 20 s .. 20 s",
    ],
    [
      "rounds one after the other",
      "step a = for v from 1 up to 3 until v > 5 { step b = t(v)  yield b }",
      "$0.30 .. $0.30, 30 s .. 30 s",
    ],
    ["the first of two", "step a = first of { t(n), u(n) }", "$0.11 .. $0.11, 20 s .. 20 s"],
    [
      "the first of a call and a wait",
      "step a = first of { x = t(n), y = wait 3s }",
      "$0.10 .. $0.10, 3 s .. 3 s",
    ],
    ["two of three that agree", "step a = quorum 2 of { t(n), u(n), u(n) }", "$0.12 .. $0.12, 20 s .. 20 s"],
    ["a wait", "wait 1m", "$0 .. $0, 1 m .. 1 m"],
    ["a wait until so long from now", "wait until now + 2m", "$0 .. $0, 2 m .. 2 m"],
    ["a handler, when what failed is undone", "step a = book(n) else u(n)", "$2 .. $2.51, 4 s .. 1 m 13 s"],
    ["what a cache may have", "step a = t(n) { cache 1h }", "$0.10 .. $0.10, 10 s .. 10 s"],
    [
      "places for rounds, as few as there may be",
      "step a = for x in ns up to 6 at once n { step b = t(x) }",
      "$0.60 .. $0.60, 1 m .. 1 m",
    ],
    [
      "a retry without end in sight",
      "step a = t(n) { retry 1_000_000 backoff 1s..2s }",
      "$0.10 .. $100000.10, 10 s .. 138 d 21 h 20 m 9 s",
    ],
    [
      "rounds that may fail, each undone by itself",
      "step a = for x in ns up to 9 { step b = book(x) } { optional up to 50% }",
      "$15 .. $15, 7 s .. 53 s",
    ],
    [
      "losers that finish in a branch of a race that another one decides",
      "step r = first of { a = wait 1s, b = { step i = first of { c = wait 9s, d = wait 1s } { losers finish } } }",
      "$0 .. $0, 9 s .. 9 s",
    ],
    [
      "the losers of a race, awaited and undone",
      "step a = first of { x = book(n), y = wait 3s }",
      "$2.50 .. $2.50, 7 s .. 53 s",
    ],
    [
      "a hold or its `else`",
      "with v = vans wait 1m for 15s { step a = t(n) } else { step b = u(n) }",
      "$0.1375 .. $0.1375, 1 m 20 s .. 1 m 20 s",
    ],
    ["asking whether it happened", "step a = pay(n)", "$1 .. $1.30, 10 s .. 58 s"],
    ["what is undone", "step a = book(n)  step b = u(a)", "$2.01 .. $2.51, 24 s .. 24 s"],
    ["`finally`", "step a = t(n)  finally { step b = u(n) }", "$0.11 .. $0.11, 30 s .. 30 s"],
    [
      "compensation before a handler in `finally`, which goes on when the hold around it is over",
      "finally { with v = vans wait 1m for 10s { step b = book(n) else { } } }",
      "$2.025 .. $2.525, 1 m 4 s .. 1 m 53 s",
    ],
    [
      "compensation of a race in `finally`, which goes on when the hold around it is over",
      "finally { with v = vans wait 1m for 10s { step r = first of { x = book(n), y = wait 3s } } }",
      "$2.525 .. $2.525, 1 m 7 s .. 1 m 53 s",
    ],
    [
      "a call that can be undone in `finally`, where it stays",
      "finally { with v = vans wait 1m for 10s { step b = book(n) } }",
      "$2.025 .. $2.025, 1 m 4 s .. 1 m 4 s",
    ],
    [
      "a hold for its whole time, at the dearest",
      "with v = vans wait 5m for 30m { step a = t(n) }",
      "$4.60 .. $4.60, 5 m 10 s .. 5 m 10 s",
    ],
  ])("%s", (_, body, expected) => {
    expect(said(body)).toBe(expected);
  });

  test("the handler of a plan that fails without a fault, where a result in it is not accepted", () => {
    const inner = "plan inner(n: Int) -> Int { step b = t(n) { accept it > 0 }  return b }";
    expect(said("step a = inner(n) else u(n)", inner)).toBe("$0.11 .. $0.11, 30 s .. 30 s");
  });

  test("a plan that is called in `finally`, and undone when the hold around it is over", () => {
    const inner = "plan inner(n: Int) -> Int { step a = book(n)  step b = u(a)  return b }";
    expect(said("finally { with v = vans wait 1m for 25s { step x = inner(n) } }", inner)).toBe(
      "$2.0725 .. $2.5725, 1 m 24 s .. 2 m 13 s",
    );
  });

  test("a plan that is called, as often as it is tried", () => {
    const inner = "plan inner(n: Int) -> Int { step a = t(n)  return a }";
    expect(said("step x = inner(n) { retry 1 every 1s }  step y = u(x)", inner)).toBe(
      "$0.11 .. $0.21, 30 s .. 41 s",
    );
  });

  describe("a plan that is called, by the caller's arguments", () => {
    const mail = `tool mail(to: [Int], n: Int) -> Int { effect pure  cost <= $0.01 * to.size  latency <= 1s * to.size }
tool find(most: Int in 0..500) -> { ids: [Int] } { effect pure  latency <= 1s  ensures result.ids.size <= most }
`;
    test.each([
      [
        "what grows with a list that is given",
        `${mail}plan inner(to: [Int], n: Int) -> Int { step a = mail(to, n)  return a }`,
        "step x = inner(to: ns, n)",
        "$0.06 .. $0.06, 6 s .. 6 s",
      ],
      [
        "given on by one plan to the next",
        `${mail}plan inner(to: [Int], n: Int) -> Int { step a = mail(to, n)  return a }
plan middle(to: [Int], n: Int) -> Int { step a = inner(to, n)  step b = inner(to: [1, 2], n: a)  return b }`,
        "step x = middle(to: ns, n)",
        "$0.08 .. $0.08, 8 s .. 8 s",
      ],
      [
        "by what is ensured inside",
        `${mail}plan inner(most: Int in 0..500, n: Int) -> Int { step list = find(most)  step a = mail(to: list.ids, n)  return a }`,
        "step x = inner(most: n, n)",
        "$0.09 .. $0.09, 10 s .. 10 s",
      ],
      [
        "rounds, tries and a limit",
        `${mail}plan inner(rounds: Int in 0..500, list: [Int], patience: Duration) -> [Int] {
  step a = for x in list up to rounds at once 2 { step b = t(n: x) { timeout patience  retry 1 every patience } yield b }
  return a
}`,
        "step x = inner(rounds: 3, list: ns, patience: 2s)",
        "$0.30 .. $0.60, 4 s .. 12 s",
      ],
      [
        "the least that a parameter's default allows",
        `${mail}plan inner(to: [Int], often: Int in 1..50 = 2) -> Int {
  step a = for v from 1 up to often until v > 9 { step b = mail(to, n: v)  yield b }
  return a
}`,
        "step x = inner(to: [1, 2, 3])",
        "$0.06 .. $0.06, 6 s .. 6 s",
      ],
      [
        "undoing it",
        `tool drop_all(of: Int in 0..500) { effect idempotent  cost <= $0.01 * of  latency <= 1s }
tool fill(of: Int in 0..500) -> Int { effect idempotent  cost <= $0.01  latency <= 1s  undo drop_all(of) }
plan inner(of: Int in 0..500) -> Int { step a = fill(of)  step b = u(a)  return b }`,
        "step x = inner(of: n)  step y = u(x)",
        "$0.03 .. $0.12, 41 s .. 41 s",
      ],
    ])("%s", (_, before, body, expected) => {
      expect(said(body, before)).toBe(expected);
    });

    test("without a bound the reason is the caller's", () => {
      const looked = look(`${tools}${mail}
plan inner(to: [Int], n: Int) -> Int { step a = mail(to, n)  return a }
plan p(ids: [Int], n: Int) { step x = inner(to: ids, n) }`);
      expect(looked.analysis.routines.get("m.p")?.bounds.bounds.cost.worst).toEqual({
        unbounded: "the cost of `inner` grows with `ids.size`, which has no bound",
      });
    });
  });

  test.each([
    ["step a = slow(n)", "`slow` declares no `latency`, and `a` has no `timeout`"],
    ["step a = sign(n)", "`a` has no `timeout`: a person may take as long as they like"],
    [
      "step a = for e in event ping up to 3 { step b = t(e.n) }",
      "`a` has no `within`: nothing says how long it waits for its rounds",
    ],
    [
      "with v = vans for 30m { step a = t(n) }",
      "`vans` may be taken by others, and no `wait` says how long to stand in line",
    ],
  ])("no bound: %s", (body, because) => {
    const { latency } = boundsOf(body).bounds;
    expect(latency.worst).toEqual({ unbounded: because });
  });

  test("a cost without a bound says what it grows with", () => {
    const { cost } = boundsOf("step a = each(n, of: 5)  step b = each(n, of: a)", "n: Int").bounds;
    // An argument that does not fit its parameter never begins the call.
    expect(text(cost.worst, formatMoney)).toBe("$1.05");
    const open = look(`module m
tool t(xs: [Int]) -> Int { effect pure  cost <= $0.01 * xs.size  latency <= 1s }
plan p(xs: [Int]) { step a = t(xs) }`);
    expect(open.analysis.routines.get("m.p")?.bounds.bounds.cost.worst).toEqual({
      unbounded: "the cost of `t` grows with `xs.size`, which has no bound",
    });
  });
});

describe("what values are known to be", () => {
  const worst = (body: string, head = "n: Int in 0..9"): string =>
    text(boundsOf(body, head).bounds.cost.worst, formatMoney);

  test("by their type", () => {
    expect(worst("step a = each(n, of: n)")).toBe("$0.09");
    expect(worst("step a = each(n, of: n * 2 + 1)")).toBe("$0.19");
  });
  test("by what a capability ensures", () => {
    expect(worst("step a = ask(n: 3)  step b = each(n, of: a.size)")).toBe("$0.03");
    expect(worst("step a = ask(n)  step b = each(n, of: a.size)")).toBe("$0.09");
  });
  test("by the side that is taken", () => {
    expect(worst("when n <= 4 { step a = each(n, of: n) }")).toBe("$0.04");
    expect(
      worst("when n > 4 { return_early() } step a = each(n, of: n)".replace("return_early()", 'fail "no"')),
    ).toBe("$0.04");
    expect(worst("match n { 0..2 { step a = each(n, of: n) }  else { step b = each(n, of: 1) } }")).toBe(
      "$0.02",
    );
  });
  test("by a `let`", () => {
    expect(worst("let m = if n > 3 then 3 else n  step a = each(n, of: m)")).toBe("$0.03");
  });
});

test("energy and tokens", () => {
  const { energy, tokens } = boundsOf(
    "step a = think(n) { retry 2 }  with v = vans wait 1m for 30m { step b = t(a) }",
  ).bounds;
  expect(tokens).toEqual({ best: 0, worst: { value: 300 } });
  expect(energy.worst).toEqual({ value: 100 * 1_800 });
});

test("the parts of the time (rule 42)", () => {
  const { parts } = boundsOf(
    "step a = t(n) { retry 1 every 2s }  step b = sign(a) { timeout 1h }  wait 5m  with v = vans wait 7m for 30m { step c = book(1) }",
  ).bounds.latency;
  expect(parts).toEqual({
    work: { value: 24_000 },
    people: { value: 3_600_000 },
    timers: { value: 302_000 },
    queue: { value: 420_000 },
    // Six tries, and 31 seconds between them.
    unwinding: { value: 49_000 },
  });
});

test("a plan's `timeout` ends its work", () => {
  const looked = look(`${tools}plan p(n: Int) { timeout 1m  step a = slow(n)  finally { step b = u(n) } }`);
  expect(looked.analysis.routines.get("m.p")?.bounds.bounds.latency.worst).toEqual({ value: 80_000 });
});

describe("goals", () => {
  const goal = (optimize: string): string => `module m
tool cheap(n: Int) -> Int { effect pure  cost <= $0.01  latency <= 1m }
tool quick(n: Int) -> Int { effect pure  cost <= $0.90  latency <= 1s  at edge }
goal g(n: Int) -> Int { success "ok" when result > 0  budget cost <= $2  optimize ${optimize} }
plan by_quick(n: Int) -> Int achieves g { step a = quick(n) { at edge }  return a }
plan by_cheap(n: Int) -> Int achieves g { step a = cheap(n)  return a }`;

  test.each([
    ["cost", ["m.by_cheap", "m.by_quick"]],
    ["latency", ["m.by_quick", "m.by_cheap"]],
    ["privacy", ["m.by_cheap", "m.by_quick"]],
    ["comfort", ["m.by_quick", "m.by_cheap"]],
  ])("the best first by %s", (optimize, expected) => {
    const found = look(goal(optimize)).analysis.goals.get("m.g");
    expect(found?.alternatives.map(({ checked }) => checked.name)).toEqual(expected);
  });

  test("its plans one after another, at most the budget", () => {
    const bounds = (text: string) => look(text).analysis.goals.get("m.g")?.bounds.bounds.cost.worst;
    expect(bounds(goal("cost"))).toEqual({ value: { amount: "0.91", currency: "USD" } });
    expect(bounds(goal("cost").replace("$2", "$0.90"))).toEqual({
      value: { amount: "0.9", currency: "USD" },
    });
  });
});
