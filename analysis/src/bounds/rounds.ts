import type { Unordered } from "@orchlang/checker";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { LoopNode } from "@orchlang/plan/nodes";
import { qualified } from "../expression/qualify.ts";
import type { Environment } from "../interval/environment.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import { roundsMost } from "../interval/routine.ts";
import type { LinkedStatement } from "../tree.ts";
import { type BoundsContext, durationAt, environmentAt } from "./context.ts";
import type { Limit } from "./formula.ts";
import { bounded, minLimit, numbers } from "./limit.ts";

/** How often a loop's body runs, and how many of its rounds side by side. */
export interface Rounds {
  readonly least: number;
  /** Infinity where nothing bounds it. */
  readonly most: number;
  /** How many places there are for them at least, and at most. */
  readonly atOnce: number;
  readonly atOnceMost: number;
  /** The most as a formula over the plan's parameters, where it grows with them. */
  readonly by?: Expression;
}

export function roundsOf(context: BoundsContext, linked: LinkedStatement, node: Unordered<LoopNode>): Rounds {
  const environment = environmentAt(context, linked);
  const upTo = roundsMost(linked, node.upTo, environment);
  switch (node.over.kind) {
    case "list": {
      const list = evaluateAbstractly(qualified(node.over.list, linked), environment);
      const size = list.kind === "list" ? list.size : { low: 0, high: Infinity };
      const most = Math.min(upTo, size.high);
      const places = placesOf(linked, node.over.atOnce, environment);
      const listed: Expression = { op: "call", fn: "list.size", args: [node.over.list] };
      return {
        least: Math.min(size.low, most),
        most,
        atOnce: Math.max(1, Math.min(places.least, most)),
        atOnceMost: Math.max(1, Math.min(places.most, most)),
        ...growing(context, linked, most === size.low ? [] : [node.upTo, listed]),
      };
    }
    case "fold": {
      const { least, exact } = followed(linked, node.over, upTo, environment);
      return {
        least,
        most: exact ? least : upTo,
        atOnce: 1,
        atOnceMost: 1,
        ...growing(context, linked, exact && node.over.until !== undefined ? [] : [node.upTo]),
      };
    }
    case "occurrences":
      return {
        least: 0,
        most: upTo,
        atOnce: 1,
        atOnceMost: 1,
        ...growing(context, linked, [node.upTo]),
      };
  }
}

/** The same of runs that complete: of rounds that race no more need be done than have to win. */
export function neededRounds(
  context: BoundsContext,
  linked: LinkedStatement,
  node: Unordered<LoopNode>,
): Rounds {
  const rounds = roundsOf(context, linked, node);
  const race = linked.block.owner?.statement.node;
  if (race?.kind !== "race" || race.rounds !== true) return rounds;
  return { ...rounds, least: Math.min(rounds.least, race.winners) };
}

/** True if a list may be longer than its loop's `up to`, which fails it before its first round. */
export function mayBeTooLong(
  context: BoundsContext,
  linked: LinkedStatement,
  node: Unordered<LoopNode>,
): boolean {
  if (node.over.kind !== "list") return false;
  const environment = environmentAt(context, linked);
  const list = evaluateAbstractly(qualified(node.over.list, linked), environment);
  const { upTo } = node;
  if (typeof upTo !== "number") {
    const count = evaluateAbstractly(qualified(upTo, linked), environment);
    return list.kind !== "list" || count.kind !== "number" || list.size.high > count.low;
  }
  return list.kind !== "list" || list.size.high > upTo;
}

function placesOf(
  linked: LinkedStatement,
  atOnce: number | Expression,
  environment: Environment,
): { readonly least: number; readonly most: number } {
  if (typeof atOnce === "number") return { least: atOnce, most: atOnce };
  const places = evaluateAbstractly(qualified(atOnce, linked), environment);
  return places.kind === "number" ? { least: places.low, most: places.high } : { least: 1, most: Infinity };
}

