import { closest, defineDiagnostic, didYouMean } from "@orchlang/language";
import type { Argument, Expression as Ast, Entry, RecordLiteral, Span } from "@orchlang/language/ast";
import { publicLabel } from "../labels/label.ts";
import type { FieldType, RecordType, UnionCase } from "../type.ts";
import { optional, required } from "../types/kinds.ts";
import { aType, nameOf, withArticle } from "../types/show.ts";
import { caseNamed, narrowedUnion, tagName, type UnionRecord } from "../types/union.ts";
import { constant, failed, made } from "./make.ts";
import type { Checking, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

/* Values of a tagged union: `later`, `approve(until: noon)`, and both behind the union's name. */

export const caseLacksFields = defineDiagnostic<{ name: string; form: string; fields: readonly string[] }>({
  code: "ORCH3227",
  severity: "error",
  title: "Case without its fields",
  message: (p) =>
    `\`${p.name}\` has ${p.fields.map((field) => `\`${field}\``).join(", ")}, so its name alone is no value.`,
  help: (p) => `Write \`${p.form}\`.`,
});

export const caseNotNamed = defineDiagnostic<{ union: string; cases: readonly string[]; form: string }>({
  code: "ORCH3228",
  severity: "error",
  title: "Record instead of a case",
  message: (p) => `${p.union} belongs here, and a record does not say which case it is.`,
  label: (p) => `one of ${p.cases.map((name) => `\`${name}\``).join(", ")}`,
  help: (p) => `Write the case, and its fields in brackets: \`${p.form}\`.`,
});

export const fieldNotNamed = defineDiagnostic<{ name: string; form: string }>({
  code: "ORCH3229",
  severity: "error",
  title: "Field of a case without its name",
  message: (p) => `\`${p.name}\` is a case of a union: its fields are named, as in \`${p.form}\`.`,
});

/** `approve(until: …)`. */
export function formOf({ name, fields }: UnionCase): string {
  return `${name}(${fields.map((field) => `${field.name}: …`).join(", ")})`;
}

/** A case by its name alone. */
export function bareCase(name: string, span: Span, union: UnionRecord, ctx: ExpressionContext): Typed {
  const unionCase = caseNamed(union, name);
  if (unionCase === undefined) return unknownCase(name, span, union, ctx);
  if (unionCase.fields.length > 0) {
    const fields = unionCase.fields.map((field) => field.name);
    ctx.report(caseLacksFields.at({ file: ctx.file, span }, { name, form: formOf(unionCase), fields }));
    return failed(span);
  }
  return constant({ [tagName]: name }, narrowedUnion(union, [name]) ?? union, span, name);
}

export function unknownCase(name: string, span: Span, union: UnionRecord, ctx: ExpressionContext): Typed {
  const members = union.union.cases.map((one) => one.name);
  const place = { file: ctx.file, span };
  const params = { name, type: nameOf(union), members };
  ctx.report(unknownMember.at(place, params, didYouMean(place, closest(name, members))));
  return failed(span);
}

export function entryOf({ form, name, value, span }: Argument, { fields }: UnionCase): Entry | undefined {
  if (name !== undefined) return { kind: "entry", name, value, shorthand: form === "shorthand", span };
  // `approve(until)`: a value with the name of a field is that field.
  if (value.kind !== "reference" || !fields.some((field) => field.name === value.text)) return undefined;
  const named = { kind: "name", text: value.text, span: value.span } as const;
  return { kind: "entry", name: named, value, shorthand: true, span };
}

/** The record of a case's own fields. */
export function shapeOf({ name, fields }: UnionCase, union: UnionRecord): RecordType {
  const own = fields.flatMap((field): readonly FieldType[] => {
    const known = union.fields.find((one) => one.name === field.name);
    if (known === undefined) return [];
    const type = field.optional ? optional(known.type) : required(known.type);
    return [{ ...known, type, ...(field.default === undefined ? {} : { default: field.default }) }];
  });
  return { kind: "record", name: `${union.union.name}.${name}`, fields: own };
}

