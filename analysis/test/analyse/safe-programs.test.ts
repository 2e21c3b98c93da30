import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* Programs that keep their rule in every run, and were refused once. */

const head = `module m
import std.people { Approval }
role lead
type Contact { mail: String @personal, town: String }
human sure(n: Int) -> Approval { ask lead  show "Do \${n}?" }
service one(n: Int) -> Int { effect idempotent  latency <= 1s }
service two() -> Int { effect idempotent  latency <= 1s }
service send() { effect idempotent  latency <= 1s }
service out(x: String) { effect idempotent  latency <= 1s }
service count(x: Int) { effect idempotent  latency <= 1s }
service back(n: Int) { effect idempotent  latency <= 1s }
service once(n: Int) -> Int { effect once  latency <= 1s  undo back(n) }
`;

function verdicts(rule: string, params: string, body: string, rest = ""): readonly string[] {
  const looked = look(`${head}guardrail g { ${rule} }\n${rest}\nplan p(${params}) {\n${body}\n}\n`);
  const errors = looked.all.filter(({ severity }) => severity === "error").map(({ code }) => code);
  const found = looked.verdicts("m.p")?.obligations ?? [];
  return [...errors, ...found.flatMap(({ rule: of, verdict }) => (of === "g" ? [verdict] : []))];
}

const rounds = "step l = for n in ns { step s = one(n) }  step d = send() { after l }";

describe("what is safe is proved", () => {
  test.each<readonly [string, readonly string[]]>([
    ["a response after a loop", verdicts("every one followed by send", "ns: [Int] size 0..5", rounds)],
    ["an order over all rounds", verdicts("one before send", "ns: [Int] size 1..5", rounds)],
    [
      "until granted",
      verdicts(
        "sure granted before send",
        "",
        "step l = for y from { granted: false, reason: none } up to 3 until y.granted { step h = sure(1) { timeout 1h }  yield h }  step d = send() { after l }",
      ),
    ],
    [
      "the first of all",
      verdicts("two before send", "", "step r = first 2 of { one(1), two() }  step d = send() { after r }"),
    ],
    [
      "a retry of a plan whose undo needs no result",
      verdicts(
        "at most 3 inner",
        "n: Int",
        "step i = inner(n) { retry 2 }",
        "plan inner(n: Int) { step s = once(n)  step t = send() { after s } }",
      ),
    ],
    [
      "equal branches of what is personal",
      verdicts("never personal to out", "c: Bool @personal", 'step s = out(if c then "a" else "a")'),
    ],
    [
      "an arm that is never taken",
      verdicts("never personal to out", "c: String @personal", 'step s = out(if false then c else "a")'),
    ],
    [
      "the size of a list with personal fields",
      verdicts("never personal to count", "cs: [Contact]", "step s = count(cs.size)"),
    ],
    [
      "an impossible interval",
      verdicts("never one when args.n < 2", "n: Int in 0..5", "when n > 2 { step s = one(n) }"),
    ],
    [
      "a person's grant, where a model decides that the person is asked",
      verdicts(
        "at most 1 danger",
        "c: Bool @untrusted, k: Int",
        'when c { step h = sure(k) { timeout 1h }  when h.granted { step d = danger("a") } }',
        "service danger(x: String trusted) { effect idempotent  latency <= 1s }",
      ),
    ],
    [
      "a person's grant of what a model said there, where a model decides that it is asked",
      verdicts(
        "at most 1 danger",
        "c: Bool @untrusted",
        "when c { step w = writer()  step h = seen(w) { timeout 1h }  when h.granted { step d = danger(w) } }",
        `service danger(x: String trusted) { effect idempotent  latency <= 1s }
agent writer() -> String pure <= 1s
human seen(w: String) -> Approval { ask lead  show "\${w}?" }`,
      ),
    ],
    [
      "the arm of the branch that has won",
      verdicts(
        "two before send",
        "",
        "step r = first of { x = two()  y = wait 1s }  match r { x { step d = send() } y {} }",
      ),
    ],
    [
      "the arm of a block that has won",
      verdicts(
        "two before send",
        "",
        "step r = first of { x = { step t = two()  yield t }  y = wait 1s }  match r { x { step d = send() } y {} }",
      ),
    ],
  ])("%s", (_, found) => {
    expect(found).toEqual(["proved"]);
  });
});
