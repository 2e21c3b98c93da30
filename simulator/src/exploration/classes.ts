/**
 * Outcome classes: values that can change a plan's course, of the data that it inspects. One part of the inputs and
 * results is varied at a time, and only parts that some condition of the plan reads.
 */
import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import { caseIn, casesIn, textPattern } from "@orchlang/plan/boundary";
import { dateOfDay, formatInstant } from "@orchlang/plan/quantities";
import { generate, opened, type Source } from "../answers/generate.ts";
import { partsOf } from "./plan-facts.ts";

/** The reads of a plan's conditions: fields, names, and the constants that they are compared with. */
interface Questions extends Partial<InTheWay> {
  readonly names: ReadonlySet<string>;
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** Questions about a condition that stands in the way of a searched course. */
export interface InTheWay {
  /** By how much numbers miss each other. */
  readonly gaps: readonly number[];
  /** Texts that others are compared with. */
  readonly spoken: readonly string[];
  /** An obstacle states its own dependencies, so every part may be read. */
  readonly everyPart: true;
}

const asked = new WeakMap<Plan, Questions>();
const depthMax = 4;
/** More constants than these are not tried around one value. */
const constantsMax = 4;
/** Rounds beyond are like those before (semantics, rule 58). */
export const itemsMax = 3;
const sizesTried = [0, 1, 2, itemsMax];

export function questionsOf(plan: Plan): Questions {
  let known = asked.get(plan);
  if (known === undefined) {
    const success = Object.values(plan.goals).flatMap((goal) => goal.success.map(({ when }) => when));
    known = gather([...Object.values(plan.routines).flatMap(questionsIn), ...success]);
    asked.set(plan, known);
  }
  return known;
}

function questionsIn({ nodes }: Plan["routines"][string]): readonly unknown[] {
  return nodes.flatMap((node): readonly unknown[] => {
    switch (node.kind) {
      case "branch":
        return [node.subject, ...node.arms.flatMap(({ condition, patterns }) => [condition, patterns])];
      case "let":
        return [node.value];
      case "loop":
        return [node.over, node.upTo];
      case "wait":
        return [node.for];
      case "hold":
        return [node.pick.where];
      case "call":
        return [node.attempt.options.accept, node.attempt.options.retry?.when];
      default:
        return [];
    }
  });
}

function gather(parts: readonly unknown[]): Questions {
  const names = new Set<string>();
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const part of partsOf(parts.filter((one) => one !== undefined) as Json)) {
    if (typeof part !== "object" || part === null || Array.isArray(part)) continue;
    const { op, name, value, is } = part as JsonObject;
    if ((op === "field" || op === "read") && typeof name === "string") names.add(name);
    const constant = op === "constant" ? value : is;
    if (typeof constant === "number") numbers.add(constant);
    if (typeof constant === "string") texts.add(constant);
    if (isMoney(constant)) numbers.add(Number(constant.amount));
  }
  return { names, numbers: [...numbers].slice(0, constantsMax), texts: [...texts].slice(0, constantsMax) };
}

function isMoney(value: Json | undefined): value is { readonly amount: string; readonly currency: string } {
  return typeof value === "object" && value !== null && "amount" in value && typeof value.amount === "string";
}

interface Site {
  readonly source: Source;
  readonly questions: Questions;
}

/** Other values of a type that may lead another way, each with one part changed. `name`: as what it is asked about. */
export function alternatives(
  schema: Schema,
  value: Json,
  { source, questions, name }: Site & { readonly name: string | undefined },
): readonly Json[] {
  const isAsked = name === undefined || isAskedAbout(questions, name);
  return vary(schema, value, { source, questions }, { isAsked, depth: 0, place: name ?? "value" });
}

function isAskedAbout({ names, everyPart }: Questions, name: string): boolean {
  return everyPart === true || names.has(name);
}

interface Spot {
  readonly isAsked: boolean;
  readonly depth: number;
  readonly place: string;
}

function vary(schema: Schema, value: Json, site: Site, spot: Spot): readonly Json[] {
  if (spot.depth > depthMax) return [];
  const { source } = site;
  const isOptional = typeof schema === "object" && Array.isArray(schema.anyOf);
  const inner = opened(schema, source.defs);
  const others: Json[] = [];
  if (isOptional && spot.isAsked) {
    if (value === null) {
      const present = generate(inner, source, spot.place);
      return present === undefined ? [] : [present, ...vary(inner, present, site, spot)];
    }
    others.push(null);
  }
  return [...others, ...varyPlain(inner, value, site, spot)];
}

