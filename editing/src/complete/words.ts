import {
  aims,
  confidentialities,
  fuseRules,
  fuseRulesFor,
  httpMethods,
  missedPolicies,
  modelRoles,
  overlaps,
  priorities,
  tiers,
} from "@orchlang/checker/declarations";
import { doneStates } from "@orchlang/checker/expression";
import { labelNames } from "@orchlang/checker/labels";
import { asUnion, casesOf, required, type Type, trustWords } from "@orchlang/checker/types";
import type { Node } from "@orchlang/language/ast";

import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** Places that take one of a closed list of words. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  tiersClause: tiers,
  tierOption: tiers,
  placeClause: tiers,
  priorityClause: priorities,
  priorityOption: priorities,
  reserveClause: priorities,
  clearanceClause: confidentialities,
  labelledType: labelNames,
  optimizeClause: aims,
  overlapClause: overlaps,
  missedClause: missedPolicies,
  roleClause: modelRoles,
  roleDeclaration: trustWords,
  runHttpClause: httpMethods,
  keepClause: [...confidentialities, ...tiers],
};

/** Ways to make one value of several, as far as they fit the signal's type. */
function fuseWords({ look: { definition, module } }: Filled): readonly string[] {
  if (definition?.kind !== "signal") return fuseRules;
  return fuseRulesFor(module.program.signalTypeOf(definition).type, module.expression.units);
}

/** The words that a value may be compared with. */
function membersIn(type: Type): readonly string[] {
  if (type.kind === "enum") return type.members;
  if (type.kind === "failure") return type.names;
  const union = asUnion(type);
  if (union !== undefined) return casesOf(union);
  return type.kind === "done" ? doneStates : [];
}

export function wordItems(
  _gap: Gap,
  filled: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (node.kind !== "name" || parent === undefined) return undefined;
  if (parent.kind === "is") {
    const type = filled.look.expressions.get(parent.operand)?.typed.type;
    const of = type === undefined ? undefined : required(type);
    const members = of === undefined ? [] : membersIn(of);
    return [...members, "some", "none", "not"].map((label) => ({ label, kind: "word", rank: ranks.wanted }));
  }
  const words = parent.kind === "fuseClause" ? fuseWords(filled) : wordsOf[parent.kind];
  return words?.map((label) => ({ label, kind: "word", rank: ranks.wanted }));
}
