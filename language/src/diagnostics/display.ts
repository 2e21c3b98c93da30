/*
 * Text as a terminal shows it: how many columns it takes, and without characters that would move the cursor, turn
 * the writing direction or not show at all.
 */

const tab = "    ";
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text as it is to be shown, on one line; whatever could disturb a terminal is replaced by a sign for it. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (character) => {
    if (character === "\t") return tab;
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "�";
  });
}

/** The columns that a text takes; wide characters and emoji take two, marks on others none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function graphemeWidth(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return /^[\p{M}\u200d]*$/u.test(grapheme) ? 0 : 1;
}

/** The beginning of a text that takes at most so many columns, whole graphemes. */
export function clipToWidth(text: string, columns: number): string {
  if (text.length <= columns && /^[\x20-\x7e]*$/.test(text)) return text;
  let width = 0;
  let clipped = "";
  for (const { segment } of segmenter.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    clipped += segment;
  }
  return clipped;
}

/**
 * A text in lines of at most so many columns, broken at spaces, though not within `code` that fits on a line; a word
 * longer than a line stands alone.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const piece of piecesOf(visible(paragraph), columns)) {
      if (line !== "" && displayWidth(line) + 1 + displayWidth(piece) > columns) {
        lines.push(line);
        line = piece;
      } else {
        line = line === "" ? piece : `${line} ${piece}`;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** What a line is not broken within: words, and code in backticks with what touches it. */
function piecesOf(paragraph: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let open = "";
  for (const word of paragraph.split(" ")) {
    open = open === "" ? word : `${open} ${word}`;
    if ((open.split("`").length - 1) % 2 === 1) continue;
    pieces.push(...(displayWidth(open) <= columns ? [open] : open.split(" ")));
    open = "";
  }
  return open === "" ? pieces : [...pieces, ...open.split(" ")];
}
