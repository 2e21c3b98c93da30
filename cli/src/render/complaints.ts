/** What is wrong with lines of a stream. */
export interface Complaints {
  tell(line: number, why: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** The same of many lines in a row is said of the first, and then of how many more: of a storm not every drop. */
export function complaining(say: (text: string) => void): Complaints {
  let last: { readonly why: string; line: number; more: number } | undefined;
  const end = (): void => {
    if (last !== undefined && last.more > 0) say(`${last.line}: … the same of ${last.more} more`);
    last = undefined;
  };
  return {
    tell: (line, why) => {
      if (last?.why === why) {
        last.line = line;
        last.more += 1;
        return;
      }
      end();
      last = { why, line, more: 0 };
      say(`${line}: ${why}`);
    },
    end,
  };
}
