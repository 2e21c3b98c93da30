import type { LoopNode } from "@orchlang/plan";
import type { Unordered } from "../../3-check/checked.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { roundsMost } from "../interval/routine.ts";
import type { Located } from "../tree.ts";
import { type BoundsContext, knowledgeAt } from "./context.ts";

/** How often a loop's body runs, and how many of its rounds side by side. */
export interface Rounds {
  readonly least: number;
  /** Infinity where nothing bounds it. */
  readonly most: number;
  readonly atOnce: number;
}

export function roundsOf(context: BoundsContext, located: Located, node: Unordered<LoopNode>): Rounds {
  const knowledge = knowledgeAt(context, located);
  const upTo = roundsMost(located, node.upTo, knowledge);
  switch (node.over.kind) {
    case "list": {
      const list = evaluateAbstractly(qualified(node.over.list, located), knowledge);
      const size = list.kind === "list" ? list.size : { low: 0, high: Infinity };
      const most = Math.min(upTo, size.high);
      const atOnce = roundsMost(located, node.over.atOnce, knowledge);
      return { least: Math.min(size.low, most), most, atOnce: Math.max(1, Math.min(atOnce, most)) };
    }
    case "fold":
      return { least: leastRounds(located, node.over, upTo, knowledge), most: upTo, atOnce: 1 };
    case "occurrences":
      return { least: 0, most: upTo, atOnce: 1 };
  }
}

/** How many of the rounds can stand one behind the other at worst, when no round takes longer than another may. */
export function roundsInARow({ most, atOnce }: Rounds): number {
  return atOnce === Infinity ? Math.min(1, most) : Math.ceil(most / atOnce);
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
