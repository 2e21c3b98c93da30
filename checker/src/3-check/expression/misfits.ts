import {
  closest,
  type Diagnostic,
  type DiagnosticDetails,
  defineDiagnostic,
  type Fix,
} from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { EnumType, QuantityType, Type } from "../type.ts";
import { type Misfit, pathText } from "../types/assignable.ts";
import { showInterval } from "../types/interval.ts";
import { isOptional } from "../types/kinds.ts";
import { aBoundedType, aType, nameOf, showType } from "../types/show.ts";
import { sameDimension } from "../units/dimension.ts";
import { isNumber } from "./numeric.ts";
import type { Expectation, ExpressionContext, Typed } from "./typed.ts";
import { minutesForMetres, type Subject, showValue } from "./words.ts";

/* A value that does not fit where it stands: one diagnostic for each way not to fit. */

interface Clash {
  readonly subject: string;
  readonly asks: string;
  readonly got: string;
  readonly wanted: string;
}

/** The name that a check would use: the subject's, or `…`. */
function named({ subject }: Clash): string {
  const name = /^`([\w.?]+)`$/.exec(subject)?.[1];
  return name ?? "…";
}

export const wrongType = defineDiagnostic<{ clash: Clash }>({
  code: "ORCH3002",
  severity: "error",
  title: "Wrong type",
  message: ({ clash }) => `${clash.subject} is ${clash.got}, but ${clash.asks} ${clash.wanted}.`,
});

export const mayBeMissing = defineDiagnostic<{ clash: Clash; because: string | undefined }>({
  code: "ORCH3003",
  severity: "error",
  title: "Value may be missing",
  message: ({ clash, because }) =>
    because === undefined
      ? `${clash.subject} may be \`none\`, but ${clash.asks} ${clash.wanted}.`
      : `${clash.subject} may be missing here: ${because}.`,
  label: "may be `none`",
  help: ({ clash }) =>
    `Give a default with \`??\`, or use it only if it is present: \`when ${named(clash)} is some { … }\`.`,
});

export const outOfRange = defineDiagnostic<{
  clash: Clash;
  value: string | undefined;
  range: string;
  got: string;
}>({
  code: "ORCH3004",
  severity: "error",
  title: "Out of range",
  message: ({ clash, value, range, got }) =>
    value === undefined
      ? `${clash.subject} may lie outside ${range}${got}: ${clash.asks} ${clash.wanted}.`
      : `${value} is not in ${range}: ${clash.asks} ${clash.wanted}.`,
});

