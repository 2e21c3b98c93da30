import { isChoice } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import type { Located } from "../tree.ts";
import { addLimits, bounded, isBounded, type Limit, type Measure, maxLimit } from "./limit.ts";
import { alongBlock } from "./spending.ts";

/** Beyond so many pairs of statements the worst failure is not looked for: everything counts as undone. */
const pairsMax = 40_000;

/** What a failing run spends of one measure. */
export interface FailingCase<T> {
  readonly measure: Measure<T>;
  /** What a statement spends at worst going forward; of a choice what it spends beside its sides. */
  readonly forward: (located: Located) => Limit<T>;
  readonly undo: (located: Located) => Limit<T>;
  /** What it spends forward and on being taken back. */
  readonly takenBack: (located: Located) => Limit<T>;
  readonly canFail: (located: Located) => boolean;
  /** It can fail when all is done: by `timeout`, or by a goal's `success`. */
  readonly late: boolean;
}

/**
 * The dearest failure (semantics, rule 45): the failing step's worst case, and of each step that it does not hold
 * back the worst case and the undo of that.
 */
export function worstFailing<T>(precedence: Precedence, failing: FailingCase<T>): Limit<T> {
  const { measure, forward, undo, takenBack, canFail } = failing;
  const { tree } = precedence;
  const statements = tree.all.filter((located) => !located.block.inFinally);
  const undone = statements.some((located) => !isChoice(located) && !isZero(measure, undo(located)));
  if (!undone) return bounded(measure.zero);
  const without = (skipped: (located: Located) => boolean): Limit<T> =>
    alongBlock(measure, tree.root, (located) => {
      if (skipped(located)) return { best: measure.zero, worst: bounded(measure.zero) };
      return { best: measure.zero, worst: takenBack(located) };
    }).worst;
  const culprits = statements.filter(canFail);
  const spends = (located: Located): boolean =>
    !isZero(measure, addLimits(measure, forward(located), undo(located)));
  const everything = failing.late || endsWithFailure(precedence, culprits, statements.filter(spends));
  if (everything || culprits.length * statements.length > pairsMax) return without(() => false);
  return maxLimit(
    measure,
    ...culprits.map((culprit) => without((located) => precedence.before(culprit, located))),
  );
}

/** Whether one of those that can fail is before nothing that spends: when it fails, all of that may have happened. */
function endsWithFailure(
  { before }: Precedence,
  culprits: readonly Located[],
  spending: readonly Located[],
): boolean {
  const last = culprits.at(-1);
  return last !== undefined && !spending.some((located) => before(last, located));
}

function isZero<T>(measure: Measure<T>, limit: Limit<T>): boolean {
  return isBounded(limit) && measure.compare(limit.value, measure.zero) === 0;
}

/** Whether its failure is the plan's: nothing is optional about it. */
export function canFailThePlan(located: Located): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "call":
    case "loop":
    case "race":
    case "quorum":
      return node.optional !== true;
    case "wait":
      return node.optional !== true && "within" in node.for && node.for.within !== undefined;
    case "fail":
    case "hold":
      return true;
    default:
      return false;
  }
}
