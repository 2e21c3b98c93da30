/* Text as drawings carry it: safe for XML, and of a width that is known before anything is drawn. */
import { visible } from "@orchlang/language";

/** One line of characters that every format can carry and every reader sees: no controls, none that turn or hide. */
export function plainLine(text: string): string {
  return visible(text.replaceAll(/\s+/gu, " "))
    .replaceAll(/[\ufffe\uffff]/gu, "\ufffd")
    .trim();
}

/** Text in XML and HTML, between tags and in attributes alike. */
export function escaped(text: string): string {
  return plainLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A tag with its attributes, and what is in it. Attributes are escaped, content is taken as it is. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content?: string,
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value))}"`],
  );
  const open = `<${name}${written.join("")}`;
  return content === undefined ? `${open}/>` : `${open}>${content}</${name}>`;
}

/** Shares of the font's size, as the system's fonts have them, rather too wide than too narrow. */
function share(char: string): number {
  if (/\p{M}/u.test(char)) return 0;
  if (
    /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
      char,
    )
  ) {
    return char < "\u2500" ? 0.8 : 1.1;
  }
  if (/[iljtfr.,:;'|!()[\] ]/.test(char)) return 0.36;
  if (/[mwMW@%→]/.test(char)) return 0.9;
  return /[A-Z_\d$≤–]/.test(char) ? 0.66 : 0.58;
}

/** In pixels, of a text in a font of so many pixels. */
export function widthOf(text: string, size: number): number {
  let sum = 0;
  for (const char of text) sum += share(char);
  return sum * size;
}

/** As much of a text as fits into so many pixels, with `…` where some is left out. */
export function fitted(text: string, size: number, width: number): string {
  const line = plainLine(text);
  if (widthOf(line, size) <= width) return line;
  let fitting = "";
  let used = widthOf("…", size);
  for (const char of line) {
    used += share(char) * size;
    if (used > width) break;
    fitting += char;
  }
  return `${fitting.trimEnd()}…`;
}

/** Characters of a pull request's comment on GitHub, less some for what a workflow puts around it. */
export const commentMax = 65_536 - 1_024;

/** Rows of each table, as many as fit. */
const tries: readonly number[] = [Infinity, 400, 200, 100, 50, 25, 12, 6, 3];

/** The fullest form of a text that fits into a comment. @param make the text with so many rows in each of its tables. */
export function fittedIn(make: (rowsMax: number) => string): string {
  for (const rowsMax of tries) {
    const text = make(rowsMax);
    if (text.length <= commentMax) return text;
  }
  return `${make(1).slice(0, commentMax)}…`;
}

/** The first rows, those that matter more before others, in their order; and how many are left out. */
export function firstRows<T>(
  rows: readonly T[],
  rowsMax: number,
  matters: (row: T) => boolean = () => false,
): { readonly shown: readonly T[]; readonly left: number } {
  if (rows.length <= rowsMax) return { shown: rows, left: 0 };
  const byWeight = [...rows.filter(matters), ...rows.filter((row) => !matters(row))];
  const kept = new Set(byWeight.slice(0, rowsMax));
  return { shown: rows.filter((row) => kept.has(row)), left: rows.length - kept.size };
}
