import type { CataloguedDiagnostic } from "./define.ts";

/** Every diagnostic of a phase or package by its code, in the order of the codes. */
export type Catalogue = ReadonlyMap<string, CataloguedDiagnostic>;

/** Collects definitions; the same code twice is a fault of the program and throws. */
export function collectCatalogue(
  ...groups: readonly Readonly<Record<string, CataloguedDiagnostic>>[]
): Catalogue {
  const definitions = groups.flatMap((group) => Object.values(group));
  const sorted = definitions.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const catalogue = new Map<string, CataloguedDiagnostic>();
  for (const definition of sorted) {
    if (catalogue.has(definition.code)) throw new Error(`${definition.code} is defined twice`);
    catalogue.set(definition.code, definition);
  }
  return catalogue;
}
