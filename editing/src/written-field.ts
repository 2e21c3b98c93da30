import { type Definition, resolvePath } from "@orchlang/checker/resolve";
import { required } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import { type Attempt, type Expression, type Reference, type TypeNode, visit } from "@orchlang/language/ast";
import { bare, definitionNamed, fieldsOf } from "./declared.ts";
import type { Declared } from "./referent.ts";

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
export function writtenField(object: Expression, field: string, look: Look): Declared | undefined {
  return fieldOf(writtenType(object, look), field)?.name;
}

function fieldOf(
  written: Written | undefined,
  field: string,
): (Written & { readonly name: Declared }) | undefined {
  const record = written && bare(written.type);
  const found = record && fieldsOf(record).find(({ name }) => name.text === field);
  if (written === undefined || found === undefined) return undefined;
  const { file } = written;
  return { type: found.type, file, name: { file, span: found.name.span } };
}

function writtenType(expression: Expression, look: Look): Written | undefined {
  const type = look.expressions.get(expression)?.typed.type;
  const record = type && required(type);
  const named =
    record?.kind === "record" ? definitionNamed(record.name ?? "", look.module.program) : undefined;
  if (named?.kind === "type") return { type: named.declaration.type, file: named.file };
  if (expression.kind === "member")
    return fieldOf(writtenType(expression.object, look), expression.member.text);
  return expression.kind === "reference" ? typeOfName(expression, look) : undefined;
}

function typeOfName(node: Reference, look: Look): Written | undefined {
  const declared = look.expressions.get(node)?.env.lookup(node.text)?.declared;
  if (declared === undefined) return node.text === "result" ? resultOf(look.definition) : undefined;
  const { file, span } = declared;
  if (file !== look.part.id) return undefined;
  let found: Written | undefined;
  visit(look.declaration, {
    parameter: ({ name, type }) => {
      if (name.span.start === span.start) found = { type, file };
    },
    step: ({ name, body }) => {
      if (name.span.start === span.start && body.kind === "attempt") found = calledBy(body, look);
    },
    let: ({ name, value }) => {
      if (name.span.start === span.start) found = writtenType(value, look);
    },
  });
  return found;
}

function calledBy({ call }: Attempt, { module: { names, program } }: Look): Written | undefined {
  return resultOf(resolvePath(call.path, names, program.resolved.names));
}

function resultOf(called: Definition | undefined): Written | undefined {
  if (called?.kind !== "capability" && called?.kind !== "plan" && called?.kind !== "goal") return undefined;
  const { result } = called.declaration;
  return result && { type: result, file: called.file };
}
