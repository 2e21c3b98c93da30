import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* That a statement has settled does not say that what it calls has completed (semantics, rules 34 and 35). */

const declared = `module m
event asked(n: Int) { from ui }
role boss
human ask() -> [Int] size 0..3 { ask boss  show "Well?" }
service prepare() -> Int { effect pure  latency <= 1s }
service other() -> Int { effect pure  latency <= 1s }
service undo_it() { effect idempotent }
service book() -> Int { effect idempotent  undo undo_it() }
tool go() -> Int { effect pure  latency <= 1s }
tool find() -> { n: Int } { effect idempotent }
plan empty() -> String { return "" }
plan failing() -> Bool { fail "no" }
plan rounds() { step l = for i in [1, 2] { step s = prepare() } }
plan once() { step s = prepare() }
plan maybe(a: Bool) -> Int { when a { step s = prepare() }  return 1 }
`;

/** How a rule over `p` ends. */
function verdictOf(body: string, rule: string): string | undefined {
  const looked = look(`${declared}plan p(a: Bool, n: Int) {\n${body}\n}\nguardrail g advisory { ${rule} }`);
  const mistakes = looked.all.filter(({ severity }) => severity === "error");
  if (mistakes.length > 0) return mistakes.map(({ code, message }) => `${code} ${message}`).join("\n");
  return looked.verdicts("m.p")?.obligations.find(({ rule: name }) => name === "g")?.verdict;
}

describe("not proved", () => {
  test.each([
    [
      "a round that need not do it",
      "step l = for i from 0 up to 1 { when a { step s = prepare() } }  step z = go() { after l }",
      "prepare before go",
    ],
    [
      "a call whose own result is what its round asks",
      "step l = for i from 0 up to 2 { when n > 2 { step s = prepare()  step t = go() { after s } } }  step z = other() { after l }",
      "prepare before other",
    ],
    [
      "a loop that goes on without rounds that fail",
      "step l = for i in [1, 2] { step s = prepare() } { optional up to 50% }  step z = go() { after l }",
      "prepare before go",
    ],
    [
      "a step beside a plan whose result need not be accepted",
      "step e = empty() { accept it.size > 0 }  step z = go()",
      "empty before go",
    ],
    [
      "what is undone because such a result was not accepted",
      "step e = empty() { accept it.size > 0 }  step b = book()",
      "empty before undo_it",
    ],
    [
      "a step beside a plan that fails",
      "step f = failing() { accept it }  step z = go()",
      "every go preceded by failing failed",
    ],
    [
      "the handler of a wait",
      "step w = wait for event asked else find()  step z = go() { after w }",
      "find before go",
    ],
    [
      "the handler of a loop",
      "step l = for i in [2, 4] at once 2 { step s = other()  yield 4 } else ask() { timeout 5s }  step z = go() { after l }",
      "ask before go",
    ],
    [
      "the handler of a race",
      "step r = first 1 of { x = { step s = other()  yield s }, y = { wait 1s  yield 2 } } else { step t = prepare()  yield { x: t, y: none } }  step z = go() { after r }",
      "prepare before go",
    ],
    [
      "the handler of a quorum",
      "step q = quorum 1 of { other(), other() } else prepare()  step z = go() { after q }",
      "prepare before go",
    ],
    [
      "a member of a quorum",
      "step q = quorum 1 of { other(), prepare() }  step z = go() { after q }",
      "prepare before go",
    ],
    ["an optional step", "step s = prepare() { optional }  step z = go() { after s }", "prepare before go"],
    [
      "a step with another handler",
      "step s = prepare() else other()  step z = go() { after s }",
      "prepare before go",
    ],
    ["a plan that need not do it", "step m = maybe(a)  step z = go() { after m }", "prepare before go"],
    [
      "a plan, where the plan that called it is undone",
      "step e = empty()  step b = book() { after e }  step o = ask() { timeout 1s }",
      "empty before undo_it",
    ],
    [
      "a step after another side",
      "when a { step s = prepare() } else { step t = other() }  step z = go() { after s }",
      "prepare before go",
    ],
  ])("%s", (_, body, rule) => {
    expect(["checked", "refused"]).toContain(verdictOf(body, rule));
  });
});

describe("proved", () => {
  test.each([
    [
      "each way of a step does one of them",
      "step s = prepare() else other()  step z = go() { after s }",
      "every go preceded by prepare or other",
    ],
    [
      "each member of a quorum, and its handler",
      "step q = quorum 1 of { other(), prepare() } else prepare()  step z = go() { after q }",
      "every go preceded by prepare or other",
    ],
    [
      "each side of a choice",
      "when a { step s = prepare() } else { step t = other() }  step z = go() { after s, t }",
      "every go preceded by prepare or other",
    ],
    [
      "each branch of a race",
      "step r = first 1 of { x = { step s = prepare()  yield s }, y = { step t = prepare()  yield t } }  step z = go() { after r }",
      "prepare before go",
    ],
    [
      "each round of a loop inside of a loop",
      "step l = for i in [1, 2] { step k = for j in [1, 2] { step s = prepare() } }  step z = go() { after l }",
      "prepare before go",
    ],
    [
      "each round of a plan that is called",
      "step r = rounds()  step z = go() { after r }",
      "prepare before go",
    ],
    [
      "a plan that is called in each round",
      "step l = for i in [1, 2] { step c = once() }  step z = go() { after l }",
      "prepare before go",
    ],
    [
      "one of two in each round",
      "step l = for i in [1, 2] { when a { step s = prepare() } else { step t = other() } }  step z = go() { after l }",
      "every go preceded by prepare or other",
    ],
    [
      "what stood before the choice that skipped it",
      "step s = prepare()  when n > 2 { when a { step t = other() } }  when n > 2 { step z = go() { after s } }",
      "prepare before go",
    ],
    [
      "the side that both stand on",
      "when n > 2 { step s = prepare() }  step t = other() { after s }  when n > 2 { step z = go() { after t } }",
      "prepare before go",
    ],
    [
      "in `finally`, where the plan has completed",
      "step s = prepare()\nfinally { when outcome.status == completed { step z = go() } }",
      "prepare before go",
    ],
    [
      "in the handler of what has failed",
      "step s = prepare() else { step z = go()  yield z }",
      "every go preceded by prepare failed",
    ],
  ])("%s", (_, body, rule) => {
    expect(verdictOf(body, rule)).toBe("proved");
  });
});
