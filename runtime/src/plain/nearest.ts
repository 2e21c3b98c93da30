/** The name that was probably meant. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  return known.find((one) => one.toLowerCase() === written.toLowerCase() || alike(one, written));
}

/** One letter more, less or otherwise, or two swapped. */
function alike(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 2) return false;
  const sorted = (word: string): string => [...word.toLowerCase()].sort().join("");
  if (sorted(one) === sorted(other)) return true;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end))
    end += 1;
  return Math.max(one.length, other.length) - start - end <= 2 && start + end >= 3;
}
