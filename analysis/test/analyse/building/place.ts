import type { Origin, TracedLabel } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Span } from "@orchlang/language/ast";

/*
 * Programs as phase 3 hands them over, made by hand: one statement a call. Every statement gets a span of its own, in
 * the order in which it is made, so that messages can be told apart.
 */

const file = "test.orch";
export const internal: TracedLabel = { confidentiality: "internal", integrity: "trusted", way: [] };

let next = 0;
export function span(): Span {
  next += 10;
  return { start: next, end: next + 5 };
}

export function origin(): Origin {
  const here = span();
  return { file, span: here, nameSpan: here, module: "m" };
}

export const intType: Type = { kind: "int" };
export const boolType: Type = { kind: "bool" };
