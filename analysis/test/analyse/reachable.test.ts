import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* Unreachable statements break no rule and leave nothing standing: contradictory conditions, plans that always fail. */

const head = `module m
type Approval { granted: Bool }
tool review(n: Int) -> Approval { effect pure  latency <= 1s }
tool note(n: Int) -> Approval { effect pure  latency <= 1s }
service send(n: Int) -> Approval { effect idempotent  latency <= 1s }
service unbook(n: Int) { effect idempotent  latency <= 1s }
service book(n: Int) -> Approval { effect idempotent  latency <= 1s  undo unbook(n) }
service give(n: Int) -> Approval { effect once  latency <= 1s }
`;

const program = (body: string, rest = "") =>
  `${head}${rest}\nplan p(b: Bool, c: Bool, k: Int in 1..2) -> Int {\n${body}\nreturn 0\n}\n`;
const called = (body: string) => `plan q(b: Bool, k: Int in 1..2) -> Approval {\n${body}\n}\n`;
const never = "guardrail g { never note when args.n > 1 }\n";
const followed = "guardrail g { every review followed by send }\n";

/** Mistakes, and what is left standing or came of the guardrail. */
function ended(text: string): readonly string[] {
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => !one.includes("warning"));
  if (errors.length > 0) return errors.map((one) => one.slice(one.indexOf("ORCH")));
  return (looked.verdicts("m.p")?.obligations ?? [])
    .filter(({ id }) => /^guardrail /u.test(id))
    .map(({ rule, verdict }) => `${rule} ${verdict}`);
}

describe("what no run comes to", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "a failure that what a called plan gives rules out",
      program(
        'step s = q(b, k)\nwhen s.granted { fail "no" }',
        called("step i = give(1)\nreturn { granted: false }"),
      ),
      [],
    ],
    [
      "one that it does not rule out",
      program(
        'step s = q(b, k)\nwhen not s.granted { fail "no" }',
        called("step i = give(1)\nreturn { granted: false }"),
      ),
      ["ORCH4201"],
    ],
    [
      "one that the side it gives it on rules out",
      program(
        'step s = q(b, k)\nwhen s.granted { when not b { fail "no" } }',
        called("step i = give(1)\nwhen b { return { granted: true } }\nreturn { granted: false }"),
      ),
      [],
    ],
    [
      "one where it was given something else",
      program(
        'step s = q(c, k)\nwhen s.granted { when not b { fail "no" } }',
        called("step i = give(1)\nwhen b { return { granted: true } }\nreturn { granted: false }"),
      ),
      ["ORCH4201"],
    ],
    [
      "one that an optional call rules out only where it has completed",
      program(
        'step s = q(b, k) { optional }\nwhen not (s?.granted ?? false) { fail "no" }',
        called("step i = give(1)\nreturn { granted: true }"),
      ),
      ["ORCH4201"],
    ],
    [
      "a condition by another name",
      program('let big = k > 1\nwhen big { step s = give(1) }\nwhen k == 1 { fail "no" }'),
      [],
    ],
    [
      "a step below what always ends the plan",
      program("when b { return 1 } else { return 2 }\nwhen b { step s = review(1) }", followed),
      ["g proved"],
    ],
    [
      "a plan that is done with by a `fail` before what waits begins",
      program('step a = note(1)\nstep s = give(1) { after a }\nwhen not b { fail "no" } else { return 1 }'),
      [],
    ],
    [
      "or before what waits for a race",
      program(
        'step a = first of { x = note(1), y = note(2) }\nstep s = give(1) { after a }\nwhen not b { fail "no" } else { return 1 }',
      ),
      [],
    ],
    [
      "not before what waits for nothing begins",
      program('step s = give(1)\nwhen not b { fail "no" } else { return 1 }'),
      ["ORCH4201"],
    ],
    [
      "not by a `fail` that waits as long",
      program('step a = review(1)\nstep s = give(1) { after a }\nwhen a.granted { fail "no" }'),
      ["ORCH4201"],
    ],
    [
      "what waits longer than the `fail` does",
      program(
        'step a = review(1)\nstep n = note(1) { after a }\nstep s = give(1) { after n }\nwhen a.granted { fail "no" }',
      ),
      [],
    ],
    [
      "what comes after a `fail` on every way",
      program(
        'step a = review(1)\nstep n = note(k) { after a }\nwhen b { fail "no" } else { fail "yes" }',
        "guardrail g { never note when args.n < 3 }",
      ),
      ["g proved"],
    ],
    [
      "a plan that is called and fails on another side only",
      program(
        "when not b { step s = give(1) }\nstep r = q(b, k)",
        called("when b { step i = send(1) }\nreturn { granted: false }"),
      ),
      [],
    ],
    [
      "a plan that is called and may fail on the same side",
      program(
        "when not b { step s = give(1) }\nstep r = q(c, k)",
        called("when b { step i = send(1) }\nreturn { granted: false }"),
      ),
      ["ORCH4201"],
    ],
    [
      "a plan that never completes",
      program(
        "step s = q(b, k)\nstep n = note(1) { after s }",
        called(
          'step i = book(1) else give(1)\nwhen b { fail "no" } else { fail "no" }\nreturn { granted: false }',
        ),
      ),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(ended(text)).toEqual(expected);
  });

  test("a plan that is called where nothing comes to it", () => {
    const text = program(
      'when b { return 1 } else { fail "no" }\nstep s = q(b, k)',
      `${never}${called("step i = note(2)\nreturn i")}`,
    );
    // By itself it breaks the rule.
    expect(
      look(text)
        .verdicts("m.q")
        ?.obligations.map(({ verdict }) => verdict),
    ).toEqual(["refused"]);
    expect(
      look(text)
        .verdicts("m.p")
        ?.obligations.map(({ verdict }) => verdict),
    ).toEqual(["proved"]);
  });
});

