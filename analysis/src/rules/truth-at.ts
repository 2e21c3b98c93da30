import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Pick } from "@orchlang/plan/nodes";
import type { Analysis } from "../analysis.ts";
import { environmentAt } from "../bounds/context.ts";
import { substitute } from "../expression/substitute.ts";
import { implies } from "../facts/implication.ts";
import { always, never } from "../facts/logic.ts";
import { isFalse, isTrue, mayLackValue } from "../facts/met.ts";
import { factsAt } from "../facts/path-condition.ts";
import { isUnreachable } from "../graph/reachability.ts";
import type { Environment } from "../interval/environment.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import { type LinkedStatement, surroundings } from "../tree.ts";
import type { Occurrence } from "./occurrence.ts";
import { conditionOf } from "./order/standing.ts";

/**
 * The truth value of a rule's condition whenever an action begins at one place: always true, always false, or `undefined`:
 * it depends, or may have no value. It is never true where the action never begins. An absent condition is true.
 */
export function truthAt(
  analysis: Analysis,
  occurrence: Occurrence,
  condition: Expression = always,
): boolean | undefined {
  const { linked, routine } = occurrence;
  const asked = askedAt(occurrence, condition);
  if (asked === undefined) return undefined;
  const { holds, fails, facts, known, plain } = asked;
  if (plain === false) return false;
  // Contradictory facts are checked last, because most facts are consistent.
  if ((plain ?? implies(facts, holds, known)) === true) return !isUnreachable(analysis, routine, linked);
  if (implies(facts, fails, known) === true) return false;
  return isUnreachable(analysis, routine, linked) ? false : undefined;
}

/** True if that is always true, for who does not ask whether it never is. */
export function isAlwaysTrueAt(analysis: Analysis, occurrence: Occurrence, condition: Expression): boolean {
  const asked = askedAt(occurrence, condition);
  if (asked === undefined) return false;
  const { holds, facts, known, plain } = asked;
  return (
    (plain ?? implies(facts, holds, known)) === true &&
    !isUnreachable(analysis, occurrence.routine, occurrence.linked)
  );
}

/** True if that is true of every member that may be chosen for the action. */
export function isTrueOfAllCandidates(
  analysis: Analysis,
  occurrence: Occurrence,
  condition: Expression,
): boolean {
  const where = chosenBy(occurrence);
  const asked = where === undefined ? undefined : askedAt(occurrence, condition);
  if (where === undefined || asked === undefined) return false;
  const { holds, facts, known } = asked;
  return (
    implies([...facts, where], holds, known) === true &&
    // A pattern that never matches is another mistake.
    implies([...facts, where], never, known) !== true &&
    !isUnreachable(analysis, occurrence.routine, occurrence.linked)
  );
}

/** A condition as it is meant at a place, and what is known there; none where it reads what is not. */
function askedAt(occurrence: Occurrence, condition: Expression) {
  const { slot, linked, routine } = occurrence;
  // An undo or a confirm reads a result that is not known here.
  if (slot === "undo" || slot === "confirm") return undefined;
  const environment = environmentAt(routine.context, linked);
  const [holds, fails] = [isTrue(condition), isFalse(condition)].map((one) => conditionOf(one, occurrence));
  const known = (path: Expression) => evaluateAbstractly(path, environment);
  // A condition that may have no value is not decided by what its value would be.
  const plain = mayLackValue(condition) || holds === undefined ? undefined : decided(known(holds));
  return { holds: holds ?? always, fails: fails ?? never, known, facts: factsAt(linked), plain };
}

/**
 * The condition on `resource` when a member is chosen for an action: the `where` of its `using`, else of the `with`
 * whose member its arguments read, else of the nearest one. It may change later, so it proves nothing; but if a policy
 * denies all such members, none can be chosen.
 */
function chosenBy(occurrence: Occurrence): Expression | undefined {
  const { attempt, linked } = occurrence;
  const pick = attempt.using ?? heldFor(occurrence);
  if (pick?.where === undefined || pick.count !== undefined) return undefined;
  return substitute(pick.where, (read) =>
    read.from === "context"
      ? { op: "read", from: "local", name: `${read.name} as chosen for ${linked.id}` }
      : undefined,
  );
}

function heldFor({ attempt, linked }: Occurrence): Pick | undefined {
  const holds = [...surroundings(linked)].flatMap(({ owner, role }) => {
    const node = owner?.statement.node;
    return node?.kind === "hold" && role?.kind === "held" ? [node] : [];
  });
  const read = new Set(
    Object.values(attempt.args).flatMap((arg) =>
      freeReads(arg).flatMap(({ from, name }) => (from === "local" ? [name] : [])),
    ),
  );
  return (holds.find(({ variable }) => read.has(variable)) ?? holds[0])?.pick;
}

/* Facts about a step's value. */

export function isNone(linked: LinkedStatement): Expression {
  return { op: "isNone", of: { op: "read", from: "node", name: linked.id } };
}

/** True if facts can't hold where an optional step gave nothing: `ok?.granted ?? false`. */
export function isThere(
  linked: LinkedStatement,
  facts: readonly Expression[],
  environment: Environment,
): boolean {
  return facts.some((fact) => decided(evaluateAbstractly(withValue(fact, linked), environment)) === false);
}

const none: Expression = { op: "constant", value: null };

export function withValue(fact: Expression, linked: LinkedStatement, value: Expression = none): Expression {
  return substitute(fact, (read) => (read.from === "node" && read.name === linked.id ? value : undefined));
}

export function asksFor(fact: Expression, linked: LinkedStatement): boolean {
  let isFound = false;
  substitute(fact, (read) => {
    isFound ||= read.from === "node" && read.name === linked.id;
    return undefined;
  });
  return isFound;
}