function varyPlain(schema: JsonObject, value: Json, site: Site, spot: Spot): readonly Json[] {
  if (Array.isArray(schema.enum)) return spot.isAsked ? schema.enum.filter((member) => member !== value) : [];
  if (typeof value === "boolean") return spot.isAsked ? [!value] : [];
  if (typeof value === "number") return spot.isAsked ? aroundNumbers(schema, value, site.questions) : [];
  if (typeof value === "string") return spot.isAsked ? otherTexts(schema, value, site) : [];
  if (isMoney(value)) return spot.isAsked ? aroundMoney(schema, value, site.questions) : [];
  if (Array.isArray(value)) return varyList(schema, value, site, spot);
  if (typeof value === "object" && value !== null) return varyRecord(schema, value as JsonObject, site, spot);
  return [];
}

function otherTexts(
  schema: JsonObject,
  value: string,
  { source, questions: { texts, spoken = [] } }: Site,
): readonly string[] {
  const kind = typeof schema["x-orch"] === "string" ? schema["x-orch"] : "String";
  const times = timesAround(kind, source.now);
  const free = kind === "String" && schema.pattern === undefined ? texts : [];
  const fitting = spoken.filter((text) => isOf(kind, schema, text));
  return [...new Set([...times, ...free, ...fitting])].filter((text) => text !== value);
}

const forms: Readonly<Record<string, RegExp>> = {
  String: /^/,
  Email: /^[^@\s]+@[^@\s]+$/,
  Url: /^https?:\/\//,
  Instant: /^\d{4}-\d\d-\d\dT/,
  Date: /^\d{4}-\d\d-\d\d$/,
  TimeOfDay: /^\d\d:\d\d/,
};

/** True if a text that something else is compared with may be one of a type. */
function isOf(kind: string, { pattern }: JsonObject, text: string): boolean {
  if (forms[kind]?.test(text) !== true) return false;
  return typeof pattern !== "string" || textPattern(pattern)?.test(text) === true;
}

const day = 86_400_000;

/** Past, soon and late: whichever side of `now`, or of a limit, is asked for. */
function timesAround(kind: string, now: number): readonly string[] {
  switch (kind) {
    case "Instant":
      return [-day, 3_600_000, 30 * day].map((distance) => formatInstant(now + distance));
    case "Date":
      return [-1, 1, 30].flatMap((distance) => dateOfDay(Math.floor(now / day) + distance) ?? []);
    case "TimeOfDay":
      return ["00:30", "08:00", "18:30"];
    default:
      return [];
  }
}

function aroundNumbers(schema: JsonObject, value: number, questions: Questions): readonly number[] {
  const { numbers, gaps = [] } = questions;
  const { minimum, maximum, type } = schema;
  const min = typeof minimum === "number" ? minimum : Number.NEGATIVE_INFINITY;
  const max = typeof maximum === "number" ? maximum : Number.POSITIVE_INFINITY;
  const near = numbers.flatMap((constant) => {
    const step = type === "integer" ? 1 : Math.abs(constant) <= 1 ? 0.01 : 1;
    return [constant, round(constant - step), round(constant + step)];
  });
  const step = type === "integer" ? 1 : Math.abs(value) <= 1 ? 0.01 : 1;
  const ends = gaps.length === 0 ? [] : [min, max].filter(Number.isFinite);
  return [...new Set([...near, ...shifted(value, gaps, step), ...ends])].filter(
    (one) => one >= min && one <= max && one !== value && (type !== "integer" || Number.isInteger(one)),
  );
}

/** Values that are by so much, or a little more, above and below. */
function shifted(value: number, gaps: readonly number[], step: number): readonly number[] {
  return gaps.flatMap((gap) => [gap, gap + step].flatMap((by) => [round(value + by), round(value - by)]));
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}

function aroundMoney(
  schema: JsonObject,
  { amount, currency }: { readonly amount: string; readonly currency: string },
  { numbers, gaps = [] }: Questions,
): readonly Json[] {
  const { minimum, maximum } = moneyBounds(schema);
  const max = Number(maximum ?? Number.POSITIVE_INFINITY);
  // A number without a declared lower bound is seldom negative.
  const min = Number(minimum ?? (max < 0 ? Number.NEGATIVE_INFINITY : 0));
  const near = numbers.flatMap((constant) => [constant, round(constant - 1), round(constant + 1)]);
  const ends = gaps.length === 0 ? [] : [min, max].filter(Number.isFinite);
  return [...new Set([...near, ...shifted(Number(amount), gaps, 1), ...ends])]
    .filter((one) => one >= min && one <= max && String(one) !== amount)
    .map((one) => ({ amount: String(one), currency }));
}

