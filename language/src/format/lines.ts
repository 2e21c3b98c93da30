import type { ItemList, Slot } from "./markup.ts";

/** A token or a comment in a line. */
export interface Cell {
  readonly text: string;
  /** Undefined for a comment. */
  readonly token: number | undefined;
  readonly slot: Slot | undefined;
  /** Spaces before it; set again where columns are aligned. */
  gap: number;
}

/**
 * Where a line begins: at a column; so much further than another line; or below a cell of another line, whose
 * column is known only when that line has been laid out.
 */
export type Indent =
  | { readonly kind: "column"; readonly column: number }
  | { readonly kind: "line"; readonly line: Line; readonly further: number }
  | { readonly kind: "cell"; readonly line: Line; readonly cell: number; readonly further?: number };

/** A comment at a line's end. */
interface TrailingComment {
  readonly text: string;
  /** How far behind the beginning of its source line the author put it; 0 where that is right behind the code. */
  readonly column: number;
}

/** The list whose item begins a line, and which item that is. */
export interface ItemPlace {
  readonly list: ItemList;
  readonly ordinal: number;
}

export interface Line {
  readonly indent: Indent;
  readonly cells: Cell[];
  blankBefore: boolean;
  readonly item: ItemPlace | undefined;
  /** Holds nothing but a comment. */
  readonly isComment: boolean;
  trailing: TrailingComment | undefined;
}

/** How far behind its line's beginning a cell begins; behind a line break inside a string, counted from there. */
export function cellOffset(line: Line, index: number): number {
  let offset = 0;
  for (const [at, cell] of line.cells.entries()) {
    if (at > 0) offset += cell.gap;
    if (at === index) return offset;
    offset = endOf(cell, offset);
  }
  return offset;
}

/** True if a cell before this one holds a line break, so that columns from here on are not the line's. */
export function isBehindBreak(line: Line, index: number): boolean {
  return line.cells.slice(0, index).some((cell) => cell.text.includes("\n"));
}

function endOf(cell: Cell, offset: number): number {
  const lastBreak = cell.text.lastIndexOf("\n");
  return lastBreak === -1 ? offset + cell.text.length : cell.text.length - lastBreak - 1;
}
