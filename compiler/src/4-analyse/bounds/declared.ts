import { type Capability, freeReads } from "@orchlang/plan";
import type { Spending } from "./figures.ts";
import type { Quantity } from "./quantity.ts";

/** What a capability declares without looking at its arguments: the same for every call of it. */
export interface DeclaredFigures {
  spending?: Spending;
  latency?: Quantity<number>;
}

/** Whether its clauses on what it spends read no argument. */
export function spendsTheSame({ cost, energy, tokens }: Capability): boolean {
  return [cost, energy, tokens].every((clause) => clause === undefined || freeReads(clause).length === 0);
}

export function lastsTheSame({ latency }: Capability): boolean {
  return latency === undefined || freeReads(latency).length === 0;
}
