import type { WordTable } from "../lexer/word-table.ts";
import { once } from "../once.ts";
import type { SourceFile } from "../source/source-file.ts";
import { OrchParser } from "./orch-parser.ts";
import type { ParseResult } from "./parse-result.ts";

/**
 * Reads a file. Never throws, and takes time in proportion to the text.
 *
 * @param words those of texts read before, where many short ones are read one after another.
 */
export function parse(source: SourceFile, words?: WordTable): ParseResult {
  return sharedParser().parse(source, words);
}

/** Made once, when first asked for: its tables are the same for every file, and it keeps nothing of any. */
const sharedParser = once(() => new OrchParser());
