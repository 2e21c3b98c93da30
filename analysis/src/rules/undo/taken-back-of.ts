import type { CheckedCapability, CheckedProgram } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Diagnostic } from "@orchlang/language";
import type { Capability } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { expressionText } from "../../expression/text.ts";
import { shortName } from "../../words.ts";
import { exchangedIn, exchangedPair } from "../steps/exchanged.ts";
import { anotherKindOf } from "./another-kind.ts";
import { earlier, isName, manner, ofAnother, setting, type Wrong } from "./of-another.ts";

/* An undo, or a confirm, that refers to another thing than its call. */

type WayBack = NonNullable<Capability["undo"]>;

export function wayBackDeclarations(program: CheckedProgram): readonly Diagnostic[] {
  return [...program.capabilities.values()].flatMap((declared) => wayBackOf(declared, program));
}

/** For one capability, each of `undo` and `confirm`. */
export function wayBackOf(
  declared: CheckedCapability,
  program: Pick<CheckedProgram, "capabilities">,
): readonly Diagnostic[] {
  const wrong = [...exchangedIn(declared), ...ofAnotherThing(declared)];
  return wrong.length > 0 ? wrong : anotherKindOf(declared, program);
}

function ofAnotherThing({ capability, origin, clauses, types }: CheckedCapability): readonly Diagnostic[] {
  return (["undo", "confirm"] as const).flatMap((word) => {
    const back = capability[word];
    if (back === undefined) return [];
    const place = { file: origin.file, span: clauses[word] ?? origin.nameSpan };
    if (back.capability === capability.name) {
      // The same call with other values sets things back.
      const args = Object.entries(back.args);
      const isSame = word === "undo" && args.length === capability.params.length && args.every(readsItself);
      return isSame ? [ofAnother.at(place, { called: shortName(back.capability) })] : [];
    }
    if (exchangedPair(back.capability, back.args) !== undefined) return [];
    const wrong = toldOfAnother(word, back, types) ?? (word === "undo" ? asItWasSet(back, types) : undefined);
    if (wrong === undefined) return [];
    return [ofAnother.at(place, { called: shortName(back.capability), wrong })];
  });
}

type Types = CheckedCapability["types"];

function readsItself([parameter, value]: readonly [string, Expression]): boolean {
  return value.op === "read" && value.name === parameter;
}

function toldOfAnother(word: "undo" | "confirm", { args }: WayBack, types: Types): Wrong | undefined {
  const all = Object.entries(args);
  const isAlways = all.every(([, value]) => value.op === "constant");
  for (const [parameter, value] of all) {
    const own = types.params[parameter];
    const given = fieldsOf(types.result)[parameter];
    const named = own ?? given;
    if (named === undefined || manner.test(parameter)) continue;
    // A question about the call has no reason to ask about anything else.
    const isFixed = value.op === "constant" && (word === "confirm" || (isAlways && isName(named, parameter)));
    if (!isName(named, parameter) && !isFixed) continue;
    const says = own !== undefined ? `the \`${parameter}\` that was given` : `\`result.${parameter}\``;
    const wrong = { parameter, own: says };
    if (value.op === "read" && value.name !== parameter && value.name !== "result") {
      const other = types.params[value.name];
      const isOther = other !== undefined && isName(other, value.name) && !isPartOf(parameter, value.name);
      if (isOther && !readsOwn(all, parameter)) return { ...wrong, given: `\`${value.name}\`` };
    }
    if (own !== undefined && isFixed && (word === "confirm" || !isResting(value.value)))
      return { ...wrong, given: `\`${expressionText(value)}\`` };
  }
  return undefined;
}

/** The result contains the previous value, but the undo restores the value that the call has set. */
function asItWasSet({ args, capability }: WayBack, types: Types): Wrong | undefined {
  if (!setting.test(shortName(capability))) return undefined;
  const before = Object.entries(fieldsOf(types.result)).find(([name]) => earlier.test(name));
  if (before === undefined || JSON.stringify(args).includes('"result"')) return undefined;
  const [name, type] = before;
  // Where several are of its type the last says what is set: `restore(vin, firmware)`.
  const set = Object.entries(args).findLast(([parameter, value]) => {
    const own = types.params[parameter];
    return value.op === "read" && value.name === parameter && own !== undefined && isSameKind(own, type);
  });
  const parameter = set?.[0];
  return parameter === undefined
    ? undefined
    : { parameter, given: `the \`${parameter}\` that was set`, own: `\`result.${name}\`` };
}

/** How things are when they are left alone. */
const resting =
  /^(all|automatic|available|center|cleared?|closed|default|dry|empty|free|home|idle|inactive|initial|locked|low|neutral|none|normal|off|on|open|original|ready|released|reset|standby|unlocked|zero)$/;

function isResting(value: unknown): boolean {
  return typeof value !== "string" || resting.test(value);
}

/** `job` and `job_id`: the one may be what the other is called by. */
function isPartOf(one: string, other: string): boolean {
  return (
    one.startsWith(`${other}_`) ||
    other.startsWith(`${one}_`) ||
    one.endsWith(`_${other}`) ||
    other.endsWith(`_${one}`)
  );
}

/** Another argument passes it: the calls are distinguished all the same. */
function readsOwn(args: readonly (readonly [string, Expression])[], parameter: string): boolean {
  return args.some(([, value]) => value.op === "read" && value.name === parameter);
}

function fieldsOf(type: Type): Readonly<Record<string, Type>> {
  return type.kind === "record"
    ? Object.fromEntries(type.fields.map((field) => [field.name, field.type]))
    : {};
}

function isSameKind(one: Type, other: Type): boolean {
  return one.kind === other.kind;
}
