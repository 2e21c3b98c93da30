import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* Verdicts that runs of whole programs have shown to be wrong once, each with what it is told apart from. */

const declared = `module m
type Approval { granted: Bool }
type Said { granted: Bool, of: Int in 0..3 }
tool quick(n: Int) -> Int in 0..3 { effect pure  latency <= 1s }
tool review(n: Int) -> Approval { effect pure  latency <= 1s }
service send(n: Int) -> Approval { effect idempotent  latency <= 1s }
service book(n: Int) -> Approval { effect idempotent  latency <= 2s  undo unbook(n) }
service unbook(n: Int) { effect idempotent  latency <= 1s }
tool note(n: Int) -> Int in 0..3 { effect pure  latency <= 1s }
`;

function verdictOf(rule: string, text: string): string | undefined {
  const looked = look(`${declared}guardrail g advisory { ${rule} }\n${text}\n`);
  const mistakes = looked.all.filter(({ severity }) => severity === "error");
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join("\n"));
  return looked.verdicts("m.p")?.obligations.find(({ id }) => id.startsWith("guardrail m.g"))?.verdict;
}

const goal = (plans: string, success = ""): string =>
  `goal wanted(n: Int) -> Approval {${success} }\n${plans}`;

describe("what a request did that is not accepted is taken back, and so is the next", () => {
  test.each([
    ["step a = book(n) { accept it.granted  attempts 2 }", "checked"],
    ["step a = book(n)", "proved"],
    ["step a = book(n) { retry 2 }", "proved"],
  ])("%s", (step, expected) => {
    const text = `plan p(n: Int) { ${step}  step b = quick(n) { after a } }`;
    expect(verdictOf("at most 1 unbook", text)).toBe(expected);
  });
});

describe("what is turned down has not followed", () => {
  test.each([
    ["step b = review(n) { after a  accept it.granted  attempts 2 }", "checked"],
    ["step b = review(n) { after a  accept it.granted  optional }", "checked"],
    ["step b = review(n) { after a }", "proved"],
    ["finally { step b = review(n) { accept it.granted  attempts 2 } }", "checked"],
    ["finally { step b = review(n) }", "proved"],
    ["step b = inner(n) { after a }  finally { step c = quick(n) }", "checked"],
  ])("%s", (then, expected) => {
    const inner = "plan inner(n: Int) { step r = review(n) { accept it.granted  attempts 2 } }";
    const text = `plan p(n: Int) { step a = send(n)  ${then} }\n${inner}`;
    expect(verdictOf("every send followed by review", text)).toBe(expected);
  });
});

describe("data may keep a handler from coming to its end", () => {
  test.each([
    ["{ step c = review(n) { accept it.granted }  yield 3 }", "checked"],
    ["{ step c = inner(n)  yield 3 }", "checked"],
    ["{ step c = review(n)  yield 3 }", "refused"],
    ["note(n)", "refused"],
    ["note(n) { accept it > 0 }", "checked"],
  ])("quick(n) else %s", (handler, expected) => {
    const text = `plan p(n: Int) { step a = quick(n) else ${handler}  step b = send(n) { after a } }
plan inner(n: Int) { when n > 3 { fail "no" } }`;
    expect(verdictOf("quick before send", text)).toBe(expected);
  });
});

describe("of a goal one of its plans has come through, and gives what it gives", () => {
  const plans = (first: string, second: string): string =>
    goal(`plan first(n: Int) -> Approval achieves wanted { ${first} }
plan second(n: Int) -> Approval achieves wanted { ${second} }`);
  const granted = "step r = review(n)  return r";
  const when = `plan p(n: Int) { step g = wanted(n)  when g.granted { step s = send(n) } }`;

  test.each([
    ["neither grants", "return { granted: false }", "return { granted: false }", "proved"],
    ["one grants unseen", "return { granted: false }", "return { granted: true }", "refused"],
    ["both give what was reviewed", granted, granted, "proved"],
    ["one gives what was reviewed", granted, "return { granted: false }", "proved"],
    ["one reviews, and the other need not", granted, "return { granted: true }", "checked"],
  ])("%s", (_, first, second, expected) => {
    expect(verdictOf("review granted before send", `${when}\n${plans(first, second)}`)).toBe(expected);
  });

  test("what the plan did that has given way does not count", () => {
    const text = `plan p(n: Int) { step g = wanted(n)  step s = send(n) { after g } }`;
    const failing = 'step r = review(n)  when n > 1 { fail "no" }  return r';
    const quiet = "return { granted: true }";
    expect(verdictOf("review before send", `${text}\n${plans(failing, quiet)}`)).toBe("checked");
  });
});

describe("what a plan of a goal owes the next may pay", () => {
  const called = "plan p(n: Int) { step g = wanted(n) }";
  const plans = (first: string, second: string): string =>
    `plan first(n: Int) -> Approval achieves wanted { ${first} }
plan second(n: Int) -> Approval achieves wanted { ${second} }`;
  const sends = "step s = send(n)  return s";
  const notes = "step t = note(n)  return { granted: true }";
  const unmet = ' success "so" when result.granted';

  test.each([
    ["where what it gives may not be enough", unmet, sends, notes, "checked"],
    ["where it may fail", "", `step s = send(n)  when n > 3 { fail "no" }  return s`, notes, "checked"],
    ["not where nothing but a fault has it give way", "", sends, notes, "refused"],
    ["not where the next does nothing of the kind", unmet, sends, sends, "refused"],
  ])("%s", (_, success, first, second, expected) => {
    const text = `${called}\n${goal(plans(first, second), success)}`;
    expect(verdictOf("every send followed by note", text)).toBe(expected);
  });
});

