import type { CheckedProgram } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import { pathKey } from "../expression/path.ts";
import { alwaysEnds } from "../order/endings.ts";
import type { LinkedStatement, RoutineTree } from "../tree.ts";

/*
 * A person's grant endorses the very values that the person was shown (semantics, rule 49). Names stand for one value
 * each, so that what was shown is what is used.
 */

/** The paths that are granted where a condition has come out so. */
export function grantedBy(
  condition: Expression | undefined,
  truth: boolean,
  tree: RoutineTree,
  program: CheckedProgram,
): readonly string[] {
  if (condition === undefined) return [];
  switch (condition.op) {
    case "not":
      return grantedBy(condition.of, !truth, tree, program);
    case "and":
    case "or":
      return (condition.op === "and") === truth
        ? condition.items.flatMap((item) => grantedBy(item, truth, tree, program))
        : [];
    case "read":
      return truth && condition.from === "node" ? shownTo(condition.name, tree, program) : [];
    case "field": {
      const { of, name } = condition;
      const isGrant = truth && name === "granted" && of.op === "read" && of.from === "node";
      return isGrant ? shownTo(of.name, tree, program) : [];
    }
    case "call":
      // An author who took responsibility for the decision has endorsed the decision, and no value.
      return condition.fn === "label.endorse" ? [endorsedDecision] : [];
    default:
      return [];
  }
}

/** The key of no path. */
const endorsedDecision = "";

/** The same below a choice that has not ended the plan. */
export function grantedBelow(
  linked: LinkedStatement,
  tree: RoutineTree,
  program: CheckedProgram,
): readonly string[] {
  const { node } = linked.statement;
  if (node.kind !== "branch" || node.subject !== undefined) return [];
  const results: string[] = [];
  const ends = (block: string): boolean =>
    linked.blocks.some((one) => one.block.id === block && alwaysEnds(one));
  const isComplete = node.arms.at(-1)?.condition === undefined;
  for (const arm of node.arms) {
    if (arm.condition === undefined) break;
    if (ends(arm.block)) {
      results.push(...grantedBy(arm.condition, false, tree, program));
      continue;
    }
    const isAlone = isComplete && node.arms.every((other) => other === arm || ends(other.block));
    if (isAlone) results.push(...grantedBy(arm.condition, true, tree, program));
    break;
  }
  return results;
}

/** The parts of a step's arguments that a person has seen: the paths that `show` writes unchanged. */
function shownTo(step: string, tree: RoutineTree, program: CheckedProgram): readonly string[] {
  const linked = tree.byId.get(step);
  const node = linked?.statement.node;
  // With a handler somebody else may have answered.
  if (node?.kind !== "call" || node.rescues.length > 0 || !("capability" in node.attempt.target)) return [];
  const human = program.capabilities.get(node.attempt.target.capability)?.capability.human;
  if (human === undefined) return [];
  return shownPaths(human.show).flatMap(({ parameter, suffix }) => {
    const given = node.attempt.args[parameter];
    const key = given === undefined ? undefined : pathKey(given);
    return key === undefined || key.includes("#") ? [] : [`${key}${suffix}`];
  });
}

interface Shown {
  readonly parameter: string;
  /** `.name` of it, or nothing for all of it. */
  readonly suffix: string;
}

function shownPaths(show: Expression): readonly Shown[] {
  if (show.op === "template")
    return show.parts.flatMap((part) => (typeof part === "string" ? [] : shownPaths(part.value)));
  const key = pathKey(show);
  if (key === undefined || !key.startsWith("local:") || key.includes("#")) return [];
  const path = key.slice("local:".length);
  const dot = path.indexOf(".");
  return [{ parameter: dot < 0 ? path : path.slice(0, dot), suffix: dot < 0 ? "" : path.slice(dot) }];
}
