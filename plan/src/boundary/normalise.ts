import {
  jsonDepthMax,
  jsonNodesMax,
  leafFault,
  type NotJson,
  type Segment,
  shownDepth,
  tooDeep,
} from "../canonical/not-json.ts";
import { formatInstant, parseDate, parseInstant, parseTimeOfDay } from "../quantity/calendar.ts";
import { formatMoney } from "../quantity/format.ts";
import { compareMoney, money, parseDecimal } from "../quantity/money.ts";
import type { Json, JsonObject } from "../shapes/value.ts";
import { isEmail, isUrl } from "./formats.ts";
import { got } from "./words.ts";

/** The value in the form that the project keeps it in, or what is wrong with it. */
type Normalised = { readonly ok: Json } | { readonly fault: string };

type Normaliser = (value: Json, extra: "fault" | "drop") => Normalised;

/**
 * How values of a type are taken in whose form JSON Schema can't check or that has more than one spelling.
 * Undefined for the types that JSON Schema checks well.
 */
export function normaliserOf(tag: Json): Normaliser | undefined {
  if (typeof tag === "string") return Object.hasOwn(byName, tag) ? byName[tag] : undefined;
  if (typeof tag !== "object" || tag === null) return undefined;
  const { money: bounds } = tag as { readonly money?: Json };
  return bounds === undefined ? undefined : moneyWithin(bounds as MoneyBounds);
}

const byName: Readonly<Record<string, Normaliser>> = {
  Email: text("an e-mail address", (value) =>
    isEmail(value) ? { ok: value } : { fault: "this is no e-mail address, such as `ada@example.com`" },
  ),
  Url: text("a URL", (value) =>
    isUrl(value) ? { ok: value } : { fault: "this is no whole URL, such as `https://example.com/a`" },
  ),
  Instant: text("an instant as text, `2026-12-01T10:00:00Z`,", (value) => {
    const parsed = parseInstant(value);
    return "ok" in parsed ? { ok: formatInstant(parsed.ok) } : parsed;
  }),
  Date: text("a date as text, `2026-12-01`,", parseDate),
  TimeOfDay: text("a time of day as text, `22:00`,", parseTimeOfDay),
};

function text(what: string, normalise: (value: string) => Normalised): Normaliser {
  return (value) =>
    typeof value === "string" ? normalise(value) : { fault: `${what} was expected, got ${got(value)}` };
}

interface MoneyBounds {
  readonly currency?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}

const moneyForm = "a Money is `{ amount, currency }`";

function moneyWithin({ currency: only, minimum, maximum }: MoneyBounds): Normaliser {
  return (value, extra) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { fault: `${moneyForm}, got ${got(value)}` };
    }
    const { amount, currency, ...others } = value as JsonObject;
    const foreign = Object.keys(others)[0];
    if (foreign !== undefined && extra === "fault") return { fault: `${moneyForm}, without \`${foreign}\`` };
    if (typeof amount !== "string" || parseDecimal(amount) === undefined) {
      return { fault: `${moneyForm}, its amount decimal digits in text, such as "0.05"` };
    }
    const normal = typeof currency === "string" ? money(amount, currency) : undefined;
    if (normal === undefined) {
      return { fault: `${moneyForm}, its currency three capital letters, such as "USD"` };
    }
    if (only !== undefined && normal.currency !== only) {
      return { fault: `an amount in ${only} was expected, got one in ${normal.currency}` };
    }
    const least = minimum === undefined ? undefined : money(minimum, normal.currency);
    if (least !== undefined && compareMoney(normal, least) < 0) {
      return { fault: `it is less than ${formatMoney(least)}` };
    }
    const most = maximum === undefined ? undefined : money(maximum, normal.currency);
    if (most !== undefined && compareMoney(normal, most) > 0) {
      return { fault: `it is more than ${formatMoney(most)}` };
    }
    return { ok: { amount: normal.amount, currency: normal.currency } };
  };
}

/** A private copy of a value from outside, and of how many values it is made. */
type Copied = { readonly ok: Json; readonly nodes: number } | { readonly fault: NotJson };

interface Walk {
  readonly segments: Segment[];
  nodes: number;
}

/** Thrown within this file only, from any depth. */
class Refused extends Error {}

/**
 * Copies what is JSON: own enumerable fields that aren't `undefined`, by name. Refused is what JSON can't hold,
 * what is nested or large beyond all use, what contains itself, and the field name `__proto__`, which would
 * become another thing in whoever handles the record.
 */
export function plainCopy(value: unknown): Copied {
  const walk: Walk = { segments: [], nodes: 0 };
  try {
    return { ok: copy(value, walk), nodes: walk.nodes };
  } catch (error) {
    const says = error instanceof Refused ? error.message : `reading it failed: ${String(error)}`;
    return { fault: { segments: walk.segments, says } };
  }
}

function copy(value: unknown, walk: Walk): Json {
  const says = leafFault(value);
  if (says !== undefined) throw new Refused(says);
  walk.nodes++;
  if (walk.nodes > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (typeof value !== "object" || value === null) return value as Json;
  if (walk.segments.length >= jsonDepthMax) {
    walk.segments.length = shownDepth;
    throw new Refused(tooDeep);
  }
  return Array.isArray(value) ? copyList(value, walk) : copyRecord(value, walk);
}

function copyList(list: readonly unknown[], walk: Walk): Json {
  if (list.length > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  const copied: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    walk.segments.push(index);
    copied.push(copy(list[index], walk));
    walk.segments.pop();
  }
  return copied;
}

function copyRecord(record: object, walk: Walk): Json {
  const copied: Record<string, Json> = {};
  for (const [name, item] of Object.entries(record)) {
    if (item === undefined) continue;
    walk.segments.push(name);
    if (name === "__proto__") throw new Refused("a field can't be named `__proto__`");
    if (!name.isWellFormed()) throw new Refused("this name holds half a character (a lone surrogate)");
    copied[name] = copy(item, walk);
    walk.segments.pop();
  }
  return copied;
}
