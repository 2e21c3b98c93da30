import type { Capability, Json, JsonObject, Money, Plan } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { compareMoney, overMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { Instant } from "../machine.ts";
import type { HoldRequest } from "../messages.ts";
import { type Amounts, moneyOf, nothing, ofWorst } from "./amounts.ts";
import { capabilityOf, countsByKey } from "./call.ts";
import type { Worst } from "./events.ts";
import { clauseScope } from "./scope.ts";
import type { RunHold, View } from "./state.ts";

/**
 * The worst case of one try with these arguments (semantics, rule 15). A missing clause is zero, except for a model's;
 * a clause that cannot be evaluated means no bound. After an overrun, the larger use counts (rule 14).
 */
export function worstCase(plan: Plan, state: View, capability: string, args: Json): Worst {
  const declared = capabilityOf(plan, capability);
  let worst = always.get(declared);
  if (worst === undefined) {
    worst = worstOf(plan, state, declared, args);
    const clauses = [declared.cost, declared.latency, declared.energy, declared.tokens];
    if (clauses.every((clause) => clause === undefined || clause.op === "constant")) {
      always.set(declared, worst);
    }
  }
  const over = state.overran.get(capability);
  return over === undefined ? worst : greater(worst, over);
}

/** Where it hangs on nothing. */
const always = new WeakMap<Capability, Worst>();

function worstOf(plan: Plan, state: View, declared: Capability, args: Json): Worst {
  const { kind, cost, latency, energy, tokens } = declared;
  const scope = clauseScope(state, args);
  const read = (clause: Expression): Json | undefined => {
    const evaluated = evaluate(clause, scope);
    return "value" in evaluated ? evaluated.value : undefined;
  };
  const number = (clause: Expression | undefined): number | undefined => {
    if (clause === undefined) return kind === "llm" ? undefined : 0;
    const value = read(clause);
    return typeof value === "number" ? value : undefined;
  };
  const none = kind === "llm" ? undefined : zeroMoney(plan.settings.currency);
  return bounds({
    cost: cost === undefined ? none : moneyOf(read(cost) ?? null),
    latency: latency === undefined ? undefined : number(latency),
    // As bounds have it; plans made before took a model that says nothing for one without a bound.
    energy: energy === undefined && countsByKey(plan) ? 0 : number(energy),
    tokens: number(tokens),
  });
}

/** The greater in each resource that has a bound. */
export function greater(worst: Worst, over: Worst): Worst {
  const { cost, energy, tokens } = worst;
  return bounds({
    cost:
      cost !== undefined && over.cost?.currency === cost.currency && compareMoney(over.cost, cost) > 0
        ? over.cost
        : cost,
    latency: worst.latency,
    energy: energy === undefined ? undefined : Math.max(energy, over.energy ?? 0),
    tokens: tokens === undefined ? undefined : Math.max(tokens, over.tokens ?? 0),
  });
}

/** Without the fields that are not there. */
export function bounds(fields: { readonly [Field in keyof Worst]: Worst[Field] | undefined }): Worst {
  const { cost, latency, energy, tokens } = fields;
  return {
    ...(cost === undefined ? {} : { cost }),
    ...(energy === undefined ? {} : { energy }),
    ...(latency === undefined ? {} : { latency }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}

// The cost and consumption of holding members of a pool (semantics, rule 46).

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
    // Divided last, as the compiler does: a quotient of binary fractions may pass a budget that is kept exactly.
    const here = priced.cost && overMoney(timesMoney(priced.cost, time * count), priced.cost.per);
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
  const time = Math.min(hold.for, at - hold.since);
  const { cost, energy = 0 } = hold.worst;
  if (hold.for <= 0) return ofWorst(hold.worst);
  if (time === 0) return nothing;
  return ofWorst({
    ...(cost === undefined ? {} : { cost: overMoney(timesMoney(cost, time), hold.for) }),
    energy: (energy * time) / hold.for,
  });
}
