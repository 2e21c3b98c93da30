import type { Type } from "@orchlang/checker/types";
import { type Capability, usualBackoff } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { type Calling, clauseInCall } from "../expression/clause.ts";
import { isRisky } from "../expression/partial.ts";
import { pathKey } from "../expression/path.ts";
import { qualified } from "../expression/qualify.ts";
import { mayBeUnknown } from "../graph/partial.ts";
import type { Abstract } from "../interval/abstract.ts";
import { type Environment, extendEnvironment } from "../interval/environment.ts";
import { abstractOfType } from "../interval/of-type.ts";
import type { LinkedStatement } from "../tree.ts";
import { shortName } from "../words.ts";
import { type BoundsContext, type DeclaredFigures, durationAt, environmentAt } from "./context.ts";
import { noSpending, type Spending } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { bounded, isBounded, minLimit, numbers, unbounded } from "./limit.ts";
import { exactly, moneyOf, numberOf, type Quantity } from "./quantity.ts";

/** The call that a capability's clauses are read for, its arguments' locals named by their binders. */
export function callingAt(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): Calling | undefined {
  if (!("capability" in attempt.target)) return undefined;
  const capability = context.program.capabilities.get(attempt.target.capability)?.capability;
  return capability === undefined ? undefined : { capability, args: argumentsAt(linked, attempt) };
}

export function argumentsAt(
  linked: LinkedStatement,
  { args }: Attempt,
): Readonly<Record<string, Expression>> {
  const suggestion: Record<string, Expression> = {};
  for (const name in args) {
    const arg = args[name];
    if (arg !== undefined) suggestion[name] = qualified(arg, linked);
  }
  return suggestion;
}

/** `timeout`, else the declared latency, else none (semantics, rule 15). A person has a latency only where declared. */
export function tryLimit(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
  timeout: Quantity<number> | undefined,
): Quantity<number> {
  const declared = declaredLatency(context, linked, calling);
  if (timeout === undefined) return declared ?? endless(linked, calling.capability);
  // A capability that is never late keeps both limits.
  if (context.faultless !== true || declared === undefined) return timeout;
  return {
    least: Math.min(timeout.least, declared.least),
    most: minLimit(numbers, timeout.most, declared.most),
  };
}

function endless(linked: LinkedStatement, capability: Capability): Quantity<number> {
  const because =
    capability.kind === "human"
      ? `\`${linked.id}\` has no \`timeout\`: a person may take as long as they like`
      : `\`${shortName(capability.name)}\` declares no \`latency\`, and \`${linked.id}\` has no \`timeout\``;
  return { least: 0, most: unbounded(because) };
}

/** `undefined` where none is declared. */
export function declaredLatency(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
): Quantity<number> | undefined {
  const { capability } = calling;
  const { latency } = capability;
  if (latency === undefined) return undefined;
  const compute = (): Quantity<number> =>
    clauseNumber(context, linked, calling, latency, `the latency of \`${shortName(capability.name)}\``);
  const figures = figuresOf(context, capability);
  if (!figures.lastsTheSame) return compute();
  figures.latency ??= compute();
  return figures.latency;
}

/**
 * ms that a try takes at least which answers: what is declared, else nothing. Where the world is asked what has become of
 * a try, that may answer instead, and sooner.
 */
export function leastLatency(context: BoundsContext, linked: LinkedStatement, calling: Calling): number {
  const { least, confirm } = calling.capability;
  if (least?.latency === undefined || confirm !== undefined) return 0;
  return clauseNumber(context, linked, calling, least.latency, "the latency").least;
}

/** The least cost of a try that returns: the declared lower bound, or zero. */
export function leastSpending(context: BoundsContext, linked: LinkedStatement, calling: Calling): Spending {
  const { least } = calling.capability;
  const nothing = noSpending(context.measures);
  if (least === undefined) return nothing;
  const number = (clause: Expression | undefined): number =>
    clause === undefined ? 0 : clauseNumber(context, linked, calling, clause, "the least").least;
  const { cost } = nothing;
  const environment = knowledgeIn(context, linked, calling);
  return {
    cost:
      least.cost === undefined
        ? cost
        : {
            ...cost,
            best: moneyOf(clauseInCall(least.cost, calling), environment, context.currency, "the cost").least,
          },
    energy: { ...nothing.energy, best: number(least.energy) },
    tokens: { ...nothing.tokens, best: number(least.tokens) },
  };
}

export function figuresOf({ declared }: BoundsContext, capability: Capability): DeclaredFigures {
  const known = declared.get(capability.name) ?? declaredBy(capability);
  declared.set(capability.name, known);
  return known;
}

/** True if no clause of what it uses reads an argument. */
export function usesTheSame(context: BoundsContext, capability: Capability): boolean {
  const { spendsTheSame, lastsTheSame } = figuresOf(context, capability);
  return spendsTheSame && lastsTheSame;
}

