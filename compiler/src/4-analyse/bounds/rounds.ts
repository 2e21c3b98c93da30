import type { Expression, LoopNode } from "@orchlang/plan";
import type { Unordered } from "../../3-check/checked.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { roundsMost } from "../interval/routine.ts";
import type { Located } from "../tree.ts";
import { type BoundsContext, durationAt, knowledgeAt } from "./context.ts";
import { bounded, type Limit, minLimit, numbers } from "./limit.ts";

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

export function roundsOf(context: BoundsContext, located: Located, node: Unordered<LoopNode>): Rounds {
  const knowledge = knowledgeAt(context, located);
  const upTo = roundsMost(located, node.upTo, knowledge);
  switch (node.over.kind) {
    case "list": {
      const list = evaluateAbstractly(qualified(node.over.list, located), knowledge);
      const size = list.kind === "list" ? list.size : { low: 0, high: Infinity };
      const most = Math.min(upTo, size.high);
      const places = placesOf(located, node.over.atOnce, knowledge);
      const listed: Expression = { op: "call", fn: "list.size", args: [node.over.list] };
      return {
        least: Math.min(size.low, most),
        most,
        atOnce: Math.max(1, Math.min(places.least, most)),
        atOnceMost: Math.max(1, Math.min(places.most, most)),
        ...growing(context, located, most === size.low ? [] : [node.upTo, listed]),
      };
    }
    case "fold":
      return {
        least: leastRounds(located, node.over, upTo, knowledge),
        most: upTo,
        atOnce: 1,
        atOnceMost: 1,
        ...growing(context, located, [node.upTo]),
      };
    case "occurrences":
      return {
        least: 0,
        most: upTo,
        atOnce: 1,
        atOnceMost: 1,
        ...growing(context, located, [node.upTo]),
      };
  }
}

/** Whether a list may be longer than its loop's `up to`, which fails it before its first round. */
export function mayBeTooLong(context: BoundsContext, located: Located, node: Unordered<LoopNode>): boolean {
  if (node.over.kind !== "list") return false;
  const knowledge = knowledgeAt(context, located);
  const list = evaluateAbstractly(qualified(node.over.list, located), knowledge);
  const { upTo } = node;
  if (typeof upTo !== "number") {
    const count = evaluateAbstractly(qualified(upTo, located), knowledge);
    return list.kind !== "list" || count.kind !== "number" || list.size.high > count.low;
  }
  return list.kind !== "list" || list.size.high > upTo;
}

function placesOf(
  located: Located,
  atOnce: number | Expression,
  knowledge: Knowledge,
): { readonly least: number; readonly most: number } {
  if (typeof atOnce === "number") return { least: atOnce, most: atOnce };
  const places = evaluateAbstractly(qualified(atOnce, located), knowledge);
  return places.kind === "number" ? { least: places.low, most: places.high } : { least: 1, most: Infinity };
}

/** The least of what bounds the rounds, as a formula, where one of them grows with a parameter. */
function growing(
  context: BoundsContext,
  located: Located,
  counts: readonly (number | Expression)[],
): { readonly by?: Expression } {
  const limits = counts.map((count): Limit<number> => {
    if (typeof count === "number") return bounded(count);
    return durationAt(context, located, count, "the rounds").most;
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

/** `until` is read before each round, the first too; what it says of the first value may be known. */
function leastRounds(
  located: Located,
  over: Extract<LoopNode["over"], { readonly kind: "fold" }>,
  upTo: number,
  knowledge: Knowledge,
): number {
  const { node } = located.statement;
  if (over.until === undefined) return upTo;
  if (node.kind !== "loop") return 0;
  const first = substitute(over.until, (read) =>
    read.from === "local" && read.name === node.variable ? over.from : undefined,
  );
  const met = decided(evaluateAbstractly(qualified(first, located), knowledge));
  return met === false ? Math.min(1, upTo) : 0;
}
