/** Plans as the compiler would write them, in few words: what a test does not say is as plain as it can be. */
import type {
  Bounds,
  Capability,
  Effect,
  Goal,
  Json,
  Label,
  Money,
  Parameter,
  Plan,
  Routine,
} from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Need, Node, Pick as Picked, Rescue } from "@orchlang/plan/nodes";

export const internal: Label = { confidentiality: "internal", integrity: "trusted" };

export const noBounds: Bounds = {
  cost: { best: { amount: "0", currency: "USD" }, worst: { unbounded: "not worked out" } },
  latency: {
    best: 0,
    worst: { unbounded: "not worked out" },
    parts: {
      work: { value: 0 },
      people: { value: 0 },
      timers: { value: 0 },
      queue: { value: 0 },
      unwinding: { value: 0 },
    },
  },
  energy: { best: 0, worst: { value: 0 } },
  tokens: { best: 0, worst: { value: 0 } },
};

// ---- expressions ------------------------------------------------------------

export const constant = (value: Json): Expression => ({ op: "constant", value });
export const input = (name: string): Expression => ({ op: "read", from: "input", name });
export const node = (name: string): Expression => ({ op: "read", from: "node", name });
export const local = (name: string): Expression => ({ op: "read", from: "local", name });
export const context = (name: string): Expression => ({ op: "read", from: "context", name });
export const field = (of: Expression, ...names: string[]): Expression =>
  names.reduce<Expression>((from, name) => ({ op: "field", of: from, name }), of);
export const call = (fn: string, ...args: Expression[]): Expression => ({ op: "call", fn, args });
export const equals = (left: Expression, right: Expression): Expression => call("any.equal", left, right);
export const not = (of: Expression): Expression => ({ op: "not", of });
export const dollars = (amount: string): Money & Json => ({ amount, currency: "USD" });
export const failedAs = (name: string): Expression => equals(field(local("error"), "name"), constant(name));

// ---- capabilities -----------------------------------------------------------

export function capability(name: string, effect: Effect["kind"], more: Partial<Capability> = {}): Capability {
  return {
    name,
    kind: "service",
    params: [],
    result: { schema: true, label: internal },
    effect: { kind: effect },
    fails: [],
    ensures: [],
    scopes: [],
    clearance: internal,
    tiers: [],
    uses: [],
    tags: [],
    touches: [],
    ...more,
  };
}

export function human(name: string, role: string, more: Partial<Capability> = {}): Capability {
  return capability(name, "pure", {
    kind: "human",
    human: { role, count: 1, show: constant(`${name}?`) },
    ...more,
  });
}

export function parameter(name: string, more: Partial<Parameter> = {}): Parameter {
  return { name, schema: true, label: internal, ...more };
}

// ---- statements -------------------------------------------------------------

export interface Placed {
  readonly block?: string;
  readonly needs?: readonly (string | Need)[];
}

function common({ block = "root", needs = [] }: Placed): Pick<Node, "block" | "needs"> {
  return {
    block,
    needs: needs.map((need) => (typeof need === "string" ? { node: need, why: "data" } : need)),
  };
}

export function attempt(
  target: Attempt["target"] | string,
  args: Attempt["args"] = {},
  options: Attempt["options"] = {},
  more: Partial<Pick<Attempt, "gate" | "checks" | "undoChecks" | "confirmChecks">> = {},
): Attempt {
  return {
    target: typeof target === "string" ? { capability: target } : target,
    args,
    options,
    gate: "local",
    checks: [],
    ...more,
  };
}

export interface StepMore extends Placed {
  readonly args?: Attempt["args"];
  readonly options?: Attempt["options"];
  readonly checks?: readonly string[];
  readonly undoChecks?: readonly string[];
  readonly confirmChecks?: readonly string[];
  readonly gate?: Attempt["gate"];
  readonly rescues?: readonly Rescue[];
  readonly optional?: true;
}

