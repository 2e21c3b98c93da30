import type { Need } from "@orchlang/plan";
import type { Located, LocatedBlock, RoutineTree } from "../tree.ts";
import { endingChoices } from "./endings.ts";
import { positionNeeds } from "./position.ts";

export type Needs = ReadonlyMap<Located, readonly Need[]>;

/**
 * What each statement waits for, and why (semantics, rule 11). A need of one's own surroundings is not listed: a
 * statement begins after the side, round or handler that it stands in anyway.
 *
 * - `data`, `after`, `order`: waits until the other has settled; a choice has when the side taken has.
 * - `branch`: waits until the choice has been made, and begins only if its side does not itself return or fail. A
 *   choice inside a side that was not taken counts as made.
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
      enders.push(...endersOf(located));
      located.blocks.forEach(visit);
    }
  };
  visit(tree.root);
  if (tree.finally !== undefined) visit(tree.finally);
  return needs;
}

/** What those below it wait for, to know that it has not ended the plan. */
function endersOf(located: Located): readonly Need[] {
  if (located.statement.node.kind === "fail") return [{ node: located.id, why: "branch" }];
  return endingChoices(located).map((choice) => ({ node: choice.id, why: "branch" as const }));
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
