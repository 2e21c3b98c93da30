import type { Draft } from "../draft.ts";
import type { Value } from "../scope.ts";
import { publicLabel, type Type, typeText } from "../types.ts";
import { literal } from "../values/literal.ts";

/* Constants: values of the whole module, which some plans read. */

const types: readonly Type[] = [
  { is: "int" },
  { is: "text" },
  { is: "money" },
  { is: "bool" },
  { is: "list", of: { is: "int" }, min: 1, max: 3 },
  { is: "list", of: { is: "text" }, min: 1, max: 2 },
];

/** None, one or two constants that a plan knows; others may be known already. */
export function constantsFor(draft: Draft): readonly Value[] {
  const { dice, constants } = draft;
  if (!dice.chance(0.3)) return [];
  if (constants.length === 0 || dice.chance(0.4)) {
    const type = dice.one(types);
    const text = draft.fresh("konst");
    const written = dice.chance(0.3) ? `: ${typeText(type)}` : "";
    draft.declare(`let ${text}${written} = ${literal(draft, type).text}`);
    constants.push({ text, type, label: publicLabel });
  }
  return [dice.one(constants)];
}
