import type { Span } from "@orchlang/language/ast";

/** The replacement of a part of a text. */
export interface Cut extends Span {
  readonly text: string;
}

/** Changes that are made together, and about how many characters they save. */
export interface Edit {
  readonly cuts: readonly Cut[];
  readonly saves: number;
}

export function edit(...cuts: readonly Cut[]): Edit {
  const saves = cuts.reduce((sum, { start, end, text }) => sum + end - start - text.length, 0);
  return { cuts, saves };
}

/** The text after an edit; cuts within others are part of those. */
export function edited(text: string, { cuts }: Edit): string {
  let result = text;
  let from = text.length;
  for (const cut of cuts.toSorted((one, other) => other.end - one.end || one.start - other.start)) {
    if (cut.end > from) continue;
    result = result.slice(0, cut.start) + cut.text + result.slice(cut.end);
    from = cut.start;
  }
  return result;
}

/** A part taken out, with the comma behind it, or the one before it where it is the last. */
export function without(text: string, { start, end }: Span): Cut {
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind !== null) return { start, end: end + behind[0].length, text: "" };
  const before = /,\s*$/.exec(text.slice(0, start));
  return { start: before === null ? start : start - before[0].length, end, text: "" };
}

const leading =
  /(?:\b(?:where|wait|within|at\s+once|up\s+to|for|when|until|by|every|backoff|per|because|in|as|count|nearest|else|using|finally|x)|->|=)\s*$/;

/** A part taken out with the word that leads it in, as `within 5s`. */
export function withoutLed(text: string, { start, end }: Span): Cut | undefined {
  const led = leading.exec(text.slice(0, start));
  return led === null ? undefined : { start: start - led[0].length, end, text: "" };
}

/** Blank lines and loose spaces that edits leave behind. */
export function tidied(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, "")
    .replace(/\{\s*\n\s*\n/g, "{\n")
    .replace(/\n\s*\n+/g, "\n")
    .replace(/(\S) {2,}(?=\S)/g, "$1 ")
    .trim()}\n`;
}
