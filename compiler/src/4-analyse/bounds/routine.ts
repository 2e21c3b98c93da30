import type { Bounds, Limit, Range } from "@orchlang/plan";
import { isChoice } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import type { Located } from "../tree.ts";
import type { BoundsContext } from "./context.ts";
import { bestDuration, endlessBecause, inNumbers, type Which, worstDuration } from "./duration.ts";
import { type Earliest, earliestOf } from "./earliest.ts";
import { worstFailing } from "./failing.ts";
import { noSpending, type PartName, type Spending, sumSpending, type Undoing } from "./figures.ts";
import { holdingOf } from "./holding.ts";
import { bounded, isBounded, type Measure, maxLimit, unbounded } from "./limit.ts";
import { numberOf } from "./quantity.ts";
import { type Sections, sectionsOf } from "./sections.ts";
import { blockSpending, choiceSpending, type SpendingOf, spendingOf } from "./spending.ts";
import { endless, type Timeline, timelineOf } from "./timeline.ts";
import { blockUndoing, type UndoingOf, undoingOf } from "./undoing.ts";

/** What is known of a routine's use of money, time, energy and tokens before it runs. */
export interface RoutineBounds {
  readonly bounds: Bounds;
  readonly nodes: Readonly<Record<string, Bounds>>;
  readonly criticalPath: readonly string[];
  readonly undoing: Undoing;
  /** Of the worst case. */
  readonly timeline: Timeline;
  readonly sections: Sections;
  readonly spending: SpendingOf;
  readonly undoingOf: UndoingOf;
}

/** @param late whether it can fail after its last step: a goal's `success` may be unmet. */
export function routineBounds(context: BoundsContext, precedence: Precedence, late: boolean): RoutineBounds {
  const { tree } = precedence;
  const sections = sectionsOf(tree);
  const undoing = undoingOf(context);
  const spending = spendingOf(context, undoing);
  const lines = timelines(context, precedence, sections, undoing);
  const back = blockUndoing(context, tree.root, undoing);
  const total = totalSpending(context, precedence, spending, undoing, late || context.timeout !== undefined);
  const earliest = earliestOf(precedence, sections, (located, inner) =>
    bestDuration(context, located, inner),
  );
  const latency = latencyOf(context, precedence, earliest, lines);
  const nodes: Record<string, Bounds> = {};
  for (const located of tree.all) {
    if (isCounted(located))
      nodes[located.id] = nodeBounds(context, located, { spending, undoing, lines, earliest });
  }
  return {
    bounds: { ...total, latency },
    nodes,
    criticalPath: lines.whole.path.map((located) => located.id),
    undoing: back,
    timeline: lines.whole,
    sections,
    spending,
    undoingOf: undoing,
  };
}

type Lines = Readonly<Record<Which | "unwinding", Timeline>>;

function timelines(
  context: BoundsContext,
  precedence: Precedence,
  sections: Sections,
  undoing: UndoingOf,
): Lines {
  const timeout = context.timeout === undefined ? {} : { timeout: inNumbers(context.timeout.most) };
  const line = (which: Which): Timeline =>
    timelineOf(precedence, sections, {
      opening: (located) => (which === "whole" || which === "queue" ? queueOf(context, located) : 0),
      lasting: (located, inner) => worstDuration(context, located, which, inner),
      cap: (located) => heldAtMost(context, located),
      ...timeout,
    });
  const unwinding = timelineOf(precedence, sections, {
    opening: () => 0,
    lasting: (located) =>
      isChoice(located) || located.block.inFinally ? 0 : inNumbers(undoing(located).time),
    cap: () => undefined,
  });
  return {
    whole: line("whole"),
    work: line("work"),
    people: line("people"),
    timers: line("timers"),
    queue: line("queue"),
    unwinding,
  };
}

function queueOf(context: BoundsContext, located: Located): number {
  const { node } = located.statement;
  if (node.kind !== "hold") return 0;
  return inNumbers(holdingOf(context, located, node.pick, bounded(0), 0).queueing.worst);
}

