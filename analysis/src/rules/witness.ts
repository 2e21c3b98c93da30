import { type Expression, partsOf } from "@orchlang/plan/expressions";
import { expressionText } from "../expression/text.ts";
import { all } from "../facts/logic.ts";
import { factsAt } from "../facts/path-condition.ts";
import { type LinkedStatement, loopsAround } from "../tree.ts";
import { listed, times } from "../words.ts";
import type { Missing, Place } from "./order/missing.ts";

/* Runs that break a rule, in a sentence: what is refused is shown by one (semantics, rule 36). */

/** `where n > 1`: the sides of choices that a statement stands on, as far as they can be written. */
function whereText(linked: LinkedStatement): string {
  const facts = factsAt(linked).filter(canBeWritten);
  return facts.length === 0 ? "" : ` where \`${expressionText(all(facts)).replaceAll("`", "")}\``;
}

/** True if a round, a handler or a held member is entered has no expression of its own. */
function canBeWritten(fact: Expression): boolean {
  if (fact.op === "read") return fact.from !== "local";
  return partsOf(fact).every(canBeWritten);
}

/** A run in which a step begins without what has to stand before it. */
export function unguardedRun(
  { linked: then, slot }: Pick<Place, "linked" | "slot">,
  missing: readonly Missing[],
): string {
  const ways = missing.flatMap((each) => wayOf(then, each) ?? []);
  const without = ways.length === 0 ? "with nothing of the kind before it" : ways.join(" and ");
  const begins = slot === "undo" ? "is undone" : "begins";
  return `For example: \`${then.id}\` ${begins}${whereText(then)} ${without}.`;
}

function wayOf(then: LinkedStatement, { candidate: { linked }, why }: Missing): string | undefined {
  switch (why) {
    case "unordered":
      return `before \`${linked.id}\` has ended`;
    case "may fail":
    case "has failed":
      return `after \`${linked.id}\` has failed`;
    case "later":
      return linked === then ? undefined : `before \`${linked.id}\` does`;
    case "other side":
      return `with \`${linked.id}\` skipped`;
    case "other round":
      return `with \`${linked.id}\` done in another round only`;
  }
}

/** A run in which something begins too often. */
export function repeatedRun(
  steps: readonly { readonly linked: LinkedStatement; readonly tries: number }[],
): string {
  const each = steps.map(({ linked, tries }) => {
    const round = loopsAround(linked).length === 0 ? "" : " in every round";
    const failing = tries === 1 ? "" : `, failing ${times(tries - 1)} before it is done`;
    return `\`${linked.id}\`${round}${failing}`;
  });
  return `For example: ${listed(each, "and then")}.`;
}

/** A run in which nothing follows. */
export function unfollowedRun(first: LinkedStatement, beside: LinkedStatement | undefined): string {
  const ends = `\`${first.id}\` ends${whereText(first)}`;
  return beside === undefined
    ? `For example: ${ends}, and so does the run, with nothing of the kind after it.`
    : `For example: \`${beside.id}\` is over already when ${ends}.`;
}
