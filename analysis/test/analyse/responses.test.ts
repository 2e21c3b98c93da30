import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/*
 * Required responses in runs without faults: a rule denies it, nobody answers, the time is over, or data fails on the
 * way or beside it (semantics, rule 40).
 */

const head = `module m
role lead
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  lease 1h }
service open(n: Int) { effect idempotent  latency <= 2s }
service shut(n: Int) { effect idempotent  latency <= 2s }
service turn(n: Float) { effect idempotent  latency <= 2s }
service look(n: Float) { effect pure  latency <= 2s }
service vote(n: Int) -> Int { effect pure  latency <= 2s }
service dear(n: Int) { effect idempotent  cost <= $1 * n  latency <= 2s * n }
service lock(n: Int) { effect idempotent  latency <= 2s  scope "home.doors" }
human ask_lead(n: Int) -> { done: Bool } { ask lead  show "?" }
`;

const program = (body: string, by = "shut", rest = "", params = "n: Int in 0..10"): string =>
  `${head}${rest}\nguardrail g { every open followed by ${by} }\nplan p(${params}) {\n${body}\n}\n`;

/** The verdict of `g`, and what it rests on. */
function verdict(text: string): string {
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => one.includes("error"));
  if (errors.length > 0) return errors.join();
  const found = looked.verdicts("m.p")?.obligations.find(({ rule }) => rule === "g");
  return found?.verdict ?? "not listed";
}

const heat = "signal heat: Float { from stove  fresh 1m }";
const after = "step a = open(n)  step b = shut(n) { after a }";

