import { once } from "@orchlang/checker";
import type { Bounds } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { modesInContext, modesOfTree } from "../graph/failure-edges.ts";
import { isChoice } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import { isInterruption, type LinkedStatement } from "../tree.ts";
import { mayHaveToUndo } from "./by-data.ts";
import type { BoundsContext, CallableBounds, RoutineBounds, Timer } from "./context.ts";
import {
  bestDuration,
  endlessBecause,
  type Inner,
  inNumbers,
  type Which,
  worstDuration,
} from "./duration.ts";
import { type Earliest, earliestOf } from "./earliest.ts";
import { type Duration, eachPart, type PartName, type SpendingOf, type UndoingOf } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { addLimits, bounded, growingBy, isBounded, numbers, sumLimits, unbounded } from "./limit.ts";
import {
  endlessReason,
  type Lines,
  linesOf,
  openingOf,
  queueOf,
  unwindingLength,
  weightsOf,
} from "./lines.ts";
import { lostIn } from "./redispatch.ts";
import { boundsOf, runBoundsOf, withFaultless } from "./run-bounds.ts";
import { type Sections, sectionsOf } from "./sections.ts";
import { choiceSpending, spendingOf } from "./spending.ts";
import { endless, timelineOf } from "./timeline.ts";
import { totalSpending } from "./total.ts";
import { spillOf } from "./tries.ts";
import { blockUndoing, undoingOf } from "./undoing.ts";

/**
 * The figures of all statements and calls are computed at once, and are the only input from elsewhere; everything
 * derived from them is computed on demand.
 */
export function routineBounds(
  context: BoundsContext,
  precedence: Precedence,
  keeping: (make: () => RoutineBounds) => () => RoutineBounds = once,
): RoutineBounds {
  const { tree } = precedence;
  const sections = sectionsOf(tree);
  const undoing = undoingOf(context);
  const spending = spendingOf(context, undoing);
  const ahead = tree.all.filter(({ block }) => !block.inFinally);
  const stopping = spillOf(context, ahead);
  const lines = linesOf(context, precedence, sections, undoing, stopping);
  const back = blockUndoing(context, tree.root, undoing);
  const fails = modesOfTree(tree, (linked) => modesInContext(context, linked), context);
  const total = once(() =>
    totalSpending(context, precedence, spending, undoing, mayHaveToUndo(context, fails)),
  );
  const earliest = once(() =>
    earliestOf(precedence, sections, (linked, inner) => bestDuration(context, linked, inner)),
  );
  const duration = once(() => durationOf(context, precedence, earliest(), lines));
  const lost = lostIn(context, precedence);
  const unwinding = once(() =>
    limitedUnwinding(unwindingLength(context, precedence, sections, undoing, lines)),
  );
  const bounds = once(() => boundsOf(total().any, duration(), unwinding()));
  const run = once(() => runBoundsOf(context, total().any, duration(), unwinding(), lost));
  const timers = once(() => timersIn(context, tree.all, lines));
  const again = (): RoutineBounds => routineBounds(withoutFaults(context), precedence);
  const faultless = context.faultless === true ? undefined : keeping(again);
  const summary = once(
    (): CallableBounds => ({
      spending: total().any,
      completed: total().completed,
      undoing: back,
      fails,
      spill: addLimits(numbers, stopping, lastly(lines)),
      duration: growing(context, precedence, sections, undoing, duration()),
      lost,
      faultless: (): CallableBounds => faultless?.().summary ?? summary(),
      waits: () => timers().reduce((total, { most }) => total + most, 0),
    }),
  );
  // By their index.
  const alone: (number | undefined)[] = [];
  const criticalPath = () => lines.whole().path.map((linked) => linked.id);
  return Object.assign(new Late(bounds, criticalPath, summary), {
    nodes: once(() => allNodeBounds(context, tree.all, { spending, undoing, lines, earliest: earliest() })),
    alone: (linked: LinkedStatement) => {
      alone[linked.index] ??= inNumbers(worstDuration(context, linked, "whole", () => bounded(0)));
      return alone[linked.index] ?? endless;
    },
    run,
    shown: () => withFaultless(run(), faultless?.().summary),
    timers,
    undoing: back,
    timeline: lines.whole(),
    sections,
    spending,
    undoingOf: undoing,
  });
}

