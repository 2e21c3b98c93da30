import type { DeclarationBase } from "./declaration.ts";
import type { Expression } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

/* The declarations that give other declarations their words: types, units, roles, constants. */

/** `type Theme = a | b`, or `type Job { … }` which has a record type and no `=`. */
export interface TypeDeclaration extends DeclarationBase {
  readonly kind: "typeDeclaration";
  readonly name: Name;
  readonly type: TypeNode;
  /** Written with `=`. */
  readonly alias: boolean;
}

/** `unit C: Temperature = 1 K + 273.15 K`; a base unit has no scale. */
export interface UnitDeclaration extends DeclarationBase {
  readonly kind: "unitDeclaration";
  readonly name: Name;
  readonly quantity: Name;
  readonly scale: ScaledUnit | undefined;
  readonly offset: ScaledUnit | undefined;
}

/** `3_600_000 J` or `1K`: a number of another unit, the unit attached or not. */
export interface ScaledUnit {
  readonly kind: "scaledUnit";
  readonly number: string;
  readonly unit: Name;
  readonly raw: string;
  readonly span: Span;
}

/** `let most: Int = 20` at top level. */
export interface ConstantDeclaration extends DeclarationBase {
  readonly kind: "constantDeclaration";
  readonly name: Name;
  readonly type: TypeNode | undefined;
  readonly value: Expression;
}

/** `role supervisor trust high`. */
export interface RoleDeclaration extends DeclarationBase {
  readonly kind: "roleDeclaration";
  readonly name: Name;
  readonly trust: Name | undefined;
}
