/** Finds an undo or a confirm that refers to another thing than its call did. */
import type { IntentState } from "@orchlang/kernel/run";
import type { Capability, Json, JsonObject, Parameter, Plan } from "@orchlang/plan";
import { type Expression, equal, freeReads } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { UnusedCapability } from "@orchlang/plan/scenarios";
import { opened } from "../answers/generate.ts";
import type { Trial } from "./case.ts";
import type { Effect } from "./effects.ts";

/** The thing acted on, and the one referred to instead. */
export interface Wrong {
  readonly own: string;
  readonly other: string;
}

/**
 * Judged by parameters of the same name. A confirm takes the call's own arguments. A fault: two different arguments of
 * the call become equal, or one takes the value of another parameter that differed, or no argument comes from the
 * call's arguments or result. A restored value (`set(to: before)`) differs on purpose, and so does a swap (`move(from:
 * to, to: from)`).
 */
export function ofOtherArguments(
  { intent, planned }: Effect,
  about: IntentState,
  declared?: Pick<Capability, "undo">,
): Wrong | undefined {
  if (about.capability === intent.capability) return undefined;
  const own = textsIn(intent.args);
  const other = textsIn(about.args);
  const names = [...other.keys()].filter((name) => own.has(name) && own.get(name) !== other.get(name));
  if (about.role === "confirm") {
    const [asked] = names;
    return asked === undefined ? ofOtherNumber(intent.args, about.args) : shown(asked, own, other);
  }
  const [mixed] = names.filter((name) =>
    [...other].some(
      ([each, value]) =>
        each !== name &&
        (own.has(each) ? own.get(each) === value && value === other.get(name) : value === own.get(name)),
    ),
  );
  if (mixed !== undefined) return shown(mixed, own, other);
  const known = new Set([
    ...leavesOf(intent.args),
    ...leavesOf(intent.hasResult ? (intent.result ?? null) : null),
  ]);
  if ([...leavesOf(about.args)].some((leaf) => known.has(leaf))) return undefined;
  const [name] = names.filter((each) => isHandedOn(planned, declared, each));
  return name === undefined ? undefined : shown(name, own, other);
}

/** A number in the call's arguments differs from the one asked about. */
function ofOtherNumber(args: Json, asked: Json): Wrong | undefined {
  const [own, other] = [args as JsonObject, asked as JsonObject];
  const name = Object.keys(other).find(
    (each) => typeof own[each] === "number" && typeof other[each] === "number" && own[each] !== other[each],
  );
  return name === undefined ? undefined : { own: `${name} ${own[name]}`, other: `${name} ${other[name]}` };
}

/**
 * A whole number derived by arithmetic: `undo shut(lane: lane + 1)`. Values that depend on the result are intended,
 * such as a remaining number; so are amounts with fractions, of which a part may be kept.
 */
export function ofAnotherNumber(
  { undo }: Pick<Capability, "undo">,
  { args }: IntentState,
  about: IntentState,
): Wrong | undefined {
  for (const [name, back] of Object.entries(undo?.args ?? {})) {
    const [own, other] = [args, about.args].map((all) => (all as JsonObject)[name]);
    if (own === undefined || other === undefined || own === other || back.op !== "call") continue;
    if (!Number.isInteger(own) || !Number.isInteger(other)) continue;
    const reads = freeReads(back).map((read) => read.name);
    if (!reads.includes(name) || reads.includes("result")) continue;
    return { own: `${name} ${own}`, other: `${name} ${other}` };
  }
  return undefined;
}

/**
 * A parameter of both calls gets the id of something else: `issue(who) -> { id }` with `undo revoke(who: result.id)`,
 * `restore(id, to)` with `undo drop(to: id)`. Previous values and counterparts (`to: from`, `version: result.previous`)
 * are intended; an id of the thing itself bears its name.
 */
export function ofAnotherId(
  { undo }: Pick<Capability, "undo">,
  { planned, intent }: Effect,
  about: IntentState,
): Wrong | undefined {
  if (about.capability === intent.capability) return undefined;
  const own = textsIn(intent.args);
  const other = textsIn(about.args);
  const results = new Set(other.values());
  const [name] = [...other.keys()].filter((each) => {
    const mine = own.get(each);
    if (mine === undefined || results.has(mine) || isId(each)) return false;
    const given = lastNameOf((planned?.options.undo ?? undo)?.args[each]);
    return given !== undefined && isId(given) && !given.startsWith(`${each}_`);
  });
  return name === undefined ? undefined : shown(name, own, other);
}

