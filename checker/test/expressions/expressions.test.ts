import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cases, outcome } from "./understand.ts";

/*
 * Literate tables beside this file: `expression ==> outcome`. An outcome is a type, the value where it is known
 * before the run, or what is wrong. `in:` lines say what is in scope, a `wants:` line what is expected; both hold
 * until the next or the next heading.
 */
const tables = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".md"));

for (const table of tables) {
  describe(table, () => {
    const text = readFileSync(new URL(table, import.meta.url), "utf8");
    for (const one of cases(text)) {
      test(`${one.line}: ${one.text}`, () => {
        expect(outcome(one.text, one.around, one.wanted)).toBe(one.outcome);
      });
    }
  });
}
