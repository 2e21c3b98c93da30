import type { Attempt } from "@orchlang/plan/nodes";
import type { Calling } from "../expression/clause.ts";
import type { LinkedStatement } from "../tree.ts";
import { aboutBounds, chargesFor } from "./about.ts";
import { askedFor, deferredFor } from "./asked.ts";
import {
  argumentsAt,
  callingAt,
  declaredSpending,
  figuresOf,
  leastLatency,
  leastSpending,
  retryDelays,
  tryLimit,
  usesTheSame,
} from "./attempt.ts";
import { calledMayFail } from "./by-data.ts";
import { filledIn } from "./called.ts";
import { type AttemptBounds, type BoundsContext, durationAt } from "./context.ts";
import {
  cutAt,
  type Duration,
  inSequence,
  instantly,
  lasting,
  noSpending,
  orLonger,
  orMore,
  repeatedly,
  repeatedSpending,
  type Spending,
  sumSpending,
  type Undoing,
  unwindingFor,
} from "./figures.ts";
import type { Limit } from "./formula.ts";
import { holdingOf } from "./holding.ts";
import { addLimits, bounded, isBounded, maxLimit, numbers, sumLimits, timesLimit } from "./limit.ts";
import type { Quantity } from "./quantity.ts";
import { confirmCalling, ofAttempt } from "./undoing.ts";

const endlessly = "it is tried again without end";

/** Retries, new requests and their delays, what is asked to confirm, what is held meanwhile (semantics, rules 15 and 43). */
export function attemptBounds(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): AttemptBounds {
  const known = context.attempts.get(attempt);
  if (known !== undefined) return known;
  const result = approved(context, linked, attempt, fromCache(attempt, compute(context, linked, attempt)));
  context.attempts.set(attempt, result);
  return result;
}

/** Approvals are asked for, and it is deferred, before it begins: once for each request, however often it is tried. */
function approved(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
  computed: AttemptBounds,
): AttemptBounds {
  const requests = attempt.options.attempts?.times ?? 1;
  const deferred = deferredFor(context, attempt) * requests;
  const asked = askedFor(context, linked, attempt);
  if (asked === undefined && deferred === 0) return computed;
  const all = asked && timesLimit(numbers, asked.most, requests, endlessly);
  const people = all === undefined ? instantly : lasting("people", 0, all);
  const timers = lasting("timers", 0, bounded(deferred));
  return { ...computed, duration: orLonger(computed.duration, inSequence(people, timers)) };
}

/** A value from `cache` takes no time and costs nothing. */
function fromCache({ options }: Attempt, computed: AttemptBounds): AttemptBounds {
  if (options.cache === undefined) return computed;
  const { cost, energy, tokens } = computed.spending;
  return {
    spending: {
      cost: { ...cost, best: { ...cost.best, amount: "0" } },
      energy: { ...energy, best: 0 },
      tokens: { ...tokens, best: 0 },
    },
    duration: { ...computed.duration, best: 0 },
  };
}

function compute(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): AttemptBounds {
  const { measures } = context;
  const { options } = attempt;
  const once = oneTry(context, linked, attempt);
  const requests = options.attempts?.times ?? 1;
  const tries = (1 + retriesOf(context, attempt)) * requests;
  const confirm = confirmation(context, linked, attempt);
  if (tries === 1 && confirm === undefined && attempt.using === undefined) return once;
  const between = inSequence(
    delays(context, linked, attempt, requests),
    // A called plan is compensated before it is tried again.
    unwindingFor(timesLimit(numbers, once.undoing?.time ?? bounded(0), tries - 1, endlessly)),
  );
  let spending = spentInTries(context, attempt, once.spending, tries, requests);
  let duration = orLonger(repeatedly(once.duration, tries, endlessly), between);
  if (requests > 1 && "capability" in attempt.target) {
    // A rejected result is compensated while the next request is made.
    const back = withdrawn(context, linked, attempt, requests - 1);
    spending = orMore(measures, spending, back.spending);
    duration = orLonger(duration, back.duration);
  }
  if (confirm !== undefined) {
    spending = orMore(measures, spending, repeatedSpending(measures, confirm.spending, tries, endlessly));
    duration = orLonger(duration, repeatedly(confirm.duration, tries, endlessly));
  }
  const completed =
    once.completed === undefined
      ? {}
      : {
          completed: orMore(
            measures,
            once.completed,
            repeatedSpending(measures, once.spending, tries - 1, endlessly),
          ),
        };
  if (attempt.using === undefined) return { spending, duration, ...completed };
  // A member is held from the gate to the end, at most the attempt limit times the tries.
  const held = repeatedly(once.duration, tries, endlessly).worst;
  const holding = holdingOf(context, linked, attempt.using, held, once.duration.best);
  // A call that is deferred before a further try lets go of its member, and takes one anew.
  const holds = deferredFor(context, attempt) > 0 ? tries / requests : 1;
  const holdings = repeatedSpending(measures, holding.spending, holds, endlessly);
  return {
    spending: sumSpending(measures, [spending, holdings]),
    duration: orLonger(duration, repeatedly(holding.queueing, tries, endlessly)),
  };
}

