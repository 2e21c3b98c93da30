/* Long constants in the text of a preview: the JSON form and `orch explain` have them whole. */

/** Shorter lists than this are left as they are, in characters. */
const lengthMax = 60;

/** A longer list is shown with this many of its items, and the number of the others. */
const itemsShown = 2;

/** `["a …", "b …", and 4 more]`: long lists with the first of their items. */
export function folded(text: string): string {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const end = text[at] === "[" ? closingOf(text, at) : skipText(text, at);
    const part = text.slice(at, end);
    result += text[at] === "[" ? foldedList(part) : part;
    at = end;
  }
  return result;
}

function foldedList(list: string): string {
  if (list.length <= lengthMax) return list;
  const items = itemsOf(list);
  const more = items.length - itemsShown;
  if (more < 2) return list;
  return `[${items.slice(0, itemsShown).join(", ")}, and ${more} more]`;
}

/** The items of a list, each with its own brackets and texts whole. */
function itemsOf(list: string): readonly string[] {
  const items: string[] = [];
  let start = 1;
  let at = 1;
  while (at < list.length - 1) {
    const isOpening = "[({".includes(list.charAt(at));
    if (list[at] === ",") {
      items.push(list.slice(start, at).trim());
      start = at + 1;
    }
    at = isOpening ? closingOf(list, at) : skipText(list, at);
  }
  return [...items, list.slice(start, -1).trim()];
}

/** The offset behind the bracket that closes the one at an offset; the end where none does. */
function closingOf(text: string, open: number): number {
  let depth = 0;
  let at = open;
  while (at < text.length) {
    const sign = text.charAt(at);
    if ("[({".includes(sign)) depth++;
    if ("])}".includes(sign)) depth--;
    at = skipText(text, at);
    if (depth === 0) return at;
  }
  return at;
}

/** The offset behind a quoted text, or behind one character of anything else. */
function skipText(text: string, from: number): number {
  if (text[from] !== '"') return from + 1;
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}
