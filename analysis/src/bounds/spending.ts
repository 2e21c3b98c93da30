import type { Unordered } from "@orchlang/checker";
import type { Attempt, QuorumNode, RaceNode, Rescue } from "@orchlang/plan/nodes";
import type { Case } from "../facts/cases.ts";
import { canReturnInstead, endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { mayBeCutShort, mayFail } from "./by-data.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import {
  combineSpending,
  combineUndoing,
  noSpending,
  noUndoing,
  orMore,
  type Range,
  type Spending,
  type SpendingOf,
  sumSpending,
  type Undoing,
  type UndoingOf,
} from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { holdingOf } from "./holding.ts";
import { addLimits, bounded, isBounded, least, maxLimit, sumLimits, timesLimit } from "./limit.ts";
import { neededRounds, type Rounds } from "./rounds.ts";
import { attemptBounds } from "./tries.ts";
import { blockUndoing, ofRescue, ownUndoing } from "./undoing.ts";

export function spendingOf(context: BoundsContext, undoing: UndoingOf): SpendingOf {
  // By their index.
  const known: (Spending | undefined)[] = [];
  const of: SpendingOf = (linked) => {
    const spending = known[linked.index] ?? atBest(context, linked, compute(context, linked, of, undoing));
    known[linked.index] = spending;
    return spending;
  };
  return of;
}

/** A statement that data alone may cut short has no certain spending. */
function atBest(context: BoundsContext, linked: LinkedStatement, computed: Spending): Spending {
  if (!mayBeCutShort(context, linked)) return computed;
  return combineSpending(context.measures, [computed], (measure, [range]) => ({
    best: measure.zero,
    worst: range?.worst ?? bounded(measure.zero),
  }));
}

function compute(
  context: BoundsContext,
  linked: LinkedStatement,
  of: SpendingOf,
  undoing: UndoingOf,
): Spending {
  const { node } = linked.statement;
  const { measures } = context;
  switch (node.kind) {
    case "call": {
      const own = attemptBounds(context, linked, node.attempt).spending;
      return rescued(context, linked, node.rescues, own, of, undoing);
    }
    case "hold": {
      const most = durationAt(context, linked, node.for, "the time that it is held").most;
      return orMore(measures, noSpending(measures), holdingOf(context, linked, node.pick, most, 0).spending);
    }
    case "loop": {
      const own = loopSpending(context, linked, of, undoing);
      // A failed optional loop is compensated, and the plan continues.
      if (node.optional === true && node.rescues.length === 0)
        return orMore(measures, own, undoSpending(context, linked, undoing));
      return rescued(context, linked, node.rescues, own, of, undoing);
    }
    case "race":
      return rescued(
        context,
        linked,
        node.rescues,
        raceSpending(context, linked, node, of, undoing),
        of,
        undoing,
      );
    case "quorum":
      return rescued(
        context,
        linked,
        node.rescues,
        quorumSpending(context, linked, node, undoing),
        of,
        undoing,
      );
    case "wait":
      return rescued(context, linked, node.rescues, noSpending(measures), of, undoing);
    default:
      return noSpending(measures);
  }
}

/** With handlers: what failed is undone first, then they are tried one after another. */
function rescued(
  context: BoundsContext,
  linked: LinkedStatement,
  rescues: readonly Rescue[],
  own: Spending,
  of: SpendingOf,
  undoing: UndoingOf,
): Spending {
  const last = rescues.at(-1);
  if (last === undefined || !mayFail(context, linked)) return own;
  const more: Spending[] = [spendingOn(context, replacedBy(context, linked, last, undoing))];
  for (const rescue of rescues) {
    if ("attempt" in rescue) more.push(attemptBounds(context, linked, rescue.attempt).spending);
    else
      more.push(
        ...linked.blocks
          .filter((block) => block.block.id === rescue.block)
          .map((block) => blockSpending(context, block, of)),
      );
  }
  return orMore(context.measures, own, sumSpending(context.measures, more));
}

/** Undoing all ways of doing a step but the last handler. */
function replacedBy(
  context: BoundsContext,
  linked: LinkedStatement,
  last: Rescue,
  undoing: UndoingOf,
): Undoing {
  const { node } = linked.statement;
  const none = noUndoing(context.measures);
  const rescues = "rescues" in node ? node.rescues.filter((rescue) => rescue !== last) : [];
  const undone = [
    node.kind === "call" && undoesItself(node.attempt) ? none : ownUndoing(context, linked, undoing),
    ...rescues.map((rescue) =>
      "attempt" in rescue && undoesItself(rescue.attempt) ? none : ofRescue(context, linked, rescue, undoing),
    ),
  ];
  return combineUndoing(context.measures, undone, sumLimits);
}