describe("what follows is not sure", () => {
  test.each<readonly [string, string]>([
    [
      "a policy denies it at night",
      program(after, "shut", 'policy d { on shut  deny when now.time in 19:00..07:00 because "night" }'),
    ],
    [
      "a policy denies the same action in a round beside",
      program(
        "step l = for i in [1, 2, 3] { step a = open(i)  step b = shut(i) { after a } }",
        "shut",
        'policy d { on open  deny when now.time in 19:00..07:00 because "night" }',
      ),
    ],
    ["a policy has to allow it", program(after, "shut", "policy d { on shut  allow when args.n > 3 }")],
    ["a policy asks for a consent", program(after, "shut", 'policy d { on shut  require consent "doors" }')],
    [
      "a policy has somebody asked",
      program(after, "shut", "policy d { on shut  require approval by lead within 2h }"),
    ],
    [
      "a race of rounds may have none",
      program(
        "step a = open(n)  step r = first 1 of for i in ns { yield i } { after a }  step b = shut(n) { after r }",
        "shut",
        "",
        "n: Int in 0..10, ns: [Int] size 0..5",
      ),
    ],
    [
      "nobody may be there to be held around it",
      program("step a = open(n)  with v = vans wait 10s for 1h { step b = shut(n) { after a } }"),
    ],
    [
      "the time of a hold beside it may be over",
      program(`${after}  with v = vans for 1s { wait 1s } else { }`),
    ],
    [
      "that of a hold in a plan that is called",
      program(
        `${after}  step h = holding()`,
        "shut",
        "plan holding() { with v = vans for 1s { wait 1s } else { } }",
      ),
    ],
    ["a later run takes its place", program(`overlap replace  ${after}`)],
    ["nobody need answer", program("step a = open(n)  step b = ask_lead(n) { after a }", "ask_lead")],
    [
      "nobody need answer who is asked in between",
      program("step a = open(n)  step q = ask_lead(n) { after a }  step b = shut(n) { after q }"),
    ],
    [
      "what is waited for in between need not occur",
      program(
        "step a = open(n)  step w = wait for event bell { after a }  step b = shut(n) { after w }",
        "shut",
        "event bell() { from door }",
      ),
    ],
    ["a policy counts it", program(after, "shut", "policy d { on shut  limit 3 per 1h }")],
    ["another rule is checked there", program(after, "shut", "guardrail h { never shut when args.n > 5 }")],
    [
      "another rule asks for something before it",
      program(after, "shut", "guardrail h { look before shut }").replace(
        after,
        "when n > 3 { step l = look(1.5) }  step a = open(n)  step b = shut(n) { after a, l }",
      ),
    ],
    [
      "the ledger may refuse it",
      program("step a = open(n)  step b = dear(n) { after a }", "dear", "guardrail h { cost <= $5 }"),
    ],
    [
      "the time of the run may be over",
      program("step a = open(n)  step b = dear(n) { after a }", "dear", "guardrail h { latency <= 10s }"),
    ],
    [
      "nobody answers it",
      program("step a = open(n)  step b = ask_lead(n) { after a  timeout 1h }", "ask_lead"),
    ],
    [
      "nobody answers before it",
      program("step a = open(n)  step c = ask_lead(n) { timeout 1h }  step b = shut(n) { after a, c }"),
    ],
    [
      "nobody answers beside it",
      program("step a = open(n)  step b = shut(n) { after a }  step c = ask_lead(n) { timeout 1h }"),
    ],
    [
      "it has less time than it may take",
      program("step a = open(n)  step b = shut(n) { after a  timeout 1s }"),
    ],
    ["what it is given has no value", program("step a = open(n)  step b = turn(10 / n) { after a }", "turn")],
    ["what another is given has no value", program(`${after}  step c = look(10 / n)`)],
    ["what a name stands for has no value", program(`${after}  let x = 10 / n  step c = look(x)`)],
    [
      "a signal that it is given is not known",
      program("step a = open(n)  step b = turn(heat) { after a }", "turn", heat),
    ],
    ["a signal that another is given is not known", program(`${after}  step c = look(heat)`, "shut", heat)],
    ["a name stands for a signal", program(`${after}  let x = heat`, "shut", heat)],
    [
      "a flag that is emitted is not known",
      program(
        `step a = open(n)  emit bell(warm)  step b = shut(n) { after a }`,
        "shut",
        `${heat}  flag warm = heat > 5\nevent bell(w: Bool)`,
      ),
    ],
    [
      "a choice needs a signal",
      program(
        `${after}  match heat in 1..5 { true { step c = look(1.5) } false { step d = look(2.5) } }`,
        "shut",
        heat,
      ),
    ],
    ["there is no user", program(`${after}  let x = user.id`)],
    ["no two agree beside it", program(`${after}  step c = quorum 2 of { vote(1), vote(2) }`)],
    ["nobody is there to be held", program(`${after}  with v = vans wait 1s for 5m { step c = look(1.5) }`)],
    [
      "something else fails in finally",
      program("step a = open(n)  finally { step c = look(10 / n)  step b = shut(n) { after c } }"),
    ],
    [
      "it is denied in finally",
      program(
        "step a = open(n)  finally { step b = shut(n) }",
        "shut",
        "policy d { on shut  limit 3 per 1h }",
      ),
    ],
    [
      "the plan that does it is called in may not answer",
      program(
        "step a = open(n)  step b = q(n) { after a }",
        "shut",
        "plan q(n: Int) { step c = ask_lead(n) { timeout 1h }  step d = shut(n) { after c } }",
      ),
    ],
    [
      "a handler that is not sure stands in for what fails beside it",
      program(`${after}  step c = ask_lead(n) { timeout 1h } else ask_lead(n) { timeout 1h }`),
    ],
  ])("%s", (_, text) => {
    expect(verdict(text)).toBe("checked");
  });
});

