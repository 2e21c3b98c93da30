import type { Plan, Routine } from "@orchlang/plan";
import { wellFormed } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { expect, test } from "vitest";
import { bounds, constant, input, local, ofNode, samplePlan } from "../sample-plan.ts";

const main = samplePlan.routines["m.main"] as Routine;
const write = samplePlan.capabilities["m.write"] as Plan["capabilities"][string];

function pool(own: Plan["pools"][string]): Plan {
  return { ...samplePlan, pools: { p: own } };
}

function typed(schema: Plan["schemas"][string]): Plan {
  return { ...samplePlan, schemas: { ...samplePlan.schemas, "m.N": { type: "number" }, "m.T": schema } };
}

/** Each holds two of the next. */
function doubling(depth: number): Plan["schemas"] {
  const inner = (n: number) => (n === depth ? true : { $ref: `#/$defs/t${n + 1}` });
  return Object.fromEntries(
    Array.from({ length: depth + 1 }, (_, n) => [
      `t${n}`,
      { type: "object", properties: { a: inner(n), b: inner(n) }, required: ["a", "b"] },
    ]),
  );
}

test("a value of a type within itself may be left out", () => {
  const tree = { type: "object", properties: { below: { type: "array", items: { $ref: "#/$defs/m.T" } } } };
  expect(wellFormed(typed({ ...tree, required: ["below"] }))).toEqual([]);
});

test("the sample is well-formed", () => {
  expect(wellFormed(samplePlan)).toEqual([]);
});

