import type { TokenType } from "chevrotain";
import { scanComment } from "./scan-comment.ts";
import { resumeString } from "./scan-string.ts";
import { scanUnknown } from "./scan-unknown.ts";
import { push, type Scanner } from "./scanner.ts";
import { addToken } from "./token-table.ts";
import * as kinds from "./token-types.ts";

const slashCode = 47;
const barCode = 124;
const leftBraceCode = 123;
const rightBraceCode = 125;

/** Signs by their first character, the longest first. */
const signsOf: readonly (readonly [string, TokenType][])[] = buildSigns();

/** The kind of the one sign that begins with a character, by its `tokenTypeIdx`; 0 where several do, or none. */
const onlyKindOf: Readonly<Uint16Array> = Uint16Array.from(signsOf, (signs) =>
  signs.length === 1 && signs[0]?.[0].length === 1 ? (signs[0][1].tokenTypeIdx as number) : 0,
);

export function scanSign(scanner: Scanner, start: number, code: number): number {
  if (code === slashCode) {
    const commentEnd = scanComment(scanner, start);
    if (commentEnd !== start) return commentEnd;
  }
  if (code === barCode && scanner.text.charCodeAt(start + 1) === barCode) return scanUnknown(scanner, start);
  if (scanner.templates.length > 0 && closesInterpolation(scanner, code)) return resumeString(scanner, start);
  const only = onlyKindOf[code] as number;
  if (only !== 0) {
    addToken(scanner.tokens, only, start, start + 1, 0);
    return start + 1;
  }
  for (const [image, type] of signsOf[code] as readonly [string, TokenType][]) {
    if (image.length === 1 || scanner.text.startsWith(image, start)) {
      push(scanner, type, start, start + image.length);
      return start + image.length;
    }
  }
  return scanUnknown(scanner, start);
}

function closesInterpolation(scanner: Scanner, code: number): boolean {
  const template = scanner.templates[scanner.templates.length - 1];
  if (template === undefined) return false;
  if (code === leftBraceCode) template.braces++;
  if (code !== rightBraceCode) return false;
  if (template.braces === 0) return true;
  template.braces--;
  return false;
}

function buildSigns(): (readonly [string, TokenType][])[] {
  const table: [string, TokenType][][] = Array.from({ length: 128 }, () => []);
  const longestFirst = kinds.signs.toSorted((a, b) => b.name.length - a.name.length);
  for (const type of longestFirst) {
    const image = type.name.slice(1, -1);
    table[image.charCodeAt(0)]?.push([image, type]);
  }
  return table;
}
