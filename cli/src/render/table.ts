import { stripVTControlCharacters } from "node:util";
import { visible } from "@orchlang/language/display";

/** Rows in columns as wide as their widest cell, two spaces apart; colours do not count. */
export function table(rows: readonly (readonly string[])[], indent = ""): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - visibleWidth(cell)));
    return (indent + cells.join("  ")).trimEnd();
  });
}

/** Nothing of it takes more or less than one place, or is shown as something else. */
const plain = /^[ -~]*$/u;

function visibleWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return [...visible(stripVTControlCharacters(text))].length;
}
