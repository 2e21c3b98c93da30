import type { MemberReport, PoolReport } from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { plansSeen, poolsSeen } from "../scope.ts";
import { type CapabilityGraph, capabilityGraph, type GraphEdge, type GraphNode } from "./capability-graph.ts";

/** A node of the capability graph as things stand. */
interface LiveNode extends GraphNode {
  /**
   * A member's health, or `held`. Of a pool `ready`, `held` or `unavailable`: whether a member can be given out now, by
   * overflow too. Of a signal or flag `known` or `unknown`. Left out: its state is not observed.
   */
  readonly state?: string;
  /** The present value of a signal or flag, as people say it. */
  readonly text?: string;
  /** Open questions to a role. */
  readonly asked?: number;
  /** Everything that it depends on, directly or not, that is not ready or known now. */
  readonly lacks: readonly string[];
}

export interface LiveGraph {
  readonly nodes: readonly LiveNode[];
  readonly edges: readonly GraphEdge[];
}

/** The graph of the plans that somebody sees, with the present state of what they depend on. */
export function liveGraph(context: Context, by: Principal): LiveGraph {
  const { orchestrator, program } = context;
  const plans = plansSeen(program, by).map(({ plan }) => plan);
  const graph = withMembers(capabilityGraph(plans, program.world), context, by);
  const known = new Map(orchestrator.context.now(by.clearance).map((one) => [one.name, one]));
  const pools = new Map(orchestrator.around().pools.map((one) => [one.name, one]));
  const members = new Map(orchestrator.members().map((one) => [resourceOf(one), one]));
  const asked = askedRoles(context, by);
  const stateOf = ({ kind, name }: GraphNode): Omit<LiveNode, keyof GraphNode | "lacks"> => {
    const knownNow = known.get(name);
    switch (kind) {
      case "member":
        return { state: memberState(members.get(name)) };
      case "pool":
        return { state: poolState(graph, pools, name) };
      case "signal":
      case "flag":
        if (knownNow?.value === undefined) return { state: "unknown" };
        return { state: "known", text: knownNow.text ?? String(knownNow.value) };
      case "role":
        return { asked: asked.get(name) ?? 0 };
      default:
        return {};
    }
  };
  const nodes = graph.nodes.map((node) => ({ ...node, ...stateOf(node) }));
  const lacks = lacksIn({ nodes, edges: graph.edges });
  return { nodes: nodes.map((node) => ({ ...node, lacks: lacks(node.id) })), edges: graph.edges };
}

function withMembers(graph: CapabilityGraph, context: Context, by: Principal): CapabilityGraph {
  const sees = poolsSeen(context.program, by);
  const ids = new Set(graph.nodes.map(({ id }) => id));
  const shown = context.orchestrator
    .members()
    .filter(({ pool }) => sees(pool) && ids.has(`pool ${pool}`))
    .map((one) => ({ pool: `pool ${one.pool}`, id: `member ${resourceOf(one)}`, name: resourceOf(one) }));
  return {
    nodes: [...graph.nodes, ...shown.map(({ id, name }) => ({ id, kind: "member" as const, name }))],
    edges: [...graph.edges, ...shown.map(({ pool, id }) => ({ from: pool, to: id, kind: "has" as const }))],
  };
}

function resourceOf({ pool, id }: Pick<MemberReport, "pool" | "id">): string {
  return `${pool}[${id}]`;
}

function memberState(member: MemberReport | undefined): string {
  if (member === undefined) return "lost";
  return member.health === "ready" && member.holder !== undefined ? "held" : member.health;
}

/** The state of a pool, or else of the pool that it overflows into. */
function poolState(
  graph: CapabilityGraph,
  pools: ReadonlyMap<string, PoolReport>,
  name: string,
  above: readonly string[] = [],
): string {
  const report = pools.get(name);
  const ready = (report?.members.ready ?? 0) - (report?.aside?.length ?? 0);
  const open = Math.min(ready, report?.capacity ?? ready) - (report?.held ?? 0);
  if (open > 0) return "ready";
  const next = graph.edges.find(({ from, kind }) => from === `pool ${name}` && kind === "overflows into");
  const other = next?.to.slice("pool ".length);
  const beyond =
    other === undefined || above.includes(other)
      ? "unavailable"
      : poolState(graph, pools, other, [...above, name]);
  return beyond === "unavailable" && ready > 0 ? "held" : beyond;
}

function askedRoles({ orchestrator, runs }: Context, by: Principal): ReadonlyMap<string, number> {
  const seen = orchestrator.questions().filter(({ run }) => maySee(by, runs.entryOf(run) ?? ""));
  return new Map([...Map.groupBy(seen, ({ role }) => role)].map(([role, all]) => [role, all.length]));
}

/** A pool answers for its members, and a flag that is known for its signals. */
function lacksIn({
  nodes,
  edges,
}: { readonly nodes: readonly Omit<LiveNode, "lacks">[] } & Pick<LiveGraph, "edges">) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const needs = Map.groupBy(
    edges.filter(({ kind }) => kind !== "touches" && kind !== "has" && kind !== "overflows into"),
    ({ from }) => from,
  );
  return (id: string): readonly string[] => {
    const lacking = new Set<string>();
    const seen = new Set([id]);
    const walk = (from: string): void => {
      for (const { to } of needs.get(from) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        const state = byId.get(to)?.state;
        if (state !== undefined && state !== "ready" && state !== "known") lacking.add(to);
        if (state !== "known") walk(to);
      }
    };
    walk(id);
    return [...lacking];
  };
}

/** The part of a graph that some nodes depend on (`needs`), that depends on them (`needed_by`), or both. */
export function around(
  graph: LiveGraph,
  seeds: readonly string[],
  direction: "needs" | "needed_by" | "both",
): LiveGraph {
  const reached = new Set(seeds);
  const follow = (start: "from" | "to", end: "from" | "to"): void => {
    const next = Map.groupBy(graph.edges, (edge) => edge[start]);
    const seen = new Set(seeds);
    // A set that grows while it is walked: each node once.
    for (const id of seen) for (const edge of next.get(id) ?? []) seen.add(edge[end]);
    for (const id of seen) reached.add(id);
  };
  if (direction !== "needed_by") follow("from", "to");
  if (direction !== "needs") follow("to", "from");
  return {
    nodes: graph.nodes.filter(({ id }) => reached.has(id)),
    edges: graph.edges.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}
