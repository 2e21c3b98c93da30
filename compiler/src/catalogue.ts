import type { Catalogue } from "@orchlang/language";
import { checkerCatalogue } from "./3-check/catalogue.ts";
import { analysisCatalogue } from "./4-analyse/catalogue.ts";

/** Every diagnostic of the compiler by its code. */
export const compilerCatalogue: Catalogue = new Map(
  [...checkerCatalogue, ...analysisCatalogue].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
