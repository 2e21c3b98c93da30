import { lineColumnsMax } from "../limits.ts";
import type { ParseResult } from "../parser/parse.ts";
import { buildLines } from "./build-lines.ts";
import { cellOffset, isBehindBreak, type Line } from "./lines.ts";
import type { ItemList, Markup, Slot } from "./markup.ts";
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
  // After a line break inside a string or comment, the column is that of the text itself.
  const begin = lastLine.length === row.length ? column : (/^\s*/.exec(lastLine)?.[0].length ?? 0);
  const width = lastLine.length;
  const wanted = begin + line.trailing.column;
  const gap = wanted > lineColumnsMax ? 2 : Math.max(2, wanted - width);
  return row + " ".repeat(gap) + line.trailing.text;
}

function columnOf({ indent }: Line, columns: ReadonlyMap<Line, number>): number {
  if (indent.kind === "column") return indent.column;
  const base = columns.get(indent.line) ?? 0;
  return indent.kind === "line"
    ? base + indent.further
    : base + cellOffset(indent.line, indent.cell) + (indent.further ?? 0);
}

/*
 * Columns. A slot's lines are the first lines of a list's items; what stands before a slot is final when the slot
 * is aligned, so slots go from left to right.
 */

/** Slots in the order in which they can stand in a line; numbered ones (`part 2`) follow these. */
const order = "content limit type label kind category definition equals names with when body".split(" ");

/** How much wider than needed a column may be that the author has chosen. */
const slackMax = 5;
/** Spaces that lines may keep before a `loose` slot. */
const looseMax = 3;

/** A line's slot. */
interface Stop {
  readonly line: Line;
  readonly cell: number;
  readonly slot: Slot;
  /** Where the author has it, behind the item's beginning; undefined where it is on another line. */
  readonly source: number | undefined;
  /** The spaces that the author has before it. */
  readonly sourceGap: number;
}

function alignLines(markup: Markup, lines: readonly Line[]): void {
  const itemLines = Map.groupBy(
    lines.filter((line) => line.item !== undefined),
    (line) => line.item?.list as ItemList,
  );
  const separated = separatedLines(lines);
  for (const own of itemLines.values()) {
    const stops = own.flatMap((line) => stopsOf(markup, line));
    const names = [...new Set(stops.map((stop) => stop.slot.name))].toSorted((a, b) => rank(a) - rank(b));
    for (const name of names) {
      const column = stops.filter((stop) => stop.slot.name === name);
      if (column[0]?.slot.mode === "always") alignAlways(column);
      else for (const run of runsOf(own, column, separated)) alignRun(run);
    }
  }
}

function stopsOf(markup: Markup, line: Line): readonly Stop[] {
  const item = line.item?.list.items[line.item.ordinal];
  return line.cells.flatMap((cell, index): Stop[] => {
    const { slot, token } = cell;
    if (slot === undefined || token === undefined || slot.owner !== item || isBehindBreak(line, index))
      return [];
    const start = markup.tokens[token]?.startOffset ?? 0;
    const from = markup.tokens[slot.owner]?.startOffset ?? 0;
    const before = markup.tokens[token - 1]?.end ?? start;
    const isOneLine = !markup.parsed.source.text.slice(from, start).includes("\n");
    const source = isOneLine ? start - from : undefined;
    return [{ line, cell: index, slot, source, sourceGap: isOneLine ? start - before : 0 }];
  });
}

function alignAlways(column: readonly Stop[]): void {
  const needed = Math.max(...column.map(neededOffset));
  const [first] = column;
  const isChosen = column.length > 1 && column.every((stop) => stop.source === first?.source);
  const chosen = isChosen ? (first?.source ?? needed) : needed;
  const target = chosen >= needed && chosen <= needed + slackMax ? chosen : needed;
  for (const stop of column) moveTo(stop, target);
}

/** One line by itself, or several in one column: they keep the gap that the author has before the longest of them. */
function alignRun(run: readonly Stop[]): void {
  const gap = Math.min(...run.map(({ slot, sourceGap }) => (slot.mode === "loose" ? sourceGap : 0)));
  const kept = gap <= looseMax ? gap : 0;
  const target = Math.max(...run.map((stop) => neededOffset(stop) + Math.max(0, kept - stop.slot.least)));
  for (const stop of run) moveTo(stop, target);
}

/** Stops of lines beside one another that the author has in one column. */
function runsOf(
  own: readonly Line[],
  column: readonly Stop[],
  separated: ReadonlySet<Line>,
): readonly (readonly Stop[])[] {
  const stopOf = new Map(column.map((stop) => [stop.line, stop]));
  const runs: Stop[][] = [];
  let last: Stop | undefined;
  for (const line of own) {
    const stop = stopOf.get(line);
    if (stop !== undefined) {
      const isBeside = last?.source !== undefined && last.source === stop.source && !separated.has(line);
      if (isBeside) runs.at(-1)?.push(stop);
      else runs.push([stop]);
    }
    last = stop;
  }
  return runs;
}

/** Lines with a blank line or a comment's line above them. */
function separatedLines(lines: readonly Line[]): ReadonlySet<Line> {
  return new Set(lines.filter((line, index) => line.blankBefore || lines[index - 1]?.isComment === true));
}

function neededOffset(stop: Stop): number {
  return cellOffset(stop.line, stop.cell) - cellAt(stop).gap + stop.slot.least;
}

function moveTo(stop: Stop, offset: number): void {
  const cell = cellAt(stop);
  cell.gap += offset - cellOffset(stop.line, stop.cell);
}

function cellAt(stop: Stop): Line["cells"][number] {
  return stop.line.cells[stop.cell] as Line["cells"][number];
}

function rank(name: string): number {
  const known = order.indexOf(name);
  return known === -1 ? order.length + Number(name.slice("part ".length)) : known;
}
