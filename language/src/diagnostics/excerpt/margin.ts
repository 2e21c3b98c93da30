import type { SourceFile } from "../../source/source-file.ts";
import { wrap } from "../display.ts";
import { colourOf, type ExcerptStyle, firstLineOf, lastLineOf, type Mark } from "./mark.ts";

/*
 * Marks over several lines are drawn in a margin left of the text: a corner where one begins, a bar beside its lines,
 * a corner where it ends and what is said of it.
 *
 *      4 │ ┏ plan p(n: Int) {
 *      5 │ ┃   step a = f(n)
 *      6 │ ┃ }
 *        │ ┗━ never ends
 */

export interface Bracket {
  readonly mark: Mark;
  readonly first: number;
  readonly last: number;
}

/** The marks that go over several lines, the one that begins first leftmost. */
export function bracketsOf(marks: readonly Mark[], file: SourceFile): readonly Bracket[] {
  return marks
    .map((mark) => ({ mark, first: firstLineOf(mark, file), last: lastLineOf(mark, file) }))
    .filter(({ first, last }) => last > first)
    .toSorted((a, b) => a.first - b.first || b.last - a.last);
}

/** Columns that the margin takes. */
export function marginWidth(brackets: readonly Bracket[]): number {
  return brackets.length * 2;
}

/** The margin beside a line's text, or with `below` beside a row under it. */
export function marginBeside(
  brackets: readonly Bracket[],
  line: number,
  file: SourceFile,
  style: ExcerptStyle,
  below = false,
): string {
  return brackets
    .map((bracket) => {
      const { mark, first, last } = bracket;
      if (line < first || line > last || (below && line === last)) return "  ";
      const begins = line === first && !below;
      if (begins && !beginsLine(bracket, file)) return "  ";
      return `${colourOf(mark, style)(begins ? corner(mark, "┏", "┌") : corner(mark, "┃", "│"))} `;
    })
    .join("");
}

/** The row under a bracket's first line that leads to its first character; none where that begins the line. */
export function openingRow(
  brackets: readonly Bracket[],
  bracket: Bracket,
  column: number,
  file: SourceFile,
  style: ExcerptStyle,
): string | undefined {
  if (beginsLine(bracket, file)) return undefined;
  const left = marginBeside(brackets.slice(0, brackets.indexOf(bracket)), bracket.first, file, style, true);
  const room = marginWidth(brackets) - 2 * brackets.indexOf(bracket);
  const { mark } = bracket;
  const lead = corner(mark, "┏", "┌") + corner(mark, "━", "─").repeat(room - 1 + column);
  return left + colourOf(mark, style)(`${lead}${corner(mark, "┛", "┘")}`);
}

/** The rows under a bracket's last line that end it, with what is said of it. */
export function closingRows(
  brackets: readonly Bracket[],
  bracket: Bracket,
  file: SourceFile,
  style: ExcerptStyle,
  columns: number,
): readonly string[] {
  const left = marginBeside(brackets.slice(0, brackets.indexOf(bracket)), bracket.last, file, style, true);
  const { mark } = bracket;
  const colour = colourOf(mark, style);
  const end = `${corner(mark, "┗", "└")}${corner(mark, "━", "─")}`;
  const [first = "", ...more] = wrap(mark.message, columns);
  return [left + colour(`${end} ${first}`.trimEnd()), ...more.map((line) => `${left}   ${colour(line)}`)];
}

/** Whether nothing but space stands before it on its first line. */
function beginsLine({ mark, first }: Bracket, file: SourceFile): boolean {
  return file.text.slice(file.lineStarts[first] ?? 0, mark.span.start).trim() === "";
}

function corner(mark: Mark, heavy: string, light: string): string {
  return mark.primary ? heavy : light;
}
