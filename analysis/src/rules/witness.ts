import { type Expression, partsOf } from "@orchlang/plan/expressions";
import { expressionText } from "../expression/text.ts";
import { all } from "../facts/logic.ts";
import { factsAt } from "../facts/path-condition.ts";
import { type Located, loopsAround } from "../tree.ts";
import { listed, times } from "../words.ts";
import type { Missing, Place } from "./order/missing.ts";

/* Runs that break a rule, in a sentence: what is refused is shown by one (semantics, rule 36). */

/** `where n > 1`: the sides of choices that a statement stands on, as far as they can be written. */
function whereText(located: Located): string {
  const facts = factsAt(located).filter(canBeWritten);
  return facts.length === 0 ? "" : ` where \`${expressionText(all(facts)).replaceAll("`", "")}\``;
}

/** True if a round, a handler or a held member is entered has no expression of its own. */
function canBeWritten(fact: Expression): boolean {
  if (fact.op === "read") return fact.from !== "local";
  return partsOf(fact).every(canBeWritten);
}

/** A run in which a step begins without what has to stand before it. */
export function unguardedRun(
  { located: then, slot }: Pick<Place, "located" | "slot">,
  missing: readonly Missing[],
): string {
  const ways = missing.flatMap((each) => wayOf(then, each) ?? []);
  const without = ways.length === 0 ? "with nothing of the kind before it" : ways.join(" and ");
  const begins = slot === "undo" ? "is undone" : "begins";
  return `For example: \`${then.id}\` ${begins}${whereText(then)} ${without}.`;
}

function wayOf(then: Located, { candidate: { located }, why }: Missing): string | undefined {
  switch (why) {
    case "unordered":
      return `before \`${located.id}\` has ended`;
    case "may fail":
    case "has failed":
      return `after \`${located.id}\` has failed`;
    case "later":
      return located === then ? undefined : `before \`${located.id}\` does`;
    case "other side":
      return `with \`${located.id}\` skipped`;
    case "other round":
      return `with \`${located.id}\` done in another round only`;
  }
}

/** A run in which something begins too often. */
export function repeatedRun(steps: readonly { readonly located: Located; readonly tries: number }[]): string {
  const each = steps.map(({ located, tries }) => {
    const round = loopsAround(located).length === 0 ? "" : " in every round";
    const failing = tries === 1 ? "" : `, failing ${times(tries - 1)} before it is done`;
    return `\`${located.id}\`${round}${failing}`;
  });
  return `For example: ${listed(each, "and then")}.`;
}

/** A run in which nothing follows. */
export function unfollowedRun(first: Located, beside: Located | undefined): string {
  const ends = `\`${first.id}\` ends${whereText(first)}`;
  return beside === undefined
    ? `For example: ${ends}, and so does the run, with nothing of the kind after it.`
    : `For example: \`${beside.id}\` is over already when ${ends}.`;
}
