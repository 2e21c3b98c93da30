import { format } from "../../src/format/format.ts";
import type { Token } from "../../src/lexer/token.ts";
import type { ParseResult } from "../../src/parser/parse.ts";
import { read } from "../show.ts";

/** What a formatted text did to the laws; nothing where it holds them all. */
export function brokenLaws(parsed: ParseResult): readonly string[] {
  const once = format(parsed);
  const again = read(once);
  if (again.diagnostics.length > 0) return [`it no longer parses: ${again.diagnostics[0]?.message}`, once];
  const broken: string[] = [];
  const law = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  law(bare(again) === bare(parsed), "its tree is another");
  law(written(again).join("\0") === written(parsed).join("\0"), "its tokens or comments are others");
  law(format(again) === once, "formatting it again changes it");
  law(!/[^\S\n]$/m.test(outsideOfTexts(again)), "it has blanks at the end of a line");
  law(!/\n\n\n/.test(outsideOfTexts(again)), "it has two blank lines behind one another");
  law(/^$|^\S.*[^\n]\n$/s.test(once), "it begins with white space, or does not end with one line break");
  return broken.length === 0 ? [] : [...broken, once];
}

const places = new Set(["span", "unitSpan", "operatorSpan"]);

/** A tree without its places, as text. */
function bare(parsed: ParseResult): string {
  return JSON.stringify(parsed.file, (key, value: unknown) => (places.has(key) ? undefined : value));
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretches({ tokens, comments }: ParseResult): readonly Stretch[] {
  const ofTokens = tokens.map(({ startOffset, end }: Token) => ({ start: startOffset, end }));
  return [...ofTokens, ...comments].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Tokens and comments as they follow one another. */
function written(parsed: ParseResult): readonly string[] {
  const { text } = parsed.source;
  return stretches(parsed).map(({ start, end }) => text.slice(start, end).trimEnd());
}

/** The text with everything that may hold line breaks of its own written as one character. */
function outsideOfTexts(parsed: ParseResult): string {
  const { text } = parsed.source;
  let outside = "";
  let last = 0;
  for (const { start, end } of stretches(parsed)) {
    const image = text.slice(start, end);
    outside += text.slice(last, start) + (image.includes("\n") ? "x" : image);
    last = end;
  }
  return outside + text.slice(last);
}
