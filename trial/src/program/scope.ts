import type { Capability, Parameter } from "./draft.ts";
import { type Label, publicLabel, type Type } from "./types.ts";

/** Something that an expression can read. */
export interface Value {
  readonly text: string;
  readonly type: Type;
  readonly label: Label;
}

/** The plan that is being written. */
export interface Frame {
  readonly result?: Type;
  readonly params: readonly Parameter[];
  readonly fails: string[];
  /** How many plans deep it may still call. */
  readonly depth: number;
  /** The called thing. */
  readonly called: Set<Capability>;
  lasting: boolean;
}

/** The names known at a statement's place. Its lists grow as statements are written. */
export interface Scope {
  readonly values: Value[];
  /** Steps that can be waited for. */
  readonly steps: string[];
  /** Conditions asked here or around: asked again they would have but one answer. */
  readonly asked: Set<string>;
  /** The conditions that it stands under, as they are written. */
  readonly under: readonly string[];
  /** The decisions that lead here. */
  readonly pc: Label;
  readonly frame: Frame;
  /** How deep blocks may still nest. */
  readonly depth: number;
  readonly indent: string;
  /** No `return` may stand here. */
  readonly inside: boolean;
  /** It may be done twice, or broken off. */
  readonly safe: boolean;
  /** Pools held around. */
  readonly held: readonly string[];
  /** In `finally`, or in a handler: nothing large. */
  readonly small: boolean;
}

export function topScope(frame: Frame, depth: number): Scope {
  return {
    values: [],
    steps: [],
    asked: new Set(),
    under: [],
    pc: publicLabel,
    frame,
    depth,
    indent: "  ",
    inside: false,
    safe: false,
    held: [],
    small: false,
  };
}

/** A block inside: it sees all that is known around, and what is written in it stays in it. */
export function within(scope: Scope, more: Partial<Scope> = {}): Scope {
  return {
    ...scope,
    values: [...scope.values],
    steps: [...scope.steps],
    asked: new Set(scope.asked),
    depth: scope.depth - 1,
    indent: `${scope.indent}  `,
    ...more,
  };
}

/** A block that sees values of before, and no step beside it: the branch of a race. */
export function apart(scope: Scope, more: Partial<Scope> = {}): Scope {
  return within(scope, { safe: true, inside: true, ...more });
}