/** A hold is over at the end of its time; where it has an `else`, that takes its own. */
function heldAtMost(context: BoundsContext, located: Located): number | undefined {
  const { node } = located.statement;
  if (node.kind !== "hold" || node.otherwise !== undefined) return undefined;
  return inNumbers(numberOf(node.for, context.values.at(located), "the time that it is held").most);
}

function latencyOf(
  context: BoundsContext,
  precedence: Precedence,
  earliest: Earliest,
  lines: Lines,
): Bounds["latency"] {
  const most = context.timeout === undefined ? Infinity : inNumbers(context.timeout.most);
  const limit = (which: Which): Limit<number> => {
    const { length } = lines[which];
    return length < endless ? bounded(length) : unbounded(reason(context, precedence, lines.whole, which));
  };
  const unwinding = lines.unwinding.length;
  return {
    best: Math.min(earliest.length, most),
    worst: limit("whole"),
    parts: {
      work: limit("work"),
      people: limit("people"),
      timers: limit("timers"),
      queue: limit("queue"),
      unwinding: unwinding < endless ? bounded(unwinding) : unbounded("an undo declares no `latency`"),
    },
  };
}

/** The statement that makes the time endless, preferably one on the longest path. */
function reason(context: BoundsContext, precedence: Precedence, whole: Timeline, which: Which): string {
  for (const located of [...whole.path, ...precedence.tree.all]) {
    if (worstDuration(context, located, which, () => 0) >= endless) {
      const because = endlessBecause(context, located);
      if (because !== undefined) return because;
    }
    const { node } = located.statement;
    if (node.kind !== "hold" || (which !== "whole" && which !== "queue")) continue;
    const { worst } = holdingOf(context, located, node.pick, bounded(0), 0).queueing;
    if (!isBounded(worst)) return worst.unbounded;
  }
  return "a part of it has no bound";
}

function totalSpending(
  context: BoundsContext,
  precedence: Precedence,
  spending: SpendingOf,
  undoing: UndoingOf,
  late: boolean,
): Spending {
  const { tree } = precedence;
  const { measures } = context;
  const last =
    tree.finally === undefined ? noSpending(measures) : blockSpending(context, tree.finally, spending);
  const forward = blockSpending(context, tree.root, spending);
  const total = <T>(
    measure: Measure<T>,
    of: (spent: Spending) => Range<T>,
    back: (undone: Undoing) => Limit<T>,
  ): Range<T> => {
    const failing = worstFailing(precedence, {
      measure,
      forward: (located) => of(spending(located)).worst,
      undo: (located) => back(undoing(located)),
      late,
    });
    return { best: of(forward).best, worst: maxLimit(measure, of(forward).worst, failing) };
  };
  const work: Spending = {
    cost: total(
      measures.cost,
      (spent) => spent.cost,
      (undone) => undone.cost,
    ),
    energy: total(
      measures.energy,
      (spent) => spent.energy,
      (undone) => undone.energy,
    ),
    tokens: total(
      measures.tokens,
      (spent) => spent.tokens,
      (undone) => undone.tokens,
    ),
  };
  return sumSpending(measures, [work, last]);
}

/** Statements that can take time or money. */
function isCounted(located: Located): boolean {
  const { kind } = located.statement.node;
  return isChoice(located) || ["call", "loop", "race", "quorum", "wait"].includes(kind);
}

interface Reckoned {
  readonly spending: SpendingOf;
  readonly undoing: UndoingOf;
  readonly lines: Lines;
  readonly earliest: Earliest;
}

function nodeBounds(context: BoundsContext, located: Located, reckoned: Reckoned): Bounds {
  const { spending, undoing, lines, earliest } = reckoned;
  const spent = isChoice(located) ? choiceSpending(context, located, spending) : spending(located);
  const limit = (which: PartName | "whole"): Limit<number> => {
    const time = lines[which].lastingOf(located);
    if (time < endless) return bounded(time);
    return unbounded(endlessBecause(context, located) ?? "something in it has no bound");
  };
  return {
    ...spent,
    latency: {
      best: earliest.lastingOf(located),
      worst: limit("whole"),
      parts: {
        work: limit("work"),
        people: limit("people"),
        timers: limit("timers"),
        queue: limit("queue"),
        unwinding: isChoice(located) ? bounded(0) : undoing(located).time,
      },
    },
  };
}
