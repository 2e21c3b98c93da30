import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * Decisions of data without a condition of the plan (semantics, rule 48): rules count them. Each of these was once
 * called proved.
 */

const head = `module m
type K { a: Int }
resource ks: K x 2 { at edge  lease 1h }
event told(n: Int @secret) { from z }
event same(n: Int @secret) { from z  dedupe 10s by n }
event other(x: Int) { from z }
service ping() { effect idempotent  latency <= 1s }
service back() { effect idempotent  latency <= 1s }
service place() -> Int { effect idempotent  latency <= 1s  undo back() }
service hold_of(n: Int @secret) { effect idempotent  latency <= 1s  clearance secret }
service tell() -> Int { effect pure  latency <= 1s  clearance secret }
service dear() -> Int { effect pure  latency <= 1s  cost <= $3  clearance secret }
service vote() -> Int @secret { effect pure  latency <= 1s }
guardrail g advisory { never secret to ping  never secret to back }
`;

function verdicts(body: string, trigger = "", params = ""): readonly string[] {
  const { verdicts: of } = look(`${head}${trigger}\nplan p(${params}) {\n${body}\n}\n`);
  return (
    of("m.p")?.obligations.flatMap(({ rule, verdict }) => (rule.startsWith("g ") ? [verdict] : [])) ?? []
  );
}

const secret = "n: Int @secret";
const pinged = "step d = ping()";

