import type { Expression } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import { targetName } from "../../attempts.ts";
import { withArguments } from "../../expression/arguments.ts";
import { substitute } from "../../expression/substitute.ts";
import { activation } from "../../facts/activation.ts";
import { all, always, entryCondition, not } from "../../facts/choice.ts";
import { alwaysFails } from "../../order/endings.ts";
import { selects } from "../../selects.ts";
import type { Located, LocatedBlock } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Run } from "../run.ts";

/**
 * The condition under which an action, once its step has settled, stands as a rule asks for it (semantics, rule 35):
 * it began, it ended as required, and it was not taken back. A part that nothing can be known of is an atom.
 *
 * @param others what would do as well in its place.
 */
export function standingCondition(
  { analysis }: Pick<Run, "analysis">,
  action: Action,
  occurrence: Occurrence,
  others: readonly Action[] = [],
): Expression {
  const { located } = occurrence;
  const enough = [action, ...others.filter(isPlain)];
  const conditions = [activation(located), completedCondition(analysis, enough, occurrence)];
  const outcome = action.outcome ?? "completed";
  if (outcome === "granted") conditions.push(granted(located));
  if (outcome === "failed") conditions.push(open("failed", occurrence));
  if (action.when !== undefined) conditions.push(conditionOf(action.when, occurrence, valueRead(located)));
  return all(conditions);
}

function open(what: string, { located, slot }: Occurrence): Expression {
  return { op: "read", from: "local", name: `${what} ${located.id}:${slot}` };
}

function valueRead(located: Located): Expression {
  return { op: "read", from: "node", name: located.id };
}

/** Whether an action counts wherever it has completed. */
function isPlain({ outcome, when }: Action): boolean {
  return (outcome ?? "completed") === "completed" && when === undefined;
}

/** A step that failed for good is either the end of the plan, or optional, or replaced by a handler. */
function completedCondition(
  analysis: Run["analysis"],
  enough: readonly Action[],
  occurrence: Occurrence,
): Expression {
  const { located, slot } = occurrence;
  const { node } = located.statement;
  // Actions that happen only after a failure can't be relied on.
  if (slot === "undo" || slot === "confirm" || located.block.inFinally) return open("completed", occurrence);
  // A wait, a loop, a race completes by itself, and comes to its handlers only where it has failed.
  const ways = located.attempts;
  const isCalled = ways.some(({ slot: each }) => !each.startsWith("else"));
  // Conditions on arguments apply to one attempt.
  const isEnough = ({ selector, when }: Action, name: string): boolean =>
    selects(analysis, selector, name) && (when === undefined || ways.length === 1);
  const alike =
    isCalled &&
    ways.every(({ attempt }) => enough.some((action) => isEnough(action, targetName(attempt.target))));
  if (!alike) return open("completed", occurrence);
  const notReplaced = all(replacingBlocks(located).map((block) => not(entryCondition(block))));
  if (!("optional" in node) || node.optional !== true) return notReplaced;
  const gives = located.statement.type.kind === "optional" && located.statement.type.of.kind !== "nothing";
  if (notReplaced !== always) return open("completed", occurrence);
  return gives ? { op: "not", of: { op: "isNone", of: valueRead(located) } } : open("completed", occurrence);
}

/** The handlers' blocks that the step can have completed by; one that always fails only says why. */
function replacingBlocks({ blocks }: Located): readonly LocatedBlock[] {
  return blocks.filter((block) => block.role?.kind === "rescue" && !alwaysFails(block));
}

/** The result's `granted`; a result that is a Bool says it itself. */
function granted(located: Located): Expression {
  const { type } = located.statement;
  const inner = type.kind === "optional" ? type.of : type;
  const value = valueRead(located);
  return inner.kind === "bool" ? value : { op: "field", of: value, name: "granted" };
}

/** A rule's `when` at one occurrence: `args` are its arguments, `result` its result. The context stays open. */
export function conditionOf(condition: Expression, occurrence: Occurrence, result?: Expression): Expression {
  const { located, args, slot } = occurrence;
  return withArguments(
    substitute(condition, (read) => {
      if (read.from === "local" && read.name === "result") return result;
      if (read.from !== "context") return undefined;
      return { op: "read", from: "local", name: `${read.name} at ${located.id}:${slot}` };
    }),
    args,
  );
}
