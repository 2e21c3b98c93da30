import type { Draft, Scope } from "../draft.ts";
import type { Family } from "../themes.ts";

/** A kind of statement that can be drawn. */
export interface Construct {
  readonly family: Family;
  /** How it weighs among those of its family's weight; default 1. */
  readonly weight?: number;
  /** True if it may stand there. */
  fits(draft: Draft, scope: Scope): boolean;
  /** Its text, indented; what it makes known is added to the scope. Empty where nothing of it came about. */
  write(draft: Draft, scope: Scope): string;
}

/** Statements, one after another. */
export type WriteBlock = (draft: Draft, scope: Scope, count?: number) => string;