export const fieldMissing = defineDiagnostic<{ clash: Clash; fields: readonly string[] }>({
  code: "ORCH3005",
  severity: "error",
  title: "Field missing",
  message: ({ clash, fields }) =>
    `${fields.length === 1 ? "Field" : "Fields"} ${fields.map((name) => `\`${name}\``).join(", ")} ` +
    `${fields.length === 1 ? "is" : "are"} missing: ${clash.asks} ${clash.wanted}.`,
});

export const wrongSize = defineDiagnostic<{ clash: Clash; size: string; wanted: string }>({
  code: "ORCH3009",
  severity: "error",
  title: "Too few or too many items",
  message: ({ clash, size, wanted }) => `${clash.subject} has ${size}, but ${clash.asks} ${wanted}.`,
});

export const wrongText = defineDiagnostic<{ clash: Clash; value: string | undefined }>({
  code: "ORCH3010",
  severity: "error",
  title: "Text of the wrong form",
  message: ({ clash, value }) =>
    value === undefined
      ? `${clash.subject} is ${clash.got}, and not every ${clash.got.replace(/^an? /, "")} is ${clash.wanted}.`
      : `${value} is not ${clash.wanted}.`,
});

export const quotedMember = defineDiagnostic<{ clash: Clash; text: string }>({
  code: "ORCH3018",
  severity: "error",
  title: "Text instead of a member",
  message: ({ clash, text }) =>
    `${text} is text, but ${clash.asks} ${clash.wanted}, whose members are written without quotes.`,
});

export const unitMissing = defineDiagnostic<{ clash: Clash }>({
  code: "ORCH3103",
  severity: "error",
  title: "Unit missing",
  message: ({ clash }) => `${clash.subject} is a plain number, but ${clash.asks} ${clash.wanted}.`,
  label: "a number of what?",
});

/** The diagnostic for a value that does not fit. */
export function misfitDiagnostic(
  wrong: Misfit,
  typed: Typed,
  expected: Expectation,
  ctx: ExpressionContext,
  subject: Subject,
): Diagnostic {
  const place = { file: ctx.file, span: typed.span };
  const inside = wrong.path.length > 0;
  const clash: Clash = {
    subject: inside ? partSubject(subject.says, wrong.path) : capital(subject.says),
    asks: inside ? "what is wanted there is" : (expected.asks ?? "here belongs"),
    got: aType(wrong.from),
    wanted:
      wrong.why === "range" || wrong.because.startsWith("it is in ")
        ? aBoundedType(wrong.to)
        : aType(wrong.to),
  };
  const details = declaredAt(expected, inside ? expected.type : undefined);
  const constant = inside ? undefined : typed.constant;
  const value = constant === undefined ? undefined : showValue(constant.value, typed.type, ctx.units);
  switch (wrong.why) {
    case "missing":
      return mayBeMissing.at(place, { clash, because: inside ? undefined : typed.missingBecause }, details);
    case "range":
      return rangeDiagnostic(wrong, clash, value, place, details, ctx);
    case "field":
      return fieldMissing.at(
        place,
        { clash: { ...clash, asks: expected.asks ?? "here belongs" }, fields: missingFields(wrong) },
        { ...details, ...(inside ? {} : spreadHelp(wrong, subject, place)) },
      );
    case "text":
      return wrongText.at(place, { clash, value }, details);
    default:
      return kindDiagnostic(wrong, clash, value, typed, place, details, ctx, subject, expected);
  }
}

type Place = Parameters<typeof wrongType.at>[0];

function kindDiagnostic(
  wrong: Misfit,
  clash: Clash,
  value: string | undefined,
  typed: Typed,
  place: Place,
  details: DiagnosticDetails,
  ctx: ExpressionContext,
  subject: Subject,
  expected: Expectation,
): Diagnostic {
  const plain = wrong.from.kind === "int" || wrong.from.kind === "float";
  if (plain && (wrong.to.kind === "quantity" || wrong.to.kind === "ratio")) {
    return unitMissing.at(place, { clash }, { ...details, ...unitHelp(wrong.to, subject, place, ctx) });
  }
  const text = typed.constant?.value;
  if (
    wrong.to.kind === "enum" &&
    wrong.from.kind === "string" &&
    typeof text === "string" &&
    wrong.path.length === 0
  ) {
    const member = wrong.to.members.includes(text) ? text : closest(text, wrong.to.members);
    const fixes: readonly Fix[] =
      member === undefined
        ? []
        : [{ title: `Write \`${member}\``, safe: member === text, edits: [{ ...place, newText: member }] }];
    return quotedMember.at(place, { clash, text: value ?? JSON.stringify(text) }, { ...details, fixes });
  }
  const name = named(clash);
  if (wrong.to.kind === "enum" && wrong.path.length === 0 && wrong.to.members.includes(name)) {
    return wrongType.at(place, { clash }, { ...details, ...shadowedMember(name, wrong.to) });
  }
  if (wrong.from.kind === "enum" && wrong.to.kind === "enum") {
    return wrongType.at(place, { clash }, { ...details, ...twinEnums(wrong.from, wrong.to) });
  }
  if (!wrong.because.startsWith("it is in ")) {
    const inQuotes = wrong.from.kind === "string" && wrong.path.length === 0;
    const suggestion = inQuotes
      ? withoutQuotes(text, wrong.to, place)
      : minutesForMetres(subject.literal, wrong.to);
    const help = expected.help === undefined ? {} : { help: expected.help };
    return wrongType.at(place, { clash }, { ...details, ...suggestion, ...help });
  }
  const full = { ...clash, got: aBoundedType(wrong.from) };
  const notes = ["Currencies are never converted: no one here knows the rate."];
  return wrongType.at(place, { clash: full }, { ...details, notes });
}