describe("a rule counts", () => {
  test.each<readonly [string, readonly string[]]>([
    [
      "that those asked do not agree, so that an answer is undone",
      verdicts("step q = quorum 2 of { place(), vote() } else { yield 1 }"),
    ],
    [
      "that a branch fails, so that it is undone",
      verdicts(
        'step r = first of { a = { step x = place()  when v > 1 { fail "" }  yield 1 }, b = { wait 5s  yield 2 } }  step v = vote()',
      ),
    ],
    [
      "that no policy denies a plan that is called",
      verdicts(
        "step i = inner(n)  step d = ping() { after i }",
        'plan inner(n: Int @secret) { step h = hold_of(n) }\npolicy l { on inner  deny when args.n > 3 because "no" }',
        secret,
      ),
    ],
    [
      "that a call is come to which a policy may deny, whatever that asks",
      verdicts(
        "step x = place()  when n > 3 { step h = hold_of(1) }",
        "signal on: Bool { from z }\npolicy l { on hold_of  allow when on }",
        secret,
      ),
    ],
    [
      "that no rule denies a plan that is called",
      verdicts(
        "step i = inner(n)  step d = ping() { after i }",
        "plan inner(n: Int @secret) { step h = hold_of(n) }\nguardrail l { never inner when args.n > 3 }",
        secret,
      ),
    ],
    [
      "that a wait is over in the time of the plan",
      verdicts(`timeout 1h  step w = wait until t  step d = ping() { after w }`, "", "t: Instant @secret"),
    ],
    [
      "that a plan of limited time does nothing that takes longer",
      verdicts(`timeout 5s  when n > 3 { step h = hold_of(1) }  wait 1s  ${pinged}`, "", secret),
    ],
    [
      "how often a call is tried again that need not succeed",
      verdicts(`timeout 1s  step v = vote() { accept it > 3 attempts 2 optional }  step p = place()`),
    ],
    [
      "how often a call is tried again that a handler stands in for",
      verdicts(`timeout 1s  step v = vote() { accept it > 3 attempts 2 } else { yield 1 }  step p = place()`),
    ],
    [
      "how often the call of a handler is tried again",
      verdicts(`timeout 1s  step a = back() else vote() { accept it > 3 attempts 2 }  step p = place()`),
    ],
    [
      "that a call is retried as another value says",
      verdicts(
        `timeout 1s  step h = hold_of(1) { retry 2 when n > 3  optional }  step p = place()`,
        "",
        secret,
      ),
    ],
    [
      "whether a wait ends that a handler stands in for",
      verdicts(
        `timeout 1s  step w = wait until heat within 5s else { }  step p = place()`,
        "signal heat: Bool @secret { from z }",
      ),
    ],
    [
      "whether an occurrence is awaited that a handler stands in for",
      verdicts(
        `timeout 1s  step w = wait for event told where event.n > 3 within 5s else { }  step p = place()`,
      ),
    ],
    [
      "that answers agree, where a handler stands in",
      verdicts(
        `timeout 1s  step q = quorum 2 of { vote(), vote(), vote() } else { yield 1 }  step p = place()`,
      ),
    ],
    [
      "which branch of a race is the first, where a handler stands in",
      verdicts(
        `timeout 1s  step r = first of { { step v = vote() { accept it > 3 attempts 2 }  yield 1 }, { wait 5s  yield 2 } } else { yield 3 }  step p = place()`,
      ),
    ],
    [
      "how many rounds a loop has that a handler stands in for",
      verdicts(
        `timeout 1s  step l = for x from 1 up to 3 until x > n { step h = hold_of(1)  yield x } else { yield 1 }  step p = place()`,
        "",
        secret,
      ),
    ],
    [
      "how long a called plan takes that need not succeed",
      verdicts(
        `timeout 1s  step i = inner(n) { optional }  step p = place()`,
        "plan inner(n: Int @secret) { step h = hold_of(1) { retry 2 when n > 3 optional } }",
        secret,
      ),
    ],
    [
      "that a hold is over in its time, with what comes after it",
      verdicts(`with k = ks for 2s { when n > 3 { step h = hold_of(1) }  wait 1s }  ${pinged}`, "", secret),
    ],
    [
      "that the plan of a handler is over in its time",
      verdicts(
        `step b = back() else inner(n) { timeout 1s }  step d = ping() { after b }`,
        "plan inner(n: Int @secret) { when n > 3 { step h = hold_of(1) }  wait 1s }",
        secret,
      ),
    ],
    [
      "that a plan is not stopped in the hold of who calls it",
      verdicts(
        "with k = ks for 2s { step i = inner(n) }",
        `plan inner(n: Int @secret) { when n > 3 { step h = hold_of(1) }  wait 1s  ${pinged} }`,
        secret,
      ),
    ],
    [
      "that a plan has emitted what sets off a trigger",
      verdicts(
        pinged,
        "event e(x: Int @secret)\nplan q(n: Int @secret) { when n > 3 { emit e(x: 1) } }\ntrigger t { on event e start p() }",
      ),
    ],
    ["that a `fail` below was not reached", verdicts(`${pinged}  when n > 3 { fail "x" }`, "", secret)],
    ["that a result below was accepted", verdicts(`${pinged}  step v = vote() { accept it > 3 }`)],
    [
      "that what another is given has a value",
      verdicts(`${pinged}  step h = hold_of((1 / n).round)`, "", secret),
    ],
    ["that a wait has a length", verdicts(`step w = wait 1s * (1 / n)  ${pinged}`, "", secret)],
    [
      "that a hold has a length",
      verdicts(`with k = ks for 1s * (1 / n) { step h = hold_of(1) }  ${pinged}`, "", secret),
    ],
    [
      "that what a loop begins with has a value",
      verdicts(`step l = for x from 1 / n up to 2 { yield x }  ${pinged}`, "", secret),
    ],
    [
      "that a fusion has occurred which is waited for",
      verdicts(
        'step w = wait for event f within 1m else { fail "" }  step d = ping() { after w }',
        "fusion f(x: Int) { join told as a, other as b within 1m where a.n > 3 emit { x: b.x } }",
      ),
    ],
    [
      "that a fusion occurs in a loop",
      verdicts(
        `step l = for x in event f up to 2 within 1m { ${pinged} }`,
        "fusion f(x: Int) { join told as a, other as b within 1m where a.n > 3 emit { x: b.x } }",
      ),
    ],
    [
      "that a fusion of a fusion occurs",
      verdicts(
        pinged,
        "fusion f(x: Int) { join told as a, other as b within 1m where a.n > 3 emit { x: b.x } }\nfusion f2(x: Int) { join f as a, other as b within 1m emit { x: b.x } }\ntrigger t { on event f2 start p() }",
      ),
    ],
    [
      "that a fusion has something to say",
      verdicts(
        pinged,
        'fusion f(x: Float) { join told as a, other as b within 1m emit { x: declassify(1 / a.n, because: "x") } }\ntrigger t { on event f start p() }',
      ),
    ],
    [
      "that a plan is over in time, and a call in it takes some",
      verdicts(
        `step s = spends(n) { timeout 500ms  optional }  step t = ends(n) { after s  timeout 500ms }  step d = ping() { after t }`,
        "plan spends(n: Int @secret) { when n > 3 { step h = hold_of(n) } }\nplan ends(n: Int @secret) { when n > 3 { step h = hold_of(n) } }",
        secret,
      ),
    ],
    [
      "how long a call may take",
      verdicts(
        "step s = spends(n)  step d = ping() { after s }",
        "service spends(n: Int @secret) { effect pure  latency <= 1s * n  clearance secret }",
        "n: Int in 1..5 @secret",
      ),
    ],
    [
      "the key by which a fusion joins",
      verdicts(
        pinged,
        "event plain(n: Int) { from z }\nfusion f(x: Int) { join plain as a, told as b by a.n within 1m emit { x: 1 } }\ntrigger t { on event f start p() }",
      ),
    ],
    [
      "that a plan has completed whose calls a policy denies",
      verdicts(
        pinged,
        "signal heat: Bool @secret { from z }\nservice warm() { effect pure  latency <= 1s }\nplan q() { step w = warm() }\npolicy l { on warm  allow when heat }\ntrigger t { on completed q start p() }",
      ),
    ],
    [
      "that a round beside it has not failed, whatever a handler does then",
      verdicts(
        `step l = for x in [1, 2, 3] at once 1 { ${pinged}  step v = vote() { after d  accept it > 0 } } else back()`,
      ),
    ],
    [
      "that an occurrence repeats none",
      verdicts(`step l = for x in event same up to 2 within 1m { ${pinged} }`),
    ],
    ["that a trigger's occurrence repeats none", verdicts(pinged, "trigger t { on event same start p() }")],
    [
      "that a limit is not reached for what is alike",
      verdicts(
        "step h = hold_of(n)  step d = ping() { after h }",
        "policy l { on hold_of  limit 1 per 1h by args.n }",
        secret,
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });

  test.each<readonly [string, readonly string[]]>([
    [
      "how long something takes where nothing limits its time",
      verdicts(`when n > 3 { step h = hold_of(1) }  wait 1s  ${pinged}`, "", secret),
    ],
    [
      "how long something takes in a hold that is long enough",
      verdicts(`with k = ks for 1h { when n > 3 { step h = hold_of(1) }  wait 1s }  ${pinged}`, "", secret),
    ],
    [
      "how long a called plan takes that is sure to be over in its time",
      verdicts(
        "step i = inner(n) { timeout 1h }  step d = ping() { after i }",
        "plan inner(n: Int @secret) { when n > 3 { step h = hold_of(1) }  wait 1s }",
        secret,
      ),
    ],
  ])("not %s", (_, found) => {
    expect(found).toEqual(["proved", "proved"]);
  });

  test("that a trigger starts what an arm that is never taken does as well", () => {
    const { verdicts: of } = look(`${head}let k = "a"
guardrail h advisory { never secret to tell }
trigger t { on event told where event.n > 3  start p(n: event.n) }
plan p(n: Int @secret) {
  when k.size > 0 { step e = tell() } else { when n > 3 { step d = tell() } }
}
`);
    expect(of("m.p")?.obligations.find(({ rule }) => rule === "h")?.verdict).toBe("refused");
  });

  test("nothing where nothing secret decides", () => {
    expect(verdicts(`step h = hold_of(n)  ${pinged}`, "", secret)).toEqual(["proved", "proved"]);
  });
});

describe("a call that another one has to come before, beside a rule about untrusted data", () => {
  const decided = (body: string): readonly string[] => {
    const { verdicts: of, all } = look(`module m
role r
human asked(y: String) -> { granted: Bool } { ask r  show "Well, \${y}?" }
service first(y: String) idempotent <= 1s
service act(x: Bool) idempotent <= 1s
plan p(d: Bool, c: String @untrusted) {
${body}
}
guardrail order blocking { asked granted before act  first before act }
guardrail clean advisory { never untrusted to act }
`);
    expect(all.filter(({ severity }) => severity === "error")).toEqual([]);
    return (
      of("m.p")?.obligations.flatMap(({ rule, verdict }) => (rule.startsWith("clean") ? [verdict] : [])) ?? []
    );
  };

  test("is not denied because that failed, which has ended the plan", () => {
    const body = "step f = first(c)  step a = asked(c) { timeout 1h  after f }  step b = act(a.granted)";
    expect(decided(body)).toEqual(["proved"]);
  });

  test("is denied because that failed, where a handler takes it", () => {
    const body = `when d { step f = first(c) else { yield none } } else { step g = first("x") }
step a = asked("x") { timeout 1h  after f, g }  step b = act(a.granted)`;
    expect(decided(body)).toEqual(["refused"]);
  });

  test("is denied because that failed in the round before", () => {
    const body = `step f = first("x")  step l = for x in [true, false] at once 1 {
  step e = asked(c) { timeout 1h  after f }  step b = act(e.granted) { after f }
} { optional up to 50% }`;
    expect(decided(body)).toEqual(["refused"]);
  });
});

describe("a rule counts the calls that a limit has counted", () => {
  const limit = "policy l { on tell  limit 1 per 1h }\n";
  const first = "when n > 3 { step a = tell() }";
  test.each<readonly [string, readonly string[]]>([
    [
      "before a call that is denied then",
      verdicts(`${first}  step b = tell() else { ${pinged}  yield 1 }`, limit, secret),
    ],
    [
      "before one without which an undo is called",
      verdicts(`step o = place()  ${first}  step b = tell() { after o }`, limit, secret),
    ],
    [
      "of other capabilities",
      verdicts(
        `when n > 3 { step a = hold_of(1) }  step b = tell() else { ${pinged}  yield 1 }`,
        "policy l { on tell, hold_of  limit 1 per 1h }",
        secret,
      ),
    ],
    [
      "by other arguments",
      verdicts(
        `step a = hold_of(n)  step b = hold_of(3) else { ${pinged} }`,
        "policy l { on hold_of  limit 1 per 1h by args.n }",
        secret,
      ),
    ],
    [
      "in the round before",
      verdicts(
        `step l = for x in [1, 2] at once 1 { step b = tell() else { ${pinged}  yield 1 }  when n > 3 { step a = tell() { after b } } }`,
        limit,
        secret,
      ),
    ],
    [
      "in a called plan",
      verdicts(
        `step i = inner(n)  step b = tell() else { ${pinged}  yield 1 }`,
        `${limit}plan inner(n: Int @secret) { ${first} }`,
        secret,
      ),
    ],
    [
      "before a called plan",
      verdicts(
        `${first}  step i = inner()`,
        `${limit}plan inner() { step b = tell() else { ${pinged}  yield 1 } }`,
        secret,
      ),
    ],
    [
      "after it, in a run before",
      verdicts(`step b = tell() else { ${pinged}  yield 1 }  when n > b { step a = tell() }`, limit, secret),
    ],
    [
      "in a run of another plan",
      verdicts(
        `step b = tell() else { ${pinged}  yield 1 }`,
        `${limit}plan another(n: Int @secret) { ${first} }`,
      ),
    ],
    [
      "in a run that a secret starts",
      verdicts(
        `step b = tell() else { ${pinged}  yield 1 }`,
        `${limit}plan another() { step a = tell() }\ntrigger t { on event told where event.n > 3  start another() }`,
      ),
    ],
    [
      "in a run in which that is done without which another limit denies",
      verdicts(
        `step b = tell() else { ${pinged}  yield 1 }`,
        `${limit}policy m { on hold_of  limit 1 per 1h }
plan another(n: Int @secret) { when n > 3 { step h = hold_of(1) } }
plan third() { step h = hold_of(1) else { step a = tell()  yield a } }`,
      ),
    ],
    [
      "in a goal's plan before",
      verdicts(
        "step i = done(n)",
        `${limit}goal done(n: Int @secret) { }\nplan a(n: Int @secret) achieves done { ${first}  step h = back() }\nplan b(n: Int @secret) achieves done { step b = tell() else { ${pinged}  yield 1 } }`,
        secret,
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });
  test.each<readonly [string, readonly string[]]>([
    [
      "that another run makes whatever is secret",
      verdicts(
        `step b = tell() else { ${pinged}  yield 1 }`,
        `${limit}plan another(n: Int @secret) { step a = tell()  step h = hold_of(n) { after a } }`,
      ),
    ],
    [
      "that no limit counts",
      verdicts(
        `when n > 3 { step a = hold_of(1) }  step b = tell() else { ${pinged}  yield 1 }`,
        limit,
        secret,
      ),
    ],
  ])("not %s", (_, found) => {
    expect(found).toEqual(["proved", "proved"]);
  });
});

describe("a rule counts the calls by which another rule denies", () => {
  const then = `step b = tell() else { ${pinged}  yield 1 }`;
  const ruled = (first: string, rule: string): readonly string[] =>
    verdicts(`${first}  ${then}`, `guardrail h blocking { ${rule} }`, secret).slice(0, 2);
  const made = "when n > 3 { step a = tell() { optional } }";
  const other = "when n > 3 { step a = hold_of(1) { optional } }";
  test.each<readonly [string, readonly string[]]>([
    ["as too many", ruled(made, "at most 1 tell")],
    ["since nothing of the kind came before", ruled(other, "every tell preceded by hold_of")],
    [
      "since too much has been spent",
      ruled(
        "when n > 3 { step a = dear() { optional } }  step c = dear() else { step e = ping()  yield 1 }",
        "cost <= $4",
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });
  test("since too much of a goal's budget has been spent", () => {
    const goal =
      "goal spent(n: Int @secret) { budget cost <= $4 }\nplan q(n: Int @secret) achieves spent { when n > 3 { step a = dear() { optional } }  step c = dear() else { step e = ping()  yield 1 } }";
    expect(verdicts("step i = spent(n) { optional }", goal, secret)).toContain("refused");
  });
  test("not where it is proved", () => {
    expect(ruled(made, "at most 5 tell")).toEqual(["proved", "proved"]);
  });
});

describe("a rule counts what decides how long a branch of a race takes", () => {
  const slow = "when n > 3 { wait 3s }";
  const other = "y = { wait 1s  yield 2 }";
  const told = "step d = ping()";
  const inner = "plan inner(n: Int @secret) { when n > 3 { wait 3s } }";
  test.each<readonly [string, readonly string[]]>([
    [
      "so that it is first",
      verdicts(
        `step r = first of { x = { ${slow}  yield 1 }, ${other} }  when r.x is some { ${told} }`,
        "",
        secret,
      ),
    ],
    [
      "so that the other comes to a call",
      verdicts(
        `step r = first of { x = { ${slow}  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
        "",
        secret,
      ),
    ],
    [
      "so that it comes to one itself",
      verdicts(`step r = first of { x = { ${slow}  ${told}  yield 1 }, ${other} }`, "", secret),
    ],
    [
      "so that what the other has done is undone",
      verdicts(
        `step r = first of { x = { ${slow}  yield 1 }, y = { step o = place()  wait 1s  yield o } }`,
        "",
        secret,
      ),
    ],
    [
      "in a plan that it calls",
      verdicts(
        `step r = first of { x = { step i = inner(n)  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
        inner,
        secret,
      ),
    ],
    [
      "in a loop",
      verdicts(
        `step r = first of { x = { step l = for k in 1..n { wait 1s }  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
        "",
        "n: Int in 1..9 @secret",
      ),
    ],
    [
      "in a wait",
      verdicts(
        `step r = first of { x = { wait n  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
        "",
        "n: Duration in 1s..9s @secret",
      ),
    ],
    [
      "in what may be absent",
      verdicts(
        `step r = first of { x = { step v = vote() { accept it > 3  attempts 3  optional }  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
      ),
    ],
    [
      "in a handler",
      verdicts(
        `step r = first of { x = { step v = vote() { accept it > 3 } else { wait 3s  yield 1 }  yield 1 }, y = { wait 1s  ${told}  yield 2 } }`,
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });
  test("not what it is given alone", () => {
    const body = `step r = first of { x = { step h = hold_of(n)  yield 1 }, y = { wait 1s  yield 2 } }  ${told}`;
    expect(verdicts(body, "", secret)).toEqual(["proved", "proved"]);
  });
});

describe("no untrusted data decides which branch of a race is first", () => {
  const codes = (x: string): readonly string[] =>
    look(`module m
service act(n: Int trusted) { effect idempotent  latency <= 1s }
plan p(n: Int @untrusted) { step r = first of { x = { ${x}  yield 1 }, y = { wait 1s  yield 2 } }  when r.x is some { step d = act(1) } }
`).all.map(({ code }) => code);
  test("by how long it takes", () => {
    expect(codes("when n > 3 { wait 3s }")).toContain("ORCH4109");
  });
  test("where nothing untrusted does", () => {
    expect(codes("wait 3s")).not.toContain("ORCH4109");
  });
});

describe("no untrusted data decides that a goal comes to a plan with a trusted parameter", () => {
  const goal = (first: string): readonly string[] =>
    look(`module m
service act(n: Int trusted) { effect idempotent  latency <= 1s }
agent guess() -> Int { effect pure  latency <= 1s }
goal done() { }
plan a() achieves done { ${first} }
plan b() achieves done { step d = act(1) }
`).all.map(({ code }) => code);
  test("which its answers do that do not agree, or are not accepted", () => {
    expect(goal("step q = quorum 2 of { guess(), guess() }")).toContain("ORCH4109");
    expect(goal("step q = guess() { accept it > 3 }")).toContain("ORCH4109");
  });
  test("which its failure alone does not", () => {
    expect(goal("step q = guess()")).not.toContain("ORCH4109");
  });
});

describe("a rule counts what decides how long it takes, where something beside may fail until then", () => {
  const slow = "when n > 3 { step h = hold_of(1) }";
  const inner = `plan inner(n: Int @secret) { ${slow}  step d = ping() { after h } }`;
  test.each<readonly [string, readonly string[]]>([
    ["before a call", verdicts(`step q = tell()  ${slow}  step d = ping() { after h }`, "", secret)],
    [
      "in a wait before a call",
      verdicts(
        "step w = wait n  step d = ping() { after w }  step q = tell()",
        "",
        "n: Duration in 1s..9s @secret",
      ),
    ],
    [
      "before what fails",
      verdicts(
        `${slow}  step q = tell() { after h }  step x = back()  step d = ping() { after x }`,
        "",
        secret,
      ),
    ],
    [
      "before what fails, beside a call that is tried again",
      verdicts(`${slow}  step q = tell() { after h }  step d = ping() { retry 2 }`, "", secret),
    ],
    [
      "before what fails in a block",
      verdicts(
        `step w = wait n  when m { step q = tell() { after w } }  step x = back()  step d = ping() { after x }`,
        "",
        "n: Duration in 1s..9s @secret, m: Bool",
      ),
    ],
    [
      "before what ends the plan",
      verdicts(
        'step w = wait n  step d = ping() { after w }  when m { wait 5s  fail "no" }',
        "",
        "n: Duration in 1s..9s @secret, m: Bool",
      ),
    ],
    [
      "before a block",
      verdicts(
        `step q = tell()  ${slow}  step t = back() { after h }  when m { step d = ping() { after t } }`,
        "",
        `${secret}, m: Bool`,
      ),
    ],
    ["in a plan that is called", verdicts("step q = tell()  step i = inner(n)", inner, secret)],
    [
      "in a goal",
      verdicts(
        "step q = tell()  step i = done(n)",
        `goal done(n: Int @secret) { }\n${inner.replace("inner(n: Int @secret)", "inner(n: Int @secret) achieves done")}`,
        secret,
      ),
    ],
    [
      "before a plan that is called",
      verdicts(
        `step q = tell()  ${slow}  step i = inner() { after h }`,
        "plan inner() { step d = ping() }",
        secret,
      ),
    ],
    [
      "in a handler",
      verdicts(
        `step q = tell()  ${slow}  step t = tell() { after h } else { ${pinged}  yield 1 }`,
        "",
        secret,
      ),
    ],
    [
      "in rounds before",
      verdicts(
        `step q = tell()  step l = for x in [1, 2] at once 1 { step d = ping()  ${slow} }`,
        "",
        secret,
      ),
    ],
    [
      "in rounds beside",
      verdicts(`step l = for x in [1, 2] at once 2 { ${slow}  step d = ping() { after h } }`, "", secret),
    ],
    [
      "which `finally` sees of its values",
      verdicts(
        `step q = tell()  ${slow}  step x = tell() { after h }\nfinally { when (x ?? 0) > 0 { ${pinged} } }`,
        "",
        secret,
      ),
    ],
    [
      "where a handler of all of it takes that",
      verdicts(
        `step l = for x in [1] { step q = tell()  ${slow}  step d = ping() { after h } } else { yield 1 }`,
        "",
        secret,
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });
  test.each<readonly [string, readonly string[]]>([
    ["where it is come to at once", verdicts(`step q = tell()  ${slow}  ${pinged}`, "", secret)],
    [
      "where all of it is in order",
      verdicts(`${slow}  step t = tell() { after h }  step d = ping() { after t }`, "", secret),
    ],
    [
      "where what fails came before",
      verdicts(
        `step q = tell()  step w = wait n  step d = ping() { after w, q }`,
        "",
        "n: Duration in 1s..9s @secret",
      ),
    ],
    [
      "where that need not succeed",
      verdicts(`step q = tell() { optional }  ${slow}  step d = ping() { after h }`, "", secret),
    ],
    [
      "where something stands in for that",
      verdicts(`step q = tell() else { yield 1 }  ${slow}  step d = ping() { after h }`, "", secret),
    ],
    [
      "where only that differs whether something is done that fails",
      verdicts(`${slow}  step x = back()  step d = ping() { after x }`, "", secret),
    ],
    [
      "where a result waits for it",
      verdicts(`step q = tell()  step w = tell() { retry 2 when n > 3 }  ${pinged}  return 1`, "", secret),
    ],
    [
      "in a hold beside it",
      verdicts(`with k = ks for 1h { ${slow} }  step d = ping() { retry 2 }`, "", secret),
    ],
    [
      "in rounds one after another",
      verdicts(`step l = for x in [1, 2] at once 1 { step d = ping()  ${slow} }`, "", secret),
    ],
    [
      "where nobody fails who is asked",
      verdicts(
        `step q = lead()  ${slow}  step d = ping() { after h }`,
        "role chief\nhuman lead() { ask chief  show 1 }",
        secret,
      ),
    ],
  ])("not %s", (_, found) => {
    expect(found).not.toContain("refused");
  });
});

describe("a rule counts what decides that an earlier call stands which another rule asks for", () => {
  const then = `step b = tell() else { ${pinged}  yield 1 }`;
  const asked = (first: string, by = "preceded by hold_of", more = ""): readonly string[] =>
    verdicts(
      `${first}  ${then}`,
      `guardrail h blocking { every tell ${by} }\nrole chief\nhuman lead() -> { granted: Bool @secret } { ask chief  show "?" }\n${more}`,
      secret,
    ).slice(0, 2);
  test.each<readonly [string, readonly string[]]>([
    ["that it is accepted", asked("step v = vote() { accept it > 3  optional }", "preceded by vote")],
    ["that it succeeds, whatever it is given", asked("step h = hold_of(n) { optional }")],
    [
      "that it is not undone",
      asked(
        'step l = for x in [1] { step o = place()  when n > 3 { fail "" } } else { yield 1 }',
        "preceded by place",
      ),
    ],
    ["that it is granted", asked("step g = lead()", "preceded by lead granted")],
    [
      "that a plan is called",
      asked("when n > 3 { step i = inner() }", "preceded by inner", "plan inner() { step t = tell() }"),
    ],
    [
      "that a goal is asked for",
      asked(
        "when n > 3 { step i = done() }",
        "preceded by done",
        "goal done() { }\nplan inner() achieves done { step t = back() }",
      ),
    ],
    [
      "in a plan that is called",
      asked(
        "step i = inner(n) { optional }",
        "preceded by hold_of",
        "plan inner(n: Int @secret) { step h = hold_of(n) { optional } }",
      ),
    ],
    [
      "that a plan is not called too often",
      verdicts(
        `when n > 3 { step i = inner() }  step j = inner() else { ${pinged} }`,
        "guardrail h blocking { at most 1 inner }\nplan inner() { step t = back() }",
        secret,
      ).slice(0, 1),
    ],
  ])("%s", (_, found) => {
    expect(found).toContain("refused");
  });
  test.each<readonly [string, readonly string[]]>([
    ["of what no rule asks for", asked("step h = hold_of(n) { optional }", "preceded by place")],
    [
      "where it is proved",
      verdicts(
        `step h = hold_of(n)  step b = tell() { after h } else { ${pinged}  yield 1 }`,
        "guardrail h blocking { every tell preceded by hold_of }",
        secret,
      ),
    ],
  ])("not %s", (_, found) => {
    expect(found).not.toContain("refused");
  });
});

describe("a failure in a handler", () => {
  const after = (first: string): readonly string[] =>
    verdicts(`step x = dear() else when error == permanent ${first} else { ${pinged} yield 2 }`);

  test("of a call goes to the handler below it", () => {
    // The call of `ping` is a mistake there (ORCH3501), so nothing is judged.
    expect(after("vote()")).toEqual([]);
  });

  test("of a block goes to no other handler", () => {
    expect(after("{ step v = vote() yield 1 }")).toEqual(["proved", "proved"]);
  });
});
