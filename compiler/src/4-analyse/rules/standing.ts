import type { Action, Expression } from "@orchlang/plan";
import { withArguments } from "../expression/arguments.ts";
import { substitute } from "../expression/substitute.ts";
import { activation } from "../facts/activation.ts";
import { all, always, entryCondition, not } from "../facts/choice.ts";
import { alwaysFails } from "../order/endings.ts";
import { selects } from "../selects.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Run } from "./run.ts";

/**
 * The condition under which an action, once its step has settled, stands as a rule asks for it (semantics, rule 35):
 * it began, it ended as required, and it was not taken back. A part that nothing can be known of is an atom.
 */
export function standingCondition(
  { analysis }: Pick<Run, "analysis">,
  action: Action,
  occurrence: Occurrence,
): Expression {
  const { located } = occurrence;
  const conditions = [activation(located), completedCondition(analysis, action, occurrence)];
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

/** A step that failed for good is either the end of the plan, or optional, or replaced by a handler. */
function completedCondition(analysis: Run["analysis"], action: Action, occurrence: Occurrence): Expression {
  const { located, slot } = occurrence;
  const { node } = located.statement;
  // What happens only when something fails can't be relied on.
  if (slot === "undo" || slot === "confirm" || located.block.inFinally) return open("completed", occurrence);
  // A wait, a loop, a race completes by itself, and comes to its handlers only where it has failed.
  const others = located.attempts;
  const isCalled = others.some(({ slot: each }) => !each.startsWith("else"));
  const alike =
    isCalled &&
    others.every(({ attempt }) => {
      const { target } = attempt;
      const name =
        "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
      return selects(analysis, action.selector, name);
    });
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

/** A rule's `when` at one occurrence: `args` are its arguments, `result` what it gave. What is true now stays open. */
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
