import type { Plan, Routine } from "@orchlang/plan";
import type { Attempt, Node, NodeId } from "@orchlang/plan/nodes";
import type { Call, Site } from "./journal.ts";

/** A node with what stands around it in its routine. */
interface Placed {
  readonly routine: Routine;
  readonly node: Node;
  /** Innermost first: a node that owns a block around it, and that block. */
  readonly around: readonly { readonly node: Node; readonly block: string }[];
  readonly inFinally: boolean;
}

const known = new WeakMap<Plan, ReadonlyMap<string, Placed>>();

/** @param path of callers, as in a journal: `m.launch/step>2>m.sub`. */
export function placed(plan: Plan, path: string, node: NodeId): Placed | undefined {
  let results = known.get(plan);
  if (results === undefined) {
    results = new Map(Object.values(plan.routines).flatMap(placeAll));
    known.set(plan, results);
  }
  return results.get(`${routineOf(path)}/${node}`);
}

function placeAll(routine: Routine): readonly (readonly [string, Placed])[] {
  const nodes = new Map(routine.nodes.map((node) => [node.id, node]));
  const blocks = new Map(routine.blocks.map((block) => [block.id, block]));
  return routine.nodes.map((node) => {
    const around: { node: Node; block: string }[] = [];
    let block = blocks.get(node.block);
    for (let owner = nodes.get(block?.owner ?? ""); owner !== undefined && block !== undefined; ) {
      around.push({ node: owner, block: block.id });
      block = blocks.get(owner.block);
      owner = nodes.get(block?.owner ?? "");
    }
    const inFinally = block !== undefined && block.id === routine.finally;
    return [`${routine.name}/${node.id}`, { routine, node, around, inFinally }] as const;
  });
}

/** The routine that a path of callers ends in. */
export function routineOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(">")) + 1);
}

/** The call that a path ends with: the step that made it, and the path of the plan which that step stands in. */
export function callerOf(path: string): { readonly path: string; readonly node: NodeId } | undefined {
  const cut = path.lastIndexOf("/");
  if (cut < 0) return undefined;
  return { path: path.slice(0, cut), node: path.slice(cut + 1).split(">")[0] ?? "" };
}

/** The calls around a place, outermost first, and the place itself last. */
function callsOf({ routine, node }: Pick<Call, "routine" | "node">): { path: string; node: NodeId }[] {
  const calls = [{ path: routine, node }];
  for (let at = callerOf(routine); at !== undefined; at = callerOf(at.path)) calls.unshift(at);
  return calls;
}

/** True if a call, or one around it, stands in the `finally` of its plan. */
export function isInFinally(plan: Plan, call: Pick<Call, "routine" | "node">): boolean {
  return callsOf(call).some(({ path, node }) => placed(plan, path, node)?.inFinally !== false);
}

/** The rounds that a call stands in, outermost first: `path/loop:3`. Loops of two plans are two loops. */
export function roundsOf(plan: Plan, call: Pick<Call, "routine" | "node" | "site">): readonly string[] {
  const loops = [...call.site.loops];
  return callsOf(call).flatMap(({ path, node }) => {
    const own = (placed(plan, path, node)?.around ?? []).filter(({ node: { kind } }) => kind === "loop");
    return loops.splice(0, own.length).map(([loop, round]) => `${path}/${loop}:${round}`);
  });
}

export function startsWith<T>(whole: readonly T[], start: readonly T[]): boolean {
  return start.every((each, place) => whole[place] === each);
}

export function loopsText(loops: Site["loops"]): readonly string[] {
  return loops.map(([loop, round]) => `${loop}:${round}`);
}

/** A part of a run that is stopped and undone as one. */
interface Region {
  readonly routine: string;
  readonly site: Site;
  readonly node?: NodeId;
}

/** True if a call lies in a region. The `finally` of a plan is not part of it, nor are calls of other rounds. */
export function covers(plan: Plan, { routine, site, node }: Region, call: Call): boolean {
  if (!startsWith(loopsText(call.site.loops), loopsText(site.loops))) return false;
  const inside = callsOf(call).filter(({ path }) => path === routine || path.startsWith(`${routine}/`));
  const places = inside.map((each) => placed(plan, each.path, each.node));
  if (places.length === 0 || places.some((place) => place === undefined || place.inFinally)) return false;
  const [outermost] = places;
  return (
    node === undefined ||
    outermost?.node.id === node ||
    outermost?.around.some((owner) => owner.node.id === node) === true
  );
}

/** The way of doing a node that a slot stands for. */
export function attemptOf(node: Node, slot: Call["slot"]): Attempt | undefined {
  if (slot === "do") return node.kind === "call" ? node.attempt : undefined;
  if (slot.startsWith("ask"))
    return node.kind === "quorum" ? node.attempts[Number(slot.slice(3)) - 1] : undefined;
  if (!slot.startsWith("else") || !("rescues" in node)) return undefined;
  const rescue = node.rescues[Number(slot.slice(4)) - 1];
  return rescue !== undefined && "attempt" in rescue ? rescue.attempt : undefined;
}

/** The nodes that a call belongs to, each in its rounds: its own, those around it, and so for the plans around. */
export function nodesAround(
  plan: Plan,
  call: Call,
): readonly { readonly id: string; readonly name: string; readonly path: string }[] {
  const loops = loopsText(call.site.loops);
  let depth = 0;
  return callsOf(call).flatMap(({ path, node }) => {
    const around = (placed(plan, path, node)?.around ?? []).map((owner) => owner.node).reverse();
    const results = around.map(({ id, kind }) => {
      const named = {
        id: [path, id, ...loops.slice(0, depth)].join(" "),
        name: `${routineOf(path)}/${id}`,
        path,
      };
      if (kind === "loop") depth += 1;
      return named;
    });
    const own = {
      id: [path, node, ...loops.slice(0, depth)].join(" "),
      name: `${routineOf(path)}/${node}`,
      path,
    };
    return [...results, own];
  });
}
