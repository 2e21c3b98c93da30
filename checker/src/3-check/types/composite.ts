import type {
  EnumType as EnumNode,
  Field,
  Name,
  RecordType as RecordNode,
  Span,
  TypeNode,
} from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import { emptyEnvironment } from "../expression/environment.ts";
import type { EnumType, FieldType, RecordType, Type } from "../type.ts";
import { expressionContext } from "./bounds.ts";
import { errorType } from "./kinds.ts";
import { boundsNotConstant, doubledTypeField } from "./messages.ts";
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