describe("what a called plan comes to with the arguments that it is given", () => {
  const files = (rules: string, how: string) => `//- /lib.orch
module lib
type How = mail | phone
service post(n: Int) { effect idempotent  latency <= 1s }
service call(n: Int) { effect idempotent  latency <= 1s }
plan tell(n: Int, how: How, both: Bool = false) {
  match how { mail { step m = post(n) } phone { step c = call(n)  when both { step d = call(n) { after c } } } }
}
//- /test.orch
module test
import lib { How, call, post, tell }
${rules}
plan p(n: Int, how: How, c: Bool) { step t = tell(n, ${how}) }
`;
  const endedOf = (text: string): readonly string[] => {
    const looked = look(text);
    const errors = looked.all.filter(({ severity }) => severity === "error");
    if (errors.length > 0) return errors.map(({ code }) => code);
    return (looked.verdicts("test.p")?.obligations ?? [])
      .filter(({ id }) => /^(?:guardrail|policy) /u.test(id))
      .map(({ verdict }) => verdict);
  };

  test.each<readonly [string, string, string]>([
    ["guardrail g { never call }", "mail", "proved"],
    ["guardrail g { never call }", "phone", "ORCH4103"],
    ["guardrail g { never call }", "how", "ORCH4103"],
    ["guardrail g { post before call }", "mail", "proved"],
    ["guardrail g { post before call }", "phone", "ORCH4101"],
    ["guardrail g { every call followed by post }", "mail", "proved"],
    ["guardrail g { every call followed by post }", "how", "ORCH4105"],
    ["guardrail g { at most 1 call }", "mail", "proved"],
    ["guardrail g { at most 1 call }", "phone, c", "checked"],
    ["policy g { on call  deny when args.n < 9 or args.n >= 9 }", "mail", "proved"],
    ["policy g { on call  deny when args.n < 9 or args.n >= 9 }", "phone", "ORCH4107"],
  ])("%s, told by %s: %s", (rules, how, expected) => {
    expect(endedOf(files(rules, how))).toEqual([expected]);
  });
});

describe("what has to follow, where what is over first may end the plan", () => {
  test.each<readonly [string, string, string]>([
    ["by a `fail` below it", 'step r = review(1)\nwhen b { step s = send(1)\n fail "no" }', "g checked"],
    ["by nothing", "step r = review(1)\nwhen b { step s = send(1) }", "ORCH4105"],
    [
      "by a `fail` that waits for it too",
      'step r = review(1)\nstep s = send(1)\nwhen r.granted { fail "no" }',
      "ORCH4105",
    ],
  ])("%s", (_, body, expected) => {
    expect(ended(program(body, followed))).toEqual([expected]);
  });
});

describe("what follows where something else may end it in between", () => {
  const rule = "guardrail g { every send followed by note }\n";
  const q = "plan q(n: Int) -> Approval { step s = send(n)  step k = note(n) { after s }  return k }\n";
  const undone = `${q.replaceAll("send", "book")}guardrail h { every book followed by note }\n`;

  test.each<readonly [string, string, readonly string[]]>([
    ["a plan that is called", program("step r = q(1)", `${rule}${q}`), ["g proved"]],
    [
      "and fails by what its caller asks",
      program('step r = q(1)\nwhen b { fail "no" }', `${rule}${q}`),
      ["g checked"],
    ],
    ["after it", program('step r = q(1)\nwhen r.granted { fail "no" }', `${rule}${q}`), ["g proved"]],
    ["in a race", program("step r = first of { a = q(1), b = wait 1s }", `${rule}${q}`), ["g checked"]],
    [
      "in a race that lets it finish",
      program("step r = first of { a = q(1), b = wait 1s } { losers finish }", `${rule}${q}`),
      ["g proved"],
    ],
    [
      "in a time that is too short",
      program("step r = q(1) { timeout 1500ms }", `${rule}${q}`),
      ["g checked"],
    ],
    ["in a time that is long enough", program("step r = q(1) { timeout 2s }", `${rule}${q}`), ["g proved"]],
    [
      "two plans further out",
      program("step r = first of { a = o(1), b = wait 1s }", `${rule}${q}plan o(n: Int) { step r = q(n) }\n`),
      ["g checked"],
    ],
    ["that is undone then", program('step r = q(1)\nwhen b { fail "no" }', undone), ["h proved"]],
    [
      "a branch of a race",
      program(
        "step r = first of { a = { step s = send(1)  step t = note(1) { after s }  yield t }, b = wait 1s }",
        rule,
      ),
      ["g checked"],
    ],
    [
      "a round, by another",
      program(
        'step r = for x in [1, 2] up to 2 at once 2 { step s = send(x)  step t = note(x) { after s }  when t.granted { fail "no" }  yield x }',
        rule,
      ),
      ["g checked"],
    ],
    [
      "a round, by none that runs beside it",
      program(
        'step r = for x in [1, 2] up to 2 at once 1 { step s = send(x)  step t = note(x) { after s }  when t.granted { fail "no" }  yield x }',
        rule,
      ),
      ["g proved"],
    ],
  ])("%s", (_, text, expected) => {
    expect(ended(text)).toEqual(expected);
  });

  test("by what its goal allows it", () => {
    const goal = (time: string) =>
      `${head}${rule}goal o(b: Bool) -> Approval { intent "do"  budget latency <= ${time} }
plan p(b: Bool) -> Approval achieves o { step s = send(1)  step k = note(1) { after s }  return k }`;
    expect(ended(goal("1500ms"))).toEqual(["ORCH4104"]);
    expect(ended(goal("2s"))).toEqual(["g proved"]);
  });
});
