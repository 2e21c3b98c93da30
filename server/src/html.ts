/** Text between the tags of a page, or in an attribute. */
export function encoded(text: string): string {
  return text.replace(/[&<>"]/gu, (one) => `&#${one.codePointAt(0)};`);
}