function moneyBounds(schema: JsonObject): { readonly minimum?: string; readonly maximum?: string } {
  const tag = schema["x-orch"];
  const { money } = typeof tag === "object" && tag !== null ? (tag as JsonObject) : {};
  return typeof money === "object" && money !== null ? (money as { minimum?: string; maximum?: string }) : {};
}

function varyList(schema: JsonObject, value: readonly Json[], site: Site, spot: Spot): readonly Json[] {
  const min = typeof schema.minItems === "number" ? schema.minItems : 0;
  const max = typeof schema.maxItems === "number" ? schema.maxItems : itemsMax;
  const items = (schema.items ?? {}) as Schema;
  const sizes = spot.isAsked
    ? sizesTried.filter((size) => size >= min && size <= max && size !== value.length)
    : [];
  const sized = sizes.map((size) =>
    Array.from(
      { length: size },
      (_, index) => value[index] ?? generate(items, site.source, `${spot.place}[${index + 1}]`) ?? null,
    ),
  );
  const [first, ...rest] = value;
  if (first === undefined) return sized;
  const inside = vary(items, first, site, { ...spot, depth: spot.depth + 1, place: `${spot.place}[1]` });
  return [...sized, ...inside.map((one) => [one, ...rest])];
}

function varyRecord(schema: JsonObject, value: JsonObject, site: Site, spot: Spot): readonly Json[] {
  const cases = casesIn(schema);
  if (cases !== undefined) return varyCase(cases, value, site, spot);
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
  return Object.entries(properties).flatMap(([name, field]) => {
    const place = {
      isAsked: isAskedAbout(site.questions, name),
      depth: spot.depth + 1,
      place: `${spot.place}.${name}`,
    };
    const before = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
    return vary(field, before, site, place).map((one) => {
      const { [name]: _, ...others } = value;
      return one === null && !isRequired(schema, name) ? others : { ...others, [name]: one };
    });
  });
}

/** Every other case of a union, and the fields of this one. */
function varyCase(cases: readonly JsonObject[], value: JsonObject, site: Site, spot: Spot): readonly Json[] {
  const own = caseIn(cases, value);
  const others = cases.filter((one) => one !== own);
  const generated = spot.isAsked || isAskedAbout(site.questions, "case") ? others : [];
  return [
    ...generated.flatMap((one) => generate(one, site.source, `${spot.place}.${String(one.title)}`) ?? []),
    ...(own === undefined ? [] : varyRecord(own, value, site, spot)),
  ];
}

function isRequired({ required }: JsonObject, name: string): boolean {
  return Array.isArray(required) && required.includes(name);
}

/** Numbers beyond are not tried at their greatest: a loop may go round as often. */
const numberMax = 1_000;

/** The greatest sum of the type, if it has one. */
function mostMoney({ "x-orch": known }: JsonObject, value: Json): Json {
  const money = typeof known === "object" && known !== null && "money" in known ? known.money : undefined;
  const most = typeof money === "object" && money !== null && "maximum" in money ? money.maximum : undefined;
  return typeof most === "string" ? { ...(value as JsonObject), amount: most } : value;
}

/** How far a value is made larger. */
export interface Larger {
  readonly source: Source;
  /** Lists have no more items. */
  readonly items: number;
  /** True if numbers grow as well. */
  readonly numbers: boolean;
}

/** The same value with as many items as are tried, in every list, and every number as great as its type lets it be. */
export function larger(schema: Schema, value: Json, by: Larger, place: string): Json {
  const type = opened(schema, by.source.defs);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    const max = typeof type.maxItems === "number" ? Math.min(type.maxItems, by.items) : by.items;
    return Array.from({ length: Math.max(max, value.length) }, (_, index) => {
      const item = value[index] ?? generate(items, by.source, `${place}[${index + 1}]`) ?? null;
      return larger(items, item, by, `${place}[${index + 1}]`);
    });
  }
  if (typeof value === "number") {
    const { maximum } = type;
    const isGreater = by.numbers && typeof maximum === "number" && maximum <= numberMax;
    return isGreater ? Math.max(value, maximum) : value;
  }
  if (isMoney(value)) return by.numbers ? mostMoney(type, value) : value;
  if (typeof value !== "object" || value === null) return value;
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      larger(properties[name] ?? {}, field as Json, by, `${place}.${name}`),
    ]),
  );
}