/** Without faults a call is not tried again, and a plan only where data alone can make it fail. */
function retriesOf(context: BoundsContext, { target, options }: Attempt): number {
  const times = options.retry?.times ?? 0;
  if (times === 0 || context.faultless !== true) return times;
  return "capability" in target ? 0 : calledMayFail(context, target) ? times : 0;
}

/** All tries of all requests; those of one request have one key, and may be charged once. */
function spentInTries(
  context: BoundsContext,
  { target }: Attempt,
  once: Spending,
  tries: number,
  requests: number,
): Spending {
  const all = repeatedSpending(context.measures, once, tries, endlessly);
  const capability =
    "capability" in target ? context.program.capabilities.get(target.capability)?.capability : undefined;
  if (capability === undefined || tries === requests) return all;
  const charges = requests * chargesFor(capability, tries / requests);
  if (charges === 1) return { ...all, cost: once.cost };
  return { ...all, cost: repeatedSpending(context.measures, once, charges, endlessly).cost };
}

/** Undoing so many requests. */
function withdrawn(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
  count: number,
): AttemptBounds {
  const undoing = ofAttempt(context, linked, attempt);
  return {
    spending: repeatedSpending(context.measures, spentBy(context, undoing), count, endlessly),
    duration: unwindingFor(timesLimit(numbers, undoing.time, count, endlessly)),
  };
}

function spentBy({ measures }: BoundsContext, { cost, energy, tokens }: Undoing): Spending {
  return {
    cost: { best: measures.cost.zero, worst: cost },
    energy: { best: 0, worst: energy },
    tokens: { best: 0, worst: tokens },
  };
}

/** One try: what the capability declares with these arguments, within the try's time limit. */
export function oneTry(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): AttemptBounds {
  const timeout =
    attempt.options.timeout === undefined
      ? undefined
      : durationAt(context, linked, attempt.options.timeout, `the timeout of \`${linked.id}\``);
  if (!("capability" in attempt.target)) {
    const called = filledIn(context, linked, attempt);
    if (called === undefined) return { spending: noSpending(context.measures), duration: instantly };
    if (timeout === undefined) return called;
    // When stopped, it compensates its effects before it ends.
    const until = sumLimits(numbers, [timeout.most, called.spill, called.undoing.time]);
    const duration = cutAt(called.duration, until);
    if (context.faultless !== true || !("goal" in attempt.target)) return { ...called, duration };
    // The plan that is under way when the time is over may give way to the next one without any fault.
    const back = spentBy(context, called.undoing);
    const spending = orMore(context.measures, called.spending, back);
    return { ...called, spending, completed: orMore(context.measures, called.completed, back), duration };
  }
  const capability = context.program.capabilities.get(attempt.target.capability)?.capability;
  if (capability === undefined) return { spending: noSpending(context.measures), duration: instantly };
  // Where no clause reads an argument, none need be looked at, and what is known of one call holds of all.
  if (!usesTheSame(context, capability)) {
    return ofCall(context, linked, { capability, args: argumentsAt(linked, attempt) }, timeout);
  }
  const figures = figuresOf(context, capability);
  if (timeout !== undefined || capability.latency === undefined) {
    return ofCall(context, linked, { capability, args: {} }, timeout);
  }
  figures.plain ??= ofCall(context, linked, { capability, args: {} }, undefined);
  return figures.plain;
}

