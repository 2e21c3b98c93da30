/** The cost and consumption of holding members of a pool (semantics, rule 46). */
import type { JsonObject, Money, Plan } from "@orchlang/plan";
import { compareMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { Instant } from "../machine.ts";
import type { HoldRequest } from "../messages.ts";
import { type Amounts, nothing, ofWorst } from "./amounts.ts";
import type { Worst } from "./events.ts";
import type { RunHold } from "./state.ts";

interface Priced {
  /** The cost of one member for `per` ms. */
  readonly cost?: { readonly amount: string; readonly currency: string; readonly per: number };
  /** W of one member. */
  readonly power?: number;
  readonly overflow?: string;
}

/** For all of its time, in the dearest of the pools that may serve it. */
export function worstOfHold(plan: Plan, { pool, count, for: time }: HoldRequest): Worst {
  let cost: Money | undefined;
  let energy = 0;
  const seen = new Set<string>();
  for (let name: string | undefined = pool; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const priced: Priced = (plan.pools[name] ?? {}) as JsonObject as Priced;
    const here = priced.cost && timesMoney(priced.cost, (time / priced.cost.per) * count);
    if (here !== undefined && (cost === undefined || compareMoney(here, cost) > 0)) {
      cost = { amount: here.amount, currency: here.currency };
    }
    energy = Math.max(energy, ((priced.power ?? 0) * time * count) / 1_000);
    name = priced.overflow;
  }
  // A pool that names no price has none.
  return { cost: cost ?? zeroMoney(plan.settings.currency), energy, tokens: 0 };
}

/** The share of the reserved amounts for the time it was held. */
export function shareOf(hold: RunHold, at: Instant): Amounts {
  const share = hold.for <= 0 ? 1 : Math.min(1, (at - hold.since) / hold.for);
  const { cost, energy = 0 } = hold.worst;
  if (share === 0) return nothing;
  return ofWorst({
    ...(cost === undefined ? {} : { cost: timesMoney(cost, share) }),
    energy: energy * share,
  });
}
