import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * Other holds of a run decide whether a member of a pool is free in time, and which one it is (semantics, rule 48): the
 * member that was held least comes first.
 */

const head = `module m
type Tool { id: String }
resource tools: Tool x 2
resource others: Tool
resource slot
resource spare { overflow slot }
service out(x: String) { effect idempotent  latency <= 1s }
service quick() { effect idempotent  latency <= 1s }
service work() { effect idempotent  latency <= 1h  clearance personal }
agent asked() -> { yes: Bool } { effect pure  latency <= 1s }
service danger(x: String trusted) { effect idempotent  latency <= 1s }
plan takes(x: Bool @personal) { when x { with t = slot for 5m { wait 1m } } }
plan needs() { with t = slot wait 1s for 1m { step o = out("a") } else { step p = out("b") } }
`;
const rule = "guardrail g { never personal to out }\n";

function codes(body: string, rules = rule): readonly string[] {
  const { all } = look(
    `${head}${rules}plan p(x: Bool @personal, xs: [Bool] size 0..3 @personal) {\n${body}\n}\n`,
  );
  return [...new Set(all.filter(({ severity }) => severity === "error").map(({ code }) => code))];
}

const holds = "when x { with t = slot for 5m { wait 1m } }";
const chooses = "when x { with t = tools for 5m { wait 1m } }";

describe("reaches it", () => {
  test.each([
    ["whether a member is free in time", `${holds}\nwith s = slot wait 1s for 1m { step o = out("a") }`],
    [
      "that none was, for the other block",
      `${holds}\nstep q = quick()\nwith s = slot wait 1s for 1m { wait 1s } else { step o = out("a")  }`,
    ],
    [
      "that a step has one",
      `when x { step w = work() using slot }\nstep o = out("a") using slot wait 1s { optional }`,
    ],
    [
      "that a step has none",
      `${holds}\nstep q = quick() using slot wait 1s { optional }\nstep o = out("\${q is none}")`,
    ],
    [
      "a hold of a pool that it overflows into",
      `${holds}\nwith s = spare count 2 wait 1s for 1m { step o = out("a") }`,
    ],
    [
      "how long another round holds it",
      'step l = for y in xs at once 2 { with s = slot wait 1s for 5m { when y { wait 1m } } }\nstep k = for y in [1, 2] { with s = slot wait 1s for 1m { step o = out("a") } }',
    ],
    ["a hold in a called plan", 'step c = takes(x)\nwith s = slot wait 1s for 1m { step o = out("a") }'],
    ["a hold around a called plan", `${holds}\nstep c = needs()`],
    ["which member was free", `${chooses}\nwith s = tools for 1m { step o = out(s.id) }`],
    ["which member was held least", `${chooses}\nwait 1h\nwith s = tools for 1m { step o = out(s.id) }`],
  ])("%s", (_, body) => {
    expect(codes(body)).toContain("ORCH4106");
  });

  test("a model's word, by what is done where no member is free", () => {
    const body = `step a = asked()\nwhen a.yes { with t = slot for 5m { wait 1m } }\nwith s = slot wait 1s for 1m { step d = danger("a") } else { step e = danger("b") }`;
    expect(codes(body, "")).toContain("ORCH4109");
  });
});

describe("a policy about `resource`, which narrows the candidates", () => {
  const kinds = "type Robot { id: String, n: Int, mine: Int @personal }\nresource robots: Robot x 2\n";
  const acts = "service act(n: Int @personal) { effect idempotent  latency <= 1s  clearance personal }\n";
  const policy = (when: string): string => `${kinds}${acts}policy q { on act deny when ${when} }\n${rule}`;

  test.each([
    [
      "by a member's field, for the other block",
      "resource.mine > 3",
      'with r = robots wait 1s for 1m { step a = act(1) } else { step o = out("a") }',
    ],
    [
      "by an argument, for the member that is chosen",
      "resource.n < args.n",
      "with r = robots for 1m { step a = act(if x then 1 else 2)  step o = out(r.id) }",
    ],
    [
      "by a member's field, for a step that has none",
      "resource.mine > 3",
      `step a = act(1) using robots wait 1s { optional }\nstep o = out("\${a is none}")`,
    ],
  ])("%s", (_, when, body) => {
    expect(codes(body, policy(when))).toContain("ORCH4106");
  });

  test("by what has no label", () => {
    const body = "with r = robots for 1m { step a = act(1)  step o = out(r.id) }";
    expect(codes(body, policy("resource.n > 3"))).toEqual([]);
  });
});

describe("does not reach it", () => {
  test.each([
    [
      "a hold that is over before",
      `${holds}\nwait 1h\nwith s = slot wait 1s for 1m { step o = out("a") } else { step p = out("b") }`,
    ],
    ["a hold that comes after", `with s = tools for 1m { step o = out(s.id) }\nwait 1h\n${chooses}`],
    ["a hold of another pool", `${chooses}\nwith s = others wait 1s for 1m { step o = out(s.id) }`],
    [
      "what is done in a hold before it ends",
      `with s = slot wait 1s for 5m { step o = out("a")  when x { wait 1m } }`,
    ],
    [
      "a hold of the round before",
      "step l = for y in xs at once 1 { with s = slot wait 1s for 5m { when y { wait 1m } } }\nwith s = slot wait 1s for 1m { step o = quick() }",
    ],
  ])("%s", (_, body) => {
    expect(codes(body)).toEqual([]);
  });

  test("what a place is cleared for, where a member is had in the end", () => {
    expect(codes(`${holds}\nwith s = slot for 1m { step o = out("a") }`, "")).toEqual([]);
  });
});
