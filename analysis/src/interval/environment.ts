import type { Read } from "@orchlang/plan/expressions";
import { type Abstract, met } from "./abstract.ts";

/** The abstract environment of an expression. */
export interface Environment {
  /** The abstract value of a read by its type. */
  read(read: Read): Abstract;
  /** A further fact about a path, by its key; `undefined` if there is none. */
  fact(key: string): Abstract | undefined;
}

/** So many facts are kept in one table: few tables to look through, and not each one copied for each fact. */
const tableMax = 64;

/** An environment as a table of facts over another one. */
interface Table extends Environment {
  readonly base: Environment;
  readonly facts: ReadonlyMap<string, Abstract>;
}

/** The same, with more known. */
export function extendEnvironment(base: Environment, facts: ReadonlyMap<string, Abstract>): Environment {
  if (facts.size === 0) return base;
  const table = isTable(base) && base.facts.size < tableMax ? base : undefined;
  return table === undefined ? over(base, facts) : over(table.base, merged(table.facts, facts));
}

function over(base: Environment, facts: ReadonlyMap<string, Abstract>): Table {
  return {
    base,
    facts,
    read: (read) => base.read(read),
    fact: (key) => {
      const own = facts.get(key);
      const other = base.fact(key);
      if (own === undefined || other === undefined) return own ?? other;
      return met(other, own);
    },
  };
}

function isTable(environment: Environment): environment is Table {
  return "facts" in environment;
}

function merged(
  one: ReadonlyMap<string, Abstract>,
  other: ReadonlyMap<string, Abstract>,
): ReadonlyMap<string, Abstract> {
  const facts = new Map(one);
  for (const [key, fact] of other) {
    const known = facts.get(key);
    facts.set(key, known === undefined ? fact : met(known, fact));
  }
  return facts;
}
