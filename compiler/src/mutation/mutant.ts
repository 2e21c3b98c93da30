import type { Node, Span } from "@orchlang/language/ast";
import type { Replacement } from "./cut.ts";

/** A change that a careless edit could make, and that a program's scenarios ought to notice. */
export interface Mutation {
  /** The part that it changes: what a report points at. */
  readonly span: Span;
  readonly replacements: readonly Replacement[];
  /** The mutation in the imperative: `drop the undo of charge`. */
  readonly says: string;
}

/** A mutation of one source, and what becomes of the text. */
export interface Mutant extends Mutation {
  readonly operator: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The node that a mutation operator receives, and its ancestors, the file first. */
export interface Visited {
  readonly text: string;
  readonly node: Node;
  readonly parents: readonly Node[];
}

/** The mutations of one kind that a node admits. */
export type Operator = (visited: Visited) => readonly Mutation[];