class Late {
  readonly #bounds: () => Bounds;
  readonly #criticalPath: () => readonly string[];
  readonly #summary: () => CallableBounds;

  constructor(bounds: () => Bounds, criticalPath: () => readonly string[], summary: () => CallableBounds) {
    this.#bounds = bounds;
    this.#criticalPath = criticalPath;
    this.#summary = summary;
  }

  get bounds(): Bounds {
    return this.#bounds();
  }

  get criticalPath(): readonly string[] {
    return this.#criticalPath();
  }

  get summary(): CallableBounds {
    return this.#summary();
  }
}

/** The same plan in runs in which nothing fails, is denied, late or lost. */
function withoutFaults(context: BoundsContext): BoundsContext {
  return {
    ...context,
    faultless: true,
    attempts: new Map(),
    declared: new Map(),
    callable: (name) => context.callable(name)?.faultless(),
    atBest: () => undefined,
  };
}

/** How long `finally` takes. */
function lastly({ whole }: Lines): Limit<number> {
  const { length, work } = whole();
  const time = length - work;
  return time < endless ? bounded(time) : unbounded("what `finally` does has no bound");
}

function limitedUnwinding(length: number): Limit<number> {
  return length < endless ? bounded(length) : unbounded("an undo declares no `latency`");
}

function durationOf(
  context: BoundsContext,
  precedence: Precedence,
  earliest: Earliest,
  lines: Lines,
): Duration {
  const most = context.timeout === undefined ? Infinity : inNumbers(context.timeout.most);
  const limit = (which: Which): Limit<number> => {
    const { length } = lines[which]();
    if (length < endless) return bounded(length);
    const because = (linked: LinkedStatement): string | undefined => endlessBecause(context, linked);
    return unbounded(endlessReason(context, precedence, lines, which, because));
  };
  return { best: Math.min(earliest.length, most), worst: limit("whole"), parts: eachPart(limit) };
}

/** The same with formulas, where it grows with the plan's parameters. A plan's own time limit cuts them off. */
function growing(
  context: BoundsContext,
  precedence: Precedence,
  sections: Sections,
  undoing: UndoingOf,
  duration: Duration,
): Duration {
  const of = (which: Which, limit: Limit<number>): Limit<number> =>
    growingTime({ context, precedence, sections, undoing, which }, limit);
  const worst = of("whole", duration.worst);
  if (worst.by === undefined) return duration;
  return { best: duration.best, worst, parts: eachPart((name) => of(name, duration.parts[name])) };
}

function timersIn(
  context: BoundsContext,
  all: readonly LinkedStatement[],
  { timers }: Lines,
): readonly Timer[] {
  return all.flatMap((linked) => {
    const { kind } = linked.statement.node;
    const waits = kind === "wait" || kind === "loop" || kind === "race" || kind === "hold";
    // Nobody knows when an event comes.
    if (isInterruption(linked)) return [{ linked, most: Infinity }];
    const time = waits ? timers().lastingOf(linked) : waitsInCalled(context, linked);
    return time > 0 ? [{ linked, most: time < endless ? time : Infinity }] : [];
  });
}

/** The waits inside called plans; there is no wait between a step's own tries unless something fails. */
function waitsInCalled(context: BoundsContext, { attempts }: LinkedStatement): number {
  return attempts.reduce((total, { attempt: { target } }) => {
    if ("capability" in target) return total;
    return total + (context.callable("routine" in target ? target.routine : target.goal)?.waits() ?? 0);
  }, 0);
}

function allNodeBounds(
  context: BoundsContext,
  all: readonly LinkedStatement[],
  computed: Computed,
): Readonly<Record<string, Bounds>> {
  const nodes: Record<string, Bounds> = {};
  for (const linked of all) if (isCounted(linked)) nodes[linked.id] = nodeBounds(context, linked, computed);
  return nodes;
}

/** Statements that can take time or money. */
function isCounted(linked: LinkedStatement): boolean {
  const { kind } = linked.statement.node;
  return isChoice(linked) || ["call", "loop", "race", "quorum", "wait"].includes(kind);
}

interface Computed {
  readonly spending: SpendingOf;
  readonly undoing: UndoingOf;
  readonly lines: Lines;
  readonly earliest: Earliest;
}