/** The least of what bounds the rounds, as a formula, where one of them grows with a parameter. */
function growing(
  context: BoundsContext,
  linked: LinkedStatement,
  counts: readonly (number | Expression)[],
): { readonly by?: Expression } {
  const limits = counts.map((count): Limit<number> => {
    if (typeof count === "number") return bounded(count);
    return durationAt(context, linked, count, "the rounds").most;
  });
  const [first = bounded(0), second] = limits;
  const { by } = second === undefined ? first : minLimit(numbers, first, second);
  return by === undefined ? {} : { by };
}

/** How many of the rounds can stand one behind the other at worst, when no round takes longer than another may. */
export function roundsInARow({ most, atOnce }: Pick<Rounds, "most" | "atOnce">): number {
  return atOnce === Infinity ? Math.min(1, most) : Math.ceil(most / atOnce);
}

/** The same as a formula. */
export function roundsInARowBy({ by, atOnce }: Rounds): Expression | undefined {
  if (by === undefined || atOnce === 1) return by;
  const least = (a: Expression, b: Expression): Expression => ({
    op: "call",
    fn: "number.min",
    args: [a, b],
  });
  if (atOnce === Infinity) return least(by, { op: "constant", value: 1 });
  const share: Expression = {
    op: "call",
    fn: "number.divide",
    args: [by, { op: "constant", value: atOnce }],
  };
  return { op: "call", fn: "number.ceil", args: [share] };
}

interface Followed {
  readonly least: number;
  /** True if `until` is known to hold after so many rounds, and no sooner. */
  readonly exact: boolean;
}

/** `until` is read before each round, the first too: so long as what it says of the value is known, so are the rounds. */
function followed(
  linked: LinkedStatement,
  over: Extract<LoopNode["over"], { readonly kind: "fold" }>,
  upTo: number,
  environment: Environment,
): Followed {
  const { node } = linked.statement;
  if (over.until === undefined) return { least: upTo, exact: true };
  if (node.kind !== "loop") return { least: 0, exact: false };
  const given = yieldedIn(linked);
  let value = evaluateAbstractly(qualified(over.from, linked), environment);
  const most = Math.min(upTo, roundsFollowedMax);
  for (let rounds = 0; rounds <= most; rounds++) {
    const locals = new Map([[node.variable, value]]);
    const met = decided(evaluateAbstractly(qualified(over.until, linked), environment, locals));
    if (met !== false || rounds === upTo) return { least: rounds, exact: met === true };
    if (given === undefined) return { least: Math.min(rounds + 1, upTo), exact: false };
    value = evaluateAbstractly(given, environment, locals);
  }
  return { least: most, exact: false };
}

/** True if a loop with `until` may have made all of its rounds without coming to that. */
export function mayBeExhausted(context: BoundsContext, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  if (node.kind !== "loop" || node.over.kind !== "fold") return false;
  const environment = environmentAt(context, linked);
  const upTo = roundsMost(linked, node.upTo, environment);
  return !followed(linked, node.over, upTo, environment).exact;
}

const roundsFollowedMax = 1_000;

/**
 * The value passed from round to round, if it is a single expression that reads nothing of the round except its value.
 */
function yieldedIn(linked: LinkedStatement): Expression | undefined {
  const round = linked.blocks.find(({ role }) => role?.kind === "round");
  const yields = round?.statements.filter(({ statement }) => statement.node.kind === "yield") ?? [];
  const [only] = yields;
  if (only === undefined || yields.length > 1 || only.statement.node.kind !== "yield") return undefined;
  const { value } = only.statement.node;
  return freeReads(value).every(
    ({ from, name }) => from === "input" || (from === "local" && name === variableOf(linked)),
  )
    ? value
    : undefined;
}

function variableOf({ statement: { node } }: LinkedStatement): string | undefined {
  return node.kind === "loop" ? node.variable : undefined;
}
