import type { Draft } from "../draft.ts";
import { type Scope, type Value, within } from "../scope.ts";
import { joined, type Label, type Type } from "../types.ts";
import { type Condition, conditionIn } from "../values/condition.ts";
import { reachable } from "../values/reach.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { failText, returnText } from "./ends.ts";

/* `when` and `match`: one side, by what is so. */

export function choices(block: WriteBlock): readonly Construct[] {
  const fits = (_: Draft, { depth, small }: Scope): boolean => depth > 0 && !small;
  return [
    { family: "choices", weight: 3, fits, write: (draft, scope) => when(draft, scope, block) },
    { family: "choices", fits, write: (draft, scope) => match(draft, scope, block) },
  ];
}

function when(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const condition = conditionIn(draft, scope);
  if (condition === undefined) return "";
  const [yes, no] = [side(draft, scope, condition, block), side(draft, scope, condition, block)];
  const both = dice.chance(0.5);
  const second = both && dice.chance(0.15) ? elseWhen(draft, scope, block, no) : undefined;
  const otherwise = both ? ` else ${second ?? no.text}` : "";
  if (both && second === undefined) merge(scope, yes, no, condition.label);
  else missing(scope, yes, condition.label);
  return `${scope.indent}when ${condition.text} ${yes.text}${otherwise}`;
}

function elseWhen(draft: Draft, scope: Scope, block: WriteBlock, otherwise: Side): string | undefined {
  const condition = conditionIn(draft, scope);
  if (condition === undefined) return undefined;
  const one = side(draft, scope, condition, block);
  return `when ${condition.text} ${one.text} else ${otherwise.text}`;
}

interface Side {
  readonly text: string;
  /** What the side makes known. */
  readonly made: readonly Value[];
  readonly steps: readonly string[];
  readonly ends: boolean;
}

function side(draft: Draft, scope: Scope, { label }: Condition, block: WriteBlock): Side {
  const { dice } = draft;
  const inner = within(scope, { pc: joined(scope.pc, label) });
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

/** What was done on one side may be missing behind it; if that side ends the plan nothing of it is seen. */
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
    ({ text, type }) => (type.is === "enum" || isBounded(type)) && !scope.asked.has(text),
  );
  if (known.length === 0) return "";
  const of = dice.one(known);
  scope.asked.add(of.text);
  const patterns = patternsOf(draft, of.type);
  const sides = patterns.map((pattern) => ({ pattern, side: side(draft, scope, of, block) }));
  for (const each of sides) missing(scope, each.side, of.label);
  const cases = sides.map((each) => `${scope.indent}  ${each.pattern} ${each.side.text}`);
  return `${scope.indent}match ${of.text} {\n${cases.join("\n")}\n${scope.indent}}`;
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
  if (type.is !== "int" || type.max === undefined) return ["else"];
  const middle = (type.min ?? 0) + 1;
  return [`${type.min ?? 0}..${middle}`, "else"];
}
