/** One step into a JSON document: a field's name or an item's index. */
export type Segment = string | number;

/** RFC 6901: `/contacts/3/address`; the whole document is the empty text. */
export function pointer(segments: readonly Segment[]): string {
  let text = "";
  for (const segment of segments) {
    text += `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  }
  return text;
}

/** As a person writes it: `contacts[3].address`; names that are no words stand in quotes. */
export function placeInWords(segments: readonly Segment[]): string {
  let text = "";
  for (const segment of segments) {
    if (typeof segment === "number") text += `[${segment}]`;
    else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}
