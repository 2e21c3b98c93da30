/** Whether an occurrence that is reported with the same fields a moment later may be the same one. */
import type { JsonObject, Schema } from "@orchlang/plan";
import { opened } from "../answers/generate.ts";
import { declarationOf } from "./happen.ts";
import type { Stage } from "./stage.ts";

/** What a hand does: done twice, it happened twice. */
const gesture =
  /(^|[._])(bells?|buttons?|click(ed|s)?|doorbells?|gestures?|hands?|key(pad|press)?|knock(ed|s)?|pedals?|press(ed|es)?|push(ed|es)?|rang|remote|ring|rung|swip(ed?|es)|switch(ed|es)?|tap(ped|s)?|toggled?|touch(ed|es)?|voice)([._]|$)/;

/**
 * Nobody reports twice what only the program itself emits. Of what names no thing, only one of a few states or numbers,
 * and of a press of a button, a second report is as well a second time.
 */
export function mayBeReportedAgain(stage: Stage, event: string): boolean {
  if (stage.context.ownEvents?.includes(event) === true) return false;
  const declared = stage.context.armed?.events[event] ?? declarationOf(stage, event);
  if (declared === undefined) return true;
  const { fields, sources = [] } = declared;
  const names = [event.slice(event.lastIndexOf(".") + 1), ...sources];
  if (names.some((name) => gesture.test(name))) return false;
  return fields.some(({ schema }) => namesSomething(stage, schema));
}

/** A text of any wording, or a record or list with one. */
function namesSomething(stage: Stage, schema: Schema): boolean {
  const type = opened(schema, {
    ...stage.context.armed?.schemas,
    ...stage.context.schemas,
    ...stage.plan.schemas,
  });
  if (type.type === "string") return type.enum === undefined;
  if (type.type === "array") return namesSomething(stage, (type.items ?? {}) as Schema);
  return Object.values((type.properties ?? {}) as JsonObject).some((one) =>
    namesSomething(stage, one as Schema),
  );
}
