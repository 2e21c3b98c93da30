/** Lines that are the same stand with two spaces, those that are gone with `- `, those that came with `+ `. */
export function linesDifference(before: readonly string[], after: readonly string[]): readonly string[] {
  const length = commonLengths(before, after);
  const results: string[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    if (one < before.length && other < after.length && before[one] === after[other]) {
      results.push(`  ${before[one]}`);
      one += 1;
      other += 1;
    } else if (
      other >= after.length ||
      (one < before.length && at(length, one + 1, other) >= at(length, one, other + 1))
    ) {
      results.push(`- ${before[one]}`);
      one += 1;
    } else {
      results.push(`+ ${after[other]}`);
      other += 1;
    }
  }
  return results;
}

/** The same, of what has not changed only a little around what has. */
export function shortDifference(lines: readonly string[], around: number): readonly string[] {
  const isNear = lines.map((_, place) =>
    lines.slice(Math.max(0, place - around), place + around + 1).some((line) => !line.startsWith("  ")),
  );
  return lines.flatMap((line, place) => {
    if (isNear[place]) return [line];
    return isNear[place - 1] === true || place === 0 ? ["  …"] : [];
  });
}

/** How long the longest common part from each pair of places on is (Hunt and McIlroy, 1976, by the plain table). */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let one = before.length - 1; one >= 0; one--) {
    const row = table[one] ?? [];
    for (let other = after.length - 1; other >= 0; other--) {
      row[other] =
        before[one] === after[other]
          ? at(table, one + 1, other + 1) + 1
          : Math.max(at(table, one + 1, other), at(table, one, other + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], one: number, other: number): number {
  return table[one]?.[other] ?? 0;
}
