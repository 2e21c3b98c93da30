import type { Definition } from "@orchlang/checker/resolve";
import type { ProgramContext } from "@orchlang/checker/scope";
import type { EnumType } from "@orchlang/checker/types";
import type { Field, Name, TypeNode } from "@orchlang/language/ast";
import type { Declared } from "./referent.ts";

/** The definition with a qualified name, `marketing.campaign.Job`. */
export function definitionNamed(qualified: string, program: ProgramContext): Definition | undefined {
  const dot = qualified.lastIndexOf(".");
  if (dot === -1) return undefined;
  return program.resolved.names.get(qualified.slice(0, dot))?.own.get(qualified.slice(dot + 1));
}

export function declaredAt(definition: Definition): Declared {
  return { file: definition.file, span: definition.declaration.name.span };
}

/** Where a field of a named record, or of an event, is declared. */
export function fieldDeclared(
  owner: string | undefined,
  field: string,
  program: ProgramContext,
): Declared | undefined {
  const definition = owner === undefined ? undefined : definitionNamed(owner, program);
  if (definition === undefined) return undefined;
  const { declaration, file } = definition;
  const name = namesOfFields(declaration).find(({ text }) => text === field);
  return name && { file, span: name.span };
}

function namesOfFields(declaration: Definition["declaration"]): readonly Name[] {
  switch (declaration.kind) {
    case "typeDeclaration": {
      const type = bare(declaration.type);
      return fieldsOf(type).map(({ name }) => name);
    }
    case "eventDeclaration":
    case "fusionDeclaration":
      return declaration.parameters.map(({ name }) => name);
    default:
      return [];
  }
}

/** The fields of a record, or of all cases of a union. */
export function fieldsOf(type: TypeNode): readonly Field[] {
  if (type.kind === "recordType") return type.fields;
  return type.kind === "unionType" ? type.cases.flatMap(({ record }) => record?.fields ?? []) : [];
}

/** Where a member of an enum is declared: in `type Zone = …`, in a field of a type, or as a member of a pool. */
export function memberDeclared(
  type: EnumType,
  member: string,
  program: ProgramContext,
): Declared | undefined {
  const whole = definitionNamed(type.name, program);
  if (whole?.kind === "type") return memberIn(bare(whole.declaration.type), member, whole.file);
  if (whole?.kind === "resource") return declaredAt(whole);
  const dot = type.name.lastIndexOf(".");
  const holder = dot === -1 ? undefined : definitionNamed(type.name.slice(0, dot), program);
  if (holder?.kind !== "type") return undefined;
  const record = bare(holder.declaration.type);
  if (record.kind === "unionType") return memberIn(record, member, holder.file);
  if (record.kind !== "recordType") return undefined;
  const field = record.fields.find(({ name }) => name.text === type.name.slice(dot + 1));
  return field && memberIn(bare(field.type), member, holder.file);
}

function memberIn(type: TypeNode, member: string, file: string): Declared | undefined {
  const names = type.kind === "unionType" ? type.cases.map((one) => one.name) : undefined;
  const members = type.kind === "enumType" ? type.members : names;
  const name = members?.find(({ text }) => text === member);
  return name && { file, span: name.span };
}

/** A type without what is said around it: labels, and that it may be missing. */
export function bare(type: TypeNode): TypeNode {
  if (type.kind === "labelledType" || type.kind === "optionalType") return bare(type.type);
  return type.kind === "listType" ? bare(type.element) : type;
}
