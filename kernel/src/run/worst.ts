import type { Capability, Json, Plan } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { compareMoney, zeroMoney } from "@orchlang/plan/quantities";
import { moneyOf } from "./amounts.ts";
import { capabilityOf, countsByKey } from "./call.ts";
import type { View } from "./draft.ts";
import type { Worst } from "./events.ts";
import { clauseScope } from "./scope.ts";

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
    const found = evaluate(clause, scope);
    return "value" in found ? found.value : undefined;
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
