import { closest, type DiagnosticDetails, defineDiagnostic, didYouMean } from "@orchlang/language";
import type { Call, Entry, RecordLiteral, Span, Spread } from "@orchlang/language/ast";
import type { Expression, RecordEntry } from "@orchlang/plan/expressions";
import { ownLabelOfField } from "../labels/inside.ts";
import { isWithoutWay, joinLabels, publicLabel, through } from "../labels/label.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { EnumType, FieldType, RecordType, Type } from "../type.ts";
import { errorType, isOptional, noneType, optional, required } from "../types/kinds.ts";
import { aType, nameOf } from "../types/show.ts";
import { asUnion, caseNamed, type UnionRecord } from "../types/union.ts";
import {
  caseOf,
  entryOf,
  fieldNotNamed,
  formOf,
  refuseRecord,
  shapeOf,
  unknownCase,
  unknownMember,
} from "./case.ts";
import { doneStates } from "./is.ts";
import { commonType } from "./list.ts";
import { failed, made } from "./make.ts";
import { declaredAt, fieldMissing } from "./misfits.ts";
import { present } from "./present.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";

export const unknownField = defineDiagnostic<{ field: string; record: string; fields: readonly string[] }>({
  code: "ORCH3007",
  severity: "error",
  title: "Field that does not belong",
  message: (p) => `${p.record} has no field \`${p.field}\`.`,
  label: "does not belong here",
  notes: [(p) => `Its fields are ${p.fields.map((name) => `\`${name}\``).join(", ")}.`],
});

export const doubledField = defineDiagnostic<{ field: string }>({
  code: "ORCH3008",
  severity: "error",
  title: "Field given twice",
  message: (p) => `The field \`${p.field}\` is given twice.`,
  label: "given again here",
});

export const spreadOfNoRecord = defineDiagnostic<{ type: string }>({
  code: "ORCH3215",
  severity: "error",
  title: "Spread of something that is no record",
  message: (p) => `Only a record's fields can be spread here, and this is ${p.type}.`,
});

type MapType = Type & { readonly kind: "map" };

/** A literal's fields, gathered in the order of the text; later ones replace what a spread brought. */
interface Gathered {
  readonly fields: Map<string, FieldType>;
  entries: RecordEntry[];
  /** By field: what it comes to, whatever a spread has in it that its type does not name. */
  readonly values: Map<string, Expression>;
  readonly of: Typed[];
  readonly given: Map<string, Entry>;
  /** The literal itself. */
  readonly ast: RecordLiteral;
  broken: boolean;
}

/** `{ a: 1, b, ...r }`. Labels stay with the fields; a literal may leave out what is optional or has a default. */
export function checkRecord(
  ast: RecordLiteral,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const wanted = expected === undefined ? undefined : required(expected.type);
  if (wanted?.kind === "done" && expected !== undefined) {
    const record = checkRecord(ast, { ...expected, type: doneRecord(wanted.of) }, env, ctx);
    return record.type.kind === "error" ? record : { ...record, type: wanted };
  }
  if (wanted?.kind === "map") return checkMap(ast, wanted, { ...expected, type: wanted.value }, env, ctx);
  const union = wanted && asUnion(wanted);
  if (union !== undefined && expected?.soft !== true) return refuseRecord(ast, union, ctx);
  const shape = union !== undefined ? undefined : wanted?.kind === "record" ? wanted : undefined;
  const sofar: Gathered = {
    fields: new Map(),
    entries: [],
    values: new Map(),
    of: [],
    given: new Map(),
    ast,
    broken: false,
  };
  for (const entry of ast.entries) {
    if (entry.kind === "spread") addSpread(entry, sofar, env, ctx);
    else addEntry(entry, shape, expected, sofar, env, ctx);
  }
  if (shape !== undefined && expected !== undefined) complete(ast, shape, expected, sofar, ctx);
  if (sofar.broken) return failed(ast.span, sofar.of);
  const type: RecordType = { kind: "record", fields: [...sofar.fields.values()] };
  const expression = { op: "record" as const, entries: sofar.entries };
  return made({ span: ast.span, type, expression, of: sofar.of, label: publicLabel }, ctx);
}

/** The record form of a `Done<T>`, in an answer for one (semantics, rule 17). */
function doneRecord(of: Type): RecordType {
  const state: Type = { kind: "enum", name: "Done.state", members: doneStates, inline: true };
  return {
    kind: "record",
    fields: [
      { name: "state", type: state },
      { name: "value", type: optional(of) },
    ],
  };
}

