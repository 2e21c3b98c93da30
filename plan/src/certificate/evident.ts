import type { Expression } from "../shapes/expression.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import type { Selector } from "../shapes/rule.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program, type Rejection, rejected } from "./program.ts";
import { clauseOf, estimate } from "./value.ts";

/** A condition over actions that comes out the same whatever the data. What takes back and asks may be meant as well. */
export interface DecidedClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly on: readonly Selector[];
  readonly when: Expression;
  readonly is: boolean;
  readonly callsOnly: boolean;
}

export function checkDecided({
  program,
  roots,
  on,
  when,
  is,
  callsOnly,
}: DecidedClaim): Rejection | undefined {
  const { capabilities, routines } = program.plan;
  const open = walk.beginsOf(program, walk.reached(program, roots)).find(({ within, name, how, args }) => {
    const { params } = own(capabilities, name) ?? own(routines, name) ?? {};
    // The arguments of an undo are of another place.
    const at = clauseOf({ program, within, locals: {} }, params, how === "call" ? args : {});
    const isMeant = on.some((each) => walk.selects(program, each, name)) && !(callsOnly && how !== "call");
    return isMeant && estimate(when, at).is !== is;
  });
  return open && rejected(open.place, `\`${open.name}\` begins here, and what the rule asks is not decided`);
}

/** Whether a statement says what its author answers for: a label taken away, an effect that is not taken back. */
export function checkStated(
  program: Program,
  within: Indexed,
  node: Node,
  clause: string,
): Rejection | undefined {
  const says = clause === "irreversible" ? stands(program, within, node) : releases(node, clause);
  return says ? undefined : rejected(node.id, `nothing in it is said to be ${clause}`);
}

/**
 * One way of doing it is said to be irreversible, all that happens at most once is, and nothing takes any of it back, nor
 * what is done inside of it.
 */
function stands(program: Program, within: Indexed, node: Node): boolean {
  const inside = walk.insideOf(within, node).flatMap(walk.waysOf);
  if (inside.some(({ attempt }) => isTakenBack(program, attempt))) return false;
  const ways = walk.waysOf(node).map(({ attempt }) => {
    const { effect, irreversible } = walk.capabilityOf(program, attempt) ?? {};
    const isSaid = attempt.options.irreversible !== undefined || irreversible !== undefined;
    return { isSaid, isFine: (isSaid || effect?.kind !== "once") && !isTakenBack(program, attempt) };
  });
  return ways.some(({ isSaid }) => isSaid) && ways.every(({ isFine }) => isFine);
}

/** By its own undo, or by those of the plans that it calls; what `finally` does is kept. */
function isTakenBack(program: Program, attempt: Attempt): boolean {
  const inPlan = (within: Indexed): boolean =>
    within.routine.nodes.some(
      (node) => !walk.isLast(within, node) && walk.waysOf(node).some((way) => hasUndo(program, way.attempt)),
    );
  // A call in `finally` of a plan is kept with all that it leads to; to count it proves less.
  return (
    hasUndo(program, attempt) || walk.reached(program, walk.calledBy(program, attempt.target)).some(inPlan)
  );
}

function hasUndo(program: Program, attempt: Attempt): boolean {
  return walk.settlingOf(program, attempt).undo !== undefined;
}

/** A call of `label.endorse` or `label.declassify`, or the text that stands in for what was redacted. */
function releases(said: unknown, clause: string): boolean {
  if (typeof said === "string")
    return clause === "redact" ? /^‹\w+›$/.test(said) : said === `label.${clause}`;
  return (
    typeof said === "object" && said !== null && Object.values(said).some((part) => releases(part, clause))
  );
}
