import { parse, positionAt, type SourceFile } from "@orchlang/language";
import { type Node, visit } from "@orchlang/language/ast";
import { swappedArguments } from "./arguments.ts";
import { guards, thresholds } from "./guards.ts";
import { otherMembers } from "./members.ts";
import type { Mutant, Operator, Replacement } from "./mutant.ts";
import { order, repetition } from "./repetition.ts";
import { compensation, leftOut } from "./steps.ts";

/** By name, as reports show it. */
const operators: Readonly<Record<string, Operator>> = {
  guard: guards,
  compensation,
  threshold: thresholds,
  argument: swappedArguments,
  member: otherMembers,
  order,
  repetition,
  step: leftOut,
};

/** Statements of what a program promises: mutating one would weaken the test, not the program. */
const stated: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  "scenarioDeclaration",
  "guardrailDeclaration",
  "goalDeclaration",
  "typeDeclaration",
  "ensuresClause",
  "showClause",
  "bound",
]);

/**
 * The mutants of a source, in the order of its text: each has one small mistake that still reads as a program. A text
 * that comes about in two ways is one mutant. Empty for a source with a syntax error.
 */
export function mutantsOf(source: SourceFile): readonly Mutant[] {
  const { file, diagnostics } = parse(source);
  if (diagnostics.some(({ severity }) => severity === "error")) return [];
  const mutants = new Map<string, Mutant>();
  visit(file, {
    any: (node, parents) => {
      if (stated.has(node.kind)) return false;
      for (const [operator, of] of Object.entries(operators)) {
        for (const mutation of of({ text: source.text, node, parents })) {
          const text = changed(source.text, mutation.replacements);
          if (text === source.text || mutants.has(text)) continue;
          const line = positionAt(source, mutation.span.start).line + 1;
          mutants.set(text, { ...mutation, operator, file: source.name, line, text });
        }
      }
      return undefined;
    },
  });
  return [...mutants.values()].toSorted((one, other) => one.span.start - other.span.start);
}

function changed(text: string, replacements: readonly Replacement[]): string {
  let result = text;
  for (const { start, end, text: by } of replacements.toSorted((one, other) => other.start - one.start))
    result = result.slice(0, start) + by + result.slice(end);
  return result;
}
