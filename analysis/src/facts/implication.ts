import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { unknown } from "../interval/abstract.ts";
import { Diagrams, yes } from "./diagram.ts";
import { type Formula, formulaOf, type Known, Variables } from "./formula.ts";

/** Beyond so many numbers in its diagram a question is asked of what has to do with its goal alone. */
const numbersMax = 256;

/**
 * Whether `goal` is true wherever all of `facts` are. `undefined`: the question is too large.
 */
export function implies(
  facts: readonly Expression[],
  goal: Expression,
  known: Known = () => unknown,
): boolean | undefined {
  if (facts.includes(goal)) return true;
  const holds = (over: readonly Expression[]): boolean | undefined => {
    const variables = new Variables();
    const premises: Formula[] = [];
    for (const fact of over) {
      premises.push(formulaOf(fact, variables));
      if (variables.count > numbersMax) return undefined;
    }
    const conclusion = formulaOf(goal, variables);
    const diagrams = new Diagrams();
    const possible = variables.among(diagrams, known);
    // The last premises are furthest down, so that each earlier one is only added on top.
    const given = premises.reduceRight((found, premise) => diagrams.and(premise(diagrams), found), yes);
    return diagrams.implies(diagrams.and(given, possible), conclusion(diagrams));
  };
  const whole = holds(facts);
  // Facts about other things make no difference; leaving them out only proves less.
  if (whole !== undefined) return whole;
  const wanted = readsIn(goal);
  return wanted.size === 0 ? holds([]) : holds(facts.filter((fact) => sharesReads(fact, wanted)));
}

function sharesReads(fact: Expression, wanted: ReadonlySet<string>): boolean {
  for (const read of readsIn(fact)) if (wanted.has(read)) return true;
  return false;
}

const reads = new WeakMap<Expression, ReadonlySet<string>>();

function readsIn(expression: Expression): ReadonlySet<string> {
  const results = reads.get(expression) ?? findReads(expression);
  reads.set(expression, results);
  return results;
}

function findReads(expression: Expression): ReadonlySet<string> {
  const collected = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item as Json);
      return;
    }
    const record = value as Readonly<Record<string, Json>>;
    if (record.op === "read") collected.add(canonical(record));
    else for (const part of Object.values(record)) visit(part);
  };
  visit(expression as unknown as Json);
  return collected;
}
