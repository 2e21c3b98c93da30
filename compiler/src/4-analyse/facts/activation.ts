import type { Expression } from "@orchlang/plan";
import { endersIn } from "../order/endings.ts";
import type { Located } from "../tree.ts";
import { surroundings } from "../tree.ts";
import { all, always, entryCondition, goesOn } from "./choice.ts";

/** What holds in every run in which a statement begins: the sides it stands in, and that nothing above has ended the plan. */
export function factsAt(located: Located): readonly Expression[] {
  const facts: Expression[] = [];
  let inner = located;
  for (const block of surroundings(located)) {
    for (const above of endersIn(block)) {
      if (above.position < inner.position) facts.push(goesOn(above));
    }
    facts.push(entryCondition(block));
    if (block.owner === undefined) break;
    inner = block.owner;
  }
  return facts.filter((fact) => fact !== always);
}

/** When a statement begins at all, in a run in which nothing fails. */
export function activation(located: Located): Expression {
  return all(factsAt(located));
}