test.each<[string, Plan, string, string]>([
  ["entry", { ...samplePlan, entry: "toString" }, "/entry", "neither a routine nor a goal"],
  ["alternative", goal({ alternatives: ["m.nobody"] }), "/goals/m.launch/alternatives/0", "no routine"],
  ["goal", routine({ achieves: "m.nothing" }), "/routines/m.main/achieves", "no goal"],
  ["routine's key", routine({ name: "m.other" }), "/routines/m.main/name", "listed as `m.main`"],
  ["more members than a pool may have", pool({ count: 100_001 }), "/pools/p/count", "from 0 to 100,000"],
  [
    "more members by name",
    pool({ members: Array.from({ length: 100_001 }, (_, n) => `m${n}`) }),
    "/pools/p/members",
    "up to 100,000",
  ],
  [
    "a list that nobody could give",
    typed({ type: "array", items: true, minItems: 2 ** 53 - 1 }),
    "/schemas/m.T",
    "8,388,608",
  ],
  [
    "a list of lists that nobody could give",
    typed({
      type: "array",
      minItems: 10_000,
      items: { anyOf: [{ type: "array", minItems: 10_000, items: { $ref: "#/$defs/m.N" } }] },
    }),
    "/schemas/m.T",
    "over the limit",
  ],
  [
    "a text that nobody could give",
    typed({ type: "string", minLength: 9_000_000 }),
    "/schemas/m.T",
    "9,000,00",
  ],
  [
    "records that hold each other twice over",
    { ...samplePlan, schemas: doubling(30) },
    "/schemas/t0",
    "over the limit",
  ],
  ["a type that is not there", typed({ $ref: "#/$defs/m.none" }), "/schemas/m.T/$ref", "no type"],
  ["a reference that is no name", typed({ $ref: "#/$defs/%zz" }), "/schemas/m.T/$ref", "no type"],
  [
    "check's key",
    {
      ...samplePlan,
      checks: { ...samplePlan.checks, c: { id: "d", kind: "consent", scope: "s" } },
    },
    "/checks/c/id",
    "named `d`",
  ],
  [
    "parameter twice",
    routine({ params: [...main.params, ...main.params] }),
    "/routines/m.main/params/2",
    "a second",
  ],
  [
    "policy twice",
    { ...samplePlan, policies: [...samplePlan.policies, ...samplePlan.policies] },
    "/policies/1",
    "a second",
  ],
  ["policy", check({ kind: "policy", policy: "m.none", verdict: 0 }), "/checks/x/policy", "no policy"],
  ["verdict", check({ kind: "policy", policy: "m.hours", verdict: 7 }), "/checks/x/verdict", "only 7"],
  ["guardrail", check({ kind: "guardrail", guardrail: "m", rule: 0 }), "/checks/x/guardrail", "no guardrail"],
  ["rule", check({ kind: "guardrail", guardrail: "m.reviewed", rule: 8 }), "/checks/x/rule", "only 8"],
  [
    "node twice",
    routine({ nodes: [...main.nodes, ...main.nodes.slice(0, 1)] }),
    "/routines/m.main/nodes/18/id",
    "a second node",
  ],
  [
    "block twice",
    routine({ blocks: [...main.blocks, { id: "finally", nodes: [] }] }),
    "/routines/m.main/blocks/10/id",
    "a second block",
  ],
  ["node's block", node("draft", { block: "nowhere" }), "/routines/m.main/nodes/0/block", "no block"],
  ["a node unlisted", block("draft/else", { nodes: [] }), "/routines/m.main/nodes/1/block", "doesn't list"],
  ["listed elsewhere", node("draft", { block: "finally" }), "/routines/m.main/blocks/0/nodes/0", "stands in"],
  [
    "a block's node",
    block("finally", { nodes: ["constructor"] }),
    "/routines/m.main/blocks/9/nodes/0",
    "no node",
  ],
  [
    "a node elsewhere",
    block("finally", { nodes: ["fail@1"] }),
    "/routines/m.main/blocks/9/nodes/0",
    "stands in",
  ],
  [
    "a node listed twice",
    block("root", { nodes: [...(main.blocks[0]?.nodes ?? []), main.blocks[0]?.nodes[0] ?? ""] }),
    `/routines/m.main/blocks/0/nodes/${main.blocks[0]?.nodes.length}`,
    "listed twice",
  ],
  [
    "a price",
    { ...samplePlan, pools: { p: { cost: { amount: "x", currency: "USD", per: 1 } } } },
    "/pools/p/cost",
    "money for a time",
  ],
  [
    "a type within",
    { ...samplePlan, schemas: { ...samplePlan.schemas, s: { type: "array", items: -1 } } },
    "/schemas/s/items",
    "a schema is wanted",
  ],
  [
    "two currencies",
    {
      ...samplePlan,
      pools: {
        p: { cost: { amount: "1", currency: "USD", per: 1 }, overflow: "q" },
        q: { cost: { amount: "1", currency: "EUR", per: 1 } },
      },
    },
    "/pools/p/overflow",
    "costs USD",
  ],
  ["owner", block("many/body", { owner: "x" }), "/routines/m.main/blocks/4/owner", "no node"],
  ["root with owner", block("root", { owner: "draft" }), "/routines/m.main/blocks/0", "outermost"],
  [
    "loose block",
    routine({ blocks: [...main.blocks, { id: "b", nodes: [] }] }),
    "/routines/m.main/blocks/10",
    "belongs to no node",
  ],
  ["root", routine({ root: "x" }), "/routines/m.main/root", "no block `x`"],
  ["finally", routine({ finally: "x" }), "/routines/m.main/finally", "no block `x`"],
  ["body", node("many", { body: "x" }), "/routines/m.main/nodes/7/body", "no block `x`"],
  ["another's body", node("many", { body: "heard/body" }), "/routines/m.main/nodes/7/body", "doesn't belong"],
  ["arm", node("when@1", { arms: [{ block: "x" }] }), "/routines/m.main/nodes/3/arms/0/block", "no block"],
  ["else of a hold", node("with@1", { otherwise: "x" }), "/routines/m.main/nodes/16/otherwise", "no block"],
  [
    "handler",
    node("many", { rescues: [{ block: "x" }] }),
    "/routines/m.main/nodes/7/rescues/0/block",
    "no block",
  ],
  [
    "need",
    node("all", { needs: [{ node: "x", why: "data" }] }),
    "/routines/m.main/nodes/2/needs/0",
    "no node",
  ],
  [
    "itself",
    node("all", { needs: [{ node: "all", why: "data" }] }),
    "/routines/m.main/nodes",
    "`all` → `all`",
  ],
  [
    "a ring",
    node("draft", { needs: [{ node: "all", why: "data" }] }),
    "/routines/m.main/nodes",
    "wait for each other",
  ],
  ["join", node("text", { of: ["x"] }), "/routines/m.main/nodes/6/of/0", "no node"],
  [
    "race",
    node("first", { branches: [{ node: "x" }] }),
    "/routines/m.main/nodes/10/branches/0/node",
    "no node",
  ],
  [
    "interruption without work",
    sender("sent", { branches: [{ node: "sent.until" }] }),
    "/routines/m.sender/nodes/0/settles",
    "two branches",
  ],
  [
    "interruption of losers that finish",
    sender("sent", { losers: "finish" }),
    "/routines/m.sender/nodes/0/settles",
    "cancels the other branch",
  ],
  [
    "interruption by the clock",
    sender("until@1", { for: { kind: "duration", duration: { op: "constant", value: 1 } } }),
    "/routines/m.sender/nodes/0/settles",
    "begins with the wait",
  ],
  [
    "interruption that waits for nothing",
    sender("after", { needs: [] }),
    "/routines/m.sender/nodes/0/settles",
    "waits for the event",
  ],
  ["critical path", routine({ criticalPath: ["x"] }), "/routines/m.main/criticalPath/0", "no node"],
  ["bounds", routine({ nodeBounds: { x: bounds } }), "/routines/m.main/nodeBounds/x", "no node"],
  ["event", node("emit@1", { event: "x" }), "/routines/m.main/nodes/17/event", "no event"],
  ["pool", node("with@1", { pick: { pool: "x" } }), "/routines/m.main/nodes/16/pick/pool", "no pool"],
  [
    "capability",
    attempt({ target: { capability: "x" } }),
    "/routines/m.main/nodes/0/attempt/target",
    "no capability",
  ],
  [
    "called routine",
    attempt({ target: { routine: "x" } }),
    "/routines/m.main/nodes/0/attempt/target",
    "no routine",
  ],
  ["called goal", attempt({ target: { goal: "x" } }), "/routines/m.main/nodes/0/attempt/target", "no goal"],
  ["check", attempt({ checks: ["x"] }), "/routines/m.main/nodes/0/attempt/checks/0", "no check"],
  [
    "check of an undo",
    attempt({ undoChecks: ["x"] }),
    "/routines/m.main/nodes/0/attempt/undoChecks/0",
    "no check",
  ],
  [
    "argument missing",
    attempt({ args: {} }),
    "/routines/m.main/nodes/0/attempt/args",
    "`product` is not given",
  ],
  [
    "argument too many",
    attempt({ args: { product: constant(1), x: constant(1) } }),
    "/routines/m.main/nodes/0/attempt/args/x",
    "no such parameter",
  ],
  [
    "undo of a step",
    attempt({ options: { undo: { capability: "x", args: {} } } }),
    "/routines/m.main/nodes/0/attempt/options/undo/capability",
    "no capability",
  ],
  [
    "undo",
    capability({ undo: { capability: "m.erase", args: {} } }),
    "/capabilities/m.write/undo/args",
    "`id`",
  ],
  [
    "confirm",
    capability({ confirm: { capability: "x", args: {} } }),
    "/capabilities/m.write/confirm/capability",
    "no",
  ],
  [
    "function",
    value({ op: "call", fn: "number.sin", args: [] }),
    "/routines/m.main/nodes/2/value",
    "no function",
  ],
  [
    "a property for a function",
    value({ op: "call", fn: "toString", args: [] }),
    "/routines/m.main/nodes/2/value",
    "no function",
  ],
  [
    "arguments",
    value({ op: "not", of: { op: "call", fn: "number.add", args: [constant(1)] } }),
    "/routines/m.main/nodes/2/value/of",
    "with 1 arguments",
  ],
  [
    "list function",
    value({ op: "fold", fn: "reduce", list: constant(1) }),
    "/routines/m.main/nodes/2/value",
    "no list function",
  ],
  [
    "half a lambda",
    value({ op: "fold", fn: "map", list: constant(1), as: "x" }),
    "/routines/m.main/nodes/2/value",
    "go together",
  ],
  [
    "template",
    value({ op: "template", parts: ["a", { value: constant(1), as: "text.of_quantity" }] }),
    "/routines/m.main/nodes/2/value",
    "with 1 arguments",
  ],
  ["input", value(input("x")), "/routines/m.main/nodes/2/value", "no input `x`"],
  ["node", value(ofNode("toString")), "/routines/m.main/nodes/2/value", "no node `toString`"],
  ["input in a clause", capability({ cost: input("product") }), "/capabilities/m.write/cost", "no input"],
  [
    "node in a goal",
    goal({ success: [{ says: "", when: ofNode("draft") }] }),
    "/goals/m.launch/success/0/when",
    "no node",
  ],
])("%s", (_, plan, path, says) => {
  const faults = wellFormed(plan).filter((fault) => fault.path === path);
  expect(faults.map((fault) => fault.says).join()).toContain(says);
});

