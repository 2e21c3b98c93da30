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

/** The state that the scanning functions share while one text is read. Each takes an offset and returns the next. */
export interface Scanner {
  readonly text: string;
  readonly tokens: GrowingTable;
  readonly comments: Comment[];
  readonly templates: OpenTemplate[];
  readonly words: WordTable;
  readonly log: ErrorLog;
}

/** Adds a token of the text. `split` is the offset of its unit or currency, if it has one. */
export function push({ tokens }: Scanner, type: TokenType, start: number, end: number, split = 0): void {
  addToken(tokens, type.tokenTypeIdx as number, start, end, split);
}

/** Adds a token that differs from the text: the one that was meant, or one whose end is missing. */
export function pushMade(
  { tokens }: Scanner,
  type: TokenType,
  image: string,
  start: number,
  end: number,
): void {
  tokens.made.set(tokens.count, image);
  addToken(tokens, type.tokenTypeIdx as number, start, end, 0);
}
