import type { Bounds, RunBounds } from "@orchlang/plan";
import type { BoundsContext, CallableBounds, Lost } from "./context.ts";
import type { Duration, Range, Spending } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, isBounded, numbers, planLimit, timesLimit } from "./limit.ts";

/* Bounds as a plan file says them, of a statement and of a whole run. */

export function boundsOf(
  { cost, energy, tokens }: Spending,
  { best, worst, parts }: Duration,
  unwinding: Limit<number>,
): Bounds {
  return {
    cost: { best: cost.best, worst: planLimit(cost.worst) },
    latency: {
      best,
      worst: planLimit(worst),
      parts: {
        work: planLimit(parts.work),
        people: planLimit(parts.people),
        timers: planLimit(parts.timers),
        queue: planLimit(parts.queue),
        unwinding: planLimit(unwinding),
      },
    },
    energy: { best: energy.best, worst: planLimit(energy.worst) },
    tokens: { best: tokens.best, worst: planLimit(tokens.worst) },
  };
}

/**
 * A death causes work in progress to be done again: forward, or compensation if that is what it interrupts. An undo may
 * first have to wait for its call to be over, for which there is a grace period.
 */
export function runBoundsOf(
  { deaths, grace, measures }: Pick<BoundsContext, "deaths" | "grace" | "measures">,
  spending: Spending,
  duration: Duration,
  unwinding: Limit<number>,
  { any }: Lost,
): RunBounds {
  const more = <T>(measure: Measure<T>, limit: Limit<T>, once: Limit<T>): Limit<T> =>
    addLimits(measure, limit, timesLimit(measure, once, deaths, ""));
  const range = <T>(measure: Measure<T>, { best, worst }: Range<T>, once: Limit<T>): Range<T> => ({
    best,
    worst: more(measure, worst, once),
  });
  const isUndone = !isBounded(unwinding) || unwinding.value > 0;
  const worst = more(numbers, duration.worst, any.time);
  const { parts } = duration;
  const { latency, ...spent } = boundsOf(
    {
      cost: range(measures.cost, spending.cost, any.cost),
      energy: range(measures.energy, spending.energy, any.energy),
      tokens: range(measures.tokens, spending.tokens, any.tokens),
    },
    { best: duration.best, worst, parts: { ...parts, work: more(numbers, parts.work, any.time) } },
    unwinding,
  );
  const compensated = isUndone
    ? addLimits(numbers, worst, addLimits(numbers, unwinding, bounded(grace)))
    : worst;
  return { ...spent, latency: { ...latency, compensated: planLimit(compensated) } };
}

/** With what is used when nothing fails. */
export function withFaultless(bounds: RunBounds, faultless: CallableBounds | undefined): RunBounds {
  if (faultless === undefined) return bounds;
  const { spending, duration } = faultless;
  return {
    cost: { ...bounds.cost, faultless: planLimit(spending.cost.worst) },
    latency: { ...bounds.latency, faultless: planLimit(duration.worst) },
    energy: { ...bounds.energy, faultless: planLimit(spending.energy.worst) },
    tokens: { ...bounds.tokens, faultless: planLimit(spending.tokens.worst) },
  };
}
