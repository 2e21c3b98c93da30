/** Characters of a pull request's comment on GitHub, less some for what a workflow puts around it. */
export const commentMax = 65_536 - 1_024;

/** Rows of each table, as many as fit. */
const tries: readonly number[] = [Infinity, 400, 200, 100, 50, 25, 12, 6, 3];

/** The fullest form of a text that fits into a comment. @param make the text with so many rows in each of its tables. */
export function fittedIn(make: (rowsMax: number) => string): string {
  for (const rowsMax of tries) {
    const text = make(rowsMax);
    if (text.length <= commentMax) return text;
  }
  return `${make(1).slice(0, commentMax)}…`;
}

/** The first rows, those that matter more before others, in their order; and how many are left out. */
export function firstRows<T>(
  rows: readonly T[],
  rowsMax: number,
  matters: (row: T) => boolean = () => false,
): { readonly shown: readonly T[]; readonly left: number } {
  if (rows.length <= rowsMax) return { shown: rows, left: 0 };
  const byWeight = [...rows.filter(matters), ...rows.filter((row) => !matters(row))];
  const kept = new Set(byWeight.slice(0, rowsMax));
  return { shown: rows.filter((row) => kept.has(row)), left: rows.length - kept.size };
}