describe("what follows is sure", () => {
  test.each<readonly [string, string]>([
    ["nothing is in its way", program(after)],
    [
      "a policy never applies there",
      program(after, "shut", 'policy d { on shut  deny when args.n > 10 because "no" }'),
    ],
    ["another rule is proved there", program(after, "shut", "guardrail h { open before shut }")],
    [
      "a rule of another severity",
      program(after, "shut", "guardrail h : a warning { never shut when args.n > 5 }"),
    ],
    ["the ledger holds more than it can cost", program(after, "shut", "guardrail h { cost <= $5 }")],
    ["somebody who need not answer", program(`${after}  step c = ask_lead(n) { timeout 1h  optional }`)],
    [
      "what stands in for somebody who does not answer",
      program(
        "step a = open(n)  step c = ask_lead(n) { timeout 1h } else { yield { done: false } }  step b = shut(n) { after a, c }",
      ),
    ],
    ["a signal that is asked about", program(`${after}  when heat > 5 { step c = look(1.5) }`, "shut", heat)],
    ["something in place of a signal", program(`${after}  step c = look(heat ?? 1.5)`, "shut", heat)],
    ["whether a signal is known", program(`${after}  let x = heat is some`, "shut", heat)],
    [
      "a flag that goes by the time alone",
      program(`${after}  let x = night`, "shut", "flag night = now.hour > 20"),
    ],
    ["a divisor that is not zero", program(`${after}  step c = look(10 / (n + 1))`)],
    ["a divisor that was asked about", program(`${after}  when n > 0 { step c = look(10 / n) }`)],
    [
      "in finally, beside one that need not come",
      program("step a = open(n)  step x = ask_lead(n) { timeout 1h }  finally { step b = shut(n) }"),
    ],
  ])("%s", (_, text) => {
    expect(verdict(text)).toBe("proved");
  });

  test("where consent is given, and that is said", () => {
    const text = program("step a = open(n)  step b = lock(n) { after a }", "lock");
    expect(verdict(text)).toBe("proved");
    const [found] = look(text).verdicts("m.p")?.obligations ?? [];
    expect(found?.assumes).toContain("consent given");
  });
});

