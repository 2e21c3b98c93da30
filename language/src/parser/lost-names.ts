import { closest } from "../diagnostics/suggest.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { declarationWords } from "../lexer/words.ts";
import * as layout from "./token-view.ts";

/** What a declaration that cannot be read may have named. */
export interface LostNames {
  /** The word that is most likely its name; none where it may be any. */
  readonly name: Token | undefined;
  /** The other words of its first line, before any bracket: words that have changed places. */
  readonly others: readonly string[];
}

/**
 * Reads the name off the first words of a declaration that cannot be read, so that its uses are not told as mistakes of
 * their own.
 *
 * @param begin the index of its first token, behind `private`.
 */
export function lostNames(view: layout.TokenView, begin: number): LostNames {
  const { tokens } = view;
  const image = (index: number): string => layout.tokenAt(view, index).image;
  // `order(…) { … }`, `Order type { … }`: the first word is the name, where no word says what is declared.
  const isDeclaring = (index: number): boolean => topLevelWords.includes(image(index));
  const isLed = isDeclaring(begin) || (layout.isWord(view, begin + 1) && !isDeclaring(begin + 1));
  // `service service a(…)`, `async plan p(…)`
  const isBeside = !layout.beginsLine(view, Math.min(begin + 1, tokens.length - 1));
  const isTwice = isBeside && isDeclaring(begin + 1) && layout.isWord(view, begin + 2);
  const at = isTwice ? begin + 2 : isLed ? begin + 1 : begin;
  // What an import would have brought may be of any name: `import a.b { x`, `a.b { x }`, `a import .b { x }`, `imprt a.b { x }`.
  const isImport =
    importing.test(image(begin)) ||
    closest(image(begin), topLevelWords) === "import" ||
    (isBeside && image(begin + 1) === "import") ||
    layout.typeAt(view, begin + 1) === kinds.Dot;
  // So may what has none on its line, or one that has grown together with what follows it: `tool sendto: Email)`,
  // `tool sendto(: Email)`.
  const behind = layout.typeAt(view, at + 1) === kinds.LeftParen ? at + 2 : at + 1;
  const isGrown = takesFields.test(image(begin)) && layout.typeAt(view, behind) === kinds.Colon;
  const isNameless = isImport || isGrown || (at > begin && !isBeside);
  return { name: isNameless ? undefined : tokens[at], others: wordsOfLine(view, begin) };
}

function wordsOfLine(view: layout.TokenView, begin: number): readonly string[] {
  const words: string[] = [];
  for (let index = begin; index < view.tokens.length; index++) {
    const { tokenType, image } = layout.tokenAt(view, index);
    if (index > begin && layout.beginsLine(view, index)) break;
    if (layout.isOpener(tokenType) || tokenType === kinds.EndOfFile) break;
    if (layout.isWord(view, index)) words.push(image);
  }
  return words;
}

const importing = /^(?:import|from|use|using|include|require|export)$/;

/** What has its parameters or fields in round brackets behind its name. */
const takesFields = /^(?:tool|agent|service|llm|human|plan|goal|event|fusion)$/;

export const topLevelWords: readonly string[] = [...declarationWords, "import", "module"];