function rangeDiagnostic(
  wrong: Misfit,
  clash: Clash,
  value: string | undefined,
  place: Place,
  details: DiagnosticDetails,
  ctx: ExpressionContext,
): Diagnostic {
  if (wrong.from.kind === "list" && wrong.to.kind === "list") {
    const size = showInterval(wrong.from);
    const wanted = `${showInterval(wrong.to)}`;
    return wrongSize.at(
      place,
      {
        clash,
        size: size === "" ? "any number of items" : `${size.replace("exactly ", "")} items`,
        wanted: `a list of ${wanted}`,
      },
      details,
    );
  }
  const range = rangeText(wrong.to, ctx);
  const known = rangeText(wrong.from, ctx);
  const got = known === "" ? "" : ` (it is ${known})`;
  const help =
    value === undefined
      ? {
          help: `Use it only if it is in range: \`when ${named(clash)} in ${range.replaceAll("`", "")} { … }\`.`,
        }
      : {};
  return outOfRange.at(place, { clash, value, range, got }, { ...help, ...details });
}

/** `1..10`, `20C..23C`: the bounds of a type, in its base unit where it has one. */
function rangeText(type: Type, ctx: ExpressionContext): string {
  if (type.kind !== "quantity") return isNumber(type) ? showInterval(type) : showType(type);
  return showInterval(type, (bound) => showValue(bound, type, ctx.units));
}

/** A literal may omit optional fields; a value that is passed on unchanged may not. */
function spreadHelp(
  wrong: Misfit,
  subject: Subject,
  place: Place,
): Pick<DiagnosticDetails, "help" | "fixes"> {
  const name = /^`([\w.]+)`$/.exec(subject.says)?.[1];
  if (name === undefined || wrong.to.kind !== "record") return {};
  const lacking = missingFields(wrong);
  const optional = wrong.to.fields.every(
    ({ name: field, type, default: value }) =>
      !lacking.includes(field) || value !== undefined || isOptional(type),
  );
  if (!optional) return {};
  const newText = `{ ...${name} }`;
  const fixes = [{ title: `Write \`${newText}\``, safe: false, edits: [{ ...place, newText }] }];
  return { help: "A record literal may omit optional fields.", fixes };
}

function missingFields(wrong: Misfit): readonly string[] {
  if (wrong.from.kind !== "record" || wrong.to.kind !== "record") return [];
  const given = new Set(wrong.from.fields.map((field) => field.name));
  return wrong.to.fields.filter((field) => !given.has(field.name)).map((field) => field.name);
}

/** A plain number where a quantity is wanted: how it may be written. */
export function unitHelp(
  wanted: Type,
  subject: Pick<Subject, "literal">,
  place: Place,
  ctx: ExpressionContext,
): { readonly help?: string; readonly fixes?: readonly Fix[] } {
  const number = subject.literal;
  if (number === undefined) return {};
  const written = wanted.kind === "quantity" ? withUnits(number, wanted, ctx) : [percent(number)];
  const [first] = written;
  if (first === undefined) return {};
  return {
    help: `Add a unit: ${written.map((one) => `\`${one}\``).join(", ")}.`,
    fixes: [{ title: `Write \`${first}\``, safe: false, edits: [{ ...place, newText: first }] }],
  };
}

function percent(number: string): string {
  return Number(number) <= 1 ? `${Number((Number(number) * 100).toFixed(6))}%` : `${number}%`;
}

const unitsShown = 4;

