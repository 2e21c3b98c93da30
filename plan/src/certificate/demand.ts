import type { CountCertificate, DemandCertificate } from "../shapes/certificate.ts";
import type { BlockId, Node, Pick } from "../shapes/node.ts";
import { product, roundsOf } from "./count.ts";
import { calledBy, type Indexed, isOver, type Program, reached, rescuesOf, waysOf } from "./program.ts";
import { spanOf } from "./ranges.ts";
import { type Rejection, rejected } from "./report.ts";

/** That one run never holds more members of a pool at once than there are, with what the pool overflows into. */
export interface DemandClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly pool: string;
}

/** Whether each plan's figure covers what its statements can hold at once, and those of the roots are within the pool. */
export function checkDemand(claim: DemandClaim, { most }: DemandCertificate): Rejection | undefined {
  const { program, roots, pool } = claim;
  const there = chainOf(program, pool).reduce((all, name) => all + countOf(program, name), 0);
  for (const within of reached(program, roots)) {
    const { name } = within.routine;
    const figure = Object.hasOwn(most, name) ? most[name] : undefined;
    if (figure === undefined) return rejected(name, "the certificate has no figure of it");
    const needed = heldWithin(claim, within, most);
    if (!(figure >= needed)) return rejected(name, `it may hold ${needed} at once, not ${figure}`);
    if (roots.includes(within) && !(figure <= there))
      return rejected(name, `${figure} is more than ${there}`);
  }
  return undefined;
}

/** The most that one run of a plan holds at once, going by the figures of those that it calls. */
export function heldWithin(claim: DemandClaim, within: Indexed, most: CountCertificate["most"]): number {
  const { program } = claim;
  const place = { program, within, locals: {} };
  const taken = (pick: Pick | undefined): number => {
    if (pick === undefined || !chainOf(program, pick.pool).includes(claim.pool)) return 0;
    return pick.count === undefined
      ? 1
      : typeof pick.count === "number"
        ? pick.count
        : spanOf(pick.count, place)[1];
  };
  const ofBlock = (id: BlockId | undefined): number => {
    const chains: { last: string; held: number }[] = [];
    for (const name of (id === undefined ? [] : within.blocks.get(id)?.nodes) ?? []) {
      const node = within.nodes.get(name);
      const held = ofNode(node);
      // Of statements that wait for one another one holds something.
      const chain = chains.find(
        ({ last }) => isOver(within.nodes.get(last)) && node?.needs.some((need) => need.node === last),
      );
      if (chain === undefined) chains.push({ last: name, held });
      else Object.assign(chain, { last: name, held: Math.max(chain.held, held) });
    }
    return chains.reduce((all, { held }) => all + held, 0);
  };
  const ofNode = (node: Node | undefined): number => {
    if (node === undefined) return Number.POSITIVE_INFINITY;
    const ways = waysOf(node).map(({ attempt: { using, target } }) =>
      calledBy(program, target).reduce((all, { routine }) => all + (most[routine.name] ?? 0), taken(using)),
    );
    const handled = rescuesOf(node).map((each) => ("block" in each ? ofBlock(each.block) : 0));
    return [...ways, ...handled, inside(node)].reduce((all, each) => all + each, 0);
  };
  const inside = (node: Node): number => {
    if (node.kind === "branch") return Math.max(0, ...node.arms.map(({ block }) => ofBlock(block)));
    if (node.kind === "hold") return Math.max(taken(node.pick) + ofBlock(node.body), ofBlock(node.otherwise));
    if (node.kind === "race")
      return node.branches.reduce((all, each) => all + ofBlock(within.nodes.get(each.node)?.block), 0);
    if (node.kind !== "loop") return 0;
    const { over } = node;
    const wide = over.kind === "list" ? over.atOnce : over.kind === "fold" ? 1 : Number.POSITIVE_INFINITY;
    const atOnce = typeof wide === "number" ? wide : spanOf(wide, place)[1];
    return product(Math.min(atOnce, roundsOf(program, within, node)), ofBlock(node.body));
  };
  return ofBlock(within.routine.root) + ofBlock(within.routine.finally);
}

/** A pool and those that it overflows into. */
function chainOf({ plan }: Program, pool: string): readonly string[] {
  const chain: string[] = [];
  for (
    let name: unknown = pool;
    typeof name === "string" && !chain.includes(name);
    name = plan.pools[name]?.overflow
  )
    chain.push(name);
  return chain;
}

function countOf({ plan }: Program, pool: string): number {
  const { count } = plan.pools[pool] ?? {};
  return typeof count === "number" ? count : 0;
}
