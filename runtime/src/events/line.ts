import type { Json, JsonObject } from "@orchlang/plan";
import type { News } from "../orchestrator-api.ts";

const kinds = ["reading", "event", "member", "request", "trigger"] as const;

/**
 * One line of a stream of news, as JSON:
 * - `{ "reading": "sensor.hall", "value": true, "confidence"?, "at"? }`
 * - `{ "event": "gunshot", "fields": { … }, "at"? }`
 * - `{ "member": "drones[1]", "pool": "drones", "fields"?, "health"? }`
 * - `{ "request": "house/report", "body"? }`
 * - `{ "trigger": "friday_evening" }`
 *
 * Each may have an `id`: told twice under one it counts once.
 */
export function newsOf(value: Json, freshId: () => string): News | { readonly fault: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { fault: "it is no object" };
  const said = value as JsonObject;
  const kind = kinds.find((one) => typeof said[one] === "string");
  if (kind === undefined) return { fault: `it has none of ${kinds.map((one) => `"${one}"`).join(", ")}` };
  const name = String(said[kind]);
  const id = typeof said.id === "string" ? said.id : freshId();
  const when = typeof said.at === "string" || typeof said.at === "number" ? { when: said.at } : {};
  switch (kind) {
    case "reading":
      return {
        tells: "reading",
        id,
        name,
        ...(said.value === undefined || said.value === null ? {} : { value: said.value }),
        ...(typeof said.confidence === "number" ? { confidence: said.confidence } : {}),
        ...when,
      };
    case "event":
      return { tells: "occurrence", id, event: name, fields: said.fields ?? {}, ...when };
    case "member": {
      if (typeof said.pool !== "string") return { fault: 'a member needs its "pool"' };
      const health = ["ready", "maintenance", "lost"].find((one) => one === said.health);
      if (said.health !== undefined && health === undefined)
        return { fault: '"health" is "ready", "maintenance" or "lost"' };
      return {
        tells: "member",
        id,
        pool: said.pool,
        member: name,
        ...(isObject(said.fields) ? { fields: said.fields } : {}),
        ...(health === undefined ? {} : { health: health as "ready" | "maintenance" | "lost" }),
      };
    }
    case "request":
      return { tells: "request", id, path: name, request: said.body ?? {} };
    case "trigger":
      return { tells: "pull", id, trigger: name };
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
