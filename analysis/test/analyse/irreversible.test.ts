import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* `irreversible`: nothing undoes the effect, or the plan file says that it stays, or the clause is refused. */

const head = `module m
type Van { id: String }
resource vans: Van x 2 { at edge  lease 1h }
service unsend(n: Int) { effect idempotent  latency <= 1s }
service send(n: Int) -> Int { effect once  latency <= 1s  undo unsend(n) }
service post(n: Int) -> Int { effect idempotent  latency <= 1s }
service park(van: String) { effect idempotent  latency <= 1s }
service drive(van: String) -> Int { effect once  latency <= 1s  undo park(van) }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
plan sends(n: Int) -> Int { step s = send(n)  return s }
plan posts(n: Int) -> Int { step s = post(n)  return s }
plan both(n: Int) -> Int { step s = send(n)  step t = post(s)  return t }
plan drives() -> Int { with v = vans wait 1m for 10m { step s = drive(v.id) { irreversible because "driven" } }  return s }
plan last(n: Int) -> Int { return n  finally { step s = send(n) } }
goal given(n: Int) -> Int { optimize cost }
plan by_post(n: Int) -> Int achieves given { step s = posts(n)  return s }
plan by_both(n: Int) -> Int achieves given { step s = both(n)  return s }
`;
const because = 'irreversible because "so"';

function said(step: string): readonly string[] {
  const { all, verdicts } = look(`${head}plan p(n: Int) { ${step}  step z = look(n) { after a } }\n`);
  const mistakes = all
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
  if (mistakes.length > 0) return mistakes;
  const found = verdicts("m.p");
  return (found?.obligations ?? [])
    .filter(({ id }) => id === "standing m.p/a")
    .map(({ id, verdict }) => `${verdict}: ${found?.evidence[id]}`);
}

describe("a step that is said to be irreversible", () => {
  test.each([
    ["a call without an undo", `post(n) { ${because} }`, "proved: is not undone: so"],
    ["a plan without one", `posts(n) { ${because} }`, "proved: is not undone: so"],
    ["a plan with one in `finally`", `last(n) { ${because} }`, "proved: is not undone: so"],
    ["a plan with one", `both(n) { ${because} }`, "checked: what has no undo in it stays: so"],
    ["a goal with one", `given(n) { ${because} }`, "checked: what has no undo in it stays: so"],
    [
      "a plan whose undo needs a member",
      `drives() { ${because} }`,
      "checked: what has no undo in it stays: so",
    ],
    ["a handler", `send(n) else post(n) { ${because} }`, "checked: what post does stays: so"],
    [
      "what a handler stands in for",
      `post(n) { ${because} } else send(n)`,
      "checked: what post does stays: so",
    ],
    ["both ways", `post(n) { ${because} } else post(2) { ${because} }`, "proved: is not undone: so"],
  ])("%s", (_, call, expected) => {
    expect(said(`step a = ${call}`)).toEqual([expected]);
  });

  test.each([
    ["a call that has an undo", `send(n) { ${because} }`],
    ["a plan in which all is undone", `sends(n) { ${because} }`],
    ["a handler in which it is", `post(n) else sends(n) { ${because} }`],
  ])("is refused: %s", (_, call) => {
    expect(said(`step a = ${call}`)).toEqual([
      "ORCH4203 `a` is declared irreversible, but `unsend` undoes it.",
    ]);
  });

  test.each([
    ["a loop", `for x in [1, 2] { step b = post(x)  yield b } { ${because} }`],
    ["a race", `first of { post(1), post(2) } { ${because} }`],
    ["a wait", `wait until n > 3 within 1m { ${because} }`],
  ])("is refused: %s", (_, value) => {
    expect(said(`step a = ${value}`)).toEqual(["ORCH3718 `irreversible` belongs to a call."]);
  });
});
