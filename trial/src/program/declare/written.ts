import type { Capability, Draft, Parameter } from "../draft.ts";
import { type Label, labelText, typeText } from "../types.ts";

/* Capabilities as they are written. */

export function declaration(
  { kind, name, params, result }: Capability,
  label: Label,
  clauses: readonly string[],
): string {
  const gives = result === undefined ? "" : ` -> ${typeText(result)}${labelText(label)}`;
  return `${kind} ${name}(${params.map(parameterText).join(", ")})${gives} { ${clauses.filter((one) => one !== "").join("  ")} }`;
}

export function parameterText({ name, type, label, trusted, otherwise }: Parameter): string {
  const by = otherwise === undefined ? "" : ` = ${otherwise}`;
  return `${name}: ${typeText(type)}${labelText(label)}${trusted ? " trusted" : ""}${by}`;
}

export function tagsFor(draft: Draft): readonly string[] {
  const { dice, tags } = draft;
  if (!dice.chance(0.15)) return [];
  if (tags.length === 0 || dice.chance(0.3)) tags.push(draft.fresh("tag"));
  return [dice.one(tags)];
}
