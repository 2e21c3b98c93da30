import { expressionText, shortName } from "@orchlang/analysis";
import type { Plan } from "@orchlang/plan";
import type { Flag, Signal } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";

import { type Clause, compareClauses, given, shareText, timeText } from "./clauses.ts";
import type { DeclarationChange } from "./model.ts";

/* Declared properties of signals that a plan's rules and choices read: required confidence and maximum age. */

export function knownChanges(old: Plan, now: Plan): readonly DeclarationChange[] {
  return [
    ...changes(old.signals, now.signals, "signal", signalClauses, ({ fresh }) => fresh, 1),
    ...changes(old.flags, now.flags, "flag", flagClauses, ({ confidence }) => confidence, -1),
  ];
}

/**
 * @param bound what keeps out what is too old, or not sure enough.
 * @param sign 1 where more of it keeps out less.
 */
function changes<T extends Signal | Flag>(
  olds: Readonly<Record<string, T>>,
  news: Readonly<Record<string, T>>,
  kind: string,
  clauses: (of: T) => readonly Clause[],
  bound: (of: T) => Expression | undefined,
  sign: 1 | -1,
): readonly DeclarationChange[] {
  return Object.values(olds).flatMap((before) => {
    const after = news[before.name];
    if (after === undefined) return [];
    const of = `${kind} ${shortName(before.name)}`;
    const [from, to] = [numberIn(bound(before)), numberIn(bound(after))];
    const isLooser = from !== undefined && to !== undefined && sign * (to - from) > 0;
    return compareClauses(of, clauses(before), clauses(after)).map((change) =>
      isLooser && /^(?:fresh|confidence) /.test(change.says) ? { ...change, weaker: true } : change,
    );
  });
}

function numberIn(expression: Expression | undefined): number | undefined {
  return expression?.op === "constant" && typeof expression.value === "number" ? expression.value : undefined;
}

function signalClauses({ domain, sources, fuse, fresh, decay, label }: Signal): readonly Clause[] {
  return [
    ...given("domain", domain),
    ...given("from", sources.join(", ")),
    ...given("fuse", fuse),
    ...given("fresh", fresh && timeText(fresh), true),
    ...given("decay", decay && expressionText(decay)),
    ...given("label", label.confidentiality),
  ];
}

function flagClauses({ value, confidence, hold, label }: Flag): readonly Clause[] {
  return [
    ...given("=", expressionText(value)),
    ...given("confidence", confidence && shareText(confidence), true),
    ...given("hold", hold && timeText(hold)),
    ...given("label", label.confidentiality),
  ];
}