function isId(name: string): boolean {
  return /^id$|_id$/.test(name);
}

/** The last name in a read. */
function lastNameOf(read: Expression | undefined): string | undefined {
  return read?.op === "field" || read?.op === "read" ? read.name : undefined;
}

/**
 * The undo takes another argument of the call in place of the result with that name: `insure(crate) -> { policy }` with
 * `undo end(policy: crate)`.
 */
export function ofOtherResult(
  { undo }: Pick<Capability, "undo">,
  { planned, intent }: Effect,
  about: IntentState,
): Wrong | undefined {
  const given = intent.hasResult ? textsIn(intent.result ?? null) : new Map<string, string>();
  const own = textsIn(intent.args);
  const other = textsIn(about.args);
  const results = new Set(other.values());
  const [name] = [...other.keys()].filter((each) => {
    const mine = given.get(each);
    const back = (planned?.options.undo === undefined ? undo : undefined)?.args[each];
    return (
      mine !== undefined && !own.has(each) && !results.has(mine) && back?.op === "read" && own.has(back.name)
    );
  });
  return name === undefined ? undefined : shown(name, given, other);
}

/**
 * The call was given what bears the parameter's own name, and what undoes it was given something else: by the step,
 * or by what the capability declares of its other parameters alone.
 */
function isHandedOn(
  planned: Effect["planned"],
  declared: Pick<Capability, "undo"> | undefined,
  name: string,
): boolean {
  const ofStep = planned?.options.undo;
  const back = (ofStep ?? declared?.undo)?.args[name];
  if (back === undefined || back.op === "constant") return false;
  if (ofStep === undefined)
    return freeReads(back).every((read) => read.name !== name && read.name !== "result");
  const given = planned?.args[name];
  return given?.op === "read" && given.name === name;
}

function shown(name: string, own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Wrong {
  const says = (value: string | undefined): string => `${name} ${JSON.stringify(value)}`;
  return { own: says(own.get(name)), other: says(other.get(name)) };
}

function textsIn(args: Json): ReadonlyMap<string, string> {
  if (typeof args !== "object" || args === null) return new Map();
  return new Map(
    Object.entries(args as JsonObject).flatMap(([name, value]): readonly (readonly [string, string])[] =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function* leavesOf(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) yield canonical(value);
  else for (const inner of Object.values(value)) yield* leavesOf(inner as Json);
}

// Finds undos that have the same arguments whatever was done.

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
  const results = Object.entries(undo?.args ?? {});
  if (about.capability === intent.capability) return undefined;
  const isAlways = results.every(([, value]) => value.op === "constant");
  const own = known(intent);
  for (const [name, given] of results) {
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

/**
 * A capability that could undo another one without an undo, and is never called: it has no result, is repeatable, and
 * takes only arguments or results of the other. It was probably forgotten in the declaration.
 */
export function unusedUndo({ run, context }: Trial, capability: string): string | undefined {
  const { plan } = run.file;
  return (context.unused ?? []).find((one) => canUndo(one) && fits(plan, one, capability))?.name;
}

function canUndo({ gives, effect, asks, params }: UnusedCapability): boolean {
  return !gives && effect === "idempotent" && !asks && params.length > 0;
}

function fits(plan: Plan, one: UnusedCapability, name: string): boolean {
  const declared = plan.capabilities[name];
  if (declared === undefined || moduleOf(one.name) !== moduleOf(name)) return false;
  const given = opened(declared.result?.schema ?? {}, plan.schemas).properties ?? {};
  const known = new Map<string, Json>([
    ...Object.entries(given as JsonObject),
    ...declared.params.map((param) => [param.name, param.schema as Json] as const),
  ]);
  return one.params.every(({ name: param, schema, default: otherwise }) => {
    const own = known.get(param);
    return own === undefined ? otherwise !== undefined : canonical(own) === canonical(schema as Json);
  });
}

function moduleOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}
