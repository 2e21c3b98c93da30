import type { Expression } from "../ast/expressions.ts";
import type { FileNode } from "../ast/file.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment, Token } from "../lexer/token.ts";
import type { SourceFile } from "../source/source-file.ts";

/** A file as it was read. */
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
