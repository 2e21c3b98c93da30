import type { CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Schema } from "@orchlang/plan";
import { type EventDeclaration, numbersThings } from "@orchlang/plan/context";
import { type Expression, freeReads } from "@orchlang/plan/expressions";

import { substitute } from "../expression/substitute.ts";
import { saysHow, shortName } from "../words.ts";
import {
  declaredEvents,
  eachWritten,
  placeOf,
  type SoundTrigger,
  soundTriggers,
  writtenName,
} from "./declared.ts";

export const takenForSame = defineDiagnostic<{
  word: string;
  key: string;
  event: string;
  field: string;
  trigger: string;
}>({
  code: "ORCH4610",
  severity: "warning",
  title: "Key that does not distinguish",
  message: (p) =>
    `\`${p.word}\` takes any two \`${p.event}\`${p.key === "" ? "" : ` with the same ${p.key}`} for one, of whatever \`${p.field}\` they are: \`${p.trigger}\` then misses one.`,
  help: "Tell them apart by what they are about, the first of their fields; or let the second wait: `overlap queue`.",
});

/**
 * A key of `dedupe`, `debounce` or of an `overlap` that drops a run, of an event whose first field names what it is about
 * and is handed on by a trigger: the key is a state, a yes or a number alone, a constant, or a text of which the run
 * hears nothing, as the name of whoever reported it.
 */
export function takenForSameDiagnostics(
  program: Pick<CheckedProgram, "events" | "triggers" | "schemas" | "routines">,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const events = declaredEvents(program);
  return eachWritten(soundTriggers(program, isBroken)).flatMap((trigger) => {
    const named = trigger.on.flatMap((source) => (source.kind === "event" ? [source.event] : []));
    const [declared] = events.filter(({ name }) => named.includes(name));
    const first = declared?.fields[0];
    if (declared === undefined || first === undefined) return [];
    const apart = separatedField(program, trigger, declared);
    if (apart !== undefined) return [takenForSame.at(placeOf(trigger), apart)];
    if (!namesOne(first) || !handsOn(trigger, first.name)) return [];
    const keys = [
      { word: "dedupe", by: declared.dedupe?.by },
      { word: "debounce", by: trigger.debounce?.by },
      ...overlapsOf(program, trigger),
    ];
    return keys.flatMap(({ word, by }) => {
      const isUnrelated = (field: Field): boolean =>
        dropsWhole.has(word) && !handsOn(trigger, field.name) && !asksAbout(trigger, field.name);
      const key = by === undefined ? undefined : keyOf(by, declared, program.schemas, isUnrelated);
      if (key === undefined) return [];
      const finding = {
        word,
        key,
        event: shortName(declared.name),
        field: first.name,
        trigger: writtenName(trigger),
      };
      return [takenForSame.at(placeOf(trigger), finding)];
    });
  });
}

/**
 * Returns the first field of the event, or a part of it, by which the `overlap` of the trigger or its plan separates runs,
 * where `dedupe` takes two such events for one: runs of different orders may overlap, and the second order never comes.
 */
function separatedField(
  program: Pick<CheckedProgram, "routines">,
  trigger: SoundTrigger,
  { name, fields, dedupe }: EventDeclaration,
): Parameters<typeof takenForSame.at>[1] | undefined {
  if (dedupe?.by === undefined) return undefined;
  const key = pathsIn(dedupe.by);
  const isFirst = (path: string): boolean => path.split(".")[0] === fields[0]?.name;
  for (const { by } of overlapKeys(program, trigger)) {
    const apart = by === undefined ? [] : pathsIn(by);
    const [field] = apart;
    if (field === undefined || key.length === 0 || !apart.every(isFirst)) continue;
    const isOwn = (one: string): boolean => {
      const name = one.replace(/.*\./, "");
      return identifies.test(name) || isContent.test(name) || apart.some((two) => areRelated(one, two));
    };
    if (key.some(isOwn)) continue;
    const says = key.map((one) => `\`${one}\``).join(" and ");
    return { word: "dedupe", key: says, event: shortName(name), field, trigger: writtenName(trigger) };
  }
  return undefined;
}

/** Names of what a report says: two that say the same are the same report. */
const isContent = /(^|_)(body|comment|content|description|letter|note|subject|text|title|words)$/u;

/** One is the other or a part of it. */
function areRelated(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}

/** The fields that an expression reads of the event, with those inside of them: `call.id`. */
function pathsIn(part: unknown): readonly string[] {
  const whole = pathOf(part);
  if (whole !== undefined) return whole === "" ? [] : [whole];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(pathsIn) : [];
}

/** Empty: the event itself; undefined: not a field. */
function pathOf(part: unknown): string | undefined {
  if (typeof part !== "object" || part === null) return undefined;
  if (isEvent(part)) return "";
  const { op, name, of } = part as { readonly op?: unknown; readonly name?: unknown; readonly of?: unknown };
  if (typeof name !== "string") return undefined;
  if (op === "read") return name;
  const outer = op === "field" ? pathOf(of) : undefined;
  return outer === undefined ? undefined : outer === "" ? name : `${outer}.${name}`;
}