export function caseOf(
  span: Span,
  name: string,
  record: Typed,
  type: RecordType,
  union: UnionRecord,
  ctx: Checking,
): Typed {
  const tag = { name: tagName, value: { op: "constant", value: name } } as const;
  const given = record.expression;
  const entries =
    given.op === "record"
      ? [tag, ...given.entries]
      : given.op === "constant" && typeof given.value === "object" && given.value !== null
        ? [
            tag,
            ...Object.entries(given.value).map(([field, value]) => ({
              name: field,
              value: { op: "constant", value } as const,
            })),
          ]
        : [tag];
  const narrowed = narrowedUnion(union, [name]) ?? union;
  const fields = narrowed.fields.map((field): FieldType => {
    const own = type.fields.find((one) => one.name === field.name);
    if (own === undefined || field.name === tagName) return field;
    // An optional field that is left out keeps the type that another value of it would have.
    const isThere = own.type.kind !== "none";
    const { label: _, traced: __, ...bare } = field;
    return {
      ...bare,
      ...(own.traced === undefined ? {} : { traced: own.traced }),
      type: !isThere ? field.type : field.type.kind === "optional" ? optional(own.type) : own.type,
    };
  });
  const whole = { ...narrowed, fields };
  return made(
    { span, type: whole, expression: { op: "record", entries }, of: [record], label: publicLabel },
    ctx,
  );
}

/** A record literal where a union is wanted: the fix names the only case that has all of its fields. */
export function refuseRecord(ast: RecordLiteral, union: UnionRecord, ctx: Checking): Typed {
  const names = ast.entries.map((entry) => (entry.kind === "entry" ? entry.name.text : undefined));
  const fitting = union.union.cases.filter(
    ({ fields }) =>
      names.every((name) => fields.some((field) => field.name === name)) &&
      fields.every((field) => field.optional || field.default !== undefined || names.includes(field.name)),
  );
  const [only, ...others] = fitting;
  const place = { file: ctx.file, span: ast.span };
  const type = aType(union);
  const likely = only ?? union.union.cases.find(({ fields }) => fields.length > 0);
  const params = {
    union: type.charAt(0).toUpperCase() + type.slice(1),
    cases: union.union.cases.map(({ name }) => name),
    form: likely === undefined ? "" : formOf(likely),
  };
  const first = ast.entries[0];
  const last = ast.entries.at(-1);
  const isMeant = only !== undefined && others.length === 0 && first !== undefined && last !== undefined;
  const fixes = !isMeant
    ? []
    : [
        {
          title: `Write \`${only.name}(…)\``,
          safe: false,
          edits: [
            {
              file: ctx.file,
              span: { start: ast.span.start, end: first.span.start },
              newText: `${only.name}(`,
            },
            { file: ctx.file, span: { start: last.span.end, end: ast.span.end }, newText: ")" },
          ],
        },
      ];
  ctx.report(caseNotNamed.at(place, params, { fixes }));
  return failed(ast.span);
}

/** The union whose case a call makes: the one that is wanted, or that of `Choice.approve(…)`. */
export function unionMeant(
  callee: Ast,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
):
  | { readonly union: UnionRecord; readonly name: { readonly text: string; readonly span: Span } }
  | undefined {
  if (callee.kind === "member" && callee.object.kind === "reference") {
    const union =
      env.lookup(callee.object.text) === undefined ? ctx.unionNamed?.(callee.object.text) : undefined;
    return union && { union, name: callee.member };
  }
  if (callee.kind !== "reference" || expected === undefined) return undefined;
  const wanted = required(expected.type);
  const union = wanted.kind === "record" && wanted.union !== undefined ? (wanted as UnionRecord) : undefined;
  return union !== undefined && caseNamed(union, callee.text) !== undefined
    ? { union, name: callee }
    : undefined;
}

export const unknownMember = defineDiagnostic<{ name: string; type: string; members: readonly string[] }>({
  code: "ORCH3011",
  severity: "error",
  title: "Unknown member",
  message: (p) => `\`${p.name}\` is not ${withArticle(p.type)}.`,
  label: (p) => `not one of ${p.members.map((member) => `\`${member}\``).join(", ")}`,
});