/** A plan that fails by itself has undone what it did, which is part of what it spends. */
function undoesItself({ target, options }: Attempt): boolean {
  return !("capability" in target) && options.accept === undefined && options.timeout === undefined;
}

function undoSpending(context: BoundsContext, linked: LinkedStatement, undoing: UndoingOf): Spending {
  return spendingOn(context, undoing(linked));
}

function spendingOn(context: BoundsContext, undo: Undoing): Spending {
  const { cost } = context.measures;
  return {
    cost: { best: cost.zero, worst: undo.cost },
    energy: { best: 0, worst: undo.energy },
    tokens: { best: 0, worst: undo.tokens },
  };
}

/** The statements of a block together. */
export function blockSpending(
  context: BoundsContext,
  block: LinkedBlock,
  of: SpendingOf,
  among?: Pick<Case, "isOff">,
): Spending {
  const { measures } = context;
  return {
    cost: alongBlock(measures.cost, block, (linked) => of(linked).cost, nothing(measures.cost), among),
    energy: alongBlock(
      measures.energy,
      block,
      (linked) => of(linked).energy,
      nothing(measures.energy),
      among,
    ),
    tokens: alongBlock(
      measures.tokens,
      block,
      (linked) => of(linked).tokens,
      nothing(measures.tokens),
      among,
    ),
  };
}

/**
 * The sum over a block, from its end: below a choice that can end the plan, what follows is only spent on the ways
 * that go on, however deep in it they end.
 *
 * @param own of a plain statement all that it spends; of a choice what it spends whatever side is taken.
 * @param after what is spent below the block where nothing in it has ended the plan.
 * @param among leaves out sides that are not taken.
 */
export function alongBlock<T>(
  measure: Measure<T>,
  block: LinkedBlock,
  own: (linked: LinkedStatement) => Range<T>,
  after: Range<T> = nothing(measure),
  among?: Pick<Case, "isOff">,
): Range<T> {
  const rest = new Tally(measure);
  rest.become(endsDirectly(block) ? nothing(measure) : after);
  for (let at = block.statements.length - 1; at >= 0; at--) {
    const linked = block.statements[at];
    if (linked === undefined) continue;
    if (isChoice(linked)) {
      const below = rest.total();
      const ways = linked.blocks
        .filter((side) => among?.isOff(linked, side) !== true)
        .map((side) => alongBlock(measure, side, own, below, among));
      if (!hasAllSides(linked) && among?.isOff(linked, undefined) !== true) ways.push(below);
      // Where no side is left nothing comes to this choice.
      if (ways.length === 0) ways.push(nothing(measure));
      rest.become({
        best: least(
          measure,
          ways.map((way) => way.best),
        ),
        worst: maxLimit(measure, ...ways.map((way) => way.worst)),
      });
    }
    const alone = own(linked);
    rest.add(alone);
    // A handler that returns ends the plan here, at best.
    if (canReturnInstead(linked)) rest.become({ best: alone.best, worst: rest.total().worst });
  }
  return rest.total();
}

function nothing<T>({ zero }: Measure<T>): Range<T> {
  return { best: zero, worst: bounded(zero) };
}

/** A choice as a whole: what it spends by itself, and one of its sides. */
export function choiceSpending(context: BoundsContext, linked: LinkedStatement, of: SpendingOf): Spending {
  const alone: LinkedBlock = {
    block: linked.block.block,
    statements: [linked],
    inFinally: linked.block.inFinally,
    loops: linked.block.loops,
    owner: undefined,
    role: undefined,
  };
  return blockSpending(context, alone, of);
}

function loopSpending(
  context: BoundsContext,
  linked: LinkedStatement,
  of: SpendingOf,
  undoing: UndoingOf,
): Spending {
  const { node } = linked.statement;
  const body = linked.blocks.find((block) => block.role?.kind === "round");
  if (node.kind !== "loop" || body === undefined) return noSpending(context.measures);
  const rounds = neededRounds(context, linked, node);
  const forward = timesRounds(context, linked, blockSpending(context, body, of), rounds);
  if (node.tolerated === undefined) return forward;
  // Each round that may fail is undone by itself, and the others go on.
  const back = spendingOn(context, blockUndoing(context, body, undoing));
  return orMore(context.measures, forward, timesRounds(context, linked, back, rounds));
}

