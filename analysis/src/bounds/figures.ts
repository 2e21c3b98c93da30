import type { Money } from "@orchlang/plan";
import type { LinkedStatement } from "../tree.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, isBounded, minLimit, numbers, sumLimits, timesLimit } from "./limit.ts";

/** From a run without faults over the cheapest branch to the worst case (semantics, rule 42). */
export interface Range<T> {
  readonly best: T;
  readonly worst: Limit<T>;
}

/** Spending. Energy in joules. */
export interface Spending {
  readonly cost: Range<Money>;
  readonly energy: Range<number>;
  readonly tokens: Range<number>;
}

/** The parts of the time that something takes at worst, all in ms; unwinding apart. */
interface Waits {
  readonly work: Limit<number>;
  readonly people: Limit<number>;
  readonly timers: Limit<number>;
  readonly queue: Limit<number>;
}

/** How long something takes. The parts' worst cases need not fall together: their sum may be more than `worst`. */
export interface Duration {
  readonly best: number;
  readonly worst: Limit<number>;
  readonly parts: Waits;
}

/** The worst case of compensating something. */
export interface Undoing {
  readonly cost: Limit<Money>;
  readonly energy: Limit<number>;
  readonly tokens: Limit<number>;
  readonly time: Limit<number>;
}

export const partNames = ["work", "people", "timers", "queue"] as const;
export type PartName = (typeof partNames)[number];

export const nothing: Limit<number> = bounded(0);
const noWaits: Waits = { work: nothing, people: nothing, timers: nothing, queue: nothing };

export const instantly: Duration = { best: 0, worst: nothing, parts: noWaits };

/** Something that takes one part only: from `best` to `worst` ms. */
export function lasting(part: PartName, best: number, worst: Limit<number>): Duration {
  return { best, worst, parts: { ...noWaits, [part]: worst } };
}

/** Compensation that delays progress; it is counted apart from forward work. */
export function unwindingFor(worst: Limit<number>): Duration {
  return { best: 0, worst, parts: noWaits };
}

/** One after another. */
export function inSequence(...durations: readonly Duration[]): Duration {
  return {
    best: durations.reduce((total, duration) => total + duration.best, 0),
    worst: sumLimits(
      numbers,
      durations.map((duration) => duration.worst),
    ),
    parts: eachPart((name) =>
      sumLimits(
        numbers,
        durations.map((duration) => duration.parts[name]),
      ),
    ),
  };
}

/** So often, one after another; at best once. */
export function repeatedly(duration: Duration, count: number, because: string): Duration {
  return {
    best: duration.best,
    worst: timesLimit(numbers, duration.worst, count, because),
    parts: eachPart((name) => timesLimit(numbers, duration.parts[name], count, because)),
  };
}

/** Cut off at a limit, whatever it is doing. */
export function cutAt(duration: Duration, limit: Limit<number>): Duration {
  return {
    best: isBounded(limit) ? Math.min(duration.best, limit.value) : duration.best,
    worst: minLimit(numbers, duration.worst, limit),
    parts: eachPart((name) => minLimit(numbers, duration.parts[name], limit)),
  };
}

/** Adds what happens only at worst. */
export function orLonger(duration: Duration, more: Duration): Duration {
  return { ...inSequence(duration, more), best: duration.best };
}

export function eachPart(make: (name: PartName) => Limit<number>): Waits {
  return { work: make("work"), people: make("people"), timers: make("timers"), queue: make("queue") };
}

/** The three things that are spent, each with its own measure. */
export interface Measures {
  readonly cost: Measure<Money>;
  readonly energy: Measure<number>;
  readonly tokens: Measure<number>;
}

export function noSpending(measures: Measures): Spending {
  const range = <T>(measure: Measure<T>): Range<T> => ({ best: measure.zero, worst: bounded(measure.zero) });
  return { cost: range(measures.cost), energy: range(measures.energy), tokens: range(measures.tokens) };
}

export function noUndoing(measures: Measures): Undoing {
  return { cost: bounded(measures.cost.zero), energy: nothing, tokens: nothing, time: nothing };
}

/** Does the same to cost, energy and tokens, each in its measure. */
export function combineSpending(
  measures: Measures,
  items: readonly Spending[],
  combine: <T>(measure: Measure<T>, ranges: readonly Range<T>[]) => Range<T>,
): Spending {
  return {
    cost: combine(
      measures.cost,
      items.map((item) => item.cost),
    ),
    energy: combine(
      measures.energy,
      items.map((item) => item.energy),
    ),
    tokens: combine(
      measures.tokens,
      items.map((item) => item.tokens),
    ),
  };
}

export function combineUndoing(
  measures: Measures,
  items: readonly Undoing[],
  combine: <T>(measure: Measure<T>, limits: readonly Limit<T>[]) => Limit<T>,
): Undoing {
  return {
    cost: combine(
      measures.cost,
      items.map((item) => item.cost),
    ),
    energy: combine(
      measures.energy,
      items.map((item) => item.energy),
    ),
    tokens: combine(
      measures.tokens,
      items.map((item) => item.tokens),
    ),
    time: combine(
      numbers,
      items.map((item) => item.time),
    ),
  };
}

/** All of them, one after the other or side by side. */
export function sumSpending(measures: Measures, items: readonly Spending[]): Spending {
  return combineSpending(measures, items, (measure, ranges) => ({
    best: ranges.reduce((total, range) => measure.add(total, range.best), measure.zero),
    worst: sumLimits(
      measure,
      ranges.map((range) => range.worst),
    ),
  }));
}

/** So often; at best once. */
export function repeatedSpending(
  measures: Measures,
  spending: Spending,
  count: number,
  because: string,
): Spending {
  return combineSpending(measures, [spending], (measure, [range]) => ({
    best: range?.best ?? measure.zero,
    worst: timesLimit(measure, range?.worst ?? bounded(measure.zero), count, because),
  }));
}

/** Adds what is spent only at worst. */
export function orMore(measures: Measures, spending: Spending, more: Spending): Spending {
  return combineSpending(measures, [spending, more], (measure, [one, other]) => ({
    best: one?.best ?? measure.zero,
    worst: addLimits(measure, one?.worst ?? bounded(measure.zero), other?.worst ?? bounded(measure.zero)),
  }));
}

/** The worst case of compensating a statement: its own undo, those of its handlers, and those of its contents. */
export type UndoingOf = (linked: LinkedStatement) => Undoing;

/** The spending of statements: for a choice only what it spends whichever arm is taken, such as the time of a hold. */
export type SpendingOf = (linked: LinkedStatement) => Spending;
