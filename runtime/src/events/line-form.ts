/** The fields of a line of news and their types. */
import type { Json, JsonObject } from "@orchlang/plan";
import type { LineKind } from "./line.ts";

export const healths = ["ready", "degraded", "maintenance", "lost"] as const;

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
  says: '"ready", "degraded", "maintenance" or "lost"',
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
export function faultOfLine(kind: LineKind, said: JsonObject): string | undefined {
  const { has, may } = forms[kind];
  if (typeof said[kind] !== "string") return `"${kind}" is a name, which is a text`;
  for (const [key, value] of Object.entries(said)) {
    if (key === kind) continue;
    const form = Object.hasOwn(may, key) ? may[key] : undefined;
    if (form === undefined) return `"${key}" is no field of a ${kind}: the fields are ${listed(may)}`;
    if (value !== null && !form.is(value)) return `"${key}" is ${form.says}`;
  }
  if (has === undefined || (Object.hasOwn(said, has) && (has === "value" || said[has] !== null)))
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
