/** Decides which events a second report repeats, and which ones it reports as new. */
import type { JsonObject, Schema } from "@orchlang/plan";
import { numbersThings } from "@orchlang/plan/context";
import { freeReads } from "@orchlang/plan/expressions";
import { opened } from "../answers/generate.ts";
import { declarationOf } from "./happen.ts";
import type { Stage } from "./stage.ts";

/** Words for a gesture: reported twice, it happened twice. */
const gesture =
  /(^|[._])(bells?|buttons?|click(ed|s)?|doorbells?|gestures?|hands?|key(pad|press)?|knock(ed|s)?|pedals?|press(ed|es)?|push(ed|es)?|rang|remote|ring|rung|swip(ed?|es)|switch(ed|es)?|tap(ped|s)?|toggled?|touch(ed|es)?|voice)([._]|$)/;

export function isGesture(name: string): boolean {
  return gesture.test(name);
}

/**
 * Events that only the program itself emits are never reported twice. If an event names no thing, only one of a few
 * states or a measured number, or is a press of a button, a second report is a second occurrence.
 */
export function mayBeReportedAgain(stage: Stage, event: string): boolean {
  if (stage.context.ownEvents?.includes(event) === true) return false;
  const declared = stage.context.armed?.events[event] ?? declarationOf(stage, event);
  if (declared === undefined) return true;
  const { fields, sources = [], dedupe } = declared;
  const names = [event.slice(event.lastIndexOf(".") + 1), ...sources];
  if (names.some(isGesture)) return false;
  const keys = new Set(dedupe?.by === undefined ? [] : freeReads(dedupe.by).map(({ name }) => name));
  return fields.some(({ name, schema }) => namesSomething(stage, schema, keys.has(name) ? "" : name));
}

/** A text of any wording, a number that counts nothing, or a record or list with one; no sum of money. */
function namesSomething(stage: Stage, schema: Schema, field: string): boolean {
  const type = opened(schema, {
    ...stage.context.armed?.schemas,
    ...stage.context.schemas,
    ...stage.plan.schemas,
  });
  if (type.type === "string") return type.enum === undefined;
  if (type.type === "integer") return numbersThings(field, type);
  if (isMoney(type)) return false;
  // The name of a list is a plural, of its items.
  if (type.type === "array")
    return namesSomething(stage, (type.items ?? {}) as Schema, field.replace(/s$/, ""));
  return Object.entries((type.properties ?? {}) as JsonObject).some(([name, one]) =>
    namesSomething(stage, one as Schema, name),
  );
}

function isMoney({ "x-orch": known }: JsonObject): boolean {
  return typeof known === "object" && known !== null && "money" in known;
}
