import * as kinds from "../../src/lexer/token-types.ts";
import { spacedUnits } from "../../src/lexer/words.ts";
import type { Chance } from "./chance.ts";
import type { Lexeme } from "./lexemes.ts";

/*
 * Tokens on paper: any white space that keeps them apart, and comments wherever there may be one. Each comment has
 * a number, so that one that is lost, doubled or moved is seen.
 */

const blanks = [" ", " ", " ", "  ", "   ", "\t", " \t "];
const breaks = ["\n", "\n", "\n  ", "\n    ", "\n\n", "\n \t\n\n\n  ", "  \n"];

/** How a text is to look, each a share of 1. */
export interface Looks {
  readonly comments: number;
  readonly breaks: number;
}

export function scatter(lexemes: readonly Lexeme[], chance: Chance, looks: Looks): string {
  let text = chance.often(0.3) ? "\n\n" : "";
  let depth = 0;
  let number = 0;
  for (const [index, lexeme] of lexemes.entries()) {
    const before = lexemes[index - 1];
    const isTemplate = lexeme.type === kinds.TemplateMiddle || lexeme.type === kinds.TemplateTail;
    if (isTemplate) depth--;
    const isInside = depth > 0 || isTemplate;
    text += gap(before, lexeme, isInside, chance, looks);
    for (; chance.often(looks.comments); number++) {
      if (text.endsWith("/")) text += " ";
      text += `${comment(number, isInside, chance)}${space(isInside, chance, looks)}`;
    }
    text += lexeme.image;
    if (lexeme.type === kinds.TemplateHead || lexeme.type === kinds.TemplateMiddle) depth++;
  }
  return text + chance.pick(["", "\n", "\n\n  ", " // the end", "\n\n/* the end */"]);
}

function gap(
  before: Lexeme | undefined,
  lexeme: Lexeme,
  isInside: boolean,
  chance: Chance,
  looks: Looks,
): string {
  if (before === undefined) return "";
  const isBracket = brackets.has(before.type) || brackets.has(lexeme.type);
  if (isBracket && chance.often(0.5)) return "";
  const isNumber = before.type === kinds.Integer || before.type === kinds.Decimal;
  // With a space between them they would be one quantity.
  if (isNumber && spacedUnits.has(lexeme.image)) return "\n";
  return space(isInside, chance, looks);
}

const brackets: ReadonlySet<Lexeme["type"]> = new Set([
  ...[kinds.LeftParen, kinds.RightParen, kinds.LeftBracket, kinds.RightBracket],
  ...[kinds.LeftBrace, kinds.RightBrace, kinds.Comma],
]);

function space(isInside: boolean, chance: Chance, looks: Looks): string {
  return chance.pick(!isInside && chance.often(looks.breaks) ? breaks : blanks);
}

function comment(number: number, isInside: boolean, chance: Chance): string {
  if (isInside) return `/* ${number} */`;
  return chance.pick([
    `// ${number}\n`,
    `//${number}, and behind it blanks  \n`,
    `/// ${number} "quoted" { [ (\n`,
    `/* ${number} */`,
    `/* ${number}\n     over lines  \n  */`,
    `//// ${number}\n\n`,
  ]);
}
