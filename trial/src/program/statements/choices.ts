import { capabilityFor, isLasting } from "../declare/capability.ts";
import { type Capability, type Draft, type Scope, type Value, within } from "../draft.ts";
import { fits, joined, type Label, type Type } from "../types.ts";
import { type Condition, conditionIn } from "../values/condition.ts";
import { reachable } from "../values/reach.ts";
import { capabilityCall } from "./arguments.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { failText, returnText } from "./ends.ts";
import { noteCall } from "./handlers.ts";

/* `when` and `match`: one side, by what is so. */

export function choices(block: WriteBlock): readonly Construct[] {
  const isRoom = (_: Draft, { depth, small }: Scope): boolean => depth > 0 && !small;
  return [
    { family: "choices", weight: 3, fits: isRoom, write: (draft, scope) => when(draft, scope, block) },
    { family: "choices", fits: isRoom, write: (draft, scope) => match(draft, scope, block) },
    { family: "choices", weight: 0.8, fits: isRoom, write: (draft, scope) => twins(draft, scope) },
    {
      family: "choices",
      weight: 0.5,
      fits: isRoom,
      write: (draft, scope) => inSequence(draft, scope, block),
    },
  ];
}

function when(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const condition = conditionIn(draft, scope);
  if (condition === undefined) return "";
  const [yes, no] = [side(draft, scope, condition, block), side(draft, scope, condition, block)];
  const both = dice.chance(0.5);
  const second =
    both && dice.chance(0.2) ? elseWhen(draft, scope, block, { first: condition, no }) : undefined;
  const otherwise = both ? ` else ${second ?? no.text}` : "";
  if (both && second === undefined) merge(scope, yes, no, condition.label);
  else missing(scope, yes, condition.label);
  return `${scope.indent}when ${condition.text} ${yes.text}${otherwise}`;
}

interface Otherwise {
  readonly first: Condition;
  readonly no: Side;
}

/** Often it asks the opposite: of a condition that has no value, both are unmet. */
function elseWhen(
  draft: Draft,
  scope: Scope,
  block: WriteBlock,
  { first, no }: Otherwise,
): string | undefined {
  const { dice } = draft;
  const isOpposite = dice.chance(0.5);
  const condition = isOpposite ? { ...first, text: `not (${first.text})` } : conditionIn(draft, scope);
  if (condition === undefined) return undefined;
  if (isOpposite && dice.chance(0.6)) return `when ${condition.text} ${no.text}`;
  const one = side(draft, scope, condition, block);
  return `when ${condition.text} ${one.text} else ${no.text}`;
}

/** Both sides give one name to a step: behind them it is one value, and which side it is from nobody can tell. */
function twins(draft: Draft, scope: Scope): string {
  const condition = conditionIn(draft, scope);
  if (condition === undefined) return "";
  const one = capabilityFor(draft, { safe: scope.safe });
  if (one.result === undefined) return "";
  const like = draft.capabilities.filter((each) => isLike(each, one, scope));
  const other = draft.dice.one(like) ?? one;
  const name = draft.fresh("tw");
  const inner = within(scope, { pc: joined(scope.pc, condition.label) });
  for (const each of [one, other]) noteCall(scope, each);
  const call = (of: Capability): string => `step ${name} = ${capabilityCall(draft, inner, of)}`;
  const label = joined(scope.pc, condition.label, one.label, other.label);
  scope.steps.push(name);
  scope.values.push({ text: name, type: one.result, label });
  return `${scope.indent}when ${condition.text} { ${call(one)} } else { ${call(other)} }`;
}

/** Gives what the other does, or more. */
function isLike(each: Capability, one: Capability, { safe }: Scope): boolean {
  if (each.serves || each === one || each.result === undefined || one.result === undefined) return false;
  if (safe && (isLasting(each) || each.kind === "human")) return false;
  return fits(each.result, one.result);
}

function inSequence(draft: Draft, scope: Scope, block: WriteBlock): string {
  const inner = within(scope);
  const before = inner.values.length;
  const steps = inner.steps.length;
  const body = block(draft, inner, 2);
  scope.values.push(...inner.values.slice(before));
  scope.steps.push(...inner.steps.slice(steps));
  return body === "" ? "" : `${scope.indent}sequence {\n${body}\n${scope.indent}}`;
}

