import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * A limit counts within a time, and a run may wait without end (semantics, rule 48). For rules it counts what decides when
 * something is come to, and that it is.
 */

const head = `module m
event come(n: Int) { from x }
type M { n: Int }
resource ms: M x 1 { at edge  lease 1h }
service out() -> Int { effect idempotent  latency <= 1s }
service other() -> Int { effect idempotent  latency <= 1s  clearance secret }
plan inner() { step b = out() { optional } }
guardrail g advisory { never secret to out }
`;

const waits = `plan waits(s: Int @secret) { step w = wait 1s * s  step b = out() { after w  optional } }\n`;
const limited = "policy few { on out  limit 1 per 1m }\n";

function verdicts(body: string, more = limited): readonly string[] {
  const { verdicts: of } = look(`${head}${more}plan p(s: Int @secret) {\n${body}\n}\n`);
  return of("m.p")?.obligations.flatMap(({ rule, verdict }) => (rule === "g" ? [verdict] : [])) ?? [];
}

const first = "step a = out() { optional }";
const last = "step b = out() { after w  optional }";

describe("a rule counts when a call with a limit is made", () => {
  test.each([
    ["after another", `${first}  step w = wait 1s * s  ${last}`],
    [
      "before another",
      `step w = wait 1s * s  ${last}  step c = wait 1m  step d = out() { after c  optional }`,
    ],
    ["beside other runs", "step w = wait 1s * s  step b = out() { after w }"],
    [
      "in the next round",
      "step l = for x in [1, 2] at once 1 { step a = out() { optional }  step w = wait 1s * s  yield 1 }",
    ],
    ["in a plan that is called later", `${first}  step w = wait 1s * s  step i = inner() { after w }`],
    ["in a plan that waits", `${first}  step i = waits(s) { after a }`, `${limited}${waits}`],
    ["in another run", `${first}  step w = wait 2s  ${last}`, `${limited}${waits}`],
    [
      "in a handler",
      `${first}  step l = for x in [1] { step w = wait 1s * s  fail "x" } else { ${last.replace("after w", "")} }`,
    ],
    ["in a hold", `${first}  with m = ms for 1h { step w = wait 1s * s  ${last} }`],
    [
      "after what data alone decides",
      `when s > 3 { step o = other() { optional } }  ${first}  step w = wait 2s  ${last}`,
    ],
  ])("%s", (_, body, more = limited) => {
    expect(verdicts(body, more)).toContain("refused");
  });

  test.each([
    ["without a limit", `${first}  step w = wait 1s * s  ${last}`, ""],
    [
      "of what has none",
      `${first}  step w = wait 1s * s  ${last}`,
      "policy few { on other  limit 1 per 1m }\n",
    ],
    ["where no data decides that", `${first}  step w = wait 2s  ${last}`, limited],
    [
      "where the data comes later",
      `${first}  step w = wait 1s * s { after a }`,
      "policy few { on inner  limit 1 per 1m }\n",
    ],
  ])("not %s", (_, body, more) => {
    expect(verdicts(body, more)).toEqual(["proved"]);
  });
});

describe("a rule counts what ends a wait without end, where `finally` follows", () => {
  const failing = "when s > 3 { step o = other() }";
  const end = "finally { step b = out() }";

  test.each([
    ["for an event", `${failing}  step e = wait for event come forever\n${end}`],
    ["in a loop", `${failing}  step l = for e in event come up to 3 { yield e.n }\n${end}`],
    ["for a member", `${failing}  with m = ms for 1h { step o2 = other() }\n${end}`],
  ])("%s", (_, body) => {
    expect(verdicts(body, "")).toContain("refused");
  });

  test.each([
    ["with a limit of its own", `${failing}  step e = wait for event come within 1h\n${end}`],
    ["with a limit of the plan", `timeout 1h  ${failing}  step e = wait for event come\n${end}`],
    ["where no data decides it", `step o = other()  step e = wait for event come forever\n${end}`],
  ])("not %s", (_, body) => {
    expect(verdicts(body, "")).toEqual(["proved"]);
  });
});
