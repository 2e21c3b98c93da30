import type { Json, Money } from "@orchlang/plan";
import { addMoney, compareMoney, zeroMoney } from "@orchlang/plan/quantities";
import { fieldsOf } from "../capabilities/declared.ts";
import { isRecord, requiredOf } from "../capabilities/schema.ts";
import { limits } from "../limits.ts";
import type { Registered } from "../orchestrator/registry.ts";

/**
 * The capabilities that must run so that a wanted one can: a parameter that is not known beforehand is taken from a
 * result's field with the same name and a compatible type. Among several ways, the one with the fewest steps is chosen,
 * then the cheapest, the fastest, the first registered. Backward chaining, depth first, with each capability run at
 * most once.
 */
export interface Chain {
  /** In the order in which each was first needed: a capability stands behind those that it takes from. */
  readonly steps: readonly ChainStep[];
  /** Parameters that nothing gives, as `shop.reserve.seats`. */
  readonly missing: readonly string[];
}

interface ChainStep {
  readonly capability: Registered;
  /** Where each parameter comes from: a capability's name, or `input`. */
  readonly from: Readonly<Record<string, string>>;
}

const nothing: Chain = { steps: [], missing: [] };

/** `known`: the names that the goal's context has. */
export function chain(
  wanted: readonly Registered[],
  all: readonly Registered[],
  known: ReadonlySet<string>,
): Chain {
  return wanted.reduce((sofar, one) => withStep(sofar, one, all, known, new Set()), nothing);
}

function withStep(
  sofar: Chain,
  wanted: Registered,
  all: readonly Registered[],
  known: ReadonlySet<string>,
  above: ReadonlySet<string>,
): Chain {
  if (sofar.steps.some(({ capability }) => capability === wanted)) return sofar;
  const within = new Set([...above, wanted.name]);
  const fields = fieldsOf(wanted.input?.json) ?? {};
  const required = requiredOf(wanted.input?.json);
  const from: Record<string, string> = {};
  let result = sofar;
  for (const [name, type] of Object.entries(fields)) {
    if (known.has(name)) {
      from[name] = "input";
      continue;
    }
    const ways = all.filter((one) => !within.has(one.name) && gives(one, name, type));
    const there = ways.find((one) => result.steps.some(({ capability }) => capability === one));
    if (there !== undefined) from[name] = there.name;
    else if (required.has(name)) {
      const best = bestOf(ways, result, all, known, within);
      if (best === undefined) result = { ...result, missing: [...result.missing, `${wanted.name}.${name}`] };
      else {
        result = best.chain;
        from[name] = best.by;
      }
    }
  }
  return { ...result, steps: [...result.steps, { capability: wanted, from }] };
}

function bestOf(
  ways: readonly Registered[],
  sofar: Chain,
  all: readonly Registered[],
  known: ReadonlySet<string>,
  above: ReadonlySet<string>,
): { readonly chain: Chain; readonly by: string } | undefined {
  // Every capability is in a chain once, so it ends; a deep one is not what anybody means.
  if (above.size > limits.chainDepthMax) return undefined;
  let best: { readonly chain: Chain; readonly by: string } | undefined;
  for (const way of ways) {
    const details = { chain: withStep(sofar, way, all, known, above), by: way.name };
    if (best === undefined || compare(details.chain, best.chain) < 0) best = details;
  }
  return best;
}

/** Less missing, fewer steps, cheaper, quicker. */
function compare(one: Chain, other: Chain): number {
  return (
    one.missing.length - other.missing.length ||
    one.steps.length - other.steps.length ||
    compareCost(costOf(one), costOf(other)) ||
    latencyOf(one) - latencyOf(other)
  );
}

function compareCost(one: Money, other: Money): number {
  return one.currency === other.currency ? (compareMoney(one, other) ?? 0) : 0;
}

/** The worst that its steps may cost, of the first currency that one declares. */
export function costOf({ steps }: Pick<Chain, "steps">): Money {
  const costs = steps.flatMap(({ capability }) => capability.cost ?? []);
  const currency = costs[0]?.currency ?? "USD";
  return costs.filter((one) => one.currency === currency).reduce<Money>(addMoney, zeroMoney(currency));
}

function latencyOf({ steps }: Chain): number {
  return steps.reduce((total, { capability }) => total + (capability.latency ?? 0), 0);
}

/** True if what it gives has a field of that name and, as far as both say, type. */
function gives(capability: Registered, name: string, type: Json | undefined): boolean {
  const fields = fieldsOf(capability.output?.json);
  if (fields === undefined || !Object.hasOwn(fields, name)) return false;
  return fits(fields[name], type);
}

function fits(given: Json | undefined, wanted: Json | undefined): boolean {
  const [one, other] = [typesOf(given), typesOf(wanted)];
  if (one === undefined || other === undefined) return true;
  return one.some((type) => other.includes(type) || (type === "integer" && other.includes("number")));
}

function typesOf(schema: Json | undefined): readonly Json[] | undefined {
  if (!isRecord(schema) || schema.type === undefined) return undefined;
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}
