import type { Capability } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import type { AttemptBounds } from "./context.ts";
import type { Spending, Undoing } from "./figures.ts";
import type { Quantity } from "./quantity.ts";
import type { Lost } from "./redispatch.ts";

/** Declared figures of a capability that do not depend on its arguments. */
export interface DeclaredFigures {
  /** True if its clauses on what it spends, and on how long it takes, read no argument. */
  readonly spendsTheSame: boolean;
  readonly lastsTheSame: boolean;
  spending?: Spending;
  latency?: Quantity<number>;
  /** One call without any options. */
  plain?: AttemptBounds;
  /** An undo or a confirm, with all its tries. */
  about?: Undoing;
  /** The work that one death can cause again for one call, its undo and its confirm. */
  lost?: Lost;
}

export function declaredBy({ cost, energy, tokens, latency, least }: Capability): DeclaredFigures {
  const reads = (clause: Capability["cost"]): boolean => clause !== undefined && freeReads(clause).length > 0;
  return {
    spendsTheSame: ![cost, energy, tokens, least?.cost, least?.energy, least?.tokens].some(reads),
    lastsTheSame: ![latency, least?.latency].some(reads),
  };
}
