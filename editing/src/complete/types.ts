import { builtInTypes } from "@orchlang/checker/types";
import type { Node } from "@orchlang/language/ast";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { fittingDefinitions, importable } from "./mentions.ts";

/** Where a type stands. */
export function typeItems(
  gap: Gap,
  { look }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "namedType") return undefined;
  const { units } = look.module.expression;
  const builtIn = [...new Set([...mostly, ...builtInTypes, ...units.dimensions])].map(
    (label): Item => ({ label, kind: "type", rank: ranks.named }),
  );
  const generic = ["Map", "Done"].map(
    (label): Item => ({ label, kind: "type", rank: ranks.named, text: `${label}<$0>`, snippet: true }),
  );
  const known = fittingDefinitions(["type"], look.module, gap);
  return [...known, ...builtIn, ...generic, ...importable(["type"], look.module, gap, known.length)];
}

/** The built-in types that are used most. */
const mostly: readonly string[] = ["String", "Money", "Int", "Float", "Bool", "Duration"];