test("a block within itself", () => {
  const inside = (id: string, block: string) => ({ ...changedNode(id, { block }) });
  const nodes = main.nodes.map(({ id }) => (id === "many" ? inside(id, "again/body") : changedNode(id, {})));
  const blocks = main.blocks.map((each) =>
    each.id === "again/body"
      ? { ...each, nodes: ["many"] }
      : { ...each, nodes: each.nodes.filter((id) => id !== "many") },
  );
  expect(wellFormed(routine({ nodes, blocks }))).toEqual([
    { path: "/routines/m.main/blocks/4", says: "`many/body` stands within itself" },
  ]);
});

test("routines that call each other", () => {
  const back = {
    ...(samplePlan.routines["m.sender"] as Routine),
    nodes: [
      {
        kind: "call",
        id: "again",
        block: "root",
        needs: [],
        attempt: {
          target: { goal: "m.launch" },
          args: { product: constant(1) },
          options: {},
          gate: "local",
          checks: [],
        },
        rescues: [],
      },
    ],
    blocks: [{ id: "root", nodes: ["again"] }],
  } as const satisfies Routine;
  const plan = { ...samplePlan, routines: { ...samplePlan.routines, "m.sender": back } };
  expect(wellFormed(plan).map(({ says }) => says)).toEqual([
    "these call each other without end: `m.launcher` → `m.sender` → `m.launch` → `m.launcher`",
  ]);
});

