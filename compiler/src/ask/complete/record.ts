import type { Node } from "@orchlang/language/ast";
import { required } from "../../3-check/types/optional.ts";
import { showType } from "../../3-check/types/show.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { valueItems } from "./values.ts";

/** Between the braces of a record: the fields that are not there yet. */
export function entryItems(
  gap: Gap,
  filled: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  const record = filled.way.at(-3);
  if (parent?.kind !== "entry" || !parent.shorthand || record?.kind !== "record") return undefined;
  const seen = filled.look.expressions.get(record);
  const wanted = seen?.wanted && required(seen.wanted.type);
  const values = valueItems(gap, filled, node) ?? [];
  if (wanted?.kind !== "record") return values;
  const given = new Set(record.entries.flatMap((entry) => (entry.kind === "entry" ? [entry.name.text] : [])));
  const fields = wanted.fields
    .filter(({ name }) => !given.has(name))
    .map(({ name, type }): Item => {
      const detail = showType(type);
      return { label: `${name}:`, kind: "field", detail, text: `${name}: `, rank: ranks.wanted };
    });
  const names = new Set(wanted.fields.map(({ name }) => name));
  return [...fields, ...values.filter(({ label }) => names.has(label))];
}
