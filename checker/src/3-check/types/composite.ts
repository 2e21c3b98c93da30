import type {
  EnumType as EnumNode,
  Field,
  Name,
  RecordType as RecordNode,
  Span,
  TypeNode,
  UnionType as UnionNode,
} from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import { emptyEnvironment } from "../expression/checking.ts";
import type { CaseField, EnumType, FieldType, RecordType, Type, UnionCase } from "../type.ts";
import { expressionContext } from "./bounds.ts";
import { errorType, isOptional, required } from "./kinds.ts";
import { boundsNotConstant, caseField, doubledTypeField, tagTaken } from "./messages.ts";
import { sameType } from "./same.ts";
import { aBoundedType } from "./show.ts";
import { tagName, unionType } from "./union.ts";
import type { TypeContext, WrittenType } from "./written.ts";

/* Types made of named parts. */

type Resolve = (node: TypeNode, context: TypeContext) => WrittenType;

export function resolveRecord(node: RecordNode, context: TypeContext, resolve: Resolve): RecordType {
  const fields: FieldType[] = [];
  const first = new Map<string, Span>();
  for (const field of node.fields) {
    if (isDoubled(field.name, first, context)) continue;
    if (field.name.text !== "") fields.push(resolveField(field, context, resolve));
  }
  return context.declares ? { kind: "record", name: context.path, fields } : { kind: "record", fields };
}

function resolveField(field: Field, context: TypeContext, resolve: Resolve): FieldType {
  const name = field.name.text;
  const path = context.path === "" ? name : `${context.path}.${name}`;
  const { type, labels } = resolve(field.type, { ...context, path, declares: false });
  const value = field.default === undefined ? undefined : defaultOf(field, type, context);
  return {
    name,
    type,
    ...(labels.length === 0 ? {} : { label: labels }),
    ...(value === undefined ? {} : { default: value }),
  };
}

function defaultOf(field: Field, type: Type, context: TypeContext): FieldType["default"] {
  if (field.default === undefined) return undefined;
  const expected = { type, asks: `field \`${field.name.text}\` is` };
  const env = context.constants ?? emptyEnvironment;
  const typed = checkExpression(field.default, expected, env, expressionContext(context));
  if (typed.type.kind === "error") return undefined;
  if (typed.constant === undefined) {
    context.report(boundsNotConstant.at({ file: context.file, span: field.default.span }, {}));
  }
  return typed.constant;
}

/** Only a declaration's right side is a union, so it always has a name. */
export function resolveUnion(node: UnionNode, context: TypeContext, resolve: Resolve): RecordType {
  const cases: UnionCase[] = [];
  const fields = new Map<string, FieldType>();
  const declared = new Map<string, Span>();
  const first = new Map<string, Span>();
  for (const { name, record } of node.cases) {
    if (isDoubled(name, first, context) || name.text === "") continue;
    const own: CaseField[] = [];
    const before = new Map<string, Span>();
    for (const written of record?.fields ?? []) {
      if (isDoubled(written.name, before, context) || written.name.text === "") continue;
      const { file } = context;
      if (written.name.text === tagName) {
        context.report(
          tagTaken.at({ file, span: written.name.span }, { type: context.path.split(".").at(-1) ?? "" }),
        );
        continue;
      }
      const field = resolveField(written, context, resolve);
      const known = fields.get(field.name);
      if (known !== undefined && !sameType(required(known.type), required(field.type))) {
        const labels = [
          {
            file,
            span: declared.get(field.name) ?? written.span,
            message: aBoundedType(required(known.type)),
          },
        ];
        const types = {
          first: aBoundedType(required(known.type)),
          other: aBoundedType(required(field.type)),
        };
        context.report(
          caseField.at({ file, span: written.type.span }, { field: field.name, ...types }, { labels }),
        );
      }
      own.push({
        name: field.name,
        optional: isOptional(field.type),
        ...(field.default === undefined ? {} : { default: field.default }),
      });
      const { default: _, ...plain } = field;
      const label = [...new Set([...(known?.label ?? []), ...(field.label ?? [])])];
      fields.set(field.name, { ...plain, ...known, ...(label.length === 0 ? {} : { label }) });
      if (known === undefined) declared.set(field.name, written.type.span);
    }
    cases.push({ name: name.text, fields: own });
  }
  return unionType({ name: context.path, cases }, [...fields.values()]);
}

export function resolveEnum(node: EnumNode, context: TypeContext): EnumType | typeof errorType {
  const first = new Map<string, Span>();
  const members = node.members
    .filter((member) => !isDoubled(member, first, context))
    .map((member) => member.text);
  const known = members.filter((member) => member !== "");
  if (known.length === 0) return errorType;
  return {
    kind: "enum",
    name: context.path,
    members: known,
    ...(context.declares ? {} : { inline: true as const }),
  };
}

function isDoubled(name: Name, first: Map<string, Span>, context: TypeContext): boolean {
  const before = first.get(name.text);
  if (before === undefined) {
    if (name.text !== "") first.set(name.text, name.span);
    return false;
  }
  const labels = [{ file: context.file, span: before, message: "first here" }];
  context.report(
    doubledTypeField.at({ file: context.file, span: name.span }, { field: name.text }, { labels }),
  );
  return true;
}
