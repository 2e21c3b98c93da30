import { stripVTControlCharacters } from "node:util";

/** Rows in columns as wide as their widest cell, two spaces apart; colours do not count. */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
    });
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - visibleWidth(cell)));
      return (indent + cells.join("  ")).trimEnd();
    })
    .join("\n");
}

function visibleWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
