/**
 * How deep lists and records may stand inside one another, counted from the root of a document.
 * Every recursion over JSON in the project is bounded by it, so that none can exhaust a stack:
 * the smallest stack that is taken into account (984 kB, the default of V8) holds more than ten times as many frames.
 */
export const jsonDepthMax = 1_000;

/** Values in one document from outside: enough for 100 MB of records, too few to exhaust a memory. */
export const jsonNodesMax = 5_000_000;

/** The reason why a value is not JSON that every machine reads alike, and its place. */
export interface NotJson {
  readonly segments: readonly Segment[];
  readonly says: string;
}

/**
 * The first place where a value is not I-JSON (RFC 7493): a number without a JSON form, half of a surrogate
 * pair, a function, a date object, something that contains itself. Undefined where all is well.
 * Fields that hold `undefined` count as left out.
 */
export function notJson(value: unknown): NotJson | undefined {
  const segments: Segment[] = [];
  const says = look(value, segments);
  return says === undefined ? undefined : { segments, says };
}

/** Leaves `segments` at the place of the fault, or as it was. */
function look(value: unknown, segments: Segment[]): string | undefined {
  const says = leafFault(value);
  if (says !== undefined || typeof value !== "object" || value === null) return says;
  if (segments.length >= jsonDepthMax) {
    segments.length = shownDepth;
    return tooDeep;
  }
  return Array.isArray(value) ? lookInList(value, segments) : lookInRecord(value, segments);
}

function lookInList(list: readonly unknown[], segments: Segment[]): string | undefined {
  for (let index = 0; index < list.length; index++) {
    segments.push(index);
    const says = look(list[index], segments);
    if (says !== undefined) return says;
    segments.pop();
  }
  return undefined;
}

function lookInRecord(record: object, segments: Segment[]): string | undefined {
  for (const [name, item] of Object.entries(record)) {
    if (item === undefined) continue;
    segments.push(name);
    if (!name.isWellFormed()) return "this name holds half a character (a lone surrogate)";
    const says = look(item, segments);
    if (says !== undefined) return says;
    segments.pop();
  }
  return undefined;
}

/** A nesting without end is told where it is still readable, not at its bottom. */
export const shownDepth = 8;
export const tooDeep = `lists and records stand more than ${jsonDepthMax} deep inside one another from here on`;

/** The fault of a value itself, apart from its contents. */
export function leafFault(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : "this text holds half a character (a lone surrogate)";
    case "number":
      return Number.isFinite(value) ? undefined : `${value} is not a number that JSON can hold`;
    case "boolean":
      return undefined;
    case "object":
      return value === null || Array.isArray(value) ? undefined : objectFault(value);
    case "undefined":
      return "there is nothing here (undefined)";
    case "bigint":
      return "a BigInt is not JSON: give a number, or text where it is large";
    default:
      return `a ${typeof value} is not JSON`;
  }
}

function objectFault(value: object): string | undefined {
  if (Object.getPrototypeOf(value) === Object.prototype) return undefined;
  if (value instanceof Date) return "a Date object is not JSON: give its `toISOString()`";
  if (value instanceof Map || value instanceof Set)
    return "a Map or Set is not JSON: give a record or a list";
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return "raw bytes are not JSON: give text, such as base64";
  }
  if (value instanceof Promise) return "a promise is not JSON: wait for it first";
  return undefined;
}

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
