/** An undo that needs a member ends with its hold, by whatever way the member came to the step (semantics, rule 28). */
import type { Capability, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import {
  call,
  capability,
  constant,
  failNode,
  field,
  fold,
  forEach,
  input,
  letNode,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  withHold,
  yieldNode,
} from "./building.ts";
import type { Handlers, Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const held = { block: "with@1/held" };
const round = { block: "loop@1/round" };
const member = field(local("r"), "id");

const kinds = [
  capability("fly", "idempotent", {
    params: [parameter("drone")],
    undo: { capability: "recall", args: { drone: local("drone") } },
  }),
  capability("recall", "idempotent", { params: [parameter("drone")] }),
  capability("fall", "pure"),
];

const fly = (drone: Expression, at: { readonly block: string }, needs: readonly string[] = []): Node =>
  step("flight", "fly", { ...at, needs, args: { drone } });

/** The ways by which a step under a `with` may come by the member. */
const ways: Readonly<Record<string, readonly Node[]>> = {
  "by its argument": [fly(member, held)],
  "through a `let`": [letNode("name", member, held), fly(node("name"), held, ["name"])],
  "in a round": [forEach("loop@1", "x", constant([1]), held), fly(member, round)],
  "as what a loop goes over": [
    forEach("loop@1", "one", { op: "list", items: [local("r")] }, held),
    fly(field(local("one"), "id"), round),
  ],
  "as what a loop begins with": [
    fold("loop@1", "one", member, call("any.equal", local("one"), constant("on")), 1, held),
    fly(local("one"), round),
    yieldNode("yield@1", constant("on"), round),
  ],
  "as an argument of a plan": [step("sub", { routine: "sub" }, { ...held, args: { who: member } })],
};

function planOf(
  nodes: readonly Node[],
  end: readonly Node[],
  of: readonly Capability[] = kinds,
  more: Parameters<typeof plan>[2] = {},
): Plan {
  const sub = routine("sub", [fly(input("who"), { block: "root" })], { params: [parameter("who")] });
  return plan(
    [
      routine("main", [withHold("with@1", "r", { pool: "a.drones" }, 60_000), ...nodes, ...end]),
      ...(nodes.some(({ id }) => id === "sub") ? [sub] : []),
    ],
    of,
    { ...more, pools: { "a.drones": { name: "a.drones", count: 2 } } },
  );
}

function played(of: Plan, situation: Situation): readonly string[] {
  const world = new TestWorld(of, situation).go();
  expect(world.closed?.outcome.status, world.story().join("\n")).toBe("failed");
  return world.effects.map(({ capability: name }) => name);
}

describe.each(Object.entries(ways))("%s", (_, nodes) => {
  const last = nodes.findLast(({ block }) => block === held.block)?.id ?? "";

  test("it is retired once the block is complete", () => {
    const after = failNode("fail@1", constant("no"), { needs: [{ node: "with@1", why: "after" }] });
    expect(played(planOf(nodes, [after]), {})).toEqual(["fly"]);
  });

  // A flight back may use 60 in all of its tries, and what comes after it 70.
  const limited = (limit: number, end: readonly Node[]): TestWorld => {
    const dear = [
      ...kinds.filter(({ name }) => name !== "recall"),
      capability("recall", "idempotent", { params: [parameter("drone")], tokens: constant(10) }),
      capability("think", "pure", { tokens: constant(70) }),
    ];
    const rules = [{ kind: "bound" as const, of: "tokens" as const, limit: constant(limit) }];
    const of = planOf(nodes, end, dear, { guardrails: [{ name: "g", severity: "blocking", rules }] });
    return new TestWorld(of, {}).go();
  };
  const thinking = (more: Parameters<typeof step>[2]): Node => step("thought", "think", more);

  test("what it could have used is free once the block is complete", () => {
    const after = [thinking({ needs: [{ node: "with@1", why: "after" }] })];
    expect(limited(70, after).closed?.outcome.status).toBe("completed");
    expect(limited(69, after).closed?.outcome.failure?.class).toBe("budget");
  });

  test("what it may use is set aside while the member is held", () => {
    const inside = [thinking({ ...held, needs: [{ node: last, why: "after" }] })];
    expect(limited(130, inside).closed?.outcome.status).toBe("completed");
    expect(limited(129, inside).closed?.outcome.failure?.class).toBe("budget");
  });

  test("it runs while the member is held where the block fails", () => {
    const inside = step("end", "fall", { ...held, needs: [{ node: last, why: "after" }] });
    const handlers: Handlers = { fall: () => ({ fails: "permanent" }) };
    expect(played(planOf(nodes, [inside]), { handlers })).toEqual(["fly", "recall"]);
  });
});