export function step(id: string, target: Attempt["target"] | string, more: StepMore = {}): Node {
  const { args = {}, options = {}, checks = [], gate = "local", rescues = [], optional } = more;
  const about = {
    ...(more.undoChecks === undefined ? {} : { undoChecks: more.undoChecks }),
    ...(more.confirmChecks === undefined ? {} : { confirmChecks: more.confirmChecks }),
  };
  return {
    id,
    kind: "call",
    ...common(more),
    attempt: attempt(target, args, options, { checks, gate, ...about }),
    rescues,
    ...(optional === undefined ? {} : { optional }),
  };
}

export const letNode = (id: string, value: Expression, placed: Placed = {}): Node => ({
  id,
  kind: "let",
  ...common(placed),
  value,
});

export const giveBack = (value: Expression, placed: Placed = {}, id = "return@1"): Node => ({
  id,
  kind: "return",
  ...common(placed),
  value,
});

export const yieldNode = (id: string, value: Expression, placed: Placed = {}): Node => ({
  id,
  kind: "yield",
  ...common(placed),
  value,
});

export const failNode = (
  id: string,
  message: Expression,
  placed: Placed & { readonly name?: string } = {},
): Node => ({
  id,
  kind: "fail",
  ...common(placed),
  message,
  ...(placed.name === undefined ? {} : { name: placed.name }),
});

/** `when c { … } else { … }`: its blocks are `id/then` and `id/else`. */
export const when = (
  id: string,
  condition: Expression,
  placed: Placed & { readonly otherwise?: true } = {},
): Node => ({
  id,
  kind: "branch",
  ...common(placed),
  arms: [{ block: `${id}/then`, condition }, ...(placed.otherwise === true ? [{ block: `${id}/else` }] : [])],
});

export const join = (id: string, of: readonly string[], placed: Placed = {}): Node => ({
  id,
  kind: "join",
  ...common({ needs: of, ...placed }),
  of,
});

export const commitNode = (needs: readonly string[]): Node => ({
  id: "commit",
  kind: "commit",
  block: "root",
  needs: needs.map((node) => ({ node, why: "order" })),
});

export const waitFor = (id: string, duration: Expression, placed: Placed = {}): Node => ({
  id,
  kind: "wait",
  ...common(placed),
  for: { kind: "duration", duration },
  rescues: [],
});

export interface LoopMore extends Placed {
  readonly atOnce?: number;
  readonly upTo?: number;
  readonly tolerated?: Expression;
  readonly rescues?: readonly Rescue[];
  readonly optional?: true;
}

/** `for x in list`: its body is the block `id/round`. */
export function forEach(id: string, variable: string, list: Expression, more: LoopMore = {}): Node {
  const { atOnce = 1, upTo = 1_000_000, tolerated, rescues = [], optional } = more;
  return {
    id,
    kind: "loop",
    ...common(more),
    variable,
    over: { kind: "list", list, atOnce },
    upTo,
    body: `${id}/round`,
    ...(tolerated === undefined ? {} : { tolerated }),
    rescues,
    ...(optional === undefined ? {} : { optional }),
  };
}

/** `for v from first up to N until c`: its body is the block `id/round`. */
export function fold(
  id: string,
  variable: string,
  from: Expression,
  until: Expression,
  upTo: number,
  more: LoopMore = {},
): Node {
  return {
    id,
    kind: "loop",
    ...common(more),
    variable,
    over: { kind: "fold", from, until },
    upTo,
    body: `${id}/round`,
    rescues: more.rescues ?? [],
  };
}

/** Branches are the nodes `id.name`, each in the block `id/name`. */
export function raceOf(
  id: string,
  names: readonly string[],
  more: Placed & {
    readonly winners?: number;
    readonly losers?: "cancel" | "finish";
    readonly rescues?: readonly Rescue[];
    /** Those that give nothing. */
    readonly nothing?: readonly string[];
  } = {},
): Node {
  return {
    id,
    kind: "race",
    ...common(more),
    winners: more.winners ?? 1,
    branches: names.map((name) => ({
      name,
      node: `${id}.${name}`,
      ...(more.nothing?.includes(name) ? { nothing: true } : {}),
    })),
    losers: more.losers ?? "cancel",
    rescues: more.rescues ?? [],
  };
}

