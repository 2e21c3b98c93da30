import { constantText, type Expression } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { durationLiteral, isMoney, moneyLiteral } from "@orchlang/plan/quantities";
import type { Dimension, Type } from "../type.ts";
import { isPlainNumber, sameDimension, timesDimension } from "../units/dimension.ts";
import type { Units } from "../units/units.ts";

/** The author's text, as far as messages need it. */
export interface Subject {
  /** "`a.id`", or "this". */
  readonly says: string;
  /** The text of a literal, for fixes: `60`. */
  readonly literal?: string;
}

/** `4m` where a length is wanted: it is minutes, as everywhere. */
export function minutesForMetres(literal: string | undefined, wanted: Type): { readonly help?: string } {
  const number = /^([\d_.]+)m$/.exec(literal ?? "")?.[1];
  const isLength =
    wanted.kind === "quantity" && wanted.dimension.Length === 1 && Object.keys(wanted.dimension).length === 1;
  if (number === undefined || !isLength) return {};
  return { help: `\`m\` is minutes. Metres are \`${number} meters\`, or \`km\`, \`cm\`.` };
}

export const thisSubject: Subject = { says: "this" };

/** Names and fields longer than this are not repeated in a message. */
const subjectMax = 60;

/** A short name for an expression in a sentence: "`order.total`"; "this" if it has none. */
export function wordsFor(ast: Expression): string {
  const text = textOf(ast);
  return text === undefined || text.length > subjectMax ? "this" : `\`${text}\``;
}

/** The same at the start of a sentence. */
export function wordsAtStart(ast: Expression): string {
  const words = wordsFor(ast);
  return words === "this" ? "This" : words;
}

function textOf(ast: Expression): string | undefined {
  switch (ast.kind) {
    case "reference":
      return ast.text;
    case "member": {
      const object = textOf(ast.object);
      return object === undefined ? undefined : `${object}${ast.optional ? "?." : "."}${ast.member.text}`;
    }
    case "call": {
      const callee = textOf(ast.callee);
      return callee === undefined ? undefined : `${callee}(${ast.arguments.length === 0 ? "" : "…"})`;
    }
    case "number":
    case "quantity":
    case "money":
    case "ratio":
    case "date":
    case "time":
    case "instant":
      return ast.raw;
    case "string": {
      const text = constantText(ast);
      return text === undefined ? undefined : JSON.stringify(text);
    }
    case "boolean":
      return String(ast.value);
    case "none":
      return "none";
    case "unary": {
      const operand = ast.operator === "-" ? textOf(ast.operand) : undefined;
      return operand === undefined ? undefined : `-${operand}`;
    }
    default:
      return undefined;
  }
}

/** The parts of an expression's text for messages and fixes. */
export function subjectOf(ast: Expression): Subject {
  const says = wordsFor(ast);
  return ast.kind === "number" || ast.kind === "quantity" ? { says, literal: ast.raw } : { says };
}

const textShown = 40;

/** A constant as an author would write it, in back-quotes: `` `11` ``, `` `20C` ``, `` `"abc"` ``. */
export function showValue(value: Json, type: Type, units: Units): string {
  return `\`${plain(value, type, units)}\``;
}

function plain(value: Json, type: Type, units: Units): string {
  if (value === null) return "none";
  if (typeof value === "string") {
    if (type.kind !== "string") return value;
    return JSON.stringify(value.length > textShown ? `${value.slice(0, textShown)}…` : value);
  }
  if (typeof value === "number") return numberText(value, type, units);
  if (typeof value === "boolean") return String(value);
  if (type.kind === "quantity" && isMoney(value)) return moneyLiteral(value);
  return Array.isArray(value) ? `a list of ${value.length}` : "this record";
}

function numberText(value: number, type: Type, units: Units): string {
  if (type.kind === "ratio") return `${Number((value * 100).toPrecision(12))}%`;
  if (type.kind !== "quantity") return String(value);
  if (type.dimension.Duration === 1 && Object.keys(type.dimension).length === 1)
    return durationLiteral(value);
  return amountText(value, type.dimension, units);
}

/** `300meter` reads better than `0.3km`: a number below one counts as so many digits more. */
const fractionLength = 3;

/** How a number is written, and how long it is to a reader. */
interface Written {
  readonly text: string;
  readonly length: number;
}

/** The units of rates, with the seconds of each. */
const rateUnits = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * An amount as an author would write it: in the unit that says it shortest, `2kWh` for 7,200,000 J; a rate that no unit
 * measures with its `per`, `50km per h`; a product that none measures as the bare number. Nothing is in the base unit.
 */
function amountText(value: number, dimension: Dimension, units: Units): string {
  const base = units.baseUnit(dimension);
  if (value === 0 && base !== undefined) return `0${base}`;
  const best = inUnits(value, dimension, units) ?? asRate(value, dimension, units);
  return best?.text ?? `${value}${base ?? ""}`;
}

function inUnits(value: number, dimension: Dimension, units: Units): Written | undefined {
  let best: Written | undefined;
  for (const name of units.names) {
    const unit = units.unit(name);
    if (unit === undefined || !sameDimension(unit.dimension, dimension)) continue;
    const written = numberOf((value - Number(unit.offset ?? 0)) / Number(unit.scale), name);
    if (best === undefined || written.length < best.length) best = written;
  }
  return best;
}

function asRate(value: number, dimension: Dimension, units: Units): Written | undefined {
  const measured = timesDimension(dimension, { Duration: 1 });
  let best: Written | undefined;
  for (const [name, seconds] of Object.entries(rateUnits)) {
    const amount = value * seconds;
    const of = isPlainNumber(measured) ? numberOf(amount, "") : inUnits(amount, measured, units);
    if (of !== undefined && (best === undefined || of.length < best.length))
      best = { text: `${of.text} per ${name}`, length: of.length };
  }
  return best;
}

function numberOf(exact: number, unit: string): Written {
  const number = Number(exact.toPrecision(12));
  const digits = String(number);
  const isFraction = Math.abs(number) < 1 && number !== 0;
  return {
    text: `${digits}${unit}`,
    length: digits.length + (isFraction ? fractionLength : 0) + unit.length / 100,
  };
}
