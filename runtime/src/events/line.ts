import type { Json, JsonObject } from "@orchlang/plan";
import type { News } from "../orchestrator-api.ts";
import { faultOfLine, healths } from "./line-form.ts";

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
export type LineKind = (typeof kinds)[number];

/**
 * One line of a stream of news, as JSON:
 * - `{ "reading": "sensor.hall", "value": true, "confidence"?, "at"? }`; the value null: the source does not know
 * - `{ "event": "gunshot", "fields": { … }, "at"?, "from"? }`
 * - `{ "member": "drones[1]", "pool": "drones", "fields"?, "health"?, "beats"?, "fences"?, "idle"?, "gone"? }`
 * - `{ "registry": "hangar", "pools": { "drones": { "members": ["d-1", { "id": "d-2", … }] } } }`
 * - `{ "request": "house/report", "body"? }`
 * - `{ "trigger": "friday_evening" }`
 * - `{ "user": "ada", "roles"?, "trust"?, "gone"? }`
 * - `{ "consent": "mail.send", "user": "ada", "until"? }`, `{ "withdrawn": "mail.send", "user": "ada" }`
 *
 * Each may have an `id`, under which it counts once, and an `at`, its time in a recorded day. Misspelt or mistyped
 * fields are faults: ignored, they would change the meaning, as a reading of 30% into one of 100%.
 */
export function newsOf(value: Json, freshId: () => string): News | { readonly fault: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { fault: "it is no object" };
  const given = value as JsonObject;
  const kind = kinds.find((one) => Object.hasOwn(given, one));
  if (kind === undefined && Object.hasOwn(given, "answer"))
    return { fault: 'an answer needs the run as a text, its "step" and a "value"' };
  if (kind === undefined)
    return { fault: `it has none of ${[...kinds, "answer"].map((one) => `"${one}"`).join(", ")}` };
  const fault = faultOfLine(kind, given);
  return fault === undefined ? newsOfKind(kind, given, freshId) : { fault };
}

/** Reads a line whose form was checked. Fields of another type are ignored. */
function newsOfKind(kind: LineKind, said: JsonObject, freshId: () => string): News {
  const name = String(said[kind]);
  const id = typeof said.id === "string" || typeof said.id === "number" ? String(said.id) : freshId();
  const when = typeof said.at === "string" || typeof said.at === "number" ? { when: said.at } : {};
  switch (kind) {
    case "reading":
      return { tells: "reading", id, name, ...readingOf(said), ...confidenceOf(said), ...when };
    case "event": {
      const from = typeof said.from === "string" ? { source: said.from } : {};
      return { tells: "occurrence", id, event: name, fields: said.fields ?? {}, ...when, ...from };
    }
    case "member":
      return memberOf(said, id, name);
    case "registry": {
      const pools = said.pools as Extract<News, { tells: "registry" }>["pools"];
      return { tells: "registry", id, registry: name, pools };
    }
    case "request":
      return { tells: "request", id, path: name, request: said.body ?? {} };
    case "trigger":
      return { tells: "pull", id, trigger: name };
    case "user":
      return userOf(said, id, name);
    case "consent": {
      const { until } = said;
      const ends = typeof until === "string" || typeof until === "number" ? { until } : {};
      return { tells: "consent", id, user: String(said.user), scope: name, ...ends };
    }
    case "withdrawn":
      return { tells: "withdrawal", id, user: String(said.user), scope: name };
  }
}

function readingOf({ value }: JsonObject): { readonly value?: Json } {
  return value === undefined || value === null ? {} : { value };
}

/** A share may be written as one: `"80%"`. */
function confidenceOf({ confidence }: JsonObject): { readonly confidence?: number } {
  if (typeof confidence === "string") return { confidence: Number.parseFloat(confidence) / 100 };
  return typeof confidence === "number" ? { confidence } : {};
}

function userOf({ roles, trust, gone }: JsonObject, id: string, user: string): News {
  return {
    tells: "user",
    id,
    user,
    ...(Array.isArray(roles) ? { roles: roles.map(String) } : {}),
    ...(typeof trust === "string" ? { trust } : {}),
    ...(gone === true ? { gone: true } : {}),
  };
}

function memberOf({ pool, fields, beats, fences, ...said }: JsonObject, id: string, member: string): News {
  const health = healths.find((one) => one === said.health);
  return {
    tells: "member",
    id,
    pool: String(pool),
    member,
    ...(typeof fields === "object" && fields !== null ? { fields: fields as JsonObject } : {}),
    ...(health === undefined ? {} : { health }),
    ...(typeof beats === "number" || typeof beats === "string" ? { beats } : {}),
    ...(typeof fences === "boolean" ? { fences } : {}),
    ...(said.idle === true ? { idle: true } : {}),
    ...(said.gone === true ? { gone: true } : {}),
  };
}