/**
 * `do { … } until event`: the work stands in `id.do/do`, and what is done when the event comes in `id.until/do`, behind
 * the wait `id.event`.
 */
export function untilEvent(
  id: string,
  event: string,
  more: Placed & { readonly rescues?: readonly Rescue[] } = {},
): readonly Node[] {
  const branch = (name: string): Node => ({
    id: `${id}.${name}`,
    kind: "branch",
    block: `${id}/${name}`,
    needs: [],
    arms: [{ block: `${id}.${name}/do` }],
  });
  return [
    {
      id,
      kind: "race",
      ...common(more),
      winners: 1,
      branches: [{ node: `${id}.do` }, { node: `${id}.until` }],
      settles: true,
      losers: "cancel",
      rescues: more.rescues ?? [],
    },
    branch("do"),
    branch("until"),
    {
      id: `${id}.event`,
      kind: "wait",
      block: `${id}.until/do`,
      needs: [],
      for: { kind: "occurrence", event, next: false },
      rescues: [],
    },
  ];
}

/** A step with a `while`: the work stands in `id.do/do`. */
export function underWhile(
  id: string,
  condition: Expression,
  more: Placed & { readonly rescues?: readonly Rescue[] } = {},
): readonly Node[] {
  const watch = (name: string, block: string, of: Expression): Node => ({
    id: `${id}.${name}`,
    kind: "wait",
    block,
    needs: [],
    for: { kind: "while", condition: of },
    rescues: [],
  });
  return [
    ...untilEvent(id, "", more).flatMap((made): readonly Node[] => {
      if (made.kind === "wait") return [watch("drift", `${id}.until/do`, condition)];
      if (made.kind !== "branch" || made.id !== `${id}.do`) return [made];
      return [{ ...made, arms: [{ block: `${id}.do/do`, condition }, { block: `${id}.do/else` }] }];
    }),
    watch("unmet", `${id}.do/else`, constant(false)),
  ];
}

/** A plan with a `while`: its nodes begin where the condition holds, and the work of the race waits for all of them. */
export function guarded(condition: Expression, nodes: readonly Node[]): readonly Node[] {
  const of = "while@1";
  const outermost = nodes.filter(({ block }) => block === "root");
  const order = (id: string) => ({ node: id, why: "order" as const });
  const never: Node = {
    id: `${of}.unmet`,
    kind: "wait",
    block: `${of}.met/else`,
    needs: [],
    for: { kind: "while", condition: constant(false) },
    rescues: [],
  };
  const race = underWhile(of, condition).filter(({ id }) => id !== never.id);
  const met = when(`${of}.met`, condition, { otherwise: true });
  const all: Node = {
    id: `${of}.all`,
    kind: "let",
    block: `${of}.do/do`,
    needs: outermost.map(({ id }) => order(id)),
    value: constant(null),
  };
  const begins = (node: Node): Node =>
    node.block === "root" ? { ...node, needs: [...node.needs, order(met.id)] } : node;
  return [
    met,
    never,
    ...race.map((node) =>
      node.id === `${of}.do` && node.kind === "branch"
        ? { ...node, arms: [{ block: `${of}.do/do` }] }
        : begins(node),
    ),
    all,
    ...nodes.map(begins),
  ];
}

/** `first k of for x in list`: the loop is `id.rounds`, and its body the block `id.rounds/round`. */
export function raceOfRounds(
  id: string,
  winners: number,
  list: Expression,
  more: LoopMore & { readonly losers?: "cancel" | "finish" } = {},
): readonly Node[] {
  const { losers = "cancel", rescues = [], ...loop } = more;
  return [
    {
      id,
      kind: "race",
      ...common(more),
      winners,
      branches: [{ node: `${id}.rounds` }],
      rounds: true,
      losers,
      rescues,
    },
    forEach(`${id}.rounds`, "x", list, { ...loop, needs: [], block: `${id}/rounds` }),
  ];
}

