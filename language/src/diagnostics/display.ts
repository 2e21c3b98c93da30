import { once } from "../once.ts";

/*
 * Text as a terminal shows it: how many columns it takes, and without characters that would move the cursor, turn
 * the writing direction or not show at all.
 */

const tab = "    ";
/** Made when it is first needed: that takes milliseconds, and most texts are ASCII. */
const segmenter = once(() => new Intl.Segmenter(undefined, { granularity: "grapheme" }));

/*
 * Characters that may do something else than show: controls, halves of characters, breaks of lines, and whatever Unicode has
 * renderers leave out (UAX #44, Default_Ignorable_Code_Point: overrides and isolates of the direction, zero width,
 * fillers, tags), and marks of annotations.
 */
const hidden = /[\p{Cc}\p{Cs}\p{DI}\u2028\u2029\ufff9-\ufffb]/gu;

/*
 * Those of them that belong to what stands before them: a sign that says how it looks, and the joiners of emoji and of
 * scripts whose letters are joined. Everywhere else they make two texts look alike.
 */
const looks = /[\u0023\u002a\u0030-\u0039\p{Extended_Pictographic}\p{Script=Han}]$/u;
const joinsBefore =
  /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?|[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Kannada}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Gujarati}])$/u;

/**
 * A text as it is to be shown, on one line; whatever could disturb a terminal, turn a line's direction or hide is
 * replaced by a sign for it.
 */
export function visible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(hidden, (character, at: number) => (isSeen(text, at) ? character : signOf(character)));
}

/** Where characters stand in a text of several lines that could disturb a terminal, turn a line's direction or hide. */
export function hiddenIn(text: string): readonly number[] {
  if (!disturbing.test(text)) return [];
  return [...text.matchAll(hidden)]
    .filter(({ 0: character, index }) => character !== "\n" && character !== "\t" && !isSeen(text, index))
    .map(({ index }) => index);
}

const disturbing = /[^\P{Cc}\n\t]|[\p{Cs}\p{DI}\u2028\u2029\ufff9-\ufffb]/u;

/** True if a character belongs to what stands before it, as readers see it. */
function isSeen(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const before = text.slice(Math.max(0, at - 3), at);
  if (code === 0xfe0e || code === 0xfe0f) return looks.test(before);
  return (code === 0x200c || code === 0x200d) && joinsBefore.test(before);
}

function signOf(character: string): string {
  if (character === "\t") return tab;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : "�";
}

/** The columns that a text takes; wide characters and emoji take two, marks on others none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter().segment(text)) width += graphemeWidth(segment);
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
  for (const { segment } of segmenter().segment(text)) {
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
  let line = "";
  for (const piece of piecesOf(visible(text), columns)) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(piece) > columns) {
      lines.push(line);
      line = piece;
    } else {
      line = line === "" ? piece : `${line} ${piece}`;
    }
  }
  return [...lines, line];
}

/** The pieces within which no line is broken: words, and code in backticks with the text that touches it. */
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
