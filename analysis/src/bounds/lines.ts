import { once } from "@orchlang/checker";
import { isChoice } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import { heldBy, type LinkedBlock, type LinkedStatement } from "../tree.ts";
import type { BoundsContext } from "./context.ts";
import { type Inner, inNumbers, tailOf, untilInstant, type Which, worstDuration } from "./duration.ts";
import { type PartName, partNames, type UndoingOf } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { holdingOf } from "./holding.ts";
import { addLimits, bounded, isBounded, numbers, sumLimits, unbounded } from "./limit.ts";
import { numberOf } from "./quantity.ts";
import type { Sections } from "./sections.ts";
import { endless, noTime, type Timeline, timelineOf, type Weights } from "./timeline.ts";
import { attemptBounds, spillOf } from "./tries.ts";
import { compensatesItself, roundUndoing } from "./undoing.ts";

/**
 * The longest paths of a routine: of the whole time, of each of its parts, and of undoing everything. Few rules ask
 * for more than the whole: the others are looked for when asked for, in what the whole was made of.
 */
export type Lines = Readonly<Record<Which | "unwinding", () => Timeline>>;

export function linesOf(
  context: BoundsContext,
  precedence: Precedence,
  sections: Sections,
  undoing: UndoingOf,
  spill: Limit<number>,
): Lines {
  const { all } = precedence.tree;
  const line = (which: Which): Timeline =>
    timelineOf(precedence, sections, weightsOf(context, which, undoing, { spill }));
  const whole = line("whole");
  // No more of a part passes at a statement than time passes there at all.
  const within = (which: Which): Timeline => {
    const weights = weightsOf(context, which, undoing, { spill });
    return timelineOf(precedence, sections, {
      ...weights,
      lasting: (linked, inner) => Math.min(weights.lasting(linked, inner), whole.lastingOf(linked)),
    });
  };
  const undone = all.some((linked) => !isChoice(linked) && inNumbers(undoing(linked).time) > 0);
  const used = once(() => partsUsed(context, all));
  const part = (name: PartName): (() => Timeline) =>
    once(() => {
      if (!used().has(name)) return noTime;
      // A time of one part, with nothing undone in between, is that part.
      return used().size === 1 && !undone ? whole : within(name);
    });
  return {
    whole: () => whole,
    work: part("work"),
    people: part("people"),
    timers: part("timers"),
    queue: part("queue"),
    unwinding: once(() =>
      undone ? timelineOf(precedence, sections, unwindingWeights(context, undoing)) : noTime,
    ),
  };
}

/** A statement that fails inside a loop is compensated before the other rounds: {@link unwindingLength} adds that. */
function unwindingWeights(context: BoundsContext, undoing: UndoingOf, forget?: LinkedStatement): Weights {
  const timeOf = (linked: LinkedStatement): Limit<number> => {
    const { node } = linked.statement;
    const round = linked.blocks.find(({ role }) => role?.kind === "round");
    const beside = node.kind === "loop" && node.over.kind !== "fold" && round !== undefined;
    return (beside ? roundUndoing(context, linked, round, undoing) : undoing(linked)).time;
  };
  return {
    opening: () => 0,
    lasting: (linked) =>
      isChoice(linked) || linked.block.inFinally || linked === forget ? 0 : inNumbers(timeOf(linked)),
    cap: () => undefined,
  };
}

/** So many statements are each looked at without themselves; where there are more, the longest counts twice. */
const apartMax = 8;

/**
 * The longest time of a complete compensation, in ms. A failed called plan or race compensates before its surroundings
 * begin to: its time comes before all others, even of statements beside it (semantics, rule 25).
 */
export function unwindingLength(
  context: BoundsContext,
  precedence: Precedence,
  sections: Sections,
  undoing: UndoingOf,
  { unwinding }: Pick<Lines, "unwinding">,
): number {
  const together = unwinding().length;
  if (together === 0 || together >= endless) return together;
  const apart = precedence.tree.all.filter(
    (linked) => compensatesItself(linked) && !linked.block.inFinally && inNumbers(undoing(linked).time) > 0,
  );
  const canForget = apart.length <= apartMax;
  return apart.reduce((longest, linked) => {
    const rest =
      canForget && sections.of(linked) === sections.root
        ? timelineOf(precedence, sections, unwindingWeights(context, undoing, linked)).length
        : together;
    return Math.max(longest, Math.min(endless, inNumbers(undoing(linked).time) + rest));
  }, together);
}

