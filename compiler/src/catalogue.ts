import { type Catalogue, collectCatalogue } from "@orchlang/language";
import * as load from "./1-load/messages.ts";
import * as resolve from "./2-resolve/messages.ts";
import * as call from "./3-check/call/messages.ts";
import * as declarations from "./3-check/declarations/messages.ts";
import * as rules from "./3-check/declarations/rule-messages.ts";
import { expressionCatalogue } from "./3-check/expression/catalogue.ts";
import * as routine from "./3-check/routine/messages.ts";
import { analysisCatalogue } from "./4-analyse/catalogue.ts";

/** Every diagnostic of the compiler by its code. */
export const compilerCatalogue: Catalogue = new Map(
  [
    ...collectCatalogue(load, resolve, declarations, call, routine, rules),
    ...expressionCatalogue,
    ...analysisCatalogue,
  ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
