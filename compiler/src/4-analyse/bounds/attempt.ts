import type { Attempt, Capability, Expression, Limit } from "@orchlang/plan";
import { type Calling, clauseInCall } from "../expression/clause.ts";
import { pathKey } from "../expression/path.ts";
import { qualified } from "../expression/qualify.ts";
import type { Abstract } from "../interval/abstract.ts";
import { type Knowledge, knowing } from "../interval/knowledge.ts";
import { abstractOfType } from "../interval/of-type.ts";
import type { Located } from "../tree.ts";
import { shortName } from "../words.ts";
import { type AttemptBounds, type BoundsContext, durationAt, knowledgeAt } from "./context.ts";
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
} from "./figures.ts";
import { holdingOf } from "./holding.ts";
import { addLimits, bounded, isBounded, minLimit, numbers, unbounded } from "./limit.ts";
import { exactly, moneyOf, numberOf, type Quantity } from "./quantity.ts";

const endlessly = "it is tried again without end";

/** Retries, new requests and their delays, what is asked to confirm, what is held meanwhile (semantics, rules 15 and 43). */
export function attemptBounds(context: BoundsContext, located: Located, attempt: Attempt): AttemptBounds {
  const found = context.attempts.get(attempt) ?? reckon(context, located, attempt);
  context.attempts.set(attempt, found);
  return found;
}

function reckon(context: BoundsContext, located: Located, attempt: Attempt): AttemptBounds {
  const { measures } = context;
  const once = oneTry(context, located, attempt);
  const retries = attempt.options.retry?.times ?? 0;
  const requests = attempt.options.attempts?.times ?? 1;
  const tries = (1 + retries) * requests;
  const confirm = confirmation(context, located, attempt);
  const spending = repeatedSpending(measures, once.spending, tries, endlessly);
  const duration = orLonger(
    repeatedly(once.duration, tries, endlessly),
    delays(context, located, attempt, requests),
  );
  const whole: AttemptBounds =
    confirm === undefined
      ? { spending, duration }
      : {
          spending: orMore(
            measures,
            spending,
            repeatedSpending(measures, confirm.spending, tries, endlessly),
          ),
          duration: orLonger(duration, repeatedly(confirm.duration, tries, endlessly)),
        };
  if (attempt.using === undefined) return whole;
  // A member is held from the gate to the end, at most the attempt limit times the tries.
  const held = repeatedly(once.duration, tries, endlessly).worst;
  const holding = holdingOf(context, located, attempt.using, held, once.duration.best);
  return {
    spending: sumSpending(measures, [whole.spending, holding.spending]),
    duration: orLonger(whole.duration, repeatedly(holding.queueing, tries, endlessly)),
  };
}

/** One try: what the capability declares with these arguments, within the try's time limit. */
function oneTry(context: BoundsContext, located: Located, attempt: Attempt): AttemptBounds {
  const timeout =
    attempt.options.timeout === undefined
      ? undefined
      : durationAt(context, located, attempt.options.timeout, `the timeout of \`${located.id}\``);
  const { target } = attempt;
  if (!("capability" in target)) {
    const name = "routine" in target ? target.routine : target.goal;
    return calledWhole(context, name, timeout);
  }
  const calling = callingAt(context, located, attempt);
  if (calling === undefined) return { spending: noSpending(context.measures), duration: instantly };
  return {
    spending: declaredSpending(context, located, calling),
    duration: lasting(
      calling.capability.kind === "human" ? "people" : "work",
      leastTime(context, located, calling, timeout),
      tryLimit(context, located, calling, timeout).most,
    ),
  };
}

/** A plan or a goal, by what is known of it as a whole; never by looking into it again. */
function calledWhole(
  context: BoundsContext,
  name: string,
  timeout: Quantity<number> | undefined,
): AttemptBounds {
  const known = context.callable(name);
  if (known === undefined) return { spending: noSpending(context.measures), duration: instantly };
  const { cost, energy, tokens, latency } = known.bounds;
  const duration: Duration = { best: latency.best, worst: latency.worst, parts: latency.parts };
  return {
    spending: { cost, energy, tokens },
    duration: timeout === undefined ? duration : cutAt(duration, timeout.most),
  };
}

/** The call that a capability's clauses are read for, its arguments' locals named by their binders. */
export function callingAt(context: BoundsContext, located: Located, attempt: Attempt): Calling | undefined {
  if (!("capability" in attempt.target)) return undefined;
  const capability = context.program.capabilities.get(attempt.target.capability)?.capability;
  if (capability === undefined) return undefined;
  const args = Object.entries(attempt.args).map(([name, arg]) => [name, qualified(arg, located)] as const);
  return { capability, args: Object.fromEntries(args) };
}

/** `timeout`, else the declared latency, else none (semantics, rule 15). A person has a latency only where declared. */
export function tryLimit(
  context: BoundsContext,
  located: Located,
  calling: Calling,
  timeout: Quantity<number> | undefined,
): Quantity<number> {
  if (timeout !== undefined) return timeout;
  const { capability } = calling;
  if (capability.latency !== undefined) {
    return clauseNumber(
      context,
      located,
      calling,
      capability.latency,
      `the latency of \`${shortName(capability.name)}\``,
    );
  }
  const because =
    capability.kind === "human"
      ? `\`${located.id}\` has no \`timeout\`: a person may take as long as they like`
      : `\`${shortName(capability.name)}\` declares no \`latency\`, and \`${located.id}\` has no \`timeout\``;
  return { least: 0, most: unbounded(because) };
}