test("data that looks like an expression is let be", () => {
  const call = { op: "call", fn: "nothing", args: [] };
  expect(wellFormed(value({ op: "constant", value: call }))).toEqual([]);
  const match: Expression = {
    op: "match",
    subject: constant(1),
    arms: [{ patterns: [{ is: call }], value: constant(1) }],
  };
  expect(wellFormed(value(match))).toEqual([]);
  expect(wellFormed(value({ op: "fold", fn: "map", list: constant(1), as: "x", body: local("x") }))).toEqual(
    [],
  );
});

test.each<[string, object, string]>([
  ["nothing", {}, ""],
  ["an argument too many", { args: { product: constant(1), x: constant(1) } }, "no such parameter"],
  ["an argument too few", { args: {} }, "`product` is not given"],
  ["another argument instead", { args: { x: constant(1) } }, "no such parameter"],
  ["a check that there is not", { checks: ["x"] }, "no check"],
  ["a capability that there is not", { target: { capability: "m.none" } }, "no capability"],
  ["what it reads", { args: { product: ofNode("nothing") } }, "no node `nothing` to be read"],
  ["what its options read", { options: { timeout: ofNode("nothing") } }, "no node `nothing` to be read"],
])("a step without handlers and options is looked at as closely: %s", (_, change, says) => {
  const draft = main.nodes[0] as Extract<Routine["nodes"][number], { kind: "call" }>;
  const { using: _using, ...plain } = draft.attempt;
  const called = { ...plain, args: { product: constant(1) }, checks: [], options: {}, ...change };
  const other = routine({
    nodes: [...main.nodes, { ...draft, id: "plain", needs: [], rescues: [], attempt: called }],
  });
  const faults = wellFormed(other).filter((fault) => !fault.path.endsWith("/block"));
  expect(faults.map((fault) => fault.says).join("; ")).toContain(says);
  expect(faults.length).toBe(says === "" ? 0 : Math.max(1, faults.length));
});

function routine(change: Partial<Routine>): Plan {
  return { ...samplePlan, routines: { ...samplePlan.routines, "m.main": { ...main, ...change } } };
}

function goal(change: Partial<Plan["goals"][string]>): Plan {
  const whole = samplePlan.goals["m.launch"] as Plan["goals"][string];
  return { ...samplePlan, goals: { "m.launch": { ...whole, ...change } } };
}

function capability(change: Partial<Plan["capabilities"][string]>): Plan {
  return { ...samplePlan, capabilities: { ...samplePlan.capabilities, "m.write": { ...write, ...change } } };
}

function check(change: object): Plan {
  return {
    ...samplePlan,
    checks: { ...samplePlan.checks, x: { id: "x", ...change } as Plan["checks"][string] },
  };
}

function changedNode(id: string, change: object): Routine["nodes"][number] {
  return { ...main.nodes.find((each) => each.id === id), ...change } as Routine["nodes"][number];
}

function node(id: string, change: object): Plan {
  return routine({ nodes: main.nodes.map((each) => (each.id === id ? changedNode(id, change) : each)) });
}

function sender(id: string, change: object): Plan {
  const whole = samplePlan.routines["m.sender"] as Routine;
  const nodes = whole.nodes.map((each) =>
    each.id === id ? ({ ...each, ...change } as Routine["nodes"][number]) : each,
  );
  return { ...samplePlan, routines: { ...samplePlan.routines, "m.sender": { ...whole, nodes } } };
}

function block(id: string, change: object): Plan {
  return routine({ blocks: main.blocks.map((each) => (each.id === id ? { ...each, ...change } : each)) });
}

function attempt(change: object): Plan {
  const draft = main.nodes[0] as Extract<Routine["nodes"][number], { kind: "call" }>;
  return node("draft", { attempt: { ...draft.attempt, ...change } });
}

function value(expression: Expression): Plan {
  return node("all", { value: expression });
}
