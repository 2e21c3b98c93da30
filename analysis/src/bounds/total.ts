import { type Case, casesOfChoices } from "../facts/cases.ts";
import { isChoice } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import type { LinkedStatement } from "../tree.ts";
import { mayFail } from "./by-data.ts";
import type { BoundsContext } from "./context.ts";
import {
  combineSpending,
  noSpending,
  noUndoing,
  type Range,
  type Spending,
  type SpendingOf,
  sumSpending,
  type Undoing,
  type UndoingOf,
} from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, least, maxLimit } from "./limit.ts";
import { alongBlock, blockSpending } from "./spending.ts";
import { attemptBounds } from "./tries.ts";
import { ofRescue } from "./undoing.ts";

/** The spending of a whole routine, `finally` included. */
interface Total {
  /** The greater of all that goes forward and of all that, undone in the end (semantics, rule 45). */
  readonly any: Spending;
  /** Where nothing fails for good. */
  readonly completed: Spending;
}

/** Choices with the same condition are resolved together: the worst of the possible outcomes. */
export function totalSpending(
  context: BoundsContext,
  precedence: Precedence,
  spending: SpendingOf,
  undoing: UndoingOf,
  isUndone: boolean,
): Total {
  const { tree } = precedence;
  const cases = casesOfChoices(tree);
  if (cases.length === 0) return totalOf(context, precedence, spending, undoing, { isUndone });
  const none = noSpending(context.measures);
  const nothingBack = noUndoing(context.measures);
  const totals = cases.map((each) =>
    totalOf(
      context,
      precedence,
      (linked) => (each.isOffAt(linked) ? none : spending(linked)),
      (linked) => (each.isOffAt(linked) ? nothingBack : undoing(linked)),
      { isUndone, among: each },
    ),
  );
  return {
    any: oneOf(
      context,
      totals.map(({ any }) => any),
    ),
    completed: oneOf(
      context,
      totals.map(({ completed }) => completed),
    ),
  };
}

function oneOf(context: BoundsContext, ways: readonly Spending[]): Spending {
  return combineSpending(context.measures, ways, (measure, ranges) => ({
    best: least(
      measure,
      ranges.map(({ best }) => best),
    ),
    worst: maxLimit(measure, ...ranges.map(({ worst }) => worst)),
  }));
}

function totalOf(
  context: BoundsContext,
  { tree }: Precedence,
  spending: SpendingOf,
  undoing: UndoingOf,
  { isUndone, among }: { readonly isUndone: boolean; readonly among?: Case },
): Total {
  const { measures } = context;
  const forward = blockSpending(context, tree.root, spending, among);
  const back = <T>(
    measure: Measure<T>,
    of: (spent: Spending) => Range<T>,
    undo: (undone: Undoing) => Limit<T>,
  ): Range<T> => {
    const side = { measure, of, back: undo, spending, undoing };
    const own = (linked: LinkedStatement): Range<T> => ({
      best: measure.zero,
      worst: among?.isOffAt(linked) === true ? bounded(measure.zero) : compensated(context, linked, side),
    });
    const undone = alongBlock(
      measure,
      tree.root,
      own,
      { best: measure.zero, worst: bounded(measure.zero) },
      among,
    );
    return { best: of(forward).best, worst: maxLimit(measure, of(forward).worst, undone.worst) };
  };
  const work: Spending = !isUndone
    ? forward
    : {
        cost: back(
          measures.cost,
          (spent) => spent.cost,
          (undone) => undone.cost,
        ),
        energy: back(
          measures.energy,
          (spent) => spent.energy,
          (undone) => undone.energy,
        ),
        tokens: back(
          measures.tokens,
          (spent) => spent.tokens,
          (undone) => undone.tokens,
        ),
      };
  const last =
    tree.finally === undefined ? noSpending(measures) : blockSpending(context, tree.finally, spending, among);
  return { any: sumSpending(measures, [work, last]), completed: sumSpending(measures, [forward, last]) };
}

interface Side<T> {
  readonly measure: Measure<T>;
  readonly of: (spent: Spending) => Range<T>;
  readonly back: (undone: Undoing) => Limit<T>;
  readonly spending: SpendingOf;
  readonly undoing: UndoingOf;
}

/** The spending of a statement that is compensated in the end: nothing is compensated twice. */
function compensated<T>(context: BoundsContext, linked: LinkedStatement, side: Side<T>): Limit<T> {
  const { measure, of, back, spending, undoing } = side;
  const forward = of(spending(linked)).worst;
  if (isChoice(linked)) return forward;
  const { node } = linked.statement;
  const last = "rescues" in node ? node.rescues.at(-1) : undefined;
  // Going forward it has undone whatever a handler has replaced; what the last one did may stand.
  if (last !== undefined && mayFail(context, linked))
    return addLimits(measure, forward, back(ofRescue(context, linked, last, undoing)));
  if (node.kind === "call") {
    const { completed } = attemptBounds(context, linked, node.attempt);
    if (completed === undefined) return addLimits(measure, forward, back(undoing(linked)));
    return maxLimit(measure, forward, addLimits(measure, of(completed).worst, back(undoing(linked))));
  }
  const alone = node.kind === "loop" && (node.tolerated !== undefined || node.optional === true);
  if (node.kind === "race" || node.kind === "quorum" || alone) return forward;
  return addLimits(measure, forward, back(undoing(linked)));
}
