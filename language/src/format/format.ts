import { lineColumnsMax } from "../limits.ts";
import type { ParseResult } from "../parser/parse-result.ts";
import { alignLines } from "./align.ts";
import { buildLines } from "./build-lines.ts";
import { cellOffset, type Line } from "./lines.ts";
import type { Markup } from "./markup.ts";
import { markUp } from "./read-markup.ts";

/**
 * A file in the canonical layout. The tokens and comments stay as they are; indentation, spaces and blank lines are
 * set, columns aligned. Formatting what was formatted changes nothing. A file with syntax errors is left as it is.
 */
export function format(parsed: ParseResult): string {
  if (parsed.diagnostics.some(({ severity }) => severity === "error")) return parsed.source.text;
  const broken = new Set<number>();
  for (;;) {
    const markup = markUp(parsed, broken);
    const lines = buildLines(markup);
    partSections(lines, markup);
    alignLines(markup, lines);
    const rows = printLines(lines);
    const wide = wideLists(markup, lines, rows).filter((open) => !broken.has(open));
    if (wide.length === 0) return rows.length === 0 ? "" : `${rows.join("\n")}\n`;
    for (const open of wide) broken.add(open);
  }
}

/** Puts a blank line behind the module, and one behind the imports. */
function partSections(lines: readonly Line[], { parsed, listOfOpen }: Markup): void {
  const { module: header, imports } = parsed.file;
  const file = listOfOpen.get(-1);
  const firstDeclaration = (header === undefined ? 0 : 1) + imports.length;
  for (const [index, line] of lines.entries()) {
    if (line.item === undefined || line.item.list !== file || line.item.ordinal === 0) continue;
    if (line.item.ordinal !== 1 && line.item.ordinal !== firstDeclaration) continue;
    let first = index;
    while (lines[first - 1]?.isComment === true && lines[first]?.blankBefore === false) first--;
    (lines[first] as Line).blankBefore = true;
  }
}

/** The outermost lists on one line that is too wide; each is laid out again with a line for each item. */
function wideLists(markup: Markup, lines: readonly Line[], rows: readonly string[]): readonly number[] {
  return lines.flatMap((line, index) => {
    const row = rows[index] ?? "";
    if (row.length <= lineColumnsMax || !row.split("\n").some((part) => part.length > lineColumnsMax))
      return [];
    const lists = line.cells.flatMap(({ token }) => markup.listOfOpen.get(token ?? -1) ?? []);
    const inline = lists.filter((list) => !list.multiline);
    const open = inline.find((list) => list.style !== "fields") ?? inline[0];
    return open === undefined ? [] : [open.open];
  });
}

function printLines(lines: readonly Line[]): readonly string[] {
  const columns = new Map<Line, number>();
  return lines.map((line) => {
    const column = columnOf(line, columns);
    columns.set(line, column);
    return (line.blankBefore ? "\n" : "") + printLine(line, column);
  });
}

function printLine(line: Line, column: number): string {
  let row = " ".repeat(column);
  for (const [index, cell] of line.cells.entries()) row += " ".repeat(index === 0 ? 0 : cell.gap) + cell.text;
  if (line.trailing === undefined) return row;
  const lastLine = row.slice(row.lastIndexOf("\n") + 1);
  // What stands behind a line break inside of a text or comment begins where that put it.
  const begin = lastLine.length === row.length ? column : (/^\s*/.exec(lastLine)?.[0].length ?? 0);
  const width = lastLine.length;
  const wanted = begin + line.trailing.column;
  const gap = wanted > lineColumnsMax ? 2 : Math.max(2, wanted - width);
  return row + " ".repeat(gap) + line.trailing.text;
}

function columnOf({ indent }: Line, columns: ReadonlyMap<Line, number>): number {
  if (indent.kind === "column") return indent.column;
  const base = columns.get(indent.line) ?? 0;
  return indent.kind === "line" ? base + indent.further : base + cellOffset(indent.line, indent.cell);
}
