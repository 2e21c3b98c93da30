import type { Segment } from "../../canonical/not-json.ts";
import { isMoney } from "../../quantity/money.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Json, JsonObject } from "../../shapes/value.ts";
import type { Report } from "./report.ts";

/** Members of a pool: each is an entry in the state of control. As many as a registry may name. The texts below name the number. */
export const poolMembersMax = 100_000;

/**
 * What a value has to hold at least: items of lists, entries of maps, characters of texts. Inputs, answers and results have
 * at most 8 MiB, so no value of a type that asks for more could ever be given.
 */
export const leastSizeMax = 8 * 1024 * 1024;

/** The fields of a pool: the required form in words, and its check. A plan file leaves the form of pools open. */
const fields: Readonly<Record<string, readonly [string, (value: Json) => boolean]>> = {
  count: [
    "a whole number from 0 to 100,000",
    (value) => isAmount(value) && Number.isSafeInteger(value) && Number(value) <= poolMembersMax,
  ],
  members: [
    "a list of texts, up to 100,000 of them",
    (value) =>
      Array.isArray(value) && value.length <= poolMembersMax && value.every((one) => typeof one === "string"),
  ],
  fields: ["records by member", (value) => isRecord(value) && Object.values(value).every(isRecord)],
  tier: ["text", (value) => typeof value === "string"],
  latency: ["a number, not below zero", isAmount],
  power: ["a number, not below zero", isAmount],
  lease: ["a number, not below zero", isAmount],
  overflow: ["text", (value) => typeof value === "string"],
  cost: [
    "money for a time: { amount, currency, per }",
    (value) => isRecord(value) && isPrice(value) && isAmount(value.per ?? null) && value.per !== 0,
  ],
  reserve: [
    "{ count, priority }",
    (value) => isRecord(value) && isAmount(value.count ?? null) && typeof value.priority === "string",
  ],
};

/** Numbers of pools have their required form, and pools that overflow into each other have one currency. */
export function poolsAreSound(plan: Plan, report: Report): void {
  for (const [name, pool] of Object.entries(plan.pools)) {
    const place: readonly Segment[] = ["pools", name];
    for (const [field, [wanted, holds]] of Object.entries(fields)) {
      const value = Object.hasOwn(pool, field) ? pool[field] : undefined;
      if (value !== undefined && !holds(value)) report([...place, field], `${wanted} is wanted`);
    }
    const own = currencyOf(pool);
    const next = typeof pool.overflow === "string" ? (plan.pools[pool.overflow] ?? {}) : {};
    const other = currencyOf(next);
    if (own !== undefined && other !== undefined && own !== other)
      report([...place, "overflow"], `\`${name}\` costs ${own}, and what serves for it ${other}`);
  }
}

function currencyOf({ cost }: JsonObject): string | undefined {
  return isRecord(cost) && typeof cost.currency === "string" ? cost.currency : undefined;
}

function isPrice({ amount, currency }: JsonObject): boolean {
  return (
    typeof currency === "string" &&
    /^[A-Z]{3}$/.test(currency) &&
    isMoney({ amount: amount ?? null, currency }) &&
    String(amount).length <= digitsMax
  );
}

/** More than any sum has; exact amounts end there. */
const digitsMax = 40;

function isAmount(value: Json): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
