import { createSourceFile, parse } from "@orchlang/language";
import { type Node, visit } from "@orchlang/language/ast";
import { constructs } from "./table.ts";

/** Every construct that there is to be covered, as `loop` or `loop.atOnce`. */
export const everyConstruct: readonly string[] = Object.entries(constructs).flatMap(([kind, facets]) =>
  facets === undefined ? [] : [kind, ...facets.map((facet) => `${kind}.${facet}`)],
);

const facetsOf = new Map<string, readonly string[]>(
  Object.entries(constructs).flatMap(([kind, facets]) =>
    facets === undefined ? [] : [[kind, facets] as const],
  ),
);

/** The constructs in a program's tree, with their counts. */
export function constructsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  visit(parse(createSourceFile("program.orch", text)).file, {
    any: (node) => {
      const facets = facetsOf.get(node.kind);
      if (facets === undefined) return undefined;
      count(node.kind);
      for (const facet of facets) if (hasFacet(node, facet)) count(`${node.kind}.${facet}`);
      return undefined;
    },
  });
  return counts;
}

function hasFacet(node: Node, facet: string): boolean {
  const at = facet.indexOf("=");
  const [field, word] = at < 0 ? [facet, undefined] : [facet.slice(0, at), facet.slice(at + 1)];
  const value = (node as unknown as Readonly<Record<string, unknown>>)[field];
  if (word === undefined) return value !== undefined && value !== false;
  const said: readonly unknown[] = Array.isArray(value) ? value : [value];
  return said.some((one) => wordOf(one) === word);
}

/** A word as it is written, or the name of a node. */
function wordOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { text, name } = value as { readonly text?: unknown; readonly name?: unknown };
  if (typeof text === "string") return text;
  return typeof name === "string" ? name : undefined;
}
