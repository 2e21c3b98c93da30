import { analysisCatalogue } from "@orchlang/analysis";
import { checkerCatalogue } from "@orchlang/checker";
import type { Catalogue } from "@orchlang/language";

/** Every diagnostic of the compiler by its code. */
export const compilerCatalogue: Catalogue = new Map(
  [...checkerCatalogue, ...analysisCatalogue].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
