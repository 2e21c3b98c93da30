import type { Place } from "./define.ts";
import type { Fix } from "./diagnostic.ts";

/** Longer words are not compared: the work grows with the square of their length. */
const comparedMax = 128;

/**
 * The candidate that `word` was most likely meant to be, for a "did you mean"; undefined where none is near. Near
 * is one slip in three letters, two in six, and so on: a letter wrong, left out, doubled, or two swapped.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > comparedMax) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  const folded = word.toLowerCase();
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= least) continue;
    const distance = candidate.toLowerCase() === folded ? 0.5 : editDistance(folded, candidate.toLowerCase());
    if (distance < least && distance < candidate.length) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/**
 * The number of letters to change, put in, take out or swap with their neighbour to come from one word to the
 * other (Damerau–Levenshtein, each place edited once).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const edited = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(swapped ? Math.min(edited, (beforeLast[column - 2] ?? 0) + 1) : edited);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** The label and fixes of a diagnostic about a word where another word was most likely meant. */
export interface Suggestion {
  readonly label?: string;
  readonly fixes?: readonly Fix[];
}

/**
 * "Did you mean …?" with the change that makes it so; nothing where nothing is meant. `newText` is what is put at
 * `place`, where that is more than the word itself. Never safe: only the author knows what was meant.
 */
export function didYouMean(place: Place, suggestion: string | undefined, newText = suggestion): Suggestion {
  if (suggestion === undefined || newText === undefined) return {};
  const edits = [{ file: place.file, span: place.span, newText }];
  return {
    label: `did you mean \`${suggestion}\`?`,
    fixes: [{ title: `Write \`${newText}\``, safe: false, edits }],
  };
}
