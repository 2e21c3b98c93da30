import type { Read } from "@orchlang/plan";
import { type Abstract, met } from "./abstract.ts";

/** What is known where an expression is evaluated. */
export interface Knowledge {
  /** What a read can be by its type. */
  read(read: Read): Abstract;
  /** What else is known of a path, by its key; `undefined` where nothing is. */
  fact(key: string): Abstract | undefined;
}

/** The same, with more known. */
export function knowing(base: Knowledge, facts: ReadonlyMap<string, Abstract>): Knowledge {
  if (facts.size === 0) return base;
  return {
    read: (read) => base.read(read),
    fact: (key) => {
      const own = facts.get(key);
      const other = base.fact(key);
      if (own === undefined || other === undefined) return own ?? other;
      return met(other, own);
    },
  };
}
