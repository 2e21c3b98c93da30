/** Whether an undo has the same arguments whatever was done. */

import type { IntentState } from "@orchlang/kernel/run";
import type { Capability, Json, JsonObject, Parameter, Plan } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { opened } from "../answers/generate.ts";
import type { Effect } from "./effects.ts";
import type { Wrong } from "./wrong-undo-arguments.ts";

/** States of things at rest: an undo may restore one of them whatever was done. */
const resting =
  /^(|all|automatic|available|center|cleared?|closed|default|dry|empty|free|home|idle|inactive|initial|locked|low|neutral|none|normal|off|on|open|original|ready|released|reset|standby|unlocked|zero)$/;
/** Parameters that say how or why, but not about what. */
const manner =
  /(^|_)(as|because|body|by|category|cause|channel|code|colou?r|comment|currency|format|key|kind|label|lang|language|level|locale|message|mode|note|pin|priority|reason|role|state|status|subject|tag|text|title|to|token|type|unit|user|version|why|zone)$/;

/**
 * `seat(bay)` with `undo leave(bay: north)`: the undo of every bay is that of one. Where something else names the thing, a
 * constant text may still be in the place of what names it as well; other values say what it is set to.
 */
export function ofConstant(
  { params, undo }: Pick<Capability, "params" | "undo">,
  { intent }: Pick<Effect, "intent">,
  about: IntentState,
  schemas: Plan["schemas"],
): Wrong | undefined {
  const told = Object.entries(undo?.args ?? {});
  if (about.capability === intent.capability) return undefined;
  const isAlways = told.every(([, value]) => value.op === "constant");
  const own = known(intent);
  for (const [name, given] of told) {
    const mine = own[name];
    if (given.op !== "constant" || mine === undefined || equal(mine, given.value)) continue;
    const { schema = {} } = params.find((param) => param.name === name) ?? ({} as Partial<Parameter>);
    const type = opened(schema, schemas);
    const isText = typeof given.value === "string" && type.enum === undefined && !manner.test(name);
    if ((isAlways || isText) && !isResting(given.value, type))
      return { own: `${name} ${JSON.stringify(mine)}`, other: `${name} ${JSON.stringify(given.value)}` };
  }
  return undefined;
}

/** The call's arguments, and its results under other names. */
function known({ args, hasResult, result }: IntentState): JsonObject {
  const given = hasResult && typeof result === "object" && result !== null ? (result as JsonObject) : {};
  return { ...given, ...(args as JsonObject) };
}

/** Not a name of one of many, but how a thing is when it is left alone. */
function isResting(value: Json, { minimum, maximum }: JsonObject): boolean {
  if (typeof value === "string") return resting.test(value);
  if (typeof value !== "number") return true;
  return value === 0 || value === maximum || (value === minimum && value !== 1) || !Number.isInteger(value);
}