function addEntry(
  entry: Entry,
  shape: RecordType | undefined,
  expected: Expectation | undefined,
  sofar: Gathered,
  env: Environment,
  ctx: Checking,
): void {
  const name = entry.name.text;
  const before = sofar.given.get(name);
  if (before !== undefined) {
    const place = { file: ctx.file, span: entry.name.span };
    const labels = [{ file: ctx.file, span: before.name.span, message: "given here first" }];
    ctx.report(doubledField.at(place, { field: name }, { labels }));
  }
  sofar.given.set(name, entry);
  const field = shape?.fields.find((one) => one.name === name);
  if (entry.shorthand && field === undefined && env.lookup(name) === undefined) {
    // `{ nmae }`: neither a field nor a value, and one mistake.
    sofar.of.push(ctx.check(entry.value, undefined, env));
    sofar.broken = true;
    return;
  }
  if (shape !== undefined && field === undefined && !expected?.soft) {
    reportUnknownField(entry.name, shape, expected, sofar.ast, ctx);
    // One mistake: what is in the field is taken as what was meant to be in the one it was mistaken for.
    const fieldType = shape.fields.find(
      (one) =>
        one.name ===
        closest(
          name,
          shape.fields.map((each) => each.name),
        ),
    );
    const wanted = { type: fieldType?.type ?? errorType, soft: true } as const;
    sofar.of.push(ctx.check(entry.value, wanted, env));
    sofar.broken = true;
    return;
  }
  const whole = expected?.type.kind;
  const asked =
    field ??
    (expected && (whole === "json" || whole === "error") ? { name, type: expected.type } : undefined);
  const value = ctx.check(entry.value, asked && entryExpectation(asked, shape, expected), env);
  sofar.fields.set(name, { name, type: value.type, traced: throughEntry(value.label, entry, ctx) });
  sofar.entries.push({ name, value: value.expression });
  sofar.values.set(name, value.expression);
  sofar.of.push(value);
}

function throughEntry(label: TracedLabel, { name, value }: Entry, { file }: Checking): TracedLabel {
  if (isWithoutWay(label)) return label;
  return through(label, { says: `stands in the field \`${name.text}\``, file, span: value.span });
}

function entryExpectation(
  field: FieldType,
  shape: RecordType | undefined,
  expected: Expectation | undefined,
): Expectation {
  const of = shape?.name === undefined ? "" : ` of \`${nameOf(shape)}\``;
  return { ...expected, type: field.type, asks: `field \`${field.name}\`${of} is` };
}

function reportUnknownField(
  { text: field, span }: Entry["name"],
  shape: RecordType,
  expected: Expectation | undefined,
  ast: RecordLiteral,
  ctx: Checking,
): void {
  const place = { file: ctx.file, span };
  const taken = new Set(ast.entries.flatMap((entry) => (entry.kind === "spread" ? [] : [entry.name.text])));
  const fields = shape.fields.map((one) => one.name);
  // A field that is given already is not meant once more.
  const suggestion = closest(
    field,
    fields.filter((name) => !taken.has(name)),
  );
  const details: DiagnosticDetails = {
    ...(expected === undefined ? {} : declaredAt(expected)),
    ...didYouMean(place, suggestion),
  };
  const record = shape.name === undefined ? "The expected record" : `\`${nameOf(shape)}\``;
  ctx.report(unknownField.at(place, { field, record, fields }, details));
}

function addSpread(spread: Spread, sofar: Gathered, env: Environment, ctx: Checking): void {
  const value = present(ctx.check(spread.value, undefined, env), spread.value, "`...` needs", ctx);
  sofar.of.push(value);
  if (value.type.kind !== "record") {
    if (value.type.kind !== "error") {
      ctx.report(spreadOfNoRecord.at({ file: ctx.file, span: value.span }, { type: aType(value.type) }));
    }
    sofar.broken = true;
    return;
  }
  const before = [...sofar.values.keys()];
  for (const field of value.type.fields) {
    const label = joinLabels(value.label, ownLabelOfField(field));
    sofar.fields.set(field.name, { name: field.name, type: field.type, traced: label });
    sofar.values.set(field.name, { op: "field", of: value.expression, name: field.name });
  }
  sofar.entries = [
    ...sofar.entries.filter((entry) => "spread" in entry),
    { spread: value.expression },
    // A spread replaces the fields that its type names, also where it has none; no others, also where it has them.
    ...before.flatMap((name) => {
      const expression = sofar.values.get(name);
      return expression === undefined ? [] : [{ name, value: expression }];
    }),
  ];
}

