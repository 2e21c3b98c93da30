import type { Schema } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";

const beats: Schema = { anyOf: [{ type: "string" }, { type: "number", minimum: 0 }] };
const health: Schema = { enum: ["ready", "degraded", "maintenance", "lost"] };

const member: Schema = {
  type: "object",
  properties: {
    id: { type: "string", minLength: 1 },
    fields: { type: "object" },
    health,
    beats,
    fences: { type: "boolean" },
  },
  required: ["id"],
  additionalProperties: false,
};

const pool: Schema = {
  type: "object",
  properties: {
    capacity: { type: "integer", minimum: 0 },
    beats,
    fences: { type: "boolean" },
    members: { type: "array", items: { anyOf: [{ type: "string", minLength: 1 }, member] } },
  },
  additionalProperties: false,
};

const pools: Schema = { type: "object", additionalProperties: pool };

/** What is wrong with what a registry says, each with its place. */
export function registryFaults(said: unknown): readonly string[] {
  const admitted = admit(pools, said, {});
  if ("ok" in admitted) return [];
  return admitted.faults.map(({ at, says }) => (at === "" ? says : `${at}: ${says}`));
}
