import { bm25 } from "./rank.ts";
import { wordsOf } from "./words.ts";

/** In place of what was left out of a text. */
export const cutMark = "[...]";

/** So many ends of sentences are looked at in a text; the rest counts as one. */
const endsMax = 400;

/** A part that is shorter than a mark in its place saves nothing. */
const partMin = cutMark.length + 2;

export interface Shortened {
  readonly text: string;
  /** Characters that are left out. */
  readonly cut: number;
}

/**
 * Whole sentences of a text, as many as fit: first those with words of the question (`asked`), the rarest most, then those
 * that come first. They keep their order, with {@link cutMark} where something is left out. `undefined`: not even one fits,
 * or all do. Where less fits, none is used that is not used where more does.
 */
export function shortened(
  text: string,
  asked: readonly string[],
  fits: (text: string) => boolean,
): Shortened | undefined {
  const parts = partsOf(text);
  const scores = bm25(
    parts.map(({ start, end }) => wordsOf(text.slice(start, end))),
    asked,
  );
  const order = parts.map((_, place) => place);
  order.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
  const first = (count: number): Shortened => excerpt(text, parts, new Set(order.slice(0, count)));
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(first(middle).text)) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? undefined : first(low);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** A sentence that is cut says something else, so that a text is cut between them. */
function partsOf(text: string): readonly Part[] {
  const ends = [...text.matchAll(/[.!?…。！？]["'”’)\]]*(?=\s)|\n/gu)]
    .map(({ 0: found, index }) => index + found.length)
    .filter((end) => text.slice(0, end).trim() !== "" && text.slice(end).trim() !== "")
    .slice(0, endsMax);
  const parts: Part[] = [];
  let start = 0;
  for (const end of [...ends, text.length]) {
    const before = parts.at(-1);
    if (end < text.length && text.slice(start, end).trim().length < partMin) continue;
    if (before !== undefined && text.slice(start, end).trim().length < partMin)
      parts[parts.length - 1] = { start: before.start, end };
    else parts.push({ start, end });
    start = end;
  }
  return parts;
}

/** Neighbours as they stand in the text; anything between others is replaced by the mark. */
function excerpt(text: string, parts: readonly Part[], chosen: ReadonlySet<number>): Shortened {
  const runs: Part[] = [];
  for (const [place, { start, end }] of parts.entries()) {
    const before = runs.at(-1);
    if (!chosen.has(place)) continue;
    if (before?.end === start) runs[runs.length - 1] = { start: before.start, end };
    else runs.push({ start, end });
  }
  const kept = runs.map(({ start, end }) => text.slice(start, end).trim());
  const head = runs[0]?.start === 0 ? [] : [cutMark];
  const tail = runs.at(-1)?.end === text.length ? [] : [cutMark];
  return {
    text: [...head, kept.join(` ${cutMark} `), ...tail].join(" "),
    cut: text.length - kept.reduce((sum, { length }) => sum + length, 0),
  };
}