/** Without faults a handler takes its declared latency; a person may answer at once. */
function leastTime(
  context: BoundsContext,
  located: Located,
  calling: Calling,
  timeout: Quantity<number> | undefined,
): number {
  const { capability } = calling;
  if (capability.kind === "human" || capability.latency === undefined) return 0;
  const declared = clauseNumber(context, located, calling, capability.latency, "");
  return timeout === undefined ? declared.least : Math.min(declared.least, timeout.least);
}

export function clauseNumber(
  context: BoundsContext,
  located: Located,
  calling: Calling,
  clause: Expression,
  what: string,
  result?: Expression,
): Quantity<number> {
  return numberOf(clauseInCall(clause, calling, result), knowledgeIn(context, located, calling), what);
}

/** What is known of a call's arguments: they fit their parameters, or the call does not begin. */
function knowledgeIn(context: BoundsContext, located: Located, calling: Calling): Knowledge {
  const types = context.program.capabilities.get(calling.capability.name)?.types.params ?? {};
  const facts = new Map<string, Abstract>();
  for (const [name, arg] of Object.entries(calling.args)) {
    const key = pathKey(arg);
    const type = types[name];
    if (key !== undefined && type !== undefined) facts.set(key, abstractOfType(type));
  }
  return knowing(knowledgeAt(context, located), facts);
}

/** What one try of a capability may spend. A missing clause is zero; of a model it is unknown. */
export function declaredSpending(
  context: BoundsContext,
  located: Located,
  calling: Calling,
  result?: Expression,
): Spending {
  const { capability } = calling;
  const name = shortName(capability.name);
  const missing = <T>(zero: T, clause: string): Quantity<T> =>
    capability.kind === "llm"
      ? { least: zero, most: unbounded(`\`${name}\` is a model without a \`${clause}\` clause`) }
      : exactly(zero);
  const number = (clause: "energy" | "tokens"): Quantity<number> => {
    const declared = capability[clause];
    if (declared === undefined) return clause === "tokens" ? missing(0, clause) : exactly(0);
    return clauseNumber(context, located, calling, declared, `the ${clause} of \`${name}\``, result);
  };
  const cost =
    capability.cost === undefined
      ? missing(context.measures.cost.zero, "cost")
      : moneyOf(
          clauseInCall(capability.cost, calling, result),
          knowledgeIn(context, located, calling),
          context.currency,
          `the cost of \`${name}\``,
        );
  const [energy, tokens] = [number("energy"), number("tokens")];
  return {
    cost: { best: cost.least, worst: cost.most },
    energy: { best: energy.least, worst: energy.most },
    tokens: { best: tokens.least, worst: tokens.most },
  };
}

/** Between the tries, at worst: all delays at their upper ends. */
function delays(context: BoundsContext, located: Located, attempt: Attempt, requests: number): Duration {
  const { retry, attempts } = attempt.options;
  const between = retry === undefined ? bounded(0) : retryDelays(context, located, retry);
  const all = Array.from({ length: requests }, () => between);
  if (attempts?.every !== undefined) {
    const every = durationAt(context, located, attempts.every, `the delay of \`${located.id}\``).most;
    all.push(...Array.from({ length: requests - 1 }, () => every));
  }
  return lasting("timers", 0, addLimits(numbers, ...all));
}

/** `d_k = min(b, a · 2^(k−1))`, every jitter at its upper end; 1 s .. 30 s where nothing is said. */
export function retryDelays(
  context: BoundsContext,
  located: Located,
  retry: NonNullable<Attempt["options"]["retry"]>,
): Limit<number> {
  const what = `the delay of \`${located.id}\``;
  if (retry.every !== undefined) {
    const every = durationAt(context, located, retry.every, what).most;
    return isBounded(every) ? bounded(every.value * retry.times) : every;
  }
  const backoff = retry.backoff;
  const from = backoff === undefined ? exactly(1_000) : durationAt(context, located, backoff.from, what);
  const to = backoff === undefined ? exactly(30_000) : durationAt(context, located, backoff.to, what);
  let total = 0;
  for (let failed = 1; failed <= retry.times; failed++) {
    const growing = isBounded(from.most) ? bounded(from.most.value * 2 ** (failed - 1)) : from.most;
    const delay = minLimit(numbers, growing, to.most);
    if (!isBounded(delay)) return delay;
    total += delay.value;
  }
  return bounded(total);
}

/** After a try of which nothing is known the world is asked, once its grace is over (semantics, rule 17). */
function confirmation(context: BoundsContext, located: Located, attempt: Attempt): AttemptBounds | undefined {
  const calling = callingAt(context, located, attempt);
  const reference = calling?.capability.confirm;
  const asked = reference === undefined ? undefined : context.program.capabilities.get(reference.capability);
  if (calling === undefined || reference === undefined || asked === undefined) return undefined;
  const confirm = referenced(asked.capability, reference.args, calling);
  return {
    spending: declaredSpending(context, located, confirm),
    duration: inSequence(
      lasting("timers", 0, bounded(context.grace)),
      lasting("work", 0, tryLimit(context, located, confirm, undefined).most),
    ),
  };
}

/** A call that another call's clause makes: `cancel_campaign(job: result.id)`, with that call's arguments. */
export function referenced(
  capability: Capability,
  args: Readonly<Record<string, Expression>>,
  from: Calling,
  result?: Expression,
): Calling {
  const given = Object.entries(args).map(([name, arg]) => [name, clauseInCall(arg, from, result)] as const);
  return { capability, args: Object.fromEntries(given) };
}
