import { type Catalogue, collectCatalogue } from "@orchlang/language";

/** Every diagnostic of types, units, expressions and labels: ORCH30xx to ORCH35xx. */
export const expressionCatalogue: Catalogue = collectCatalogue();
