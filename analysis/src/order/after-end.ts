import type { Diagnostic } from "@orchlang/language";
import type { LinkedStatement, RoutineTree } from "../tree.ts";
import { waitingDiagnostic } from "./cycle.ts";
import { alwaysEnds, isChoice } from "./endings.ts";
import type { Needs } from "./needs.ts";

/**
 * A reader of a step on an arm that ends the plan, placed below the choice: the reader begins only if the plan has not
 * ended there, and the end of that arm waits for the reader. Arcs do not show it, since no run has both.
 */
export function waitingBehindEnd(tree: RoutineTree, needs: Needs): readonly Diagnostic[] {
  const reported = new Set<LinkedStatement>();
  return tree.all.flatMap((linked) => {
    const choices = endedBy(linked);
    if (choices.length === 0) return [];
    const { reads, after } = linked.statement;
    return [...reads, ...after].flatMap(({ node }) => {
      const target = tree.byId.get(node);
      const choice = choices.find((each) => target !== undefined && standsBelow(target, each));
      if (target === undefined || choice === undefined || reported.has(target)) return [];
      reported.add(target);
      return [waitingDiagnostic(tree, needs, [target, linked, choice])];
    });
  });
}

/** The choices around a statement of which the side that it stands in ends the plan, whatever else happens. */
function endedBy(linked: LinkedStatement): readonly LinkedStatement[] {
  const results: LinkedStatement[] = [];
  let ends = false;
  for (let { block } = linked; block.owner !== undefined; block = block.owner.block) {
    // An end of a round, of a race's branch or of a handler does not end everything around it.
    if (!isChoice(block.owner)) return results;
    ends ||= alwaysEnds(block);
    if (ends) results.push(block.owner);
  }
  return results;
}

/** True if it stands below a choice in the block of that, however deep. */
function standsBelow(target: LinkedStatement, choice: LinkedStatement): boolean {
  let at: LinkedStatement | undefined = target;
  while (at !== undefined && at.block !== choice.block) at = at.block.owner;
  return at !== undefined && at.position > choice.position;
}