export function quorumOf(id: string, agree: number, attempts: readonly Attempt[], more: Placed = {}): Node {
  return { id, kind: "quorum", ...common(more), agree, attempts, rescues: [] };
}

/** `with r = pool …`: its blocks are `id/held` and, if it has an `else`, `id/else`. */
export function withHold(
  id: string,
  variable: string,
  pick: Picked,
  time: number,
  more: Placed & { readonly otherwise?: true; readonly from?: Expression } = {},
): Node {
  return {
    id,
    kind: "hold",
    ...common(more),
    variable,
    pick,
    ...(more.from === undefined ? {} : { from: more.from }),
    for: constant(time),
    body: `${id}/held`,
    ...(more.otherwise === true ? { otherwise: `${id}/else` } : {}),
  };
}

// ---- plans ------------------------------------------------------------------

export interface RoutineMore extends Partial<Omit<Routine, "name" | "nodes" | "blocks" | "root">> {}

export const goal = (name: string, alternatives: readonly string[], more: Partial<Goal> = {}): Goal => ({
  name,
  params: [parameter("n")],
  result: null,
  intents: [],
  success: [],
  budget: [],
  optimize: "balanced",
  keep: [],
  fails: [],
  alternatives,
  ...more,
});

/** Blocks are made from what the nodes say: the block `x/y` belongs to the node `x`. */
export function routine(name: string, nodes: readonly Node[], more: RoutineMore = {}): Routine {
  const ids = [
    ...new Set([
      "root",
      ...nodes.map(({ block }) => block),
      ...(more.finally === undefined ? [] : [more.finally]),
    ]),
  ];
  const handlers = nodes.flatMap((node) => ("rescues" in node ? node.rescues : []));
  const more2 = handlers.flatMap((rescue) => ("block" in rescue ? [rescue.block] : []));
  const arms = nodes.flatMap((node) => (node.kind === "branch" ? node.arms.map(({ block }) => block) : []));
  const bodies = nodes.flatMap((node) => (node.kind === "loop" ? [node.body] : []));
  const held = nodes.flatMap((node) =>
    node.kind === "hold" ? [node.body, ...(node.otherwise === undefined ? [] : [node.otherwise])] : [],
  );
  const all = [...new Set([...ids, ...more2, ...arms, ...bodies, ...held])];
  return {
    name,
    params: [],
    result: { schema: true, label: internal },
    priority: "normal",
    fails: [],
    nodes,
    blocks: all.map((id) => ({
      id,
      ...(id.includes("/") ? { owner: id.slice(0, id.lastIndexOf("/")) } : {}),
      nodes: nodes.filter(({ block }) => block === id).map((node) => node.id),
    })),
    root: "root",
    bounds: noBounds,
    criticalPath: [],
    nodeBounds: {},
    ...more,
  };
}

export function plan(
  routines: readonly Routine[],
  capabilities: readonly Capability[],
  more: Partial<Omit<Plan, "routines" | "capabilities">> = {},
): Plan {
  return {
    semantics: 1,
    entry: routines[0]?.name ?? "main",
    routines: Object.fromEntries(routines.map((one) => [one.name, one])),
    goals: {},
    capabilities: Object.fromEntries(capabilities.map((one) => [one.name, one])),
    schemas: {},
    roles: {},
    pools: {},
    events: {},
    policies: [],
    guardrails: [],
    obligations: [],
    checks: {},
    bounds: noBounds,
    manifest: {
      scopes: [],
      labels: [],
      tiers: [],
      pools: [],
      capabilities: [],
      humans: [],
      failures: [],
      addresses: [],
      untrusted: [],
    },
    signals: {},
    flags: {},
    coverage: { paths: 0, guarded: 0, capabilities: [] },
    settings: {
      zone: "UTC",
      currency: "USD",
      engine: "device",
      clearances: { device: "secret", edge: "personal", cloud: "internal" },
      journalClearance: "personal",
      limits: { redispatch: 3, rebind: 3, grace: 10_000, deaths: 1 },
    },
    ...more,
  };
}
