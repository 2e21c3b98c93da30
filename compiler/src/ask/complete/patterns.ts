import type { Node } from "@orchlang/language/ast";
import { unmatched } from "../match-arms.ts";
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
  return unmatched(match, look, node)?.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}
