import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { hasAllSides } from "../order/endings.ts";
import type { LinkedBlock, LinkedStatement, RoutineTree } from "../tree.ts";
import { entryCondition } from "./choice.ts";
import { implies } from "./implication.ts";
import { not, some } from "./logic.ts";

/*
 * Choices that ask the same: what the one takes the other takes too, so that of `when fast { … }` and
 * `when not fast { … }` no run does both.
 */

/** One way in which what several choices ask comes out. */
export interface Case {
  /** A side that is then not taken; left out: none of the sides. */
  isOff(choice: LinkedStatement, side: LinkedBlock | undefined): boolean;
  /** True if a statement stands on such a side. */
  isOffAt(linked: LinkedStatement): boolean;
}

/** The number of conditions that are distinguished, each of which doubles the number of cases. */
const conditionsMax = 3;

/** Longer plans are looked at as if no two choices had anything to do with each other. */
const choicesMax = 64;

/** None where no two choices ask the same. */
export function casesOfChoices(tree: RoutineTree): readonly Case[] {
  const choices = tree.all.filter(({ statement }) => statement.node.kind === "branch");
  if (choices.length < 2 || choices.length > choicesMax) return [];
  const asked = new Map<string, { readonly condition: Expression; readonly by: Set<LinkedStatement> }>();
  for (const choice of choices) {
    for (const condition of choice.blocks.flatMap((block) => conditionsIn(entryCondition(block)))) {
      const key = canonical(condition as unknown as Json);
      const known = asked.get(key) ?? { condition, by: new Set() };
      asked.set(key, known);
      known.by.add(choice);
    }
  }
  const repeated = [...asked.values()]
    .filter(({ by }) => by.size > 1)
    .sort((one, other) => other.by.size - one.by.size)
    .slice(0, conditionsMax);
  if (repeated.length === 0) return [];
  return Array.from({ length: 2 ** repeated.length }, (_, number) =>
    caseWhere(
      choices,
      repeated.map(({ condition }, at) => (((number >> at) & 1) === 1 ? condition : not(condition))),
    ),
  );
}

function conditionsIn(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "and":
    case "or":
      return expression.items.flatMap(conditionsIn);
    case "not":
      return conditionsIn(expression.of);
    case "constant":
      return [];
    default:
      return [expression];
  }
}

function caseWhere(choices: readonly LinkedStatement[], facts: readonly Expression[]): Case {
  const off = new Set<LinkedBlock>();
  const taken = new Set<LinkedStatement>();
  for (const choice of choices) {
    const sides = choice.blocks.map((block) => ({ block, entry: entryCondition(block) }));
    for (const { block, entry } of sides) if (implies(facts, not(entry)) === true) off.add(block);
    const any = some(sides.map(({ entry }) => entry));
    if (hasAllSides(choice) || implies(facts, any) === true) taken.add(choice);
  }
  return {
    isOff: (choice, side) => (side === undefined ? taken.has(choice) : off.has(side)),
    isOffAt: (linked) => {
      for (let block = linked.block; block.owner !== undefined; block = block.owner.block)
        if (off.has(block)) return true;
      return false;
    },
  };
}
