import type { Arm, Match, MatchCase, MatchExpression } from "@orchlang/language";
import { doneStates } from "../3-check/expression/is.ts";
import { required } from "../3-check/types/optional.ts";
import type { Look } from "./look.ts";

/** The members that no arm of a `match` names but for the one left out; none where anything may be matched. */
export function unmatched(
  match: Match | MatchExpression,
  { expressions }: Look,
  leftOut?: unknown,
): readonly string[] | undefined {
  const type = expressions.get(match.subject)?.typed.type;
  const of = type === undefined ? undefined : required(type);
  const members =
    of?.kind === "enum" ? (of.only ?? of.members) : of?.kind === "done" ? doneStates : undefined;
  const arms: readonly (Arm | MatchCase)[] = match.kind === "match" ? match.cases : match.arms;
  const taken = new Set(
    arms
      .flatMap(({ pattern }) => (pattern.kind === "valuePattern" ? pattern.alternatives : []))
      .flatMap((one) => (one.kind === "reference" && one !== leftOut ? [one.text] : [])),
  );
  return members?.filter((label) => !taken.has(label));
}
