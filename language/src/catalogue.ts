import { type Catalogue, collectCatalogue } from "./diagnostics/define.ts";
import * as lexical from "./lexer/lexical-errors.ts";
import * as syntax from "./parser/syntax-errors.ts";

/** Every diagnostic of phase 0, which is syntax, by its code. */
export const syntaxCatalogue: Catalogue = collectCatalogue(lexical, syntax);
