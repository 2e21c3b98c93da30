import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* Lists put together with `+`, ranges and constants hide no label, count, order or bound. */

const head = `module m
let twice = 2
let names = ["a", "b"]
type Ask { count: Int in 0..9 @untrusted, note: String @untrusted }
service fetch(n: Int) -> String @untrusted { effect pure  latency <= 2s }
service look(n: Int) { effect idempotent  latency <= 2s }
service send(n: Int) -> Int { effect pure  latency <= 2s  cost <= $1 }
service say(text: String) { effect idempotent  latency <= 2s }
service keep(text: String trusted) { effect idempotent  latency <= 2s }
`;

const heads = "n: Int in 0..3, ns: [Int] size 0..2, ms: [Int] size 0..3, ask: Ask, mine: String @personal";

/** The verdict of `g`, or the codes of what is wrong. */
function ended(rule: string, body: string): string {
  const text = `${head}\nguardrail g { ${rule} }\nplan p(${heads}) {\n${body}\n}\n`;
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => one.includes("error"));
  if (errors.length > 0) return [...new Set(errors.map((one) => one.slice(one.indexOf("ORCH"))))].join();
  return looked.verdicts("m.p")?.obligations.find(({ rule: name }) => name === "g")?.verdict ?? "not listed";
}

describe("how often", () => {
  test.each([
    ["at most 3 send", "step a = for i in 1..n { step s = send(i) }", "proved"],
    ["at most 2 send", "step a = for i in 1..n { step s = send(i) }", "checked"],
    ["at most 4 send", "step a = for i in 0..n { step s = send(i) }", "proved"],
    ["at most 3 send", "step a = for i in 0..n { step s = send(i) }", "checked"],
    ["at most 2 send", "step a = for i in 1..twice { step s = send(i) }", "proved"],
    ["at most 1 send", "step a = for i in 1..twice { step s = send(i) }", "ORCH4102"],
    ["at most 5 send", "step a = for x in ns + ms { step s = send(x) }", "proved"],
    ["at most 4 send", "step a = for x in ns + ms { step s = send(x) }", "checked"],
    ["at most 5 send", "step a = for x in ns.concat(ms, [1, 2]) { step s = send(x) }", "checked"],
    ["at most 7 send", "step a = for x in ns.concat(ms, [1, 2]) { step s = send(x) }", "proved"],
    ["cost <= $10", "step a = for x in ns + ms { step s = send(x) }", "proved"],
    ["cost <= $4.99", "step a = for x in ns + ms { step s = send(x) }", "checked"],
    ["cost <= $6", "step a = for x in ns.concat(ms, [1, 2]) { step s = send(x) }", "checked"],
  ])("%s: %s", (rule, body, expected) => {
    expect(ended(rule, body)).toBe(expected);
  });
});

describe("what comes before", () => {
  test.each([
    ["a range that may be empty is left to the run", "1..n", "checked"],
    ["a range with a round precedes what waits for it", "1..twice", "proved"],
  ])("%s", (_, range, expected) => {
    const body = `step a = for i in ${range} { step l = look(i) }\nstep s = send(1) { after a }`;
    expect(ended("look before send", body)).toBe(expected);
  });
});

describe("what may be known", () => {
  test.each([
    ["an untrusted item", "step f = fetch(1)\nlet all = names + [f]\nstep s = keep(all.first)"],
    [
      "an untrusted item behind a constant",
      "step f = fetch(1)\nlet all = [f] + names\nstep s = keep(all.last)",
    ],
    [
      "a sum that is added to",
      'step f = fetch(1)\nlet all = names + ([f] + names)\nstep s = keep(all.join(""))',
    ],
    ["an item of a loop", "step f = fetch(1)\nstep a = for x in names + [f] { step s = keep(x) }"],
    ["a number of rounds", `step a = for i in 1..ask.count { yield i }\nstep s = keep("\${a.size}")`],
    ["a number of a range", `step a = for i in 1..ask.count { step s = keep("\${i}") }`],
    ["a let with a type", "let note: String = ask.note\nstep s = keep(note)"],
  ])("%s is untrusted", (_, body) => {
    expect(ended("at most 50 send", body)).toBe("ORCH3502");
  });

  test.each([
    [
      "that a round is made",
      "never untrusted to look",
      "step a = for i in 1..ask.count { step l = look(3) }",
    ],
    [
      "how many there are",
      "never untrusted to look",
      "step a = for i in 1..ask.count { yield i }\nstep l = look(a.size)",
    ],
    [
      "a personal item of a sum",
      "never personal to say",
      'let all: [String] = names + [mine]\nstep s = say(all.join(""))',
    ],
    ["a typed let", "never personal to say", 'let one: String? = mine\nstep s = say(one ?? "")'],
  ])("%s is not hidden", (_, rule, body) => {
    expect(ended(rule, body)).toMatch(/^(?:checked|ORCH4106|ORCH3501)/u);
  });

  test("a constant tells nothing", () => {
    expect(ended("never untrusted to look", "step a = for i in 1..twice { step l = look(i) }")).toBe(
      "proved",
    );
  });
});
