import type { Draft, Signal, Value } from "../draft.ts";
import { bool, labelText, type Type, typeText } from "../types.ts";
import { drawnLabel } from "../values/value.ts";
import { drawnEnum } from "./type.ts";

/* Signals and flags: what is true around a run. */

/** A value that nobody may know: as a plan reads it, where that matters it is asked for with another instead. */
export function signalValue(draft: Draft): Value {
  const signal = signalFor(draft);
  return { text: readingOf(draft, signal), type: signal.type, label: signal.label };
}

/** As it is written: of a family one of them. */
function readingOf({ dice }: Draft, { name, family }: Signal, member?: string): string {
  return family === undefined ? name : `${name}(${member ?? dice.one(family.members)})`;
}

export function signalFor(draft: Draft): Signal {
  const { dice, signals } = draft;
  if (signals.length > 0 && dice.chance(0.6)) return dice.one(signals);
  return dice.chance(0.4) && signals.some(({ type }) => type.is !== "text")
    ? declareFlag(draft)
    : declareSignal(draft);
}

const fuses: Readonly<Partial<Record<Type["is"], readonly string[]>>> = {
  bool: ["latest", "any", "all", "majority"],
  int: ["latest", "median", "min", "max", "sum"],
  duration: ["latest", "mean", "max"],
  ratio: ["latest", "mean", "noisy_or", "min"],
};

/** The fusing methods, whether or not they fit the type. */
const anyFuse = ["any", "majority", "mean", "sum", "noisy_or", "median"] as const;

function declareSignal(draft: Draft): Signal {
  const { dice } = draft;
  const type = dice.one<Type>([
    bool,
    bool,
    { is: "int", min: 0, max: 9 },
    { is: "ratio" },
    { is: "text" },
    { is: "duration" },
  ]);
  const label = drawnLabel(draft);
  const name = draft.fresh("sig");
  const clauses = [`from ${name}.a${dice.chance(0.3) ? `, ${name}.b` : ""}`];
  const fuse = fuses[type.is];
  if (fuse !== undefined && dice.chance(0.4))
    clauses.push(`fuse ${dice.one(dice.chance(0.93) ? fuse : anyFuse)}`);
  if (dice.chance(0.4)) clauses.push("fresh 1h");
  if (dice.chance(0.1)) clauses.push("history 2h");
  if (dice.chance(0.1)) clauses.push("decay 10% per m");
  const family = dice.chance(0.18) ? drawnEnum(draft) : undefined;
  const index = family === undefined ? "" : `(k: ${family.name})`;
  draft.declare(`signal ${name}${index}: ${typeText(type)}${labelText(label)} { ${clauses.join("  ")} }`);
  const made: Signal = { name, type, label, is: "signal", ...(family === undefined ? {} : { family }) };
  draft.signals.push(made);
  return made;
}

function declareFlag(draft: Draft): Signal {
  const { dice } = draft;
  const asking = draft.signals.filter(({ type }) => type.is !== "text");
  const families = asking.filter(({ family }) => family !== undefined);
  const of = dice.one(families.length > 0 && dice.chance(0.5) ? families : asking);
  const name = draft.fresh("flag");
  const about = asked(readingOf(draft, of, "k"), of.type);
  const index = of.family === undefined ? "" : `(k: ${of.family.name})`;
  const clauses = [
    ...(dice.chance(0.3) ? ["confidence >= 50%"] : []),
    ...(dice.chance(0.4) ? [`hold ${dice.one(["2s", "10m"])}`] : []),
  ];
  draft.declare(`flag ${name}${index} = ${about}${clauses.length === 0 ? "" : ` { ${clauses.join("  ")} }`}`);
  const made: Signal = {
    name,
    type: bool,
    label: of.label,
    is: "flag",
    ...(of.family === undefined ? {} : { family: of.family }),
  };
  draft.signals.push(made);
  return made;
}

function asked(name: string, type: Type): string {
  switch (type.is) {
    case "int":
      return `${name} > 4`;
    case "ratio":
      return `${name} > 40%`;
    case "text":
      return `${name} == "a"`;
    case "duration":
      return `${name} > 2s`;
    default:
      return name;
  }
}

/** A condition over one signal, as rules and triggers ask. */
export function signalQuestion(draft: Draft): string {
  return signalAsked(draft).text;
}

export function signalAsked(draft: Draft): Pick<Value, "text" | "label"> {
  const of = signalFor(draft);
  return { text: asked(readingOf(draft, of), of.type), label: of.label };
}

/** The same about a family, of the member that a word stands for. */
export function familyQuestion(
  draft: Draft,
  word: string,
): { readonly text: string; readonly of: string } | undefined {
  const families = draft.signals.filter(({ family }) => family !== undefined);
  const one = draft.dice.one(families);
  if (one?.family === undefined) return undefined;
  return { text: asked(readingOf(draft, one, word), one.type), of: one.family.name };
}
