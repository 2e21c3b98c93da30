import type { Need } from "@orchlang/plan/nodes";
import {
  type Guard,
  guardOf,
  type LinkedBlock,
  type LinkedStatement,
  type RoutineTree,
  standsIn,
} from "../tree.ts";
import { canEnd, canReturnInstead } from "./endings.ts";

export type Needs = ReadonlyMap<LinkedStatement, readonly Need[]>;

/**
 * The dependencies of each statement, with reasons (semantics, rule 11). Dependencies on a statement's own surroundings
 * are not listed: it begins after its arm, round or handler anyway.
 *
 * - `data`, `after`, `order`: waits until the other has settled; a choice has settled when the taken arm has.
 * - `branch`: waits until it is known that no `return` or `fail` in the other, however deep, will be reached.
 *
 * A loop waits for everything outside that its rounds use: a round sees settled values only. A value read out of a
 * handler or a race's branch is available when the step they belong to has settled.
 */
export function needsOf(tree: RoutineTree): Needs {
  const needs = new Map<LinkedStatement, readonly Need[]>();
  const guard = guardOf(tree.root);
  const visit = (block: LinkedBlock): void => {
    const byPosition = positionNeeds(block, guard);
    // The last choice above that can end the plan: it has waited for those above it.
    let enders: readonly Need[] = [];
    for (const linked of block.statements) {
      const own = ownNeeds(tree, linked, byPosition.get(linked) ?? []);
      linked.blocks.forEach(visit);
      const { kind } = linked.statement.node;
      if (kind === "loop") for (const need of roundNeeds(tree, linked, needs)) own.add(need.node, need.why);
      needs.set(linked, enders.length === 0 ? own.list : [...own.list, ...enders]);
      const here = { node: linked.id, why: "branch" } as const;
      if (kind === "fail" || canEnd(linked)) enders = [here];
      // The choice of a handler is known when the step has settled.
      else if (canReturnInstead(linked)) enders = [{ node: linked.id, why: "order" }, here];
    }
  };
  visit(tree.root);
  if (tree.finally !== undefined) visit(tree.finally);
  return needs;
}

function ownNeeds(tree: RoutineTree, linked: LinkedStatement, above: readonly LinkedStatement[]): Collected {
  const { node, reads, after } = linked.statement;
  const collected = new Collected();
  const add = (id: string, why: Need["why"]): void => {
    const target = tree.byId.get(id);
    const owner = apartOwner(target, linked);
    // The loser of a race need never settle.
    if (!isContended(target, linked)) collected.add(id, why);
    if (owner !== undefined) collected.add(owner.id, why);
  };
  for (const read of reads) add(read.node, "data");
  if (node.kind === "join") for (const id of node.of) add(id, "data");
  for (const each of after) add(each.node, "after");
  for (const each of above) add(each.id, "order");
  const guard = guardOf(tree.root);
  if (guard?.all === linked) for (const each of guardedBy(tree, guard)) add(each.id, "order");
  else if (guard !== undefined && linked.block === tree.root && linked !== guard.met)
    add(guard.met.id, "order");
  return collected;
}

/** All that a plan does under the `while` of its head. */
function guardedBy({ root }: RoutineTree, { met, race }: Guard): readonly LinkedStatement[] {
  return root.statements.filter((each) => each !== met && each !== race);
}

/** The outermost step in whose handler or race's branch `target` stands and `linked` does not. */
function apartOwner(
  target: LinkedStatement | undefined,
  linked: LinkedStatement,
): LinkedStatement | undefined {
  let result: LinkedStatement | undefined;
  for (let block = target?.block; block?.owner !== undefined; block = block.owner.block) {
    if (standsIn(linked, block.owner)) break;
    if (block.role?.kind === "contender" || block.role?.kind === "rescue") result = block.owner;
  }
  return result === linked ? undefined : result;
}

/** True if `target` stands in the branch of a race that `linked` is not in. */
function isContended(target: LinkedStatement | undefined, linked: LinkedStatement): boolean {
  for (let block = target?.block; block?.owner !== undefined; block = block.owner.block) {
    if (standsIn(linked, block.owner)) return false;
    if (block.role?.kind === "contender") return block.owner !== linked;
  }
  return false;
}

/** The dependencies of a loop's rounds on statements outside the loop. */
function roundNeeds(
  tree: RoutineTree,
  loop: LinkedStatement,
  needs: ReadonlyMap<LinkedStatement, readonly Need[]>,
): readonly Need[] {
  const inside = (block: LinkedBlock): readonly LinkedStatement[] =>
    block.statements.flatMap((linked) => [linked, ...linked.blocks.flatMap(inside)]);
  return loop.blocks
    .filter((block) => block.role?.kind === "round")
    .flatMap(inside)
    .flatMap((linked) => needs.get(linked) ?? [])
    .filter(({ node }) => {
      const target = tree.byId.get(node);
      return target !== undefined && target !== loop && !standsIn(target, loop);
    });
}

/** One need a node: the first reason given is the one that a reader would give. */
class Collected {
  readonly list: Need[] = [];
  #seen: Set<string> | undefined;

  add(node: string, why: Need["why"]): void {
    // Most statements need one other or none.
    if (this.list.length > 0) {
      this.#seen ??= new Set(this.list.map((need) => need.node));
      if (this.#seen.has(node)) return;
      this.#seen.add(node);
    }
    this.list.push({ node, why });
  }
}

/*
 * Where nothing that is read says it, the place in the text does (semantics, rule 11): `emit`, `wait`, `fail` and a
 * `let` of `now` take effect after every statement above them, as a `commit` does; that and a bare `wait` hold what is below.
 */

/** The statements that `linked` follows by position, `above` being those of its block before it. */
function positionNeeds(
  block: LinkedBlock,
  guard: Guard | undefined,
): ReadonlyMap<LinkedStatement, readonly LinkedStatement[]> {
  const needs = new Map<LinkedStatement, readonly LinkedStatement[]>();
  let since: LinkedStatement[] = [];
  let last: LinkedStatement | undefined;
  let holding: LinkedStatement | undefined;
  let previous: LinkedStatement | undefined;
  for (const linked of block.statements) {
    // The race of a plan's `while` lasts as long as everything below it.
    if (linked === guard?.race) continue;
    const before: LinkedStatement[] = [];
    if (takesPosition(linked)) {
      // Statements above the last such one are before that one already.
      before.push(...(last === undefined ? [] : [last]), ...since);
      since = [];
      last = linked;
    } else {
      if (holding !== undefined) before.push(holding);
      since.push(linked);
    }
    if (follows(previous, linked)) before.push(previous);
    if (before.length > 0) needs.set(linked, [...new Set(before)]);
    if (holdsBelow(linked)) holding = linked;
    previous = linked;
  }
  return needs;
}

function takesPosition(linked: LinkedStatement): boolean {
  const { node, readsNow } = linked.statement;
  switch (node.kind) {
    case "emit":
    case "wait":
    case "fail":
    case "commit":
      return true;
    case "let":
      return readsNow;
    default:
      return false;
  }
}

/** A `commit`, or a `wait` that is a statement of its own: its id was made up, and made-up ids have an `@`. */
function holdsBelow({ id, statement: { node } }: LinkedStatement): boolean {
  return node.kind === "commit" || (node.kind === "wait" && id.includes("@"));
}

/** Both stand in one `sequence`. */
function follows(
  previous: LinkedStatement | undefined,
  linked: LinkedStatement,
): previous is LinkedStatement {
  const group = linked.statement.sequence;
  return group !== undefined && previous?.statement.sequence === group;
}