interface Side {
  readonly text: string;
  /** The values that this side makes available. */
  readonly made: readonly Value[];
  readonly steps: readonly string[];
  readonly ends: boolean;
}

function side(
  draft: Draft,
  scope: Scope,
  { label, text }: Condition,
  block: WriteBlock,
  known: readonly Value[] = [],
): Side {
  const { dice } = draft;
  const inner = within(scope, { pc: joined(scope.pc, label), under: [...scope.under, text] });
  inner.values.push(...known);
  const before = { values: inner.values.length, steps: inner.steps.length };
  const lines = [block(draft, inner)];
  const ends = dice.chance(0.16);
  if (ends)
    lines.push(
      `${inner.indent}${scope.inside || dice.chance(0.5) ? failText(draft, inner) : returnText(draft, inner)}`,
    );
  return {
    text: `{\n${lines.filter((line) => line !== "").join("\n")}\n${scope.indent}}`,
    made: inner.values.slice(before.values),
    steps: inner.steps.slice(before.steps),
    ends,
  };
}

/** A result of one side may be missing afterwards; if that side ends the plan, nothing of it is visible. */
function missing(scope: Scope, { made, steps, ends }: Side, label: Label): void {
  if (ends) return;
  scope.steps.push(...steps);
  for (const value of made) {
    if (!/^\w+$/.test(value.text)) continue;
    const type: Type = value.type.is === "optional" ? value.type : { is: "optional", of: value.type };
    scope.values.push({ ...value, type, label: joined(value.label, label) });
  }
}

function merge(scope: Scope, yes: Side, no: Side, label: Label): void {
  if (yes.ends && no.ends) return;
  missing(scope, yes, label);
  missing(scope, no, label);
}

function match(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const known = reachable(scope).filter(
    ({ text, type }) =>
      (type.is === "enum" || isBounded(type) || (type.is === "union" && /^\w+$/.test(text))) &&
      !scope.asked.has(text),
  );
  if (known.length === 0) return "";
  const of = dice.one(known);
  scope.asked.add(of.text);
  const sides = patternsOf(draft, of.type).map((pattern) => {
    const name =
      of.type.is === "union" && pattern !== "else" && dice.chance(0.3) ? draft.fresh("w") : undefined;
    const known = fieldsIn(of, pattern, name ?? of.text);
    return {
      pattern: name === undefined ? pattern : `${pattern} as ${name}`,
      side: side(draft, scope, of, block, known),
    };
  });
  for (const each of sides) missing(scope, each.side, of.label);
  const cases = sides.map((each) => `${scope.indent}  ${each.pattern} ${each.side.text}`);
  return `${scope.indent}match ${of.text} {\n${cases.join("\n")}\n${scope.indent}}`;
}

/** The fields that a union is known to have in the arm of one case, read from the name that stands for it there. */
function fieldsIn({ type, label }: Value, pattern: string, name: string): readonly Value[] {
  const unionCase = type.is === "union" ? type.cases.find((one) => one.name === pattern) : undefined;
  return (unionCase?.fields ?? []).map((field) => ({
    text: `${name}.${field.name}`,
    type: field.type,
    label: joined(label, field.label),
  }));
}

function isBounded(type: Type): boolean {
  return type.is === "int" && type.max !== undefined && type.max > (type.min ?? 0) + 1;
}

function patternsOf({ dice }: Draft, type: Type): readonly string[] {
  if (type.is === "enum") {
    const [first = "", second = "", ...more] = type.members;
    if (more.length > 0 && dice.chance(0.4)) return [`${first} | ${second}`, ...more];
    return dice.chance(0.3) ? [first, "else"] : type.members;
  }
  if (type.is === "union") {
    const [first = "", ...more] = type.cases.map(({ name }) => name);
    return dice.chance(0.3) ? [first, "else"] : [first, ...more];
  }
  if (type.is !== "int" || type.max === undefined) return ["else"];
  const middle = (type.min ?? 0) + 1;
  return [`${type.min ?? 0}..${middle}`, "else"];
}
