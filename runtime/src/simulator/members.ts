import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import { declaredMembers, poolDeclaration } from "../kernel/control/holds/pool.ts";
import { sourceFor } from "./answers/cooperate.ts";
import { generate, opened } from "./answers/generate.ts";
import type { SimulatedWorld } from "./world.ts";

/** One member of a pool, with all that is known of it. */
export interface SimulatedMember {
  readonly pool: string;
  readonly id: string;
  readonly fields: JsonObject;
}

/** Every member of every pool: fields of its kind made up, except that it is there, online and charged. */
export function membersOf(plan: Plan, world: SimulatedWorld, now: number): readonly SimulatedMember[] {
  return Object.entries(plan.pools).flatMap(([pool, said]) =>
    declaredMembers(poolDeclaration(pool, said)).map(([id]) => ({
      pool,
      id,
      fields: { ...madeUp(plan, world, { pool, id, now }), ...clausesOf(said), id, online: true },
    })),
  );
}

function madeUp(
  plan: Plan,
  world: SimulatedWorld,
  { pool, id, now }: { readonly pool: string; readonly id: string; readonly now: number },
): JsonObject {
  const kind = world.kinds?.[pool];
  if (kind === undefined) return {};
  const source = sourceFor(plan, world, id, { now, variation: 0 });
  const fields: Record<string, Json> = {};
  const { properties } = opened(kind, source.defs);
  for (const [name, schema] of Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)) {
    // All of it is known of it, also what need not be.
    const value = generate(opened(schema, source.defs), source, `${id}.${name}`);
    if (value !== undefined) fields[name] = value;
  }
  if ("battery" in fields) fields.battery = 1;
  return fields;
}

/** `resource.latency` and the like are the pool's. */
function clausesOf(said: JsonObject): JsonObject {
  const found: Record<string, Json> = {};
  for (const clause of ["latency", "cost", "power", "tier", "site"]) {
    const value = said[clause];
    if (value !== undefined) found[clause] = value;
  }
  return found;
}