/** Words that lose the later of two, where `replace` and `debounce` may well keep the newest for somebody. */
const dropsWhole: ReadonlySet<string> = new Set(["dedupe", "overlap skip"]);

type Field = EventDeclaration["fields"][number];

/** True if the trigger's own conditions read a field. */
function asksAbout({ on, when }: SoundTrigger, field: string): boolean {
  return readsField([on, when ?? null], field);
}

function handsOn({ starts }: SoundTrigger, field: string): boolean {
  return readsField(starts.args, field);
}

/** True if an expression somewhere in a part of a plan reads a field of the event. */
function readsField(part: unknown, field: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, name, of } = part as { readonly op?: unknown; readonly name?: unknown; readonly of?: unknown };
  if (op === "field" && name === field && isEvent(of)) return true;
  return Object.values(part).some((inner) => readsField(inner, field));
}

function isEvent(of: unknown): boolean {
  return (
    typeof of === "object" &&
    of !== null &&
    "name" in of &&
    "op" in of &&
    of.op === "read" &&
    of.name === "event"
  );
}

interface OverlapKey {
  readonly mode: string | undefined;
  readonly by: Expression | undefined;
}

/** The keys of `overlap`, of the trigger and of the plan that it starts, in terms of the event. */
function overlapKeys(
  { routines }: Pick<CheckedProgram, "routines">,
  { overlap, starts }: SoundTrigger,
): readonly OverlapKey[] {
  const own = routines.get(starts.target)?.head.overlap;
  const ofPlan =
    own?.by === undefined
      ? undefined
      : substitute(own.by, ({ from, name }) => (from === "input" ? starts.args[name] : undefined));
  return [
    { mode: overlap?.mode, by: overlap?.by },
    { mode: own?.mode, by: ofPlan },
  ];
}

/** Those by which a run is dropped. */
function overlapsOf(
  program: Pick<CheckedProgram, "routines">,
  trigger: SoundTrigger,
): readonly { readonly word: string; readonly by: Expression | undefined }[] {
  return overlapKeys(program, trigger).flatMap(({ mode, by }) =>
    mode === "skip" || mode === "replace" ? [{ word: `overlap ${mode}`, by }] : [],
  );
}

/**
 * The field that names what an event is about, the first, where its `dedupe` takes two about different things for one.
 * `key`: the fields that are compared instead, in words. `isUnrelated`: nobody asks for this field.
 */
export function droppedByDedupe(
  declared: EventDeclaration,
  schemas: CheckedProgram["schemas"],
  isUnrelated: (field: Field) => boolean,
): { readonly field: string; readonly key: string } | undefined {
  const by = declared.dedupe?.by;
  const [first] = declared.fields;
  const key = by === undefined ? undefined : keyOf(by, declared, schemas, isUnrelated);
  if (first === undefined || key === undefined || !namesOne(first)) return undefined;
  return { field: first.name, key };
}

/** Its fields in words, where none of them names anything; empty: it is the same for all. */
function keyOf(
  by: Expression,
  { fields }: EventDeclaration,
  schemas: CheckedProgram["schemas"],
  isUnrelated: (field: Field) => boolean = () => false,
): string | undefined {
  if (freeReads(by).length === 0) return "";
  const read = fields.filter(
    ({ name }) => freeReads(by).some((one) => one.name === name) || readsField(by, name),
  );
  const says = (field: Field): boolean =>
    isState(field.schema, schemas, field.name) ||
    (namesOne(field) && !identifies.test(field.name) && (saysHow(field.name) || isUnrelated(field)));
  // The first field names what the event is about, whatever it is called.
  const [first] = fields;
  const namesFirst = first !== undefined && namesOne(first) && read.includes(first);
  if (read.length === 0 || namesFirst || !read.every(says)) return undefined;
  return read.map(({ name }) => `\`${name}\``).join(" and ");
}

/** Names of fields that distinguish one report from another. */
const identifies = /(^|_)(id|uuid|key|number|no|nr|ref|reference|seq|message|receipt|report)$/u;

/** A text of any wording, or a number that counts and measures nothing. */
function namesOne({ name, schema }: Field): boolean {
  if (numbersThings(name, schema)) return true;
  return typeof schema === "object" && schema.type === "string" && schema.enum === undefined;
}

/** One of a few members, a yes or no, a number that counts or measures, or an amount. */
function isState(schema: Schema, schemas: CheckedProgram["schemas"], name: string): boolean {
  if (typeof schema !== "object" || numbersThings(name, schema)) return false;
  if (typeof schema.$ref === "string") {
    const named = schemas[decodeURIComponent(schema.$ref.slice("#/$defs/".length))];
    return named !== undefined && isState(named, schemas, name);
  }
  const kind = schema["x-orch"];
  const isMoney = typeof kind === "object" && kind !== null && "money" in kind;
  return (
    isMoney || Array.isArray(schema.enum) || ["boolean", "integer", "number"].includes(String(schema.type))
  );
}
