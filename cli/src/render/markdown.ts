import { type Paint, wrap } from "@orchlang/language/display";

/** Columns of a page: longer lines are tiring to read. */
const pageColumnsMax = 92;

/**
 * A page for a terminal: headings bold, paragraphs and lists wrapped, code set off with its comments dimmed. Tables and
 * whatever else there is stay as they are.
 */
export function renderMarkdown(text: string, paint: Paint, columns = pageColumnsMax): readonly string[] {
  const width = Math.min(columns, pageColumnsMax);
  const rows: string[] = [];
  let paragraph: string[] = [];
  let fenced = false;
  const flush = (): void => {
    if (paragraph.length > 0) rows.push(...paragraphRows(paragraph.join(" "), paint, width));
    paragraph = [];
  };
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("```")) {
      flush();
      fenced = !fenced;
    } else if (fenced) {
      rows.push(`    ${codeRow(line, paint)}`.trimEnd());
    } else if (line.startsWith("#")) {
      flush();
      rows.push(paint.strong(line.replace(/^#+ /u, "").replaceAll("`", "")));
    } else if (line.startsWith("|")) {
      flush();
      rows.push(inline(line, paint));
    } else if (line.trim() === "") {
      flush();
      rows.push("");
    } else {
      if (/^\s*(?:[-*]|\d+\.) /u.test(line)) flush();
      paragraph.push(paragraph.length === 0 ? line.trimEnd() : line.trim());
    }
  }
  flush();
  return rows;
}

/** A paragraph, or an item of a list with its further lines under its first word. */
function paragraphRows(text: string, paint: Paint, width: number): readonly string[] {
  const bullet = /^\s*(?:[-*]|\d+\.) /u.exec(text)?.[0] ?? "";
  const lines = wrap(withoutLinks(text.slice(bullet.length)), width - bullet.length);
  const margin = " ".repeat(bullet.length);
  return lines.map((line, index) => (index === 0 ? bullet : margin) + inline(line, paint));
}

function withoutLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\([^)]+\)/gu, "$1");
}

function inline(line: string, paint: Paint): string {
  return line
    .replaceAll(/`[^`]+`/gu, (code) => paint.place(code))
    .replaceAll(/\*\*([^*]+)\*\*/gu, (_, words: string) => paint.strong(words));
}

/** A line of a program; what stands behind `//` can be skipped. */
function codeRow(line: string, paint: Paint): string {
  if (line.trim() === "") return "";
  const comment = /(?:^|\s)\/\/.*$/u.exec(line);
  if (comment === null) return paint.place(line);
  const code = line.slice(0, comment.index);
  return `${code === "" ? "" : paint.place(code)}${paint.dim(comment[0])}`;
}
