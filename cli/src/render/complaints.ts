/** Faults in the lines of a stream. */
export interface Complaints {
  tell(line: number, why: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** So many that say the same are said one by one. */
const eachMax = 3;
/** So many sorts are told apart; what comes after them is one more. */
const sortsMax = 64;

interface Sort {
  count: number;
  said: number;
  line: number;
}

/**
 * Of a storm not every drop is said: of what is wrong in the same way, whatever numbers and names it has, the first few
 * lines, then the tenth, the hundredth and so on, and how many more at the end.
 */
export function complaining(say: (text: string) => void): Complaints {
  const sorts = new Map<string, Sort>();
  return {
    tell: (line, why) => {
      const sort = sortOf(sorts, why);
      sort.count += 1;
      sort.line = line;
      if (sort.count > eachMax && !isPowerOfTen(sort.count)) return;
      const before = sort.count - sort.said - 1;
      say(`${line}: ${why}${before > 0 ? ` (${before} more like it before)` : ""}`);
      sort.said = sort.count;
    },
    end: () => {
      for (const { count, said, line } of sorts.values())
        if (count > said) say(`${line}: … the same for ${count - said} more`);
      sorts.clear();
    },
  };
}

function sortOf(sorts: Map<string, Sort>, why: string): Sort {
  // Linear in the text of strangers: no part of the pattern can begin where another was abandoned.
  const named = why.replaceAll(/"[^"]*"|`[^`]*`|\d[\d.:,]*/gu, "#");
  const key = sorts.has(named) || sorts.size < sortsMax ? named : "";
  const known = sorts.get(key) ?? { count: 0, said: 0, line: 0 };
  sorts.set(key, known);
  return known;
}

function isPowerOfTen(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}
