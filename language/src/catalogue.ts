import { type Catalogue, collectCatalogue } from "./diagnostics/catalogue.ts";
import * as lexical from "./lexer/lexical-errors.ts";
import * as literals from "./parser/literal-errors.ts";
import * as syntax from "./parser/syntax-errors.ts";

/** Every diagnostic of phase 0, which is syntax, by its code. */
export const syntaxCatalogue: Catalogue = collectCatalogue(lexical, literals, syntax);
