/**
 * The rows of a Markdown page's tables, headings and rules left out. A cell has its text as it is written, but for
 * `\|`, which is a bar.
 *
 * @param heading the first cell of the heading: tells the page's table
 */
export function tableRows(page: string, heading: string): readonly (readonly string[])[] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith(`| ${heading} |`))
    .map((line) =>
      line
        .split(/(?<!\\)\|/u)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("\\|", "|")),
    );
}

/** A clause of an index of tests: the part that it belongs to, and the test that shows it. */
export interface IndexedTest {
  readonly part: string;
  readonly clause: string;
  /** Its path in the repository. */
  readonly file: string;
  readonly title: string;
}

/** An index of tests: a table of part, clause, and `` `file`: title ``. A row of another form has an empty title. */
export function indexedTests(page: string, heading: string): readonly IndexedTest[] {
  return tableRows(page, heading).map(([part = "", clause = "", place = ""]) => {
    const { file = "", title = "" } = /^`(?<file>[^`]+)`: (?<title>.+)$/u.exec(place)?.groups ?? {};
    return { part, clause, file, title };
  });
}
