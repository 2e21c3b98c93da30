import { coreNames } from "@orchlang/checker/expression";
import { type Definition, lookup, resolvePath } from "@orchlang/checker/resolve";
import { asUnion, required, type Type, tagOf } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import {
  type Attempt,
  type Expression,
  type Name,
  type Node,
  type Path,
  type Reference,
  type Span,
  type TypeNode,
  visit,
} from "@orchlang/language/ast";
import { bare, declaredAt, definitionNamed, fieldDeclared, fieldsOf, memberDeclared } from "./declared.ts";
import type { Declared, LocalKind, Referent } from "./referent.ts";

/* The meaning of a name at its place. */

export function ofDefinition(definition: Definition | undefined): Referent | undefined {
  return definition && { what: "definition", definition, declared: declaredAt(definition) };
}

export function ofReference(
  node: Extract<Expression, { kind: "reference" }>,
  parents: readonly Node[],
  look: Look,
): Referent | undefined {
  const seen = look.expressions.get(node);
  const parent = parents.at(-1);
  if (seen === undefined) {
    if (parent?.kind === "valuePattern") return ofPattern(node.text, parents, look);
    if (parent?.kind === "call" && parent.callee === node)
      return (
        memberOf(look.expressions.get(parent)?.typed.type, node.text, look) ??
        ofCallee(node.text, parent.arguments[0]?.value, look)
      );
    return ofDefinition(lookup(look.module.names, node.text));
  }
  const binding = seen.env.lookup(node.text);
  const definition = lookup(look.module.names, node.text);
  if (binding?.declared !== undefined) {
    const { declared, type } = binding;
    const isOwn = definition !== undefined && declaredAt(definition).span.start === declared.span.start;
    if (isOwn && declaredAt(definition).file === declared.file) return ofDefinition(definition);
    const kind = kindOfLocal(declared.span, look);
    const follows = kind === "parameter" && binding.label.follows !== undefined;
    return { what: "local", kind, name: node.text, type, declared, ...(follows ? { follows } : {}) };
  }
  if (binding !== undefined) return undefined;
  return memberOf(seen.wanted?.type ?? seen.typed.type, node.text, look) ?? ofDefinition(definition);
}

function ofCallee(name: string, first: Expression | undefined, look: Look): Referent | undefined {
  const definition = lookup(look.module.names, name);
  if (definition !== undefined) return ofDefinition(definition);
  if (!coreNames.includes(name)) return undefined;
  return { what: "function", name, of: first && look.expressions.get(first)?.typed.type };
}

/** The kind of a name at its declaration. */
function kindOfLocal({ start }: Span, { declaration }: Look): LocalKind {
  const kinds = new Map<number, LocalKind>();
  const is = (kind: LocalKind, name: Name | undefined): undefined => {
    if (name !== undefined) kinds.set(name.span.start, kind);
  };
  visit(declaration, {
    parameter: ({ name }) => is("parameter", name),
    step: ({ name }) => is("step", name),
    let: ({ name }) => is("let", name),
    with: ({ name }) => is("hold", name),
    matchCase: ({ binding }) => is("binding", binding),
  });
  return kinds.get(start) ?? "variable";
}

function ofPattern(name: string, parents: readonly Node[], look: Look): Referent | undefined {
  const match = parents.findLast((node) => node.kind === "match" || node.kind === "matchExpression");
  if (match?.kind !== "match" && match?.kind !== "matchExpression") return undefined;
  const type = look.expressions.get(match.subject)?.typed.type;
  return memberOf(type, name, look) ?? fieldOf(type, name, look);
}

export function memberOf(type: Type | undefined, name: string, look: Look): Referent | undefined {
  const result = type && required(type);
  const union = result && asUnion(result);
  // The cases of a union are the members of its tag.
  const wanted = union === undefined ? result : tagOf(union);
  if (wanted?.kind !== "enum" || !wanted.members.includes(name)) return undefined;
  return { what: "member", name, type: wanted, declared: memberDeclared(wanted, name, look.module.program) };
}

export function fieldOf(type: Type | undefined, name: string, look: Look): Referent | undefined {
  const record = type && required(type);
  if (record?.kind !== "record") return undefined;
  const field = record.fields.find((one) => one.name === name);
  if (field === undefined) return undefined;
  const declared = fieldDeclared(record.name, name, look.module.program);
  return { what: "field", name, owner: record.name, type: field.type, declared };
}

