import type { Json, JsonObject } from "@orchlang/plan";
import type { IngressRecord } from "../orchestrator-types.ts";

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
type LineKind = (typeof kinds)[number];

/**
 * One ingress record of a stream, as JSON:
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
export function ingressRecordOf(
  value: Json,
  freshId: () => string,
): IngressRecord | { readonly fault: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { fault: "it is no object" };
  const given = value as JsonObject;
  const kind = kinds.find((one) => Object.hasOwn(given, one));
  if (kind === undefined && Object.hasOwn(given, "answer"))
    return { fault: 'an answer needs the run as a text, its "step" and a "value"' };
  if (kind === undefined)
    return { fault: `it has none of ${[...kinds, "answer"].map((one) => `"${one}"`).join(", ")}` };
  const fault = faultOfLine(kind, given);
  return fault === undefined ? recordOfKind(kind, given, freshId) : { fault };
}

/** Reads a line whose form was checked. Fields of another type are ignored. */
function recordOfKind(kind: LineKind, fields: JsonObject, freshId: () => string): IngressRecord {
  const name = String(fields[kind]);
  const id = typeof fields.id === "string" || typeof fields.id === "number" ? String(fields.id) : freshId();
  const when = typeof fields.at === "string" || typeof fields.at === "number" ? { when: fields.at } : {};
  switch (kind) {
    case "reading":
      return { kind: "reading", id, name, ...readingOf(fields), ...confidenceOf(fields), ...when };
    case "event": {
      const from = typeof fields.from === "string" ? { source: fields.from } : {};
      return { kind: "occurrence", id, event: name, fields: fields.fields ?? {}, ...when, ...from };
    }
    case "member":
      return memberOf(fields, id, name);
    case "registry": {
      const pools = fields.pools as Extract<IngressRecord, { kind: "registry" }>["pools"];
      return { kind: "registry", id, registry: name, pools };
    }
    case "request":
      return { kind: "request", id, path: name, request: fields.body ?? {} };
    case "trigger":
      return { kind: "pull", id, trigger: name };
    case "user":
      return userOf(fields, id, name);
    case "consent": {
      const { until } = fields;
      const ends = typeof until === "string" || typeof until === "number" ? { until } : {};
      return { kind: "consent", id, user: String(fields.user), scope: name, ...ends };
    }
    case "withdrawn":
      return { kind: "withdrawal", id, user: String(fields.user), scope: name };
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

function userOf({ roles, trust, gone }: JsonObject, id: string, user: string): IngressRecord {
  return {
    kind: "user",
    id,
    user,
    ...(Array.isArray(roles) ? { roles: roles.map(String) } : {}),
    ...(typeof trust === "string" ? { trust } : {}),
    ...(gone === true ? { gone: true } : {}),
  };
}

function memberOf(
  { pool, fields, beats, fences, ...said }: JsonObject,
  id: string,
  member: string,
): IngressRecord {
  const health = healths.find((one) => one === said.health);
  return {
    kind: "member",
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

// The fields of an ingress record and their types.

const healths = ["ready", "draining", "degraded", "maintenance", "lost"] as const;

interface Form {
  readonly says: string;
  readonly is: (value: Json) => boolean;
}

const text: Form = { says: "a text", is: (value) => typeof value === "string" };
const yes: Form = { says: "true or false", is: (value) => typeof value === "boolean" };
const record: Form = {
  says: "a record",
  is: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const anything: Form = { says: "any value", is: () => true };
const id: Form = { says: "a text or a number", is: isTextOrNumber };
const instant: Form = { says: "a time, as `2026-12-01T10:00:00Z` or ms since 1970", is: isTextOrNumber };
const period: Form = { says: "a duration, as `30s` or ms", is: isTextOrNumber };
const share: Form = {
  says: 'a number from 0 to 1, or a share as "80%"',
  is: (value) =>
    typeof value === "number" || (typeof value === "string" && /^\s*\d+(?:\.\d+)?\s*%\s*$/u.test(value)),
};
const texts: Form = {
  says: "a list of texts",
  is: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
};
const health: Form = {
  says: '"ready", "draining", "degraded", "maintenance" or "lost"',
  is: (value) => healths.some((one) => one === value),
};

/** Fields of every kind: the id under which it counts once, and its time in a recorded day. */
const ofAny = { at: instant, id };

/** The allowed fields of each kind, and the required one. */
const forms: Readonly<
  Record<LineKind, { readonly has?: string; readonly may: Readonly<Record<string, Form>> }>
> = {
  reading: { has: "value", may: { value: anything, confidence: share, ...ofAny } },
  event: { may: { fields: record, from: text, ...ofAny } },
  member: {
    has: "pool",
    may: { pool: text, fields: record, health, beats: period, fences: yes, idle: yes, gone: yes, ...ofAny },
  },
  registry: { has: "pools", may: { pools: record, ...ofAny } },
  request: { may: { body: anything, ...ofAny } },
  trigger: { may: ofAny },
  consent: { has: "user", may: { user: text, until: instant, ...ofAny } },
  withdrawn: { has: "user", may: { user: text, ...ofAny } },
  user: { may: { roles: texts, trust: text, gone: yes, ...ofAny } },
};

/** The fault of a line of a kind. Null counts as absent, except for a value. */
function faultOfLine(kind: LineKind, fields: JsonObject): string | undefined {
  const { has, may } = forms[kind];
  if (typeof fields[kind] !== "string") return `"${kind}" is a name, which is a text`;
  for (const [key, value] of Object.entries(fields)) {
    if (key === kind) continue;
    const form = Object.hasOwn(may, key) ? may[key] : undefined;
    if (form === undefined) return `"${key}" is no field of a ${kind}: the fields are ${listed(may)}`;
    if (value !== null && !form.is(value)) return `"${key}" is ${form.says}`;
  }
  if (has === undefined || (Object.hasOwn(fields, has) && (has === "value" || fields[has] !== null)))
    return undefined;
  return has === "value"
    ? 'a reading needs its "value", null where the source does not know it'
    : `a ${kind === "withdrawn" ? "consent" : kind} needs its "${has}"`;
}

function listed(may: Readonly<Record<string, Form>>): string {
  return Object.keys(may)
    .map((key) => `"${key}"`)
    .join(", ");
}

function isTextOrNumber(value: Json): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** An answer to a question, as an ingress record. */
export interface AnswerLine {
  readonly run: string;
  readonly step: string;
  readonly value: Json;
}

/** `{ "answer": RUN, "step": "go", "value": … }`; undefined: it is something else. */
export function answerIn(line: Json): AnswerLine | undefined {
  if (typeof line !== "object" || line === null || Array.isArray(line)) return undefined;
  const { answer: run, step, value } = line as JsonObject;
  if (typeof run !== "string" || typeof step !== "string" || value === undefined) return undefined;
  return { run, step, value };
}
