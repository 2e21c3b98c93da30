import type { Name, TypeNode } from "@orchlang/language/ast";
import type { Expectation, Typed } from "../expression/typed.ts";
import { labelInside } from "../labels/inside.ts";
import { publicLabel } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { join } from "./join.ts";
import { labelOnLet } from "./messages.ts";
import { resolveType } from "./resolve.ts";
import type { TypeContext } from "./written.ts";

/**
 * The expectation of the type behind a `let`'s name; `undefined` without one. A label there would be an unchecked
 * promise: labels come with the value, so a type that has any is rejected.
 */
export function typedByName(
  { name, type: written }: { readonly name: Name; readonly type: TypeNode | undefined },
  context: TypeContext,
): Expectation | undefined {
  if (written === undefined) return undefined;
  const { type, labels } = resolveType(written, context);
  const { file } = context;
  if (labels.length > 0 || labelInside(type) !== publicLabel) {
    context.report(labelOnLet.at({ file, span: written.span }, { name: name.text }));
    return { type: { kind: "error" } };
  }
  const says = `\`${name.text}\` has this type`;
  return { type, asks: `\`${name.text}\` is`, declared: { file, span: written.span, says } };
}

/** The type of a value behind a `let` with a type: as declared, with the bounds that the value itself is known to have. */
export function typeBehind(value: Typed, wanted: Expectation | undefined): Type {
  const { type } = value;
  return wanted === undefined || type.kind === "error" ? type : declaredType(type, wanted.type);
}

function declaredType(type: Type, declared: Type): Type {
  if (type.kind === "list" && declared.kind === "list" && type.max !== 0)
    return { ...type, item: declaredType(type.item, declared.item) };
  const isBounded = type.kind === "int" || type.kind === "quantity" || type.kind === "ratio";
  if (isBounded && type.kind === declared.kind) return type;
  return join(type, declared) ?? declared;
}