function withUnits(number: string, wanted: QuantityType, ctx: ExpressionContext): readonly string[] {
  if (wanted.dimension.Money === 1) {
    const currency = wanted.currency ?? ctx.currency;
    return [currency === "USD" ? `$${number}` : `${number}${currency}`];
  }
  const units = [...ctx.units.names].filter((name) => {
    const unit = ctx.units.unit(name);
    return unit !== undefined && sameDimension(unit.dimension, wanted.dimension);
  });
  const short = units.toSorted((a, b) => a.length - b.length).slice(0, unitsShown);
  const usual =
    units.includes("s") && short.includes("s") ? ["s", ...short.filter((name) => name !== "s")] : short;
  return usual.map((name) => (name.length > 3 ? `${number} ${name}` : `${number}${name}`));
}

/** The other culprit: where the type that is wanted was written. */
export function declaredAt(expected: Expectation, whole?: Type): DiagnosticDetails {
  const labels =
    expected.declared === undefined
      ? []
      : [{ file: expected.declared.file, span: expected.declared.span, message: expected.declared.says }];
  const notes = whole === undefined ? [] : [`The whole ought to be ${aType(whole)}.`];
  return { labels, ...(notes.length === 0 ? {} : { notes }) };
}

function partSubject(whole: string, path: readonly string[]): string {
  const part = pathText(path);
  return whole === "this"
    ? `\`${part.replace(/^\./, "")}\` of this`
    : `\`${whole.replaceAll("`", "")}${part}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/* Messages where the members are right and the enum is wrong. */

/** The message where a value has the name of the intended member. */
export function shadowedMember(name: string, type: EnumType): Pick<DiagnosticDetails, "notes" | "help"> {
  const written = type.inline === true ? "Give" : `Write \`${nameOf(type)}.${name}\`, or give`;
  return {
    notes: [
      `\`${name}\` is a member of \`${nameOf(type)}\` as well, but the value of that name goes before it.`,
    ],
    help: `${written} the \`${name}\` of this plan another name.`,
  };
}

/** Two enums with members in common are two all the same: an enum is its name. */
function twinEnums(from: EnumType, to: EnumType): Pick<DiagnosticDetails, "notes" | "help"> {
  if (!from.members.every((member) => to.members.includes(member))) return {};
  const alike =
    from.members.length === to.members.length ? "have the same members" : "have members in common";
  const members = to.members.join(" | ");
  const help =
    to.inline === true
      ? `Give it a name, \`type … = ${members}\`, and write that name in both places.`
      : `Write \`${nameOf(to)}\` where the other is declared.`;
  return { notes: [`The two ${alike}, but each list that is written out is an enum of its own.`], help };
}

/* A value in quotes, as JSON writes dates and times, where one without is wanted: `"2026-12-01"` for a `Date`. */

/** Roughly how a value of a kind is written; what fits is only offered. */
const written: Readonly<Partial<Record<Type["kind"], RegExp>>> = {
  bool: /^(?:true|false)$/,
  int: /^-?\d+$/,
  float: /^-?\d+(?:\.\d+)?$/,
  ratio: /^\d+(?:\.\d+)?%$/,
  date: /^\d{4}-\d\d-\d\d$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/,
  timeOfDay: /^\d\d:\d\d$/,
  quantity: /^(?:[$€£]\d+(?:\.\d+)?|\d+(?:\.\d+)?[A-Za-z]+)$/,
};

/** The message for a constant text where another kind of value is expected; empty if it does not look like one. */
function withoutQuotes(
  text: unknown,
  wanted: Type,
  place: { readonly file: string; readonly span: Span },
): DiagnosticDetails {
  if (typeof text !== "string" || written[wanted.kind]?.test(text) !== true) return {};
  const fixes = [{ title: `Write \`${text}\``, safe: false, edits: [{ ...place, newText: text }] }];
  return { help: `Write it without quotes: \`${text}\`.`, fixes };
}