function ofCall(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
  timeout: Quantity<number> | undefined,
): AttemptBounds {
  const isHuman = calling.capability.kind === "human";
  const limit = tryLimit(context, linked, calling, timeout).most;
  const least = leastLatency(context, linked, calling);
  return {
    spending: orMore(
      context.measures,
      leastSpending(context, linked, calling),
      declaredSpending(context, linked, calling),
    ),
    duration: lasting(
      isHuman ? "people" : "work",
      isBounded(limit) ? Math.min(least, limit.value) : least,
      limit,
    ),
  };
}

/** Between the tries, at worst: all delays at their upper ends. */
function delays(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
  requests: number,
): Duration {
  const { retry, attempts } = attempt.options;
  const retries = retry === undefined ? 0 : retriesOf(context, attempt);
  const between = retry === undefined || retries === 0 ? bounded(0) : retryDelays(context, linked, retry);
  const all = timesLimit(numbers, between, requests, endlessly);
  if (attempts?.every === undefined) return lasting("timers", 0, all);
  const every = durationAt(context, linked, attempts.every, `the delay of \`${linked.id}\``).most;
  return lasting("timers", 0, addLimits(numbers, all, timesLimit(numbers, every, requests - 1, endlessly)));
}

/** One try of a capability, and asking what has become of it. */
function onceTime(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): Limit<number> {
  const asked = confirmation(context, linked, attempt)?.duration.worst ?? bounded(0);
  return addLimits(numbers, oneTry(context, linked, attempt).duration.worst, asked);
}

/** After a try of which nothing is known the world is asked, once its grace is over (semantics, rule 17). */
function confirmation(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): AttemptBounds | undefined {
  if (context.faultless === true || !("capability" in attempt.target)) return undefined;
  if (context.program.capabilities.get(attempt.target.capability)?.capability.confirm === undefined)
    return undefined;
  const calling = callingAt(context, linked, attempt);
  const confirm = calling && confirmCalling(context, calling);
  if (confirm === undefined) return undefined;
  const { cost, energy, tokens, time } = aboutBounds(context, linked, confirm);
  const { zero } = context.measures.cost;
  return {
    spending: {
      cost: { best: zero, worst: cost },
      energy: { best: 0, worst: energy },
      tokens: { best: 0, worst: tokens },
    },
    duration: inSequence(lasting("timers", 0, bounded(context.grace)), lasting("work", 0, time)),
  };
}

/**
 * How long statements may continue after they were asked to stop, without compensation: `once` calls are awaited and
 * confirmed, and a called plan runs its `finally` (semantics, rules 23 and 25).
 */
export function spillOf(context: BoundsContext, statements: readonly LinkedStatement[]): Limit<number> {
  let longest = bounded(0);
  for (const linked of statements) {
    for (const { attempt } of linked.attempts) {
      const own = spillOfAttempt(context, linked, attempt);
      if (!isBounded(own) || own.value > 0) longest = maxLimit(numbers, longest, own);
    }
  }
  return isBounded(longest) ? bounded(longest.value) : longest;
}

function spillOfAttempt(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): Limit<number> {
  const { target } = attempt;
  if (!("capability" in target)) {
    return context.callable("routine" in target ? target.routine : target.goal)?.spill ?? bounded(0);
  }
  const capability = context.program.capabilities.get(target.capability)?.capability;
  if (capability === undefined || capability.kind === "human") return bounded(0);
  const { effect } = capability;
  const isOnce = effect.kind === "once" || (effect.kind === "idempotent" && effect.for !== undefined);
  const own = isOnce ? onceTime(context, linked, attempt) : bounded(0);
  // An answer that was not accepted is undone beside what comes next, whatever the time of the plan.
  const isAskedAgain = attempt.options.attempts !== undefined;
  return isAskedAgain ? addLimits(numbers, own, ofAttempt(context, linked, attempt).time) : own;
}