/** @param forget statements that count as taking no time. @param spill how long the plan goes on past its own time. */
export function weightsOf(
  context: BoundsContext,
  which: Which,
  undoing: UndoingOf,
  {
    forget,
    spill = bounded(0),
  }: { readonly forget?: ReadonlySet<LinkedStatement>; readonly spill?: Limit<number> } = {},
): Weights {
  return {
    opening: (linked) => (forget?.has(linked) === true ? 0 : inNumbers(openingOf(context, linked, which))),
    lasting: (linked, inner) =>
      forget?.has(linked) === true
        ? 0
        : inNumbers(worstDuration(context, linked, which, limited(inner), undoing)),
    cap: (linked) => {
      const most = heldAtMost(context, linked);
      return most === undefined
        ? undefined
        : inNumbers(
            sumLimits(numbers, [most, spillOf(context, heldBy(linked)), undoneLastly(linked, undoing)]),
          );
    },
    tail: (linked, inner) => {
      const tail = which === "whole" ? tailOf(context, linked, limited(inner), undoing) : undefined;
      return tail === undefined ? undefined : inNumbers(tail);
    },
    ...(context.timeout === undefined
      ? {}
      : { timeout: inNumbers(addLimits(numbers, context.timeout.most, spill)) }),
  };
}

/** Lengths of sections as limits. The contents of a section give the reason for a missing one. */
function limited(inner: (block: LinkedBlock) => number): Inner {
  return (block) => {
    const length = inner(block);
    return length < endless ? bounded(length) : unbounded("something in it has no bound");
  };
}

/** How long a hold may take until its members are there. */
export function openingOf(context: BoundsContext, linked: LinkedStatement, which: Which): Limit<number> {
  return sumLimits(numbers, [
    ...(which === "whole" || which === "timers" ? [earlyOf(context, linked)] : []),
    ...(which === "whole" || which === "queue" ? [queueOf(context, linked)] : []),
  ]);
}

/** How long a hold may have to be waited for. */
export function queueOf(context: BoundsContext, linked: LinkedStatement): Limit<number> {
  const { node } = linked.statement;
  if (node.kind !== "hold") return bounded(0);
  return holdingOf(context, linked, node.pick, bounded(0), 0).queueing.worst;
}

/** How long a member is reserved before it is held. */
function earlyOf(context: BoundsContext, linked: LinkedStatement): Limit<number> {
  const { node } = linked.statement;
  if (node.kind !== "hold" || node.from === undefined) return bounded(0);
  return untilInstant(context, linked, node.from, `the hold \`${node.variable}\``);
}

/** A hold is released at the end of its time. */
function heldAtMost(context: BoundsContext, linked: LinkedStatement): Limit<number> | undefined {
  const { node } = linked.statement;
  if (node.kind !== "hold") return undefined;
  return numberOf(node.for, context.values.at(linked), "the time that it is held").most;
}

/**
 * Handlers and lost branches go on being undone when the time of a hold is over. In `finally` that belongs to the time
 * of the run; elsewhere it is counted with the compensation.
 */
function undoneLastly(hold: LinkedStatement, undoing: UndoingOf): Limit<number> {
  if (!hold.block.inFinally) return bounded(0);
  return sumLimits(
    numbers,
    heldBy(hold)
      .filter((linked) => !isChoice(linked))
      .map((linked) => undoing(linked).time),
  );
}

/** The parts of the time that anything takes at all. */
function partsUsed(context: BoundsContext, all: readonly LinkedStatement[]): ReadonlySet<PartName> {
  const used = new Set<PartName>();
  for (const linked of all) {
    const { node } = linked.statement;
    if (node.kind === "wait" || (node.kind === "loop" && node.over.kind === "occurrences"))
      used.add("timers");
    if (node.kind === "hold") used.add("queue");
    if (node.kind === "hold" && node.from !== undefined) used.add("timers");
    for (const { attempt } of linked.attempts) {
      const { parts } = attemptBounds(context, linked, attempt).duration;
      for (const name of partNames) if (!isNothing(parts[name])) used.add(name);
    }
    if (used.size === partNames.length) break;
  }
  return used;
}

function isNothing(limit: Limit<number>): boolean {
  return isBounded(limit) && limit.value === 0;
}

/** The statement that makes the time endless, preferably one on the longest path. */
export function endlessReason(
  context: BoundsContext,
  precedence: Precedence,
  { whole }: Lines,
  which: Which,
  because: (linked: LinkedStatement) => string | undefined,
): string {
  for (const linked of [...whole().path, ...precedence.tree.all]) {
    const alone = worstDuration(context, linked, which, () => bounded(0));
    if (!isBounded(alone)) {
      const cause = because(linked);
      if (cause !== undefined) return cause;
    }
    if (which !== "whole" && which !== "queue") continue;
    const queue = queueOf(context, linked);
    if (!isBounded(queue)) return queue.unbounded;
  }
  return "a part of it has no bound";
}