describe("what comes after a loop answers what its rounds did (rule 34)", () => {
  const rounds = (inside: string, behind: string, by = "shut") =>
    program(`step all = for x in ns { ${inside} }  ${behind}`, by, "", "ns: [Int in 0..10] size 0..5");
  const behind = "step b = shut(1) { after all }";

  test.each<readonly [string, string, string]>([
    ["in every round", rounds("step a = open(x)", behind), "proved"],
    ["in `finally`", rounds("step a = open(x)", "finally { step b = shut(1) }"), "proved"],
    ["in time", rounds("step a = open(x)", behind, "shut within 1m"), "proved"],
    ["not in time", rounds("step a = open(x)", behind, "shut within 3s"), "checked"],
    [
      "not where another round may come to nothing",
      rounds("step c = ask_lead(x) { timeout 1h }  step a = open(x) { after c }", behind),
      "checked",
    ],
    [
      "not in `finally`, where nobody need answer in another round",
      rounds("step a = ask_lead(x)", "finally { step b = shut(1) }").replace("every open", "every ask_lead"),
      "checked",
    ],
    [
      "not in `finally`, where what comes before it in another round need not occur",
      rounds(
        "step w = wait for event bell forever  step a = open(x) { after w }",
        "finally { step b = shut(1) }",
      ).concat("event bell() { from door }\n"),
      "checked",
    ],
    [
      "not in `finally` in time, which other rounds take as well",
      rounds("step a = open(x)", "finally { step b = shut(1) }", "shut within 9s").replace(
        "ns {",
        "ns at once 1 {",
      ),
      "checked",
    ],
    [
      "in `finally` in time, other rounds included",
      rounds("step a = open(x)", "finally { step b = shut(1) }", "shut within 12s").replace(
        "ns {",
        "ns at once 1 {",
      ),
      "proved",
    ],
    [
      "not where the loop itself may fail",
      program(
        "step all = for x in ns up to 3 { step a = open(x) }  step b = shut(1) { after all }",
        "shut",
        "",
        "ns: [Int]",
      ),
      "checked",
    ],
  ])("%s", (_, text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  test.each<readonly [string, string]>([
    ["beside it", rounds("step a = open(x)", "step b = shut(1)")],
    ["in a loop beside it", rounds("step a = open(x)", "step more = for x in ns { step b = shut(x) }")],
  ])("not %s", (_, text) => {
    expect(verdict(text)).toContain("ORCH4105");
  });
});

describe("a loop answers what came before it, if each of its rounds does (rule 34)", () => {
  const params = "n: Int in 0..10, ns: [Int in 0..10] size 0..5, some: [Int in 0..10] size 1..5, b: Bool";
  const answers = (first: string, loop: string, rest = ""): string =>
    verdict(program(`step a = ${first}  step c = ${loop}`, "shut", rest, params));
  const each = (list: string, inside: string, options = ""): string =>
    `for x in ${list} { ${inside} } { after a${options} }`;

  /** The first statement, the loop, and more declarations. */
  type Row = readonly [
    shows: string,
    row: { readonly first: string; readonly loop: string; readonly rest?: string },
  ];

  test.each<Row>([
    ["a list with an item", { first: "open(n)", loop: each("some", "step s = shut(x)") }],
    [
      "the list of the earlier loop",
      { first: "for x in ns { step o = open(x) }", loop: each("ns", "step s = shut(x)") },
    ],
    [
      "rounds of rounds",
      { first: "open(n)", loop: each("some", "step d = for y in some { step s = shut(y) }") },
    ],
    ["numbers", { first: "open(n)", loop: each("1..3", "step s = shut(x)") }],
    [
      "both sides of a choice",
      { first: "open(n)", loop: each("some", "when b { step s = shut(x) } else { step t = shut(n) }") },
    ],
    [
      "a part",
      {
        first: "open(n)",
        loop: "say(some) { after a }",
        rest: "private plan say(ns: [Int] size 1..5) { step d = for y in ns { step s = shut(y) } }",
      },
    ],
  ])("proved of %s", (_, { first, loop, rest }) => {
    expect(answers(first, loop, rest)).toBe("proved");
  });

  test.each<Row>([
    ["a list that may be empty", { first: "open(n)", loop: each("ns", "step s = shut(x)") }],
    [
      "another list than the earlier loop's",
      { first: "for x in some { step o = open(x) }", loop: each("ns", "step s = shut(x)") },
    ],
    [
      "a round that may leave it out",
      { first: "open(n)", loop: each("some", "when x > 3 { step s = shut(x) }") },
    ],
    [
      "rounds that may fail",
      { first: "open(n)", loop: each("some", "step s = shut(x)", "  optional up to 50%") },
    ],
    [
      "rounds of which some win",
      { first: "open(n)", loop: "first 1 of for x in some { step s = shut(x)  yield x } { after a }" },
    ],
    [
      "a part whose list may be empty",
      {
        first: "open(n)",
        loop: "say(ns) { after a }",
        rest: "private plan say(ns: [Int] size 0..5) { step d = for y in ns { step s = shut(y) } }",
      },
    ],
  ])("left to the run for %s", (_, { first, loop, rest }) => {
    expect(answers(first, loop, rest)).toBe("checked");
  });
});

describe("what the rule's condition leaves out", () => {
  const meant = (when: string, body: string, by = "open when args.n == 0", params?: string): string =>
    program(body, by, "", params).replace("every open", `every open when ${when}`);

  test.each<readonly [string, string, string]>([
    [
      "the call that follows need not be followed itself",
      meant("args.n > 0", "step a = open(1)  step b = open(0) { after a }"),
      "checked",
    ],
    ["nothing else is there", meant("args.n > 0", "step b = open(0)"), "proved"],
    ["a parameter can't be so", meant("args.n > 10", "step b = open(n)"), "proved"],
    ["a condition around it excludes it", meant("args.n > 5", "when n < 5 { step b = open(n) }"), "proved"],
  ])("%s", (_, text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  test.each<readonly [string, string]>([
    ["a parameter may be so", meant("args.n > 5", "step b = open(n)")],
    ["it always holds", meant("args.n > 0", "step b = open(3)")],
  ])("but not where %s", (_, text) => {
    expect(verdict(text)).toContain("ORCH4105");
  });

  test("but not where it reads what changes meanwhile", () => {
    const text = program(
      "when not hot { step a = open(1) }",
      "shut",
      "signal heat: Int { from stove  fresh 1m }\nflag hot = heat > 5",
    );
    expect(verdict(text.replace("every open", "every open when hot"))).toContain("ORCH4105");
  });
});

describe("what follows on the sides of a choice", () => {
  const sides = (below: string, above: string): string =>
    program(`step a = open(n)  when n > 3 { ${below} } else { ${above} }`);
  const shuts = (name: string): string => `step ${name} = shut(n) { after a }`;

  test.each<readonly [string, string, string]>([
    ["on both of them", sides(shuts("b"), shuts("c")), "proved"],
    ["on one, and on one within the other", sides(shuts("b"), `when n > 1 { ${shuts("c")} }`), "checked"],
    [
      "on both, one of them within another choice that leaves nothing out",
      sides(shuts("b"), `when n > 1 { ${shuts("c")} } else { ${shuts("d")} }`),
      "proved",
    ],
    [
      "under conditions that leave nothing out",
      program(`step a = open(n)  when n > 3 { ${shuts("b")} }  when n <= 3 { ${shuts("c")} }`),
      "proved",
    ],
    [
      "under conditions that leave something out",
      program(`step a = open(n)  when n > 4 { ${shuts("b")} }  when n <= 3 { ${shuts("c")} }`),
      "checked",
    ],
    [
      "on both, where one may fail before",
      sides(`when n == 7 { fail "no" } else { ${shuts("b")} }`, shuts("c")),
      "checked",
    ],
    [
      "on both, where a person need not answer on one",
      sides("step q = ask_lead(n) { after a }  step b = shut(n) { after q }", shuts("c")),
      "checked",
    ],
    ["on both, where nothing comes after it on one", sides(shuts("b"), "step c = shut(n)"), "checked"],
  ])("%s", (_, text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  test("in time, where the slower of the sides is", () => {
    const slow = (within: string): string =>
      sides(shuts("b"), `wait 30s  ${shuts("c")}`).replace("by shut }", `by shut within ${within} }`);
    expect([verdict(slow("40s")), verdict(slow("20s"))]).toEqual(["proved", "checked"]);
  });
});

describe("what an earlier call of a step has done waits for the later ones as well", () => {
  const declared = `module m
service send(n: Int) -> { ok: Bool } { effect idempotent  latency <= 1s }
service note(n: Int) -> Int { effect idempotent  latency <= 1s }
tool slow(n: Int) -> Bool { effect pure  latency <= 1m }
plan one(n: Int) -> Bool { step s = send(n)  when s.ok { return true } else { fail "no" } }
plan asks(n: Int) -> Bool { step s = send(n)  return s.ok }
goal wanted(n: Int) -> Bool { optimize comfort }
plan first(n: Int) -> Bool achieves wanted { step s = send(n)  when s.ok { return true } else { fail "no" } }
plan second(n: Int) -> Bool achieves wanted { step s = slow(n)  return s }
`;

  test.each([
    ["asks(n) { accept it  attempts 3 every 10s }", "24s", "checked"],
    ["asks(n) { accept it  attempts 3 every 10s }", "2m", "proved"],
    ["one(n) else slow(n)", "30s", "checked"],
    ["one(n) else { step k = slow(n)  yield k }", "30s", "checked"],
    ["wanted(n)", "30s", "checked"],
    ["asks(n)", "2s", "proved"],
  ])("%s within %s", (call, within, expected) => {
    const rule = `guardrail g advisory { every send followed by note within ${within} }`;
    const { verdicts } = look(
      `${declared}${rule}\nplan p(n: Int) { step s = ${call}\nfinally { step c = note(1) } }\n`,
    );
    const found = verdicts("m.p")?.obligations.find(({ id }) => id.startsWith("guardrail m.g"));
    expect(found?.verdict).toBe(expected);
  });
});

describe("what follows a failure", () => {
  const asked = (body: string): string =>
    `${head}guardrail g advisory { every ask_lead failed followed by shut }\nplan p(n: Int in 0..10) {\n${body}\n}\n`;

  test.each<readonly [string, string, string]>([
    ["it ends the plan", "step a = ask_lead(n) { timeout 1h }  step b = shut(n) { after a }", "checked"],
    [
      "its handler may end the plan",
      'step a = ask_lead(n) { timeout 1h } else { step t = turn(1.5)  fail "nobody" }  step b = shut(n) { after a }',
      "checked",
    ],
    [
      "a failure of every round ends the loop",
      "step l = for i in [1, 2] { step a = ask_lead(i) { timeout 1h } }  step b = shut(n) { after l }",
      "checked",
    ],
    [
      "it is optional",
      "step a = ask_lead(n) { timeout 1h  optional }  step b = shut(n) { after a }",
      "proved",
    ],
    [
      "a handler stands in for it",
      "step a = ask_lead(n) { timeout 1h } else { yield { done: false } }  step b = shut(n) { after a }",
      "proved",
    ],
    [
      "`finally` follows in any case",
      "step a = ask_lead(n) { timeout 1h }\nfinally { step b = shut(n) }",
      "proved",
    ],
  ])("%s", (_, body, expected) => {
    expect(verdict(asked(body))).toBe(expected);
  });
});

test("an action in `finally` is answered there, and the message does not send it there", () => {
  const helps = (body: string): readonly unknown[] =>
    look(program(body)).all.flatMap(({ code, help }) => (code === "ORCH4105" ? [help] : []));
  const inside = "Call `shut` after it, in the same `finally`.";
  expect(helps("step x = shut(n)  finally { step a = open(n) }")).toEqual([inside]);
  expect(helps("step x = shut(n)  finally { when n > 3 { step a = open(n) } }")).toEqual([inside]);
  expect(helps("step a = open(n)")).toEqual([
    "Call `shut` after it in `p` itself, which can start alone unless it is `private`; in `finally` it happens whatever the plan's outcome.",
  ]);
  expect(helps("finally { step a = open(n)  step b = shut(n) { after a } }")).toEqual([]);
});

describe("what a rule counts over the whole run may deny it in a called plan", () => {
  const declared = `${head}service pay(n: Int) { effect idempotent  cost <= $2  latency <= 2s }
goal tidy(n: Int) { budget cost <= $5 }
plan q(n: Int) { step a = open(n)  step b = shut(n) { after a } }
plan s(n: Int) { step a = open(n)  step b = pay(n) { after a } }
`;
  const of = (text: string, plan: string): string | undefined =>
    look(text)
      .verdicts(plan)
      ?.obligations.find(({ rule }) => rule === "g")?.verdict;
  const twice = (name: string): string =>
    `plan p(n: Int in 0..10) { step x = ${name}(n)  when n > 3 { step y = ${name}(n) { after x } } }\n`;

  test.each<readonly [string, string, string, string, string]>([
    ["calls", "guardrail h { at most 1 shut }", "q", "shut", "checked"],
    ["as many calls as there are", "guardrail h { at most 2 shut }", "q", "shut", "proved"],
    ["money", "guardrail h { cost <= $3 }", "s", "pay", "checked"],
    ["enough money", "guardrail h { cost <= $4 }", "s", "pay", "proved"],
    [
      "calls, of which nobody is stopped",
      "guardrail h : note advisory { at most 1 shut }",
      "q",
      "shut",
      "proved",
    ],
  ])("%s", (_, rule, plan, by, expected) => {
    const text = `${declared}${rule}\nguardrail g { every open followed by ${by} }\n${twice(plan)}`;
    expect(of(text, "m.p")).toBe(expected);
    expect(of(text, `m.${plan}`)).toBe("proved");
  });

  test.each([
    ["$3", "checked"],
    ["$5", "proved"],
  ])("a goal's budget of %s", (budget, expected) => {
    const text = `${declared.replace("$5", budget)}guardrail g { every open followed by pay }
plan t(n: Int) achieves tidy { step x = s(n)  step y = s(n) { after x } }
plan p(n: Int) { step x = tidy(n) }
`;
    expect(of(text, "m.p")).toBe(expected);
  });
});

describe("an undo that a rule may deny", () => {
  const undone = (body: string, rule: string, by = "put"): string => `module m
service take(n: Int) -> Int { effect idempotent  latency <= 2s  undo back(n: result) }
service back(n: Int) { effect idempotent  latency <= 2s }
service put(n: Int) { effect idempotent  latency <= 2s }
guardrail g : note advisory { every take followed by ${by} }
guardrail h { ${rule} }
plan p(n: Int in 0..10) { ${body} }
`;
  test.each<readonly [string, string, string]>([
    ["undoes nothing", undone('step a = take(n)  fail "no"', "never back when args.n > 3"), "checked"],
    [
      "as often as is allowed",
      undone('step a = take(n)  step b = take(n) { after a }  fail "no"', "at most 1 back"),
      "checked",
    ],
    [
      "nor what is after it",
      undone(
        'step a = take(n)  when n > 3 { fail "no" }\nfinally { step b = put(n) }',
        "never back when args.n > 3",
      ),
      "checked",
    ],
    [
      "nothing is denied that is never undone",
      undone("step a = take(n)  step b = put(n) { after a }", "never back when args.n > 3"),
      "proved",
    ],
    ["another rule", undone('step a = take(n)  fail "no"', "never put when args.n > 3"), "proved"],
  ])("%s", (_, text, expected) => {
    expect(verdict(text)).toBe(expected);
  });
});
