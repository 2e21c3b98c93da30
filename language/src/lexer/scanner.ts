import type { TokenType } from "chevrotain";
import type { ErrorLog } from "../diagnostics/error-log.ts";
import type { Comment } from "./token.ts";
import { addToken, type GrowingTable } from "./token-table.ts";
import type { WordTable } from "./word-table.ts";

/** A template whose `${` has been read and whose `}` has not. */
export interface OpenTemplate {
  /** The offset of its opening quote. */
  readonly start: number;
  readonly multiline: boolean;
  /** Braces opened inside the interpolation and not closed yet. */
  braces: number;
}

/** What the scanning functions share while one text is read. Each takes an offset and returns the next. */
export interface Scanner {
  readonly text: string;
  readonly tokens: GrowingTable;
  readonly comments: Comment[];
  readonly templates: OpenTemplate[];
  readonly words: WordTable;
  readonly log: ErrorLog;
}

export function push(
  scanner: Scanner,
  tokenType: TokenType,
  image: string,
  startOffset: number,
  end: number,
  split: number,
): void {
  addToken(scanner.tokens, tokenType.tokenTypeIdx as number, image, startOffset, end, split);
}
