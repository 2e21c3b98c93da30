import type { Draft, Scope, Value } from "../../draft.ts";
import { joined, type Label, type Type } from "../../types.ts";

/** The surroundings of an expression. */
export interface Making<T extends Type = Type> {
  readonly draft: Draft;
  readonly scope: Scope;
  /** The wanted type. */
  readonly type: T;
  /** Another value, nearer to its end. */
  inner(type: Type): Value;
}

/** A way to make a value of one kind of type out of others; `undefined` where nothing that it needs is known. */
export interface Form {
  readonly gives: Type["is"];
  readonly weight?: number;
  write(making: Making): Value | undefined;
}

/** A value made of these. */
export function madeOf(type: Type, text: string, ...of: readonly { readonly label: Label }[]): Value {
  return { text, type, label: joined(...of.map(({ label }) => label)) };
}

/** Something that can be followed by a dot, or stand beside an operator. */
export function grouped(text: string): string {
  return /^[\w.?]+(?:\([^()]*\))?$|^"[^"]*"$/.test(text) ? text : `(${text})`;
}