/** The fields missing in the literal: reported, or filled in. */
function complete(
  ast: RecordLiteral,
  shape: RecordType,
  expected: Expectation,
  sofar: Gathered,
  ctx: Checking,
): void {
  const left = shape.fields.filter(({ name }) => !sofar.fields.has(name) && !sofar.given.has(name));
  // A value without a required field was not meant to be one of these.
  if (expected.soft && !left.every(mayBeLeftOut)) return;
  const lacking: string[] = [];
  for (const field of left) {
    if (field.default !== undefined) {
      sofar.fields.set(field.name, { name: field.name, type: field.type });
      sofar.entries.push({ name: field.name, value: { op: "constant", value: field.default.value } });
    } else if (mayBeLeftOut(field)) {
      sofar.fields.set(field.name, { name: field.name, type: noneType });
      // A spread value may have a field of that name which its type does not mention.
      if (sofar.entries.some((entry) => "spread" in entry))
        sofar.entries.push({ name: field.name, value: { op: "constant", value: null } });
    } else lacking.push(field.name);
  }
  if (lacking.length === 0 || sofar.broken) return;
  const clash = { subject: "", asks: expected.asks ?? "here belongs", got: "", wanted: aType(shape) };
  const place = { file: ctx.file, span: ast.span };
  ctx.report(fieldMissing.at(place, { clash, fields: lacking }, declaredAt(expected)));
  sofar.broken = true;
}

function mayBeLeftOut({ type, default: value }: FieldType): boolean {
  return value !== undefined || isOptional(type) || type.kind === "json" || type.kind === "error";
}

/** Where a `Map<String, T>` is wanted, a literal's fields are its keys. */
function checkMap(
  ast: RecordLiteral,
  { key }: MapType,
  each: Expectation,
  env: Environment,
  ctx: Checking,
): Typed {
  const { type: value } = each;
  const keyed = key === undefined ? {} : { key };
  const of: Typed[] = [];
  const entries: RecordEntry[] = [];
  for (const entry of ast.entries) {
    if (entry.kind === "spread") {
      const typed = ctx.check(
        entry.value,
        { ...each, type: { kind: "map", value, ...keyed }, asks: "`...` here takes" },
        env,
      );
      of.push(typed);
      entries.push({ spread: typed.expression });
      continue;
    }
    if (key !== undefined && !key.members.includes(entry.name.text)) reportUnknownKey(entry, key, ctx);
    const typed = ctx.check(entry.value, { ...each, asks: "each value of the map is" }, env);
    of.push(typed);
    entries.push({ name: entry.name.text, value: typed.expression });
  }
  const label = joinLabels(...of.map((one) => one.label));
  const item = of.length === 0 ? value : commonType(of.map(valueOfMap), ctx);
  const type: Type = { kind: "map", value: item, ...keyed };
  return made({ span: ast.span, type, expression: { op: "record", entries }, of, label }, ctx);
}

function reportUnknownKey(entry: Entry, key: EnumType, ctx: Checking): void {
  const name = entry.name.text;
  const place = { file: ctx.file, span: entry.name.span };
  const params = { name, type: nameOf(key), members: key.members };
  ctx.report(unknownMember.at(place, params, didYouMean(place, closest(name, key.members))));
}

function valueOfMap(typed: Typed): Typed {
  return typed.type.kind === "map" ? { ...typed, type: typed.type.value } : typed;
}

/** A case with its fields in brackets; the literal is checked as a record of these fields. */
export function checkCase(
  ast: Call,
  { text, span }: { readonly text: string; readonly span: Span },
  union: UnionRecord,
  env: Environment,
  ctx: Checking,
): Typed {
  const unionCase = caseNamed(union, text);
  if (unionCase === undefined) return unknownCase(text, span, union, ctx);
  const entries: Entry[] = [];
  for (const argument of ast.arguments) {
    const entry = entryOf(argument, unionCase);
    if (entry === undefined) {
      const place = { file: ctx.file, span: argument.span };
      ctx.report(fieldNotNamed.at(place, { name: text, form: formOf(unionCase) }));
      return failed(ast.span);
    }
    entries.push(entry);
  }
  const literal: RecordLiteral = { kind: "record", entries, span: ast.span };
  const shape = shapeOf(unionCase, union);
  const record = checkRecord(literal, { type: shape, asks: `\`${text}\` is` }, env, ctx);
  if (record.type.kind !== "record" || record.expression.op === "read") return failed(ast.span, [record]);
  return caseOf(ast.span, text, record, record.type, union, ctx);
}
