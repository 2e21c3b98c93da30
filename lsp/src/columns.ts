import { normaliseText } from "@orchlang/language";
import type { Position } from "vscode-languageserver/node";

/** Between the columns of a text as it is written and those of the same text as it is read, line by line. */
export interface Columns {
  /** In the text as it is read. */
  read(position: Position): number;
  /** In the text as it is written: behind all that is read as one sign. */
  written(position: Position): number;
}

/** Of a text with line ends of one character. Composing never joins lines, so that each is looked at by itself. */
export function columnsOf(text: string): Columns {
  const lines = text.split("\n");
  const lineAt = (line: number): string =>
    lines[Math.min(Math.max(Math.floor(line), 0), lines.length - 1)] ?? "";
  return {
    read: ({ line, character }) => readTo(lineAt(line), character),
    written({ line, character }) {
      const text = lineAt(line);
      // The longest beginning that is read as so many signs.
      let low = 0;
      let high = text.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (readTo(text, middle) <= character) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

function readTo(line: string, character: number): number {
  return normaliseText(line.slice(0, Math.max(0, character))).length;
}
