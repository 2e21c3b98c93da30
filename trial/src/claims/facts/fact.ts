import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim } from "../../claim.ts";
import { type Outside, outsideRules } from "../assumptions.ts";

/** A fact that was printed, and what would contradict it. */
interface Fact {
  readonly says: string;
  /** Left out: what lies outside of orders and counts. */
  readonly outside?: Outside;
  /** In words; `undefined`: nothing does. */
  contradicts(run: SimulatedRun): string | undefined;
}

export function factClaim({ says, outside = outsideRules, contradicts }: Fact): Claim {
  return {
    kind: "fact",
    says,
    breach: (played) => {
      if (outside(played) !== undefined) return undefined;
      const text = contradicts(played.run);
      return text === undefined ? undefined : { says: text };
    },
  };
}

/** The first result of `says` over the items. */
export function first<T>(items: Iterable<T>, says: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const text = says(item);
    if (text !== undefined) return text;
  }
  return undefined;
}
