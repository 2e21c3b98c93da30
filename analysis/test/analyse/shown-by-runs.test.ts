import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* Verdicts that runs of whole programs once showed to be wrong, each with a similar case that differs. */

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

describe("what a request did that is not accepted is undone, and so is the next", () => {
  test.each([
    ["step a = book(n) { accept it.granted  attempts 2 }", "checked"],
    ["step a = book(n)", "proved"],
    ["step a = book(n) { retry 2 }", "proved"],
  ])("%s", (step, expected) => {
    const text = `plan p(n: Int) { ${step}  step b = quick(n) { after a } }`;
    expect(verdictOf("at most 6 unbook", text)).toBe(expected);
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

/** The steps that are said to leave something standing which can't be undone. */
function standing(text: string): readonly string[] {
  const whole = `${declared}service charge(n: Int) -> Approval { effect once  latency <= 1s }\n${text}\n`;
  const looked = look(whole);
  const others = looked.all.filter(({ severity, code }) => severity === "error" && code !== "ORCH4201");
  if (others.length > 0) throw new Error(others.map(({ message }) => message).join("\n"));
  return looked.all
    .filter(({ code }) => code === "ORCH4201")
    .map(({ span }) => whole.slice(span.start, span.end));
}

describe("a plan fails too that does not give what its goal asks for, and is called by its name", () => {
  const plans = `plan first(n: Int) -> Approval achieves wanted { step f = review(n) { optional }  return { granted: f is some } }
plan second(n: Int) -> Approval achieves wanted { return { granted: true } }
plan p(n: Int) { step a = charge(n)  step b = first(n) { after a } }`;
  test.each([
    [' success "so" when result.granted', ["a"]],
    ["", []],
  ])("%s", (success, expected) => {
    expect(standing(`goal wanted(n: Int) -> Approval {${success} }\n${plans}`)).toEqual(expected);
  });
});

describe("a goal fails once the last of its plans has", () => {
  const quiet = "step f = review(n) { optional }  return { granted: true }";
  const loud = "step f = review(n)  return f";
  test.each([
    ["neither can fail", "", quiet, quiet, []],
    ["one can't fail", "", loud, quiet, []],
    ["both can", "", loud, loud, ["a"]],
    ["it may not be met", ' success "so" when result.granted', quiet, quiet, ["a"]],
    ["it may use up its time", " budget latency <= 1h", quiet, quiet, ["a"]],
  ])("%s", (_, clauses, first, second, expected) => {
    const text = `${goal(`plan first(n: Int) -> Approval achieves wanted { ${first} }
plan second(n: Int) -> Approval achieves wanted { ${second} }`).replace("{ }", `{${clauses} }`)}
plan p(n: Int) { step a = charge(n)  step b = wanted(n) { after a } }`;
    expect(standing(text)).toEqual(expected);
  });

  test("what would come after a plan that can't fail is never done", () => {
    const plans = (first: string): string =>
      goal(`plan first(n: Int) -> Approval achieves wanted { ${first} }
plan second(n: Int) -> Approval achieves wanted { wait 1s  step c = charge(n)  return c }`);
    const text = "plan p(n: Int) { step b = wanted(n)  step q = review(n) { after b } }";
    expect(standing(`${plans(quiet)}\n${text}`)).toEqual([]);
    expect(standing(`${plans(loud)}\n${text}`)).toEqual(["b"]);
  });
});

describe("who is asked and need not answer soon does not fail, unless a policy may be against asking", () => {
  const text = `role keeper
signal calm: Bool { from weather.calm }
human asked(n: Int) -> Approval { ask keeper  show "Now, \${n}?" }
plan p(n: Int) { step a = charge(n)  step b = asked(n) { after a } }`;
  test.each([
    ["", []],
    ["policy quiet { on asked  deny when not calm }", ["a"]],
    ["guardrail quiet { never asked when not calm }", ["a"]],
    ["guardrail quiet { never asked when args.n > 9 }", []],
    ["guardrail quiet warning { never asked when not calm }", []],
    ["policy quiet warning { on asked  deny when not calm }", []],
    ["policy quiet { on asked  warn when not calm }", []],
  ])("%s", (policy, expected) => {
    expect(standing(`${text}\n${policy}`)).toEqual(expected);
  });
});

describe("what data alone ends, and what a handler goes on after", () => {
  test.each([
    ["more than can split", "quorum 2 of { note(1), note(2), note(3) }", "send", "refused"],
    [
      "what may split ends the plan, and what was on is as if done",
      "quorum 2 of { review(1), wrote(2) }",
      "send",
      "refused",
    ],
    ["what is undone then needs nothing to follow", "quorum 2 of { review(1), wrote(2) }", "book", "checked"],
    ["of two values two of three agree", "quorum 2 of { review(1), wrote(2), review(3) }", "book", "refused"],
    ["a handler is there", "quorum 2 of { review(1), wrote(2) } else review(3)", "book", "refused"],
  ])("%s", (_, quorum, first, expected) => {
    const wrote = "tool wrote(n: Int) -> Approval { effect pure  latency <= 1s }";
    const by = quorum.includes("note") ? "note" : "wrote";
    const text = `${wrote}\nplan p(n: Int) { step a = ${first}(n)  step q = ${quorum} }`;
    expect(verdictOf(`every ${first} followed by ${by}`, text)).toBe(expected);
  });

  test.each([
    ["{ return 1 }", "checked"],
    ["{ yield { granted: true } }", "proved"],
  ])("what a handler returns from is no more followed: %s", (handler, expected) => {
    const text = `plan p(n: Int) -> Int { step a = send(n)
  step q = quorum 2 of { review(1), review(2) } else ${handler}  step c = note(n) { after a }  return 0 }`;
    expect(verdictOf("every send followed by note", text)).toBe(expected);
  });

  test.each([
    ["book", "proved"],
    ["send", "checked"],
  ])("of %s: where the plan fails and undoes it nothing has to follow", (first, expected) => {
    const text = `plan p(b: Bool, n: Int) { step a = ${first}(n)  when b { fail "no" } else { step c = review(n) { after a } } }`;
    expect(verdictOf(`every ${first} followed by review`, text)).toBe(expected);
  });

  test("what fails on another side undoes nothing", () => {
    const text = `plan p(b: Bool, n: Int) { step s = review(n)  when b { fail "no" } else { step a = book(n) } }`;
    expect(verdictOf("every book followed by review", text)).toBe("refused");
  });
});
