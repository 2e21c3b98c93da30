import { compareMoney } from "@orchlang/plan/quantities";
import type { Spent } from "../../failure.ts";
import type { DecidedEvent, RunInput, Worst } from "../events.ts";
import type { Turn } from "./turn.ts";

/** An attempt used more than its capability declares (semantics, rule 14). */
export function overrunOf(
  { draft }: Turn,
  input: Extract<RunInput, { t: "Ended" }>,
): DecidedEvent | undefined {
  const { cost, energy, tokens } = input.spent;
  if (cost === undefined && energy === undefined && tokens === undefined) return undefined;
  const intent = draft.intents.get(input.key);
  if (intent === undefined || !overran(intent.worst, input.spent)) return undefined;
  return { t: "Overran", key: input.key, declared: intent.worst, actual: input.spent };
}

function overran(worst: Worst, { cost, energy, tokens }: Spent): boolean {
  if (cost !== undefined && worst.cost !== undefined) {
    if (cost.currency !== worst.cost.currency ? cost.amount !== "0" : compareMoney(cost, worst.cost) > 0)
      return true;
  }
  const over = (used: number | undefined, bound: number | undefined): boolean =>
    used !== undefined && bound !== undefined && used > bound;
  return over(energy, worst.energy) || over(tokens, worst.tokens);
}
