import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * Data decides what comes first, and that decides what is done besides. Rules count it;
 * a clearance asks for the integrity of what decides (semantics, rule 48).
 */

const head = `module m
role clerk trust secret
llm ai(n: Int) -> Bool { prompt ""  latency <= 5s }
service one() -> Int { effect idempotent  latency <= 1s }
service vote() -> Int @personal { effect idempotent  latency <= 1s }
service guess() -> Int @untrusted { effect idempotent  latency <= 1s }
service last() -> Int { effect idempotent  latency <= 1s }
service danger(z: Int trusted) -> Int { effect idempotent  latency <= 1s }
plan asks() -> Int { step a = ai(0) { accept it  attempts 2  optional }  return 1 }
`;

const approved = "policy asked { on last, danger  require approval by clerk }\n";

function codes(body: string, more = ""): readonly string[] {
  const { all } = look(`${head}${more}plan p() {\n${body}\n}\n`);
  return all.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
}

const never = (label: string): string => `${approved}guardrail g blocking { never ${label} to last }\n`;

describe("for a clearance, what a model says counts where it decides", () => {
  test.each([
    [
      "which branch is first",
      "step r = first of { x = { step a = ai(0) { accept it  attempts 2 }  yield 1 }, y = { wait 1500ms  step d = danger(1)  yield d } }",
    ],
    ["that others have agreed", "step q = quorum 2 of { one(), guess(), danger(1) }", approved],
  ])("%s", (_, body, more = "") => {
    expect(codes(body, more)).toEqual(["ORCH4109"]);
  });
});

describe("for a rule, all counts that decides", () => {
  test.each([
    ["that others have agreed", "step q = quorum 2 of { one(), vote(), last() }", never("personal")],
    [
      "that others have agreed, of what is untrusted",
      "step q = quorum 2 of { one(), guess(), last() }",
      never("untrusted"),
    ],
  ])("%s", (_, body, more) => {
    expect(codes(body, more)).toEqual(["ORCH4106"]);
  });
});

describe("nothing is decided", () => {
  test.each([
    ["by answers to those who are asked with them", "step q = quorum 2 of { one(), guess(), danger(1) }", ""],
    [
      "by one's own answer",
      "step q = quorum 2 of { one(), guess() , last() }",
      "policy asked { on guess  require approval by clerk }\nguardrail g blocking { never untrusted to guess }\n",
    ],
    [
      "by a model that only takes time",
      "step r = first of { x = { step a = ai(0)  yield 1 }, y = { wait 9s  step d = danger(1)  yield 2 } }",
      "",
    ],
    [
      "by how much time a model takes, for a clearance",
      "timeout 1s  step q = asks()  when q > 0 { step d = danger(1) }",
      "",
    ],
    ["by personal answers, for a clearance", "step q = quorum 2 of { one(), vote(), last() }", approved],
  ])("%s", (_, body, more) => {
    expect(codes(body, more)).toEqual([]);
  });
});
