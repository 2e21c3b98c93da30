import type { Need } from "@orchlang/plan/nodes";
import { type Guard, guardOf, type Located, type LocatedBlock, type RoutineTree, standsIn } from "../tree.ts";
import { canEnd, canReturnInstead } from "./endings.ts";

export type Needs = ReadonlyMap<Located, readonly Need[]>;

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
  const needs = new Map<Located, readonly Need[]>();
  const guard = guardOf(tree.root);
  const visit = (block: LocatedBlock): void => {
    const byPosition = positionNeeds(block, guard);
    // The last choice above that can end the plan: it has waited for those above it.
    let enders: readonly Need[] = [];
    for (const located of block.statements) {
      const own = ownNeeds(tree, located, byPosition.get(located) ?? []);
      located.blocks.forEach(visit);
      const { kind } = located.statement.node;
      if (kind === "loop") for (const need of roundNeeds(tree, located, needs)) own.add(need.node, need.why);
      needs.set(located, enders.length === 0 ? own.list : [...own.list, ...enders]);
      const here = { node: located.id, why: "branch" } as const;
      if (kind === "fail" || canEnd(located)) enders = [here];
      // The choice of a handler is known when the step has settled.
      else if (canReturnInstead(located)) enders = [{ node: located.id, why: "order" }, here];
    }
  };
  visit(tree.root);
  if (tree.finally !== undefined) visit(tree.finally);
  return needs;
}

function ownNeeds(tree: RoutineTree, located: Located, above: readonly Located[]): Collected {
  const { node, reads, after } = located.statement;
  const collected = new Collected();
  const add = (id: string, why: Need["why"]): void => {
    const target = tree.byId.get(id);
    const owner = apartOwner(target, located);
    // The loser of a race need never settle.
    if (!isContended(target, located)) collected.add(id, why);
    if (owner !== undefined) collected.add(owner.id, why);
  };
  for (const read of reads) add(read.node, "data");
  if (node.kind === "join") for (const id of node.of) add(id, "data");
  for (const each of after) add(each.node, "after");
  for (const each of above) add(each.id, "order");
  const guard = guardOf(tree.root);
  if (guard?.all === located) for (const each of guardedBy(tree, guard)) add(each.id, "order");
  else if (guard !== undefined && located.block === tree.root && located !== guard.met)
    add(guard.met.id, "order");
  return collected;
}

/** All that a plan does under the `while` of its head. */
function guardedBy({ root }: RoutineTree, { met, race }: Guard): readonly Located[] {
  return root.statements.filter((each) => each !== met && each !== race);
}

/** The outermost step in whose handler or race's branch `target` stands and `located` does not. */
function apartOwner(target: Located | undefined, located: Located): Located | undefined {
  let found: Located | undefined;
  for (let block = target?.block; block?.owner !== undefined; block = block.owner.block) {
    if (standsIn(located, block.owner)) break;
    if (block.role?.kind === "contender" || block.role?.kind === "rescue") found = block.owner;
  }
  return found === located ? undefined : found;
}

/** True if `target` stands in the branch of a race that `located` is not in. */
function isContended(target: Located | undefined, located: Located): boolean {
  for (let block = target?.block; block?.owner !== undefined; block = block.owner.block) {
    if (standsIn(located, block.owner)) return false;
    if (block.role?.kind === "contender") return block.owner !== located;
  }
  return false;
}

/** The dependencies of a loop's rounds on statements outside the loop. */
function roundNeeds(
  tree: RoutineTree,
  loop: Located,
  needs: ReadonlyMap<Located, readonly Need[]>,
): readonly Need[] {
  const inside = (block: LocatedBlock): readonly Located[] =>
    block.statements.flatMap((located) => [located, ...located.blocks.flatMap(inside)]);
  return loop.blocks
    .filter((block) => block.role?.kind === "round")
    .flatMap(inside)
    .flatMap((located) => needs.get(located) ?? [])
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

/** The statements that `located` follows by position, `above` being those of its block before it. */
function positionNeeds(
  block: LocatedBlock,
  guard: Guard | undefined,
): ReadonlyMap<Located, readonly Located[]> {
  const needs = new Map<Located, readonly Located[]>();
  let since: Located[] = [];
  let last: Located | undefined;
  let holding: Located | undefined;
  let previous: Located | undefined;
  for (const located of block.statements) {
    // The race of a plan's `while` lasts as long as everything below it.
    if (located === guard?.race) continue;
    const before: Located[] = [];
    if (takesPosition(located)) {
      // Statements above the last such one are before that one already.
      before.push(...(last === undefined ? [] : [last]), ...since);
      since = [];
      last = located;
    } else {
      if (holding !== undefined) before.push(holding);
      since.push(located);
    }
    if (follows(previous, located)) before.push(previous);
    if (before.length > 0) needs.set(located, [...new Set(before)]);
    if (holdsBelow(located)) holding = located;
    previous = located;
  }
  return needs;
}

function takesPosition(located: Located): boolean {
  const { node, readsNow } = located.statement;
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
function holdsBelow({ id, statement: { node } }: Located): boolean {
  return node.kind === "commit" || (node.kind === "wait" && id.includes("@"));
}

/** Both stand in one `sequence`. */
function follows(previous: Located | undefined, located: Located): previous is Located {
  const group = located.statement.sequence;
  return group !== undefined && previous?.statement.sequence === group;
}
