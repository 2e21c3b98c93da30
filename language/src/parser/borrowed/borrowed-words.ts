import { declarationRows } from "./declarations.ts";
import { clauseRows, optionRows, ruleRows } from "./parts.ts";
import type { BorrowedRow } from "./row.ts";
import { callRows, statementRows } from "./statements.ts";

export interface Borrowed {
  /** Stands in the same place. */
  readonly word: string | undefined;
  readonly written: string;
}

const rowsOfList: Readonly<Record<string, readonly BorrowedRow[]>> = {
  declaration: declarationRows,
  statement: statementRows,
  call: callRows,
  stepOption: optionRows,
  ...clauseRows,
  ...ruleRows,
};

const wordsOfList: ReadonlyMap<string, ReadonlyMap<string, Borrowed>> = new Map(
  Object.entries(rowsOfList).map(([list, rows]) => [
    list,
    new Map(
      rows.flatMap(([words, word, written]) =>
        words.split(" ").map((text): [string, Borrowed] => [folded(text), { word, written }]),
      ),
    ),
  ]),
);

/** What a word that begins no part of a list most likely stands for there. */
export function borrowedWord(list: string, text: string): Borrowed | undefined {
  return wordsOfList.get(list)?.get(folded(text));
}

/** Every row of every list, for the tests. */
export const borrowedRows: readonly (readonly [list: string, row: BorrowedRow])[] = Object.entries(
  rowsOfList,
).flatMap(([list, rows]) => rows.map((row) => [list, row] as const));

/** `depends_on`, `dependsOn` and `depends-on` are one word. */
function folded(text: string): string {
  return text.replaceAll(/[_-]/g, "").toLowerCase();
}

/** `end`, `catch`, `except`: goes on with what a word of another language began, which is told of there. */
export function isSequel(text: string): boolean {
  return /^(?:end|endif|fi|done|esac|endwhile|endfor|catch|except|rescue|else|elif|elsif)$/.test(text);
}
