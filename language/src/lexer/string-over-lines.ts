import { declarationWords } from "./words.ts";

/*
 * A text in `"` that goes on over the end of its line, as some languages let it: where it was meant to end, so that it
 * is one mistake and not a second at its closing quote.
 */

/** Longer ones are taken for strings that nobody closed. */
const lengthMax = 2_000;

const declarationLine = new RegExp(
  `^(?:private[ \\t]+)?(?:${declarationWords.join("|")})[ \\t]+["\\w\\u0080-\\uffff]`,
);

/**
 * Where the string ends that was open at the line break at `lineBreak`: behind the last quote of the next line that has
 * any, if that line has one too many. `undefined` where it looks as if its quote was forgotten.
 */
export function endOnLaterLine(text: string, lineBreak: number): number | undefined {
  const last = Math.min(text.length, lineBreak + lengthMax);
  for (let start = lineBreak + 1; start < last; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end);
    if (line.includes('"""') || declarationLine.test(line)) return undefined;
    const quotes = line.split('"').length - 1;
    const close = line.lastIndexOf('"');
    // What stands behind a space or a bracket opens a string of its own.
    if (quotes > 0)
      return quotes % 2 === 1 && /[^\s([{,:=]"/u.test(line.slice(close - 1, close + 1))
        ? start + close + 1
        : undefined;
    start = end + 1;
  }
  return undefined;
}
