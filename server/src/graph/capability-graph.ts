import { selects } from "@orchlang/kernel/run";
import type { Capability, Handler, Plan } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { bindLocals, type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt, Node, Pick } from "@orchlang/plan/nodes";

/* The program's part of the capability graph: what needs what, whatever is so at the moment. */

export const nodeKinds = [
  "workflow",
  "capability",
  "pool",
  "member",
  "role",
  "signal",
  "flag",
  "consent",
  "tier",
  "address",
  "record",
] as const;

type NodeKind = (typeof nodeKinds)[number];

/** `from` depends on `to`, but for `touches`: a record need not be there before the call. */
export const edgeKinds = [
  "calls",
  "undone by",
  "confirmed by",
  "uses",
  "overflows into",
  "has",
  "asks",
  "reads",
  "needs",
  "runs at",
  "reaches",
  "touches",
] as const;

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: (typeof edgeKinds)[number];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
}

export interface CapabilityGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Collects each node and each edge once, in the order in which they are found. */
class Graph implements CapabilityGraph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  get nodes(): readonly GraphNode[] {
    return [...this.#nodes.values()];
  }

  get edges(): readonly GraphEdge[] {
    return [...this.#edges.values()];
  }

  node(kind: NodeKind, name: string): string {
    const id = `${kind} ${name}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, name });
    return id;
  }

  link(from: string, kind: GraphEdge["kind"], to: string): void {
    this.#edges.set(`${from}\n${kind}\n${to}`, { from, to, kind });
  }
}

/** The graph of some plans of a program, and of the pools, signals and flags that these reach. */
export function capabilityGraph(plans: readonly Plan[], world: World): CapabilityGraph {
  const graph = new Graph();
  for (const plan of plans) {
    addRoutines(graph, plan, world);
    for (const capability of Object.values(plan.capabilities)) {
      const from = graph.node("capability", capability.name);
      addCapability(graph, from, capability, world);
      addPolicies(graph, from, capability.name, plan);
    }
    for (const pool of plan.manifest.pools) addPool(graph, pool, world);
  }
  return graph;
}

function addRoutines(graph: Graph, plan: Plan, world: World): void {
  for (const goal of Object.values(plan.goals))
    for (const one of goal.alternatives)
      graph.link(graph.node("workflow", goal.name), "calls", graph.node("workflow", one));
  for (const routine of Object.values(plan.routines)) {
    const from = graph.node("workflow", routine.name);
    for (const node of routine.nodes) {
      for (const attempt of attemptsOf(node)) addAttempt(graph, from, attempt, world);
      if (node.kind === "hold") usesPool(graph, from, node.pick, world);
      for (const reads of conditionsOf(node)) addReads(graph, from, reads, plan);
    }
  }
}

function attemptsOf(node: Node): readonly Attempt[] {
  const rescues = "rescues" in node ? node.rescues : [];
  const others = rescues.flatMap((one) => ("attempt" in one ? [one.attempt] : []));
  if (node.kind === "call") return [node.attempt, ...others];
  return node.kind === "quorum" ? [...node.attempts, ...others] : others;
}

function addAttempt(graph: Graph, from: string, { target, using, options }: Attempt, world: World): void {
  const called =
    "capability" in target
      ? graph.node("capability", target.capability)
      : graph.node("workflow", "routine" in target ? target.routine : target.goal);
  graph.link(from, "calls", called);
  if (options.undo !== undefined)
    graph.link(called, "undone by", graph.node("capability", options.undo.capability));
  // A member is given to the call, so it is the call that can't do without.
  if (using !== undefined) usesPool(graph, called, using, world);
}

function usesPool(graph: Graph, from: string, { pool }: Pick, world: World): void {
  graph.link(from, "uses", addPool(graph, pool, world));
}

function addPool(graph: Graph, name: string, world: World, above: readonly string[] = []): string {
  const id = graph.node("pool", name);
  const next = world.pools[name]?.overflow;
  if (typeof next === "string" && !above.includes(next))
    graph.link(id, "overflows into", addPool(graph, next, world, [...above, name]));
  return id;
}

function conditionsOf(node: Node): readonly Expression[] {
  if (node.kind === "wait" && "condition" in node.for) return [node.for.condition];
  if (node.kind === "branch") return node.arms.flatMap(({ condition }) => condition ?? []);
  return [];
}

/** Signals and flags that an expression reads, and those behind the flags. */
function addReads(graph: Graph, from: string, read: Expression, plan: Plan): void {
  for (const { from: source, name } of freeReads(read)) {
    if (source !== "context") continue;
    const { plain, index } = memberNamed(name);
    const flag = plan.flags[plain];
    if (plain in plan.signals) graph.link(from, "reads", graph.node("signal", name));
    if (flag === undefined) continue;
    const id = graph.node("flag", name);
    graph.link(from, "reads", id);
    const locals = Object.fromEntries((flag.family ?? []).map((part, at) => [part.name, index[at] ?? ""]));
    addReads(graph, id, bindLocals(flag.value, locals), plan);
  }
}

/** A member of a family is read as `family(member,member)`. */
function memberNamed(name: string): { readonly plain: string; readonly index: readonly string[] } {
  const open = name.indexOf("(");
  if (open === -1) return { plain: name, index: [] };
  return { plain: name.slice(0, open), index: name.slice(open + 1, -1).split(",") };
}

function addCapability(graph: Graph, from: string, one: Capability, world: World): void {
  const link = (kind: GraphEdge["kind"], to: NodeKind, name: string): void =>
    graph.link(from, kind, graph.node(to, name));
  if (one.undo !== undefined) link("undone by", "capability", one.undo.capability);
  if (one.confirm !== undefined) link("confirmed by", "capability", one.confirm.capability);
  if (one.human !== undefined) link("asks", "role", one.human.role);
  for (const scope of one.scopes) link("needs", "consent", scope);
  for (const tier of one.tiers) link("runs at", "tier", tier);
  for (const { entity } of one.touches) link("touches", "record", entity);
  for (const { kind } of one.uses)
    for (const [name, pool] of Object.entries(world.pools))
      if (pool.kind === kind) graph.link(from, "uses", addPool(graph, name, world));
  for (const address of addressesOf(one.run)) link("reaches", "address", address);
}

function addressesOf(run: Handler | undefined): readonly string[] {
  if (run?.kind === "mcp") return [run.server];
  if (run?.kind !== "http") return [];
  return run.hosts ?? (URL.canParse(run.url) ? [new URL(run.url).host] : []);
}

/** Policies make a call depend on the signals that they read, on consents, and on people who approve. */
function addPolicies(graph: Graph, from: string, capability: string, plan: Plan): void {
  const own = plan.policies.filter(({ on }) => on.some((selector) => selects(plan, selector, capability)));
  for (const verdict of own.flatMap(({ verdicts }) => verdicts)) {
    if (verdict.kind === "consent") graph.link(from, "needs", graph.node("consent", verdict.scope));
    if (verdict.kind === "approval") graph.link(from, "asks", graph.node("role", verdict.role));
    if ("when" in verdict) addReads(graph, from, verdict.when, plan);
  }
}
