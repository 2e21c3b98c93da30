import { type Capability, furtherTries, usualBackoff } from "@orchlang/plan";
import type { Calling } from "../expression/clause.ts";
import type { LinkedStatement } from "../tree.ts";
import { declaredSpending, figuresOf, tryLimit, usesTheSame } from "./attempt.ts";
import type { BoundsContext } from "./context.ts";
import type { Undoing } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, numbers, timesLimit } from "./limit.ts";

/*
 * An undo and a confirm are calls about another call. The language has no clause for their tries: the runtime gives
 * each the same number, and waits between them (semantics, rule 43).
 */

/** All tries of an undo or a confirm, each at its worst. */
export function aboutBounds(context: BoundsContext, linked: LinkedStatement, calling: Calling): Undoing {
  const { capability } = calling;
  if (capability.latency === undefined || !usesTheSame(context, capability)) {
    return compute(context, linked, calling);
  }
  const figures = figuresOf(context, capability);
  figures.about ??= compute(context, linked, calling);
  return figures.about;
}

function compute(context: BoundsContext, linked: LinkedStatement, calling: Calling): Undoing {
  const tries = context.faultless === true ? 1 : 1 + furtherTries;
  const { cost, energy, tokens } = declaredSpending(context, linked, calling);
  const each = <T>(measure: Measure<T>, limit: Limit<T>, count = tries): Limit<T> =>
    count === 1 ? limit : timesLimit(measure, limit, count, "");
  const time = tryLimit(context, linked, calling, undefined).most;
  return {
    cost: each(context.measures.cost, cost.worst, chargesFor(calling.capability, tries)),
    energy: each(numbers, energy.worst),
    tokens: each(numbers, tokens.worst),
    time: addLimits(numbers, each(numbers, time), bounded(tries === 1 ? 0 : delays)),
  };
}

/**
 * How often so many requests under one key are charged: the other side of an idempotent call knows the key, unless it
 * says that it charges each.
 */
export function chargesFor({ effect, charged }: Capability, requests: number): number {
  return effect.kind === "idempotent" && charged === undefined ? Math.min(1, requests) : requests;
}

/** Between all tries, at their upper ends. ms. */
const delays = Array.from({ length: furtherTries }, (_, failed) =>
  Math.min(usualBackoff.to, usualBackoff.from * 2 ** failed),
).reduce((total, delay) => total + delay, 0);