export function ofMember(node: Extract<Expression, { kind: "member" }>, look: Look): Referent | undefined {
  const object = look.expressions.get(node.object)?.typed.type;
  const name = node.member.text;
  if (object === undefined) {
    const whole = look.expressions.get(node)?.typed.type;
    return memberOf(whole, name, look);
  }
  const field = fieldOf(object, name, look);
  if (field?.what === "field" && field.owner === undefined)
    return { ...field, declared: writtenField(node.object, name, look) };
  if (field !== undefined) return field;
  if (coreNames.includes(name)) return { what: "function", name, of: required(object) };
  const type = look.expressions.get(node)?.typed.type;
  return { what: "field", name, owner: undefined, type, declared: undefined };
}

/** A parameter of what is called, or a field of the event that is emitted. */
export function parameterOf(path: Path, name: string, { module }: Look): Referent | undefined {
  const { program, names } = module;
  const called = resolvePath(path, names, program.resolved.names);
  if (called === undefined) return undefined;
  const params =
    called.kind === "event" || called.kind === "fusion"
      ? program.eventOf(called).fields
      : called.kind === "capability" || called.kind === "plan" || called.kind === "goal"
        ? program.signatureOf(called).params
        : [];
  const parameterSignature = params.find((param) => param.name === name);
  if (parameterSignature === undefined) return undefined;
  const declared = { file: parameterSignature.file, span: parameterSignature.span };
  if (called.kind === "event" || called.kind === "fusion") {
    return { what: "field", name, owner: called.qualified, type: parameterSignature.type, declared };
  }
  const follows =
    "follows" in parameterSignature && parameterSignature.follows === true
      ? { follows: parameterSignature.follows }
      : {};
  return { what: "local", kind: "parameter", name, type: parameterSignature.type, declared, ...follows };
}

/*
 * Fields of unnamed records are known by their types alone, which have no position in the text. The names lead there:
 * from a step to its callee, from that to its result.
 */

/** A type as it is written, and the file that its places are of. */
interface Written {
  readonly type: TypeNode;
  readonly file: string;
}

/** Where a field of what an expression gives is written. */
function writtenField(object: Expression, field: string, look: Look): Declared | undefined {
  return writtenFieldOf(writtenType(object, look), field)?.name;
}

function writtenFieldOf(
  written: Written | undefined,
  field: string,
): (Written & { readonly name: Declared }) | undefined {
  const record = written && bare(written.type);
  const result = record && fieldsOf(record).find(({ name }) => name.text === field);
  if (written === undefined || result === undefined) return undefined;
  const { file } = written;
  return { type: result.type, file, name: { file, span: result.name.span } };
}

function writtenType(expression: Expression, look: Look): Written | undefined {
  const type = look.expressions.get(expression)?.typed.type;
  const record = type && required(type);
  const named =
    record?.kind === "record" ? definitionNamed(record.name ?? "", look.module.program) : undefined;
  if (named?.kind === "type") return { type: named.declaration.type, file: named.file };
  if (expression.kind === "member")
    return writtenFieldOf(writtenType(expression.object, look), expression.member.text);
  return expression.kind === "reference" ? typeOfName(expression, look) : undefined;
}

function typeOfName(node: Reference, look: Look): Written | undefined {
  const declared = look.expressions.get(node)?.env.lookup(node.text)?.declared;
  if (declared === undefined) return node.text === "result" ? resultOf(look.definition) : undefined;
  const { file, span } = declared;
  if (file !== look.part.id) return undefined;
  let result: Written | undefined;
  visit(look.declaration, {
    parameter: ({ name, type }) => {
      if (name.span.start === span.start) result = { type, file };
    },
    step: ({ name, body }) => {
      if (name.span.start === span.start && body.kind === "attempt") result = calledBy(body, look);
    },
    let: ({ name, value }) => {
      if (name.span.start === span.start) result = writtenType(value, look);
    },
  });
  return result;
}

function calledBy({ call }: Attempt, { module: { names, program } }: Look): Written | undefined {
  return resultOf(resolvePath(call.path, names, program.resolved.names));
}

function resultOf(called: Definition | undefined): Written | undefined {
  if (called?.kind !== "capability" && called?.kind !== "plan" && called?.kind !== "goal") return undefined;
  const { result } = called.declaration;
  return result && { type: result, file: called.file };
}
