import type { Need } from "@orchlang/plan";
import type { Located, LocatedBlock, RoutineTree } from "../tree.ts";
import { canEnd } from "./endings.ts";
import { positionNeeds } from "./position.ts";

export type Needs = ReadonlyMap<Located, readonly Need[]>;

/**
 * What each statement waits for, and why (semantics, rule 11). A need of one's own surroundings is not listed: a
 * statement begins after the side, round or handler that it stands in anyway.
 *
 * - `data`, `after`, `order`: waits until the other has settled; a choice has when the side taken has.
 * - `branch`: waits until it is clear that no `return` or `fail` in the other, however deep, will be reached.
 */
export function needsOf(tree: RoutineTree): Needs {
  const needs = new Map<Located, readonly Need[]>();
  const visit = (block: LocatedBlock): void => {
    const byPosition = positionNeeds(block);
    const enders: Need[] = [];
    for (const located of block.statements) {
      const collected = new Collected();
      for (const { node } of located.statement.reads) collected.add(node, "data");
      if (located.statement.node.kind === "join") {
        for (const node of located.statement.node.of) collected.add(node, "data");
      }
      for (const { node } of located.statement.after) collected.add(node, "after");
      for (const earlier of byPosition.get(located) ?? []) collected.add(earlier.id, "order");
      needs.set(located, [...collected.list, ...enders]);
      if (located.statement.node.kind === "fail" || canEnd(located)) {
        enders.push({ node: located.id, why: "branch" });
      }
      located.blocks.forEach(visit);
    }
  };
  visit(tree.root);
  if (tree.finally !== undefined) visit(tree.finally);
  return needs;
}

/** One need a node: the first reason given is the one that a reader would give. */
class Collected {
  readonly list: Need[] = [];
  readonly #seen = new Set<string>();

  add(node: string, why: Need["why"]): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    this.list.push({ node, why });
  }
}