function timesRounds(
  context: BoundsContext,
  linked: LinkedStatement,
  each: Spending,
  rounds: Rounds,
): Spending {
  return combineSpending(context.measures, [each], (measure, [range]) => ({
    best: measure.times(range?.best ?? measure.zero, rounds.least),
    worst: timesLimit(
      measure,
      range?.worst ?? bounded(measure.zero),
      rounds.most,
      endlessly(linked),
      rounds.by,
    ),
  }));
}

export function endlessly(linked: LinkedStatement): string {
  return `nothing says how many rounds \`${linked.id}\` makes`;
}

/** All branches at worst, and undoing what the losers did; at best the cheapest that are enough. */
function raceSpending(
  context: BoundsContext,
  linked: LinkedStatement,
  node: Unordered<RaceNode>,
  of: SpendingOf,
  undoing: UndoingOf,
): Spending {
  const branches = linked.blocks
    .filter((block) => block.role?.kind === "contender")
    .map((block) => blockSpending(context, block, of));
  const taken = combineSpending(context.measures, branches, (measure, ranges) => ({
    best: cheapest(measure, ranges, node.winners),
    worst: sumLimits(
      measure,
      ranges.map((range) => range.worst),
    ),
  }));
  return orMore(context.measures, taken, undoSpending(context, linked, undoing));
}

/**
 * All that are asked, and undoing what those did that were not needed; at best the cheapest that are enough, since
 * the others may fail at once.
 */
function quorumSpending(
  context: BoundsContext,
  linked: LinkedStatement,
  node: Unordered<QuorumNode>,
  undoing: UndoingOf,
): Spending {
  const asked = node.attempts.map((attempt) => attemptBounds(context, linked, attempt).spending);
  const taken = combineSpending(context.measures, asked, (measure, ranges) => ({
    best: cheapest(measure, ranges, node.agree),
    worst: sumLimits(
      measure,
      ranges.map((range) => range.worst),
    ),
  }));
  return orMore(context.measures, taken, undoSpending(context, linked, undoing));
}

function cheapest<T>(measure: Measure<T>, ranges: readonly Range<T>[], count: number): T {
  const sorted = ranges.map((range) => range.best).sort((a, b) => measure.compare(a, b));
  return sorted.slice(0, count).reduce((total, value) => measure.add(total, value), measure.zero);
}

/*
 * A sum from its end, over ranges that are mostly a few repeated ones: equal spending of many steps is counted, and
 * multiplied once. Measures whose sums depend on the order of addition are added directly.
 */

class Tally<T> {
  readonly #measure: Measure<T>;
  #best: T;
  #worst: Limit<T>;
  /** How often each has been added since. */
  readonly #bests = new Map<T, number>();
  readonly #worsts = new Map<T, number>();

  constructor(measure: Measure<T>) {
    this.#measure = measure;
    this.#best = measure.zero;
    this.#worst = bounded(measure.zero);
  }

  add({ best, worst }: Range<T>): void {
    const measure = this.#measure;
    if (!measure.exact) {
      this.#best = measure.add(best, this.#best);
      this.#worst = addLimits(measure, worst, this.#worst);
      return;
    }
    if (best !== measure.zero) this.#bests.set(best, (this.#bests.get(best) ?? 0) + 1);
    if (!isBounded(worst) || worst.by !== undefined)
      this.#worst = addLimits(measure, worst, this.#settledWorst());
    else if (worst.value !== measure.zero)
      this.#worsts.set(worst.value, (this.#worsts.get(worst.value) ?? 0) + 1);
  }

  /** All that has been added. */
  total(): Range<T> {
    for (const [value, count] of this.#bests)
      this.#best = this.#measure.add(count === 1 ? value : this.#measure.times(value, count), this.#best);
    this.#bests.clear();
    return { best: this.#best, worst: this.#settledWorst() };
  }

  /** Goes on from another sum. */
  become({ best, worst }: Range<T>): void {
    this.#bests.clear();
    this.#worsts.clear();
    this.#best = best;
    this.#worst = worst;
  }

  #settledWorst(): Limit<T> {
    for (const [value, count] of this.#worsts)
      this.#worst = addLimits(
        this.#measure,
        count === 1 ? bounded(value) : timesLimit(this.#measure, bounded(value), count, ""),
        this.#worst,
      );
    this.#worsts.clear();
    return this.#worst;
  }
}
