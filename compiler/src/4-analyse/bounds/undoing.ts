import type { Attempt, CallReference, Expression, Limit, Rescue } from "@orchlang/plan";
import type { Calling } from "../expression/clause.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import { callingAt, declaredSpending, referenced, tryLimit } from "./attempt.ts";
import type { BoundsContext } from "./context.ts";
import { combineUndoing, noUndoing, type Undoing } from "./figures.ts";
import { addLimits, type Measure, maxLimit, timesLimit } from "./limit.ts";
import { roundsOf } from "./rounds.ts";

/** What taking a statement back uses at worst: its own undo, those of its handlers, those of what stands in it. */
export type UndoingOf = (located: Located) => Undoing;

export function undoingOf(context: BoundsContext): UndoingOf {
  const known = new Map<Located, Undoing>();
  const of: UndoingOf = (located) => {
    const found = known.get(located) ?? reckon(context, located, of);
    known.set(located, found);
    return found;
  };
  return of;
}

function reckon(context: BoundsContext, located: Located, of: UndoingOf): Undoing {
  const { node } = located.statement;
  const inner = (roles: readonly string[]): Undoing[] =>
    located.blocks
      .filter((block) => roles.includes(block.role?.kind ?? ""))
      .map((block) => blockUndoing(context, block, of));
  switch (node.kind) {
    case "call":
      return all(context, [
        ofAttempt(context, located, node.attempt),
        ...ofRescues(context, located, node.rescues),
        ...inner(["rescue"]),
      ]);
    case "quorum":
      return all(context, [
        ...node.attempts.map((attempt) => ofAttempt(context, located, attempt)),
        ...ofRescues(context, located, node.rescues),
        ...inner(["rescue"]),
      ]);
    case "loop": {
      const rounds = roundsOf(context, located, node);
      const body = combineUndoing(context.measures, inner(["round"]), (measure, [limit]) =>
        timesLimit(
          measure,
          limit ?? { value: measure.zero },
          rounds.most,
          "nothing says how many rounds there are to undo",
        ),
      );
      return all(context, [body, ...ofRescues(context, located, node.rescues), ...inner(["rescue"])]);
    }
    case "race":
      return all(context, [...inner(["contender", "rescue"]), ...ofRescues(context, located, node.rescues)]);
    default:
      // Of a choice one side was taken.
      return combineUndoing(
        context.measures,
        [noUndoing(context.measures), ...inner(["arm", "held", "otherwise"])],
        (measure, limits) => maxLimit(measure, ...limits),
      );
  }
}

/** Of the statements of a block together. */
export function blockUndoing(context: BoundsContext, block: LocatedBlock, of: UndoingOf): Undoing {
  return all(context, block.statements.map(of));
}

function all(context: BoundsContext, items: readonly Undoing[]): Undoing {
  const used = items.length === 0 ? [noUndoing(context.measures)] : items;
  return combineUndoing(context.measures, used, <T>(measure: Measure<T>, limits: readonly Limit<T>[]) =>
    addLimits(measure, ...limits),
  );
}

function ofRescues(context: BoundsContext, located: Located, rescues: readonly Rescue[]): readonly Undoing[] {
  return rescues.flatMap((rescue) =>
    "attempt" in rescue ? [ofAttempt(context, located, rescue.attempt)] : [],
  );
}

function ofAttempt(context: BoundsContext, located: Located, attempt: Attempt): Undoing {
  if (!("capability" in attempt.target)) {
    const name = "routine" in attempt.target ? attempt.target.routine : attempt.target.goal;
    return context.callable(name)?.undoing ?? noUndoing(context.measures);
  }
  const undo = undoCalling(context, located, attempt);
  if (undo === undefined) return noUndoing(context.measures);
  const spending = declaredSpending(context, located, undo);
  return {
    cost: spending.cost.worst,
    energy: spending.energy.worst,
    tokens: spending.tokens.worst,
    time: tryLimit(context, located, undo, undefined).most,
  };
}

/** The call that takes an attempt back, with `result` read from the step. */
function undoCalling(context: BoundsContext, located: Located, attempt: Attempt): Calling | undefined {
  const calling = callingAt(context, located, attempt);
  const reference = undoReference(context, attempt);
  const capability =
    reference === undefined ? undefined : context.program.capabilities.get(reference.capability)?.capability;
  if (calling === undefined || reference === undefined || capability === undefined) return undefined;
  const result: Expression = { op: "read", from: "node", name: located.id };
  if (reference !== attempt.options.undo) return referenced(capability, reference.args, calling, result);
  // Written at the step, it reads what the step can read.
  const args = Object.entries(reference.args).map(([name, arg]) => {
    const meant = qualified(arg, located);
    return [name, substitute(meant, (read) => (read.name === "result" ? result : undefined))] as const;
  });
  return { capability, args: Object.fromEntries(args) };
}

/** The step's own undo, else the capability's. */
export function undoReference(
  context: Pick<BoundsContext, "program">,
  attempt: Attempt,
): CallReference | undefined {
  if (attempt.options.undo !== undefined) return attempt.options.undo;
  if (!("capability" in attempt.target)) return undefined;
  return context.program.capabilities.get(attempt.target.capability)?.capability.undo;
}
