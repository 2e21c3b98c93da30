import type { Node } from "@orchlang/language";
import { doneStates } from "../../3-check/expression/is.ts";
import { required } from "../../3-check/types/optional.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** In the place of a pattern: the members that no arm above names. */
export function patternItems(
  _gap: Gap,
  { look, way }: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "valuePattern") return undefined;
  const match = way.findLast((one) => one.kind === "match" || one.kind === "matchExpression");
  if (match?.kind !== "match" && match?.kind !== "matchExpression") return undefined;
  const type = look.expressions.get(match.subject)?.typed.type;
  const of = type === undefined ? undefined : required(type);
  const members =
    of?.kind === "enum" ? (of.only ?? of.members) : of?.kind === "done" ? doneStates : undefined;
  if (members === undefined) return undefined;
  const arms = match.kind === "match" ? match.cases : match.arms;
  const taken = new Set(
    arms
      .flatMap(({ pattern }) => (pattern.kind === "valuePattern" ? pattern.alternatives : []))
      .flatMap((one) => (one.kind === "reference" && one !== node ? [one.text] : [])),
  );
  return members
    .filter((label) => !taken.has(label))
    .map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}
