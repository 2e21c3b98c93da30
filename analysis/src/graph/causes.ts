import type { CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Attempt, QuorumNode } from "@orchlang/plan/nodes";
import { callingAt, declaredLatency } from "../bounds/attempt.ts";
import { type BoundsContext, durationAt } from "../bounds/context.ts";
import { isBounded } from "../bounds/limit.ts";
import { mayBeExhausted, mayBeTooLong, roundsOf } from "../bounds/rounds.ts";
import { stops } from "../rules/guardrail.ts";
import { selects } from "../selects.ts";
import { type LinkedStatement, targetName } from "../tree.ts";

/* Under which conditions the exceptional edges of `failure-edges.ts` are there. */

/** True if a call may be given less time than its capability says that it may take. */
export function isCutByTime(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): boolean {
  const { timeout } = attempt.options;
  const calling = timeout === undefined ? undefined : callingAt(context, linked, attempt);
  if (timeout === undefined || calling === undefined) return false;
  const most = declaredLatency(context, linked, calling)?.most;
  return (
    most === undefined ||
    !isBounded(most) ||
    most.value > durationAt(context, linked, timeout, "the timeout").least
  );
}

/** True if a loop can fail although all its rounds went well: `too_many` before the first, `exhausted` after the last. */
export function endsUnmet(context: BoundsContext, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  if (node.kind !== "loop") return false;
  if (node.over.kind === "list") return mayBeTooLong(context, linked, node);
  return node.over.kind === "fold" ? mayBeExhausted(context, linked) : node.over.until !== undefined;
}

/** True if rounds that race may be fewer than have to win. */
export function mayLackRounds(context: BoundsContext, race: LinkedStatement): boolean {
  const { node } = race.statement;
  if (node.kind !== "race" || node.rounds !== true) return false;
  return race.blocks.some(
    ({ role, statements }) =>
      role?.kind === "contender" &&
      statements.some(
        (loop) =>
          loop.statement.node.kind === "loop" &&
          roundsOf(context, loop, loop.statement.node).least < node.winners,
      ),
  );
}

/**
 * Whether those whom a quorum asks can all answer, and too few of them agree: of n answers out of v values some value
 * is given by n / v of them at least.
 */
export function maySplit(
  { statement: { type } }: LinkedStatement,
  { agree, attempts }: Pick<QuorumNode, "agree" | "attempts">,
) {
  const plain = attempts.every(
    ({ target, options }) =>
      "capability" in target && options.accept === undefined && options.timeout === undefined,
  );
  return !plain || Math.ceil(attempts.length / valuesOf(type.kind === "optional" ? type.of : type)) < agree;
}

/** How many values a type has; infinity where nobody counts them. */
function valuesOf(type: Type): number {
  switch (type.kind) {
    case "bool":
      return 2;
    case "int":
      return type.min === undefined || type.max === undefined ? Infinity : type.max - type.min + 1;
    case "enum":
      return type.members.length;
    case "optional":
      return valuesOf(type.of) + 1;
    case "record":
      return type.fields.reduce((product, field) => product * valuesOf(field.type), 1);
    case "nothing":
      return 1;
    default:
      return Infinity;
  }
}

/* Causes that end a plan because of its goal or its own time limit, whatever its steps do. */

type Goals = Pick<CheckedProgram, "goals">;
type Head = Pick<CheckedRoutine["head"], "achieves" | "timeout">;

function goalOf({ goals }: Goals, name: string | undefined) {
  return name === undefined ? undefined : goals.get(name)?.goal;
}

/** True if what a goal is allowed may end it although none of its plans fails. */
export function isLimited(program: Goals, goal: string): boolean {
  return goalOf(program, goal)?.budget.length !== 0;
}

/** True if what a plan gives may not be what its goal asks for: it has failed then, however well all went. */
export function mayBeUnmet(program: Goals, { achieves }: Head): boolean {
  return (goalOf(program, achieves)?.success.length ?? 0) > 0;
}

/** A plan that may not last: whatever waits may then fail. */
export function hasDeadline(program: Goals, { achieves, timeout }: Head): boolean {
  return (
    timeout !== undefined || goalOf(program, achieves)?.budget.some(({ of }) => of === "latency") === true
  );
}

type Rules = Pick<CheckedProgram, "capabilities" | "goals" | "guardrails" | "policies">;

/** True if a policy, a rule or a budget has a say in whether something begins, whatever it decides. */
export function isNamedByRules(program: Rules, target: Attempt["target"]): boolean {
  const isLimitedAnywhere = [...program.goals.values()].some(({ goal }) => goal.budget.length > 0);
  return (
    isLimitedAnywhere ||
    program.guardrails.some(({ rule }) => stops(rule.severity)) ||
    program.policies.some(
      ({ rule: { on, severity } }) =>
        stops(severity) && on.some((selector) => selects({ program }, selector, targetName(target))),
    )
  );
}