function clauseNumber(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
  clause: Expression,
  what: string,
  result?: Expression,
): Quantity<number> {
  const environment = knowledgeIn(context, linked, calling);
  return numberOf(clauseInCall(clause, calling, result), environment, what, context.formula);
}

function knowledgeIn(context: BoundsContext, linked: LinkedStatement, calling: Calling): Environment {
  const types = context.program.capabilities.get(calling.capability.name)?.types.params ?? {};
  return knowingArguments(environmentAt(context, linked), calling.args, types);
}

/** Refines the environment by a call's arguments: they fit their parameters, or the call does not begin. */
export function knowingArguments(
  environment: Environment,
  args: Readonly<Record<string, Expression>>,
  types: Readonly<Record<string, Type>>,
): Environment {
  const facts = new Map<string, Abstract>();
  for (const [name, arg] of Object.entries(args)) {
    const key = pathKey(arg);
    const type = types[name];
    if (key !== undefined && type !== undefined) facts.set(key, abstractOfType(type));
  }
  return extendEnvironment(environment, facts);
}

/** The worst case of one try of a capability. A missing clause is zero; for a model it is unknown. */
export function declaredSpending(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
  result?: Expression,
): Spending {
  const figures = figuresOf(context, calling.capability);
  if (!figures.spendsTheSame) return spendingOf(context, linked, calling, result);
  figures.spending ??= spendingOf(context, linked, calling, result);
  return figures.spending;
}

function spendingOf(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Calling,
  result: Expression | undefined,
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
    return clauseNumber(context, linked, calling, declared, `the ${clause} of \`${name}\``, result);
  };
  const cost =
    capability.cost === undefined
      ? missing(context.measures.cost.zero, "cost")
      : moneyOf(
          clauseInCall(capability.cost, calling, result),
          knowledgeIn(context, linked, calling),
          context.currency,
          `the cost of \`${name}\``,
          context.formula,
        );
  const [energy, tokens] = [number("energy"), number("tokens")];
  return {
    cost: { best: cost.least, worst: cost.most },
    energy: { best: energy.least, worst: energy.most },
    tokens: { best: tokens.least, worst: tokens.most },
  };
}

/** `d_k = min(b, a · 2^(k−1))`, every jitter at its upper end; 1 s .. 30 s where nothing is said. */
export function retryDelays(
  context: BoundsContext,
  linked: LinkedStatement,
  retry: NonNullable<Attempt["options"]["retry"]>,
): Limit<number> {
  const what = `the delay of \`${linked.id}\``;
  if (retry.every !== undefined) {
    const every = durationAt(context, linked, retry.every, what).most;
    return isBounded(every) ? bounded(every.value * retry.times) : every;
  }
  const backoff = retry.backoff;
  const from = backoff === undefined ? exactly(1_000) : durationAt(context, linked, backoff.from, what);
  const to = backoff === undefined ? exactly(30_000) : durationAt(context, linked, backoff.to, what);
  let total = 0;
  for (let failed = 1; failed <= retry.times; failed++) {
    const growing = isBounded(from.most) ? bounded(from.most.value * 2 ** (failed - 1)) : from.most;
    const delay = minLimit(numbers, growing, to.most);
    if (!isBounded(delay)) return { unbounded: delay.unbounded };
    // As long as the last one does, all that follow take the longest.
    if (isBounded(to.most) && delay.value === to.most.value) {
      return bounded(total + delay.value * (retry.times - failed + 1));
    }
    if (delay.value === 0) return bounded(0);
    total += delay.value;
  }
  return bounded(total);
}

/** ms that pass at least between the so-manieth try that fails and the next: jitter is taken at its lower end, a half. */
export function leastRetryDelay(
  context: BoundsContext,
  linked: LinkedStatement,
  { every, backoff = usualDelays }: NonNullable<Attempt["options"]["retry"]>,
  failed: number,
): number {
  const least = (expression: Expression): number =>
    // A delay without a value at run time is no delay.
    isRisky(expression) || mayBeUnknown(expression, context.program)
      ? 0
      : durationAt(context, linked, expression, "the delay").least;
  if (every !== undefined) return least(every);
  return jitteredLeast(least(backoff.from), least(backoff.to), failed);
}

/** The same of the tries of an undo or a confirm, of which no clause says anything. */
export function leastAboutDelay(failed: number): number {
  return jitteredLeast(usualBackoff.from, usualBackoff.to, failed);
}

function jitteredLeast(from: number, to: number, failed: number): number {
  return Math.floor(Math.min(to, from * 2 ** (failed - 1)) / 2);
}

const usualDelays = {
  from: { op: "constant", value: usualBackoff.from },
  to: { op: "constant", value: usualBackoff.to },
} as const;

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

function declaredBy({ cost, energy, tokens, latency, least }: Capability): DeclaredFigures {
  const reads = (clause: Capability["cost"]): boolean => clause !== undefined && freeReads(clause).length > 0;
  return {
    spendsTheSame: ![cost, energy, tokens, least?.cost, least?.energy, least?.tokens].some(reads),
    lastsTheSame: ![latency, least?.latency].some(reads),
  };
}