function nodeBounds(context: BoundsContext, linked: LinkedStatement, computed: Computed): Bounds {
  const { spending, undoing, lines, earliest } = computed;
  const spent = isChoice(linked) ? choiceSpending(context, linked, spending) : spending(linked);
  const limit = (which: PartName | "whole"): Limit<number> => {
    const work = isInterruption(linked) ? linked.block.owner?.block.owner?.blocks[0] : undefined;
    const line = lines[which]();
    // It waits no longer than there is something to interrupt.
    const time = work === undefined ? line.lastingOf(linked) : line.lengthOf(work);
    const opening = openingOf(context, linked, which);
    if (!isBounded(opening)) return opening;
    if (time + opening.value < endless) return bounded(time + opening.value);
    return unbounded(endlessBecause(context, linked) ?? "something in it has no bound");
  };
  return boundsOf(
    spent,
    { best: earliest.lastingOf(linked), worst: limit("whole"), parts: eachPart(limit) },
    isChoice(linked) ? bounded(0) : undoing(linked).time,
  );
}

/** A routine's time, of which a formula is wanted. */
interface TimeAsked {
  readonly context: BoundsContext;
  readonly precedence: Precedence;
  readonly sections: Sections;
  readonly undoing: UndoingOf;
  readonly which: Which;
}

/**
 * How long a routine takes as a formula over its parameters: the longest path of all that does not depend on them, and
 * on top of it everything that does. Never less than the longest path of the two together, and equal to it where what
 * grows stands on one path.
 *
 * @returns the limit given, with the formula where something grows at all.
 */
function growingTime(asked: TimeAsked, limit: Limit<number>): Limit<number> {
  const { context, precedence, sections, which, undoing } = asked;
  const members = membersOf(precedence, sections);
  const growing = growingIn(asked, members);
  if (growing.size === 0) return limit;
  const fixed = timelineOf(precedence, sections, weightsOf(context, which, undoing, { forget: growing }));
  const lengths = sections.all.map(() => bounded(0));
  for (const section of sections.all.toReversed()) {
    lengths[section.at] = sumLimits(numbers, [
      asLimit(section === sections.root ? fixed.work : fixed.lengthOf(section.block)),
      ...(members[section.at] ?? [])
        .filter((linked) => growing.has(linked))
        .map((linked) => timeOf(asked, linked, innerOf(sections, lengths))),
    ]);
  }
  const roots = [sections.root, ...(sections.finally === undefined ? [] : [sections.finally])];
  return growingBy(limit, sumLimits(numbers, [...roots.map(({ at }) => lengths[at] ?? bounded(0))]).by);
}

/** The statements whose time grows with a parameter, by themselves or by what stands in them. */
function growingIn(
  asked: TimeAsked,
  members: readonly (readonly LinkedStatement[])[],
): ReadonlySet<LinkedStatement> {
  const { sections } = asked;
  const growing = new Set<LinkedStatement>();
  const lengths = sections.all.map(() => bounded(0));
  for (const section of sections.all.toReversed()) {
    for (const linked of members[section.at] ?? []) {
      if (timeOf(asked, linked, innerOf(sections, lengths)).by === undefined) continue;
      growing.add(linked);
      lengths[section.at] = { value: 1, by: anything };
    }
  }
  return growing;
}

const anything: Expression = { op: "read", from: "input", name: "" };

function timeOf(
  { context, which, undoing }: TimeAsked,
  linked: LinkedStatement,
  inner: Inner,
): Limit<number> {
  const own = worstDuration(context, linked, which, inner, undoing);
  if (linked.statement.node.kind !== "hold" || (which !== "whole" && which !== "queue")) return own;
  return addLimits(numbers, own, queueOf(context, linked));
}

function innerOf(sections: Sections, lengths: readonly Limit<number>[]): Inner {
  return (block) => lengths[sections.ofBlock(block)?.at ?? -1] ?? bounded(0);
}

function asLimit(length: number): Limit<number> {
  return length < endless ? bounded(length) : unbounded("a part of it has no bound");
}

/** The statements of each section, by its place. */
function membersOf(precedence: Precedence, sections: Sections): readonly (readonly LinkedStatement[])[] {
  const members: LinkedStatement[][] = sections.all.map(() => []);
  for (const linked of precedence.tree.all) members[sections.of(linked).at]?.push(linked);
  return members;
}
