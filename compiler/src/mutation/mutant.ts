import type { Node, Span } from "@orchlang/language/ast";

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

/** Text that takes the place of a part of a source; empty to remove the part. */
export interface Replacement extends Span {
  readonly text: string;
}

/** A part of a text, as it is written. */
export function written(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** Removes a part, together with the comma that separates it from its neighbours. */
export function removed(text: string, { start, end }: Span): Replacement {
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind !== null) return { start, end: end + behind[0].length, text: "" };
  const before = /,\s*$/.exec(text.slice(0, start));
  return { start: start - (before?.[0].length ?? 0), end, text: "" };
}

const introducing = /\b(?:where|wait|within|for|when|until|by|nearest|finally|else)\s*$/;

/** Removes a part with the keyword that introduces it, as in `within 5s`; `undefined` where none does. */
export function removedWithKeyword(text: string, { start, end }: Span): Replacement | undefined {
  const keyword = introducing.exec(text.slice(0, start));
  return keyword === null ? undefined : { start: start - keyword[0].length, end, text: "" };
}

/** Puts `text` in the place of a part. */
export function replaced({ start, end }: Span, text: string): Replacement {
  return { start, end, text };
}

/** Exchanges two parts that do not overlap. */
export function exchanged(text: string, one: Span, other: Span): readonly Replacement[] {
  return [replaced(one, written(text, other)), replaced(other, written(text, one))];
}

/** A block without its braces. */
export function inside(text: string, { start, end }: Span): string {
  return text.slice(start + 1, end - 1);
}
