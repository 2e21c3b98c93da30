import type { Json, JsonObject } from "@orchlang/plan";
import type { News } from "../orchestrator-api.ts";

const kinds = [
  "reading",
  "event",
  "member",
  "registry",
  "request",
  "trigger",
  "consent",
  "withdrawn",
  "user",
] as const;

/**
 * One line of a stream of news, as JSON:
 * - `{ "reading": "sensor.hall", "value": true, "confidence"?, "at"? }`
 * - `{ "event": "gunshot", "fields": { … }, "at"?, "from"? }`
 * - `{ "member": "drones[1]", "pool": "drones", "fields"?, "health"?, "beats"?, "fences"?, "idle"?, "gone"? }`
 * - `{ "registry": "hangar", "pools": { "drones": { "members": ["d-1", { "id": "d-2", … }] } } }`
 * - `{ "request": "house/report", "body"? }`
 * - `{ "trigger": "friday_evening" }`
 * - `{ "user": "ada", "roles"?, "trust"?, "gone"? }`
 * - `{ "consent": "mail.send", "user": "ada", "until"? }`, `{ "withdrawn": "mail.send", "user": "ada" }`
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
  const from = typeof said.from === "string" ? { source: said.from } : {};
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
      return { tells: "occurrence", id, event: name, fields: said.fields ?? {}, ...when, ...from };
    case "member":
      return memberOf(said, id, name);
    case "registry":
      if (!isObject(said.pools)) return { fault: 'a registry needs its "pools"' };
      return {
        tells: "registry",
        id,
        registry: name,
        pools: said.pools as Extract<News, { tells: "registry" }>["pools"],
      };
    case "request":
      return { tells: "request", id, path: name, request: said.body ?? {} };
    case "trigger":
      return { tells: "pull", id, trigger: name };
    case "user":
      return userOf(said, id, name);
    case "consent":
    case "withdrawn":
      return consentOf(said, id, { scope: name, given: kind === "consent" });
  }
}

function userOf(
  { roles, trust, gone }: JsonObject,
  id: string,
  user: string,
): News | { readonly fault: string } {
  const list = Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [];
  if (roles !== undefined && !(Array.isArray(roles) && list.length === roles.length))
    return { fault: '"roles" is a list of texts' };
  return {
    tells: "user",
    id,
    user,
    ...(roles === undefined ? {} : { roles: list }),
    ...(typeof trust === "string" ? { trust } : {}),
    ...(gone === true ? { gone: true } : {}),
  };
}

function consentOf(
  { user, until }: JsonObject,
  id: string,
  { scope, given }: { readonly scope: string; readonly given: boolean },
): News | { readonly fault: string } {
  if (typeof user !== "string") return { fault: 'a consent needs its "user"' };
  if (!given) return { tells: "withdrawal", id, user, scope };
  const ends = typeof until === "string" || typeof until === "number" ? { until } : {};
  return { tells: "consent", id, user, scope, ...ends };
}

const healths = ["ready", "degraded", "maintenance", "lost"] as const;

function memberOf(said: JsonObject, id: string, member: string): News | { readonly fault: string } {
  const { pool, fields, beats, fences } = said;
  if (typeof pool !== "string") return { fault: 'a member needs its "pool"' };
  const health = healths.find((one) => one === said.health);
  if (said.health !== undefined && health === undefined)
    return { fault: '"health" is "ready", "degraded", "maintenance" or "lost"' };
  return {
    tells: "member",
    id,
    pool,
    member,
    ...(isObject(fields) ? { fields } : {}),
    ...(health === undefined ? {} : { health }),
    ...(typeof beats === "number" || typeof beats === "string" ? { beats } : {}),
    ...(typeof fences === "boolean" ? { fences } : {}),
    ...(said.idle === true ? { idle: true } : {}),
    ...(said.gone === true ? { gone: true } : {}),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
