import { canonical, type Expression, type Json } from "@orchlang/plan";
import { unknown } from "../interval/abstract.ts";
import { type Formula, formulaOf, type Known, Variables } from "./formula.ts";

/** Beyond so many combinations a question is left open: twelve atoms of two values (semantics, rule 38). */
const combinationsMax = 2 ** 12;

/** Beyond so many atoms, most of which have more than one value, there are too many combinations for sure. */
const atomsMax = 64;

/**
 * Whether `goal` is true wherever all of `facts` are, by going through every combination of what their atoms can be.
 * `undefined`: too many to go through.
 */
export function implies(
  facts: readonly Expression[],
  goal: Expression,
  known: Known = () => unknown,
): boolean | undefined {
  const holds = (over: readonly Expression[]): boolean | undefined => {
    const variables = new Variables();
    const premises: Formula[] = [];
    for (const fact of over) {
      premises.push(formulaOf(fact, variables));
      if (variables.count > atomsMax) return undefined;
    }
    const conclusion = formulaOf(goal, variables);
    return everywhere(premises, conclusion, variables, known);
  };
  const whole = holds(facts);
  // Facts about other things make no difference; leaving them out only proves less.
  if (whole !== undefined) return whole;
  const wanted = readsIn(goal);
  return wanted.size === 0 ? holds([]) : holds(facts.filter((fact) => sharesReads(fact, wanted)));
}

function everywhere(
  premises: readonly Formula[],
  conclusion: Formula,
  variables: Variables,
  known: Known,
): boolean | undefined {
  const cells = variables.cells(known);
  const combinations = cells.reduce((product, each) => product * each.length, 1);
  if (combinations > combinationsMax) return undefined;
  const chosen: number[] = cells.map((each) => each[0] ?? 0);
  for (let number = 0; number < combinations; number++) {
    let rest = number;
    for (let variable = 0; variable < cells.length; variable++) {
      const each = cells[variable] ?? [];
      chosen[variable] = each[rest % each.length] ?? 0;
      rest = Math.floor(rest / each.length);
    }
    if (premises.every((premise) => premise(chosen)) && !conclusion(chosen)) return false;
  }
  return true;
}

function sharesReads(fact: Expression, wanted: ReadonlySet<string>): boolean {
  for (const read of readsIn(fact)) if (wanted.has(read)) return true;
  return false;
}

const reads = new WeakMap<Expression, ReadonlySet<string>>();

function readsIn(expression: Expression): ReadonlySet<string> {
  const found = reads.get(expression) ?? findReads(expression);
  reads.set(expression, found);
  return found;
}

function findReads(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item as Json);
      return;
    }
    const record = value as Readonly<Record<string, Json>>;
    if (record.op === "read") found.add(canonical(record));
    else for (const part of Object.values(record)) visit(part);
  };
  visit(expression as unknown as Json);
  return found;
}
