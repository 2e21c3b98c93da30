import { shortName } from "@orchlang/analysis";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import type { Measure, Pick } from "@orchlang/plan/nodes";

/** The pools that may serve, in the order in which what they declare would have them chosen: `at cost: hired, own`. */
export function placementNotes(plan: Plan, { pool, at }: Pick): readonly string[] {
  if (at === undefined) return [];
  const chain = chainOf(plan, pool);
  const figures = new Map(chain.map((one) => [one, at.map((measure) => figureOf(one, measure))]));
  const less = (one: JsonObject, other: JsonObject): number => {
    const [left = [], right = []] = [figures.get(one), figures.get(other)];
    const differs = left.findIndex((figure, index) => figure !== right[index]);
    return differs < 0 ? 0 : (left[differs] ?? 0) < (right[differs] ?? 0) ? -1 : 1;
  };
  const names = chain.toSorted(less).map(({ name }) => shortName(String(name)));
  return [`at ${at.join(", ")}${names.length < 2 ? "" : `: ${names.join(", then ")}`}`];
}

/** A pool and those that it overflows into. */
export function chainOf({ pools }: Plan, pool: string): readonly JsonObject[] {
  const chain: JsonObject[] = [];
  for (let name: Json | undefined = pool; typeof name === "string"; ) {
    const fields: JsonObject | undefined = pools[name];
    if (fields === undefined || chain.includes(fields)) break;
    chain.push(fields);
    name = fields.overflow;
  }
  return chain;
}

function figureOf(pool: JsonObject, measure: Measure): number {
  switch (measure) {
    case "privacy":
      return ranked(["device", "edge", "cloud"].indexOf(String(pool.tier)));
    case "cost":
      return priceOf(pool.cost);
    case "latency":
      return typeof pool.latency === "number" ? pool.latency : Number.POSITIVE_INFINITY;
    case "energy":
      return typeof pool.power === "number" ? pool.power : Number.POSITIVE_INFINITY;
    case "reliability":
      return 0;
  }
}

function ranked(place: number): number {
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}

/** Pools that overflow into each other have one currency. */
function priceOf(cost: Json | undefined): number {
  if (typeof cost !== "object" || cost === null || Array.isArray(cost)) return Number.POSITIVE_INFINITY;
  const { amount, per } = cost as JsonObject;
  return typeof amount === "string" && typeof per === "number" && per > 0
    ? Number(amount) / per
    : Number.POSITIVE_INFINITY;
}
