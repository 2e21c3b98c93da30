import type { Instant } from "@orchlang/kernel";
import type { ControlInput, ControlState } from "@orchlang/kernel/control";
import type { Json, Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import { formatInstant, parseInstant } from "@orchlang/plan/quantities";
import { limits } from "../limits.ts";
import type { IngressRecord, Refusal } from "../orchestrator-types.ts";
import { validArguments, validValue } from "../workers/validate.ts";
import { inBaseUnits, inBaseUnitsOf, unitsInWords, withUnits } from "./base-units.ts";

/** An input of control without its time. */
export type UntimedInput = ControlInput extends infer I
  ? I extends { readonly at: Instant }
    ? Omit<I, "at">
    : never
  : never;
type Input = UntimedInput;
export type IngressRecordOf<T extends IngressRecord["kind"]> = Extract<IngressRecord, { readonly kind: T }>;

/**
 * Converts a record for control: qualified names, values of the declared type in base units. Undeclared names are accepted
 * as they are.
 */
export function admittedRecord(
  state: ControlState,
  record: Exclude<IngressRecord, { readonly kind: "registry" | "member" }>,
  now: Instant,
): { readonly ok: Input } | Refusal {
  switch (record.kind) {
    case "reading":
      return admittedReading(state, record, now);
    case "occurrence":
      return admittedOccurrence(state, record, now);
    case "request":
      if (!state.laid.onRequest.has(record.path))
        return unknown(`No trigger listens to requests at ${record.path}.`);
      return { ok: { t: "Called", id: record.id, path: record.path, request: record.request } };
    case "user": {
      const { kind: _, ...word } = record;
      return { ok: { t: "User", ...word } };
    }
    case "consent":
      return admittedConsent(record, now);
    case "withdrawal": {
      const { kind: _, ...word } = record;
      return { ok: { t: "Withdrew", ...word } };
    }
    case "pull": {
      const trigger = qualified(record.trigger, state.laid.triggers.keys());
      if (trigger === undefined) return unknown(`There is no trigger ${record.trigger}.`);
      return { ok: { t: "Pulled", id: record.id, trigger } };
    }
  }
}

function admittedConsent(
  { until: said, kind: _, ...word }: IngressRecordOf<"consent">,
  now: Instant,
): { readonly ok: Input } | Refusal {
  const until = typeof said === "string" ? parseInstant(said) : { ok: said };
  if ("fault" in until) return shape(`\`${said}\` is no time: ${until.fault}.`);
  if (until.ok !== undefined && !(until.ok > now))
    return shape(`The consent of ${word.user} would have ended before it is given.`);
  return { ok: { t: "Consented", ...word, ...(until.ok === undefined ? {} : { until: until.ok }) } };
}

function admittedReading(
  state: ControlState,
  record: IngressRecordOf<"reading">,
  now: Instant,
): { readonly ok: Input } | Refusal {
  const { name, value, confidence } = record;
  const when = timeOf(record.when, now);
  if (typeof when === "object") return when;
  if (confidence !== undefined && !(confidence >= 0 && confidence <= 1))
    return shape(`The confidence of ${name} has to lie between 0 and 1.`);
  const source = sourceNamed(state, name);
  const signals = source === undefined ? undefined : state.laid.bySource.get(source);
  const common = {
    t: "Sensed",
    id: record.id,
    name: source ?? name,
    ...(confidence === undefined ? {} : { confidence }),
    ...(when === undefined ? {} : { when }),
    ...(record.until === undefined ? {} : { until: record.until }),
  } as const;
  if (signals === undefined) {
    const isFlag = state.laid.byName.has(name);
    if (state.armed !== undefined && !isFlag) return unknown(unread(state, name));
    if (isFlag && value !== undefined && typeof value !== "boolean")
      return shape(`The reading of ${name} does not fit it.`, ["a flag is true or false"]);
    return { ok: value === undefined ? common : { ...common, value } };
  }
  if (value === undefined) return { ok: common };
  let taken: Json = value;
  for (const signal of signals) {
    const result = state.declared.signals[signal.replace(/\(.*$/u, "")];
    if (result === undefined) continue;
    const valid = validValue(result.schema, inBaseUnits(result, value), state.declared.schemas);
    if ("faults" in valid)
      return shape(`The reading of ${name} does not fit ${signal}.`, [
        [...valid.faults, ...unitsInWords(result, value)].join("; "),
      ]);
    taken = valid.ok;
  }
  return { ok: { ...common, value: taken } };
}

/** Nothing is read under that name; what stands in its brackets may be what is wrong with it. */
function unread(state: ControlState, name: string): string {
  const says = `No signal is read from ${name}.`;
  const plain = name.replace(/\(.*$/u, "");
  if (sourceNamed(state, plain) !== undefined && plain !== name)
    return `${says} Readings come under \`${plain}\`: what a program has in brackets behind a source is for that itself.`;
  const alike = [...state.laid.bySource.keys()].filter((known) => known.startsWith(`${plain}(`));
  if (alike.length === 0) return says;
  const more = alike.length > 3 ? ", …" : "";
  return `${says} There are ${alike.slice(0, 3).join(", ")}${more}.`;
}

/** Where readings come from, by its name or the end of it. A signal's own name goes before that of a source which ends like it. */
export function sourceNamed({ laid }: ControlState, name: string): string | undefined {
  if (laid.bySource.has(name)) return name;
  return qualified(name, laid.signals.keys()) ?? qualified(name, laid.bySource.keys());
}

function admittedOccurrence(
  state: ControlState,
  record: IngressRecordOf<"occurrence">,
  now: Instant,
): { readonly ok: Input } | Refusal {
  const when = timeOf(record.when, now);
  if (typeof when === "object") return when;
  const { id, fields } = record;
  const eventDeclaration = eventNamed(state, record.event);
  const event = eventDeclaration?.name;
  if (event === undefined || eventDeclaration === undefined) {
    if (state.armed !== undefined) return unknown(`There is no event ${record.event}.`);
    return {
      ok: { t: "Occurred", id, event: record.event, fields, ...(when === undefined ? {} : { when }) },
    };
  }
  const from = eventDeclaration.sources ?? [];
  if (record.source !== undefined && from.length > 0 && !from.includes(record.source))
    return unknown(`${event} does not come from ${record.source}, but from ${from.join(", ")}.`);
  const valid = fieldsOf(eventDeclaration, fields, state.declared.schemas);
  if ("refused" in valid) return valid;
  return { ok: { t: "Occurred", id, event, fields: valid.ok, ...(when === undefined ? {} : { when }) } };
}

/** An event by its name or the end of it. */
export function eventNamed({ declared }: ControlState, name: string): EventDeclaration | undefined {
  const { events } = declared;
  return Object.hasOwn(events, name) ? events[name] : events[qualified(name, Object.keys(events)) ?? ""];
}

function fieldsOf(
  { name, fields: params }: Partial<EventDeclaration>,
  fields: Json,
  schemas: Readonly<Record<string, Schema>>,
): { readonly ok: Json } | Refusal {
  if (params === undefined) return { ok: fields };
  const given = typeof fields === "object" && fields !== null ? Object.keys(fields) : [];
  const strangers = given.filter((field) => !params.some((param) => param.name === field));
  const valid = validArguments(params, inBaseUnitsOf(params, fields), schemas);
  const faults = [
    ...strangers.map((field) => `${field}: is no field of it`),
    ...("faults" in valid ? valid.faults.map((fault) => withUnits(fault, params, fields)) : []),
  ];
  if (faults.length > 0 || "faults" in valid) return shape(`This is no ${name}.`, faults);
  return { ok: valid.ok };
}

/** When it was: not later than now, save for clocks that differ a little. */
function timeOf(when: Instant | string | undefined, now: Instant): Instant | undefined | Refusal {
  if (when === undefined) return undefined;
  const parsed = typeof when === "string" ? parseInstant(when) : { ok: when };
  if ("fault" in parsed) return shape(`\`${when}\` is no time: ${parsed.fault}.`);
  if (!Number.isFinite(parsed.ok)) return shape("A time is a number of milliseconds since 1970.");
  if (parsed.ok <= now + limits.aheadMsMax) return parsed.ok;
  return shape(`It tells of ${formatInstant(parsed.ok)}, which is still to come.`);
}

/** A name as it is declared, or the only one that ends with it. */
export function qualified(name: string, names: Iterable<string>): string | undefined {
  let text: string | undefined;
  for (const known of names) {
    if (known === name) return known;
    if (!known.endsWith(`.${name}`)) continue;
    if (text !== undefined) return undefined;
    text = known;
  }
  return text;
}

function unknown(message: string): Refusal {
  return { refused: "unknown", message };
}

export function shape(message: string, details?: readonly string[]): Refusal {
  return { refused: "shape", message, ...(details === undefined ? {} : { details }) };
}
