import type { Expression } from "../ast/expressions.ts";
import type { FileNode } from "../ast/file.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment, Token } from "../lexer/token.ts";
import type { WordTable } from "../lexer/word-table.ts";
import { once } from "../once.ts";
import type { SourceFile } from "../source/source-file.ts";
import { OrchParser } from "./orch-parser.ts";

export interface ParseResult {
  readonly source: SourceFile;
  /** Always there; what could not be read is marked `broken` or stands as a broken node. */
  readonly file: FileNode;
  /** Syntax errors in the order of the text, and behind them how many more there are. */
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
  /** In the order of the text; the last is the end of the file. They are made when first asked for. */
  readonly tokens: readonly Token[];
  /** The expressions that stand in parentheses of their own, which the tree does not show. */
  readonly parenthesised: ReadonlySet<Expression>;
}

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
