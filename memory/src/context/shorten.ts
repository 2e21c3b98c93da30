/** The end of a text that was cut. */
export const cutMark = " [...]";

/** A sentence that is cut says something else, so that a text is cut behind one. At most so many ends are looked at. */
const endsMax = 400;

/**
 * The longest beginning of whole sentences that fits, with {@link cutMark} behind it; `undefined`: not even the first.
 * Where less fits, it is never longer.
 */
export function shortened(text: string, fits: (text: string) => boolean): string | undefined {
  const ends = [...text.matchAll(/[.!?…。！？]["'”’)\]]*(?=\s)|\n/gu)]
    .map(({ 0: found, index }) => index + found.length)
    .filter((end) => text.slice(0, end).trim() !== "" && text.slice(end).trim() !== "")
    .slice(0, endsMax);
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(beginning(text, ends[middle - 1]))) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? undefined : beginning(text, ends[low - 1]);
}

function beginning(text: string, end: number | undefined): string {
  return text.slice(0, end).trimEnd() + cutMark;
}
