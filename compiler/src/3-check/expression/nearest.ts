/** The candidate that a misspelt word most likely meant, or none. Case and `_` count little. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = simplify(word);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const other = simplify(candidate);
    const allowed =
      Math.max(plain.length, other.length) < 4 ? 1 : Math.ceil(Math.max(plain.length, other.length) / 3);
    if (Math.abs(plain.length - other.length) > allowed) continue;
    const distance = editDistance(plain, other, allowed);
    if (distance <= allowed && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** "did you mean `draft`?", or `undefined`. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(word, candidates);
  return found === undefined ? undefined : `Did you mean \`${found}\`?`;
}

/** Longer words are not compared: the table would grow with the square of their length. */
const comparedMax = 64;

function simplify(word: string): string {
  return word.slice(0, comparedMax).toLowerCase().replaceAll("_", "");
}

/**
 * Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, each 1. Gives up above
 * `limit` with a greater number. (Damerau 1964; Levenshtein 1966)
 */
function editDistance(left: string, right: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (before[column - 2] ?? cost) + 1);
      }
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    [before, previous] = [previous, current];
  }
  return previous[right.length] ?? limit + 1;
}