describe("the clock runs in the plans that are called as well", () => {
  test.each([
    ["wait 1s", "checked"],
    ["wait 500ms", "refused"],
  ])("%s", (wait, expected) => {
    const text = `plan p(n: Int) { step a = note(n)  step b = inner(n)  step c = send(n) { after b } }
plan inner(n: Int) { ${wait} }`;
    expect(verdictOf("note before send", text)).toBe(expected);
  });
});

describe("what nobody answered, or came for, is over by the clock", () => {
  const office = `role keeper
human asked(n: Int) -> Approval { ask keeper  show "Now, \${n}?" }
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  lease 2h }
`;
  test.each([
    ["step b = asked(n) { timeout 1s } else send(1)", "checked"],
    ["step b = asked(n) { timeout 1s } else { step c = send(1)  yield c }", "checked"],
    ["step b = asked(n) { timeout 900ms } else { step c = send(1)  yield c }", "refused"],
    ["step b = book(n) { timeout 1s } else send(1)", "refused"],
    ["with v = vans wait 1s for 1m { step b = quick(n) } else { step c = send(1) }", "checked"],
    ["with v = vans wait 1s for 1m { step c = send(1) } else { step b = quick(n) }", "refused"],
  ])("%s", (text, expected) => {
    expect(verdictOf("note before send", `${office}plan p(n: Int) { step a = note(n)  ${text} }`)).toBe(
      expected,
    );
  });
});

describe("a loser that ends by itself may end after what comes after the race", () => {
  test.each([
    ["{ losers finish }", "step c = review(n) { after r }", "checked"],
    ["{ losers finish }", "finally { step c = review(n) }", "proved"],
  ])("%s %s", (losers, then, expected) => {
    const text = `plan p(n: Int) { step r = first of { x = send(n), y = note(n) } ${losers}  ${then} }`;
    expect(verdictOf("every send followed by review", text)).toBe(expected);
  });

  test("what comes after both in its own branch follows", () => {
    const text = `plan p(n: Int) { step r = first of {
  x = { step s = send(n)  step c = review(n) { after s }  yield 1 }
  y = note(n) } { losers finish } }`;
    expect(verdictOf("every send followed by review", text)).toBe("proved");
  });
});

describe("a plan that waits first may do late what it does", () => {
  test.each([
    ["wait 2s", "checked"],
    ["", "refused"],
  ])("%s", (wait, expected) => {
    const text = `plan p(n: Int) { step a = send(n)  step b = inner(n) }
plan inner(n: Int) { ${wait}  step c = note(n) }`;
    expect(verdictOf("every send followed by note", text)).toBe(expected);
  });
});

describe("what stands below a choice waits until no handler in it returns", () => {
  test.each([
    ["when b { step a = book(n) else { return 2 } } else { return 3 }", "proved"],
    ["when b { step a = book(n) else { return 2 } }", "checked"],
    [
      "when b { when n > 1 { step a = book(n) else { return 2 } } else { return 3 } } else { return 4 }",
      "proved",
    ],
    ["when b { step a = book(n) else { return 2 } } else { step c = quick(n) }", "checked"],
    ["when b { step a = book(n) }", "refused"],
  ])("%s", (text, expected) => {
    const plan = `plan p(b: Bool, n: Int) -> Int { ${text}  step s = send(n)  return 1 }`;
    expect(verdictOf("book before send", plan)).toBe(expected);
  });
});

describe("of rounds that race no more begin than have to", () => {
  test.each([
    ["first 1 of for x in [1, 2, 3] at once 1", "at most 1 send", "checked"],
    ["first 1 of for x in [1, 2, 3] at once 2", "at most 1 send", "refused"],
    ["first 2 of for x in [1, 2, 3] at once 1", "at most 1 send", "refused"],
    ["first 1 of for x in [1, 2, 3]", "at most 3 send", "proved"],
  ])("%s: %s", (race, rule, expected) => {
    const text = `plan p(n: Int) { step r = ${race} { step s = send(x)  yield x } }`;
    expect(verdictOf(rule, text)).toBe(expected);
  });
});

describe("whoever does not answer has not agreed", () => {
  const office = `role keeper
human asked(n: Int) -> Approval { ask keeper  show "Now, \${n}?" }
`;
  test.each([
    ["else { yield { granted: true } }", "refused"],
    ["else when error == timeout { yield { granted: true } }", "refused"],
    ["else { yield { granted: false } }", "proved"],
    ["else { yield { granted: n > 3 } }", "checked"],
    ["else { step r = review(n)  yield r }", "checked"],
  ])("%s", (handler, expected) => {
    const text = `${office}plan p(n: Int) { step ok = asked(n) { timeout 1h } ${handler}
  when ok.granted { step s = send(n) } }`;
    expect(verdictOf("asked granted before send", text)).toBe(expected);
  });
});
