import type { Expression, Reference } from "@orchlang/language/ast";
import type { EnumType, Type } from "../type.ts";
import { tighten } from "../types/join.ts";
import { isOptional, optional, required } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { asUnion, casesOf, narrowedUnion, ofCases, tagName } from "../types/union.ts";
import type { Environment } from "./typed.ts";

/* A fact about `a.b.c` is stored as a fact about `a`: a record with one narrower field. */

/** The narrower types of names, by name. */
export type Facts = ReadonlyMap<string, Type>;

export const nothingKnown: Facts = new Map();

/** A name with the fields that lead from it: `last.report`. */
interface Path {
  readonly root: string;
  readonly fields: readonly { readonly name: string; readonly optional: boolean }[];
}

/** The name that a way of fields leads from. */
export function rootOf(ast: Expression): Reference | undefined {
  let object = ast;
  while (object.kind === "member") object = object.object;
  return object.kind === "reference" ? object : undefined;
}

export function pathOf(ast: Expression): Path | undefined {
  if (ast.kind === "reference") return { root: ast.text, fields: [] };
  if (ast.kind !== "member") return undefined;
  const object = pathOf(ast.object);
  return (
    object && {
      root: object.root,
      fields: [...object.fields, { name: ast.member.text, optional: ast.optional }],
    }
  );
}

/** Narrows the type at the end of a path; `there` says that the whole way to it is known to be there. */
export function refine(
  ast: Expression,
  env: Environment,
  there: boolean,
  change: (type: Type) => Type | undefined,
): Facts {
  const path = pathOf(ast);
  const binding = path && env.lookup(path.root);
  if (path === undefined || binding === undefined) return nothingKnown;
  const type = refineType(binding.type, path.fields, there, change);
  return type === undefined ? nothingKnown : new Map([[path.root, type]]);
}

function refineType(
  type: Type,
  fields: Path["fields"],
  there: boolean,
  change: (type: Type) => Type | undefined,
): Type | undefined {
  const [step, ...rest] = fields;
  if (step === undefined) return change(type);
  const whole = required(type);
  const missing = isOptional(type) && !(there && step.optional);
  if (whole.kind === "list" && step.name === "size" && rest.length === 0) {
    const size = change({
      kind: "int",
      min: whole.min ?? 0,
      ...(whole.max === undefined ? {} : { max: whole.max }),
    });
    return size?.kind === "int" ? tighten(whole, size) : undefined;
  }
  if (whole.kind !== "record") return undefined;
  const field = whole.fields.find((one) => one.name === step.name);
  const inner = field && refineType(field.type, rest, there, change);
  if (field === undefined || inner === undefined) return undefined;
  const union = asUnion(whole);
  if (union !== undefined && step.name === tagName && inner.kind === "enum") {
    const narrowed = ofCases(union, inner);
    return missing ? optional(narrowed) : narrowed;
  }
  const changed: Type = {
    ...whole,
    narrowed: true,
    fields: whole.fields.map((one) => (one === field ? { ...field, type: inner } : one)),
  };
  return missing ? optional(changed) : changed;
}

/** There, where it may have been missing. */
export const toRequired = (type: Type): Type | undefined => (type.kind === "optional" ? type.of : undefined);

/** An enum or a union that is one of `members`, or none of them; a failure of one of these names, or of none. */
export function toMembers(type: Type, members: readonly string[], holds: boolean): Type | undefined {
  const whole = required(type);
  if (whole.kind === "failure") {
    const names = whole.names.filter((name) => members.includes(name) === holds);
    const failure = { ...whole, names };
    return names.length === 0 ? undefined : holds || !isOptional(type) ? failure : optional(failure);
  }
  const union = asUnion(whole);
  if (union !== undefined) {
    const names = casesOf(union).filter((name) => members.includes(name) === holds);
    const narrowed = narrowedUnion(union, names);
    return narrowed === undefined || holds || !isOptional(type) ? narrowed : optional(narrowed);
  }
  if (whole.kind !== "enum") return undefined;
  const left = membersOf(whole).filter((member) => members.includes(member) === holds);
  if (left.length === 0) return undefined;
  const only: EnumType = { ...whole, only: left };
  return holds || !isOptional(type) ? only : optional(only);
}
