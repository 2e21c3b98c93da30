import type { Span } from "@orchlang/language/ast";

/** Where a member of an object, or an item of a list, stands in a text of JSON. */
interface JsonPlace {
  /** The key with its quotes; of an item of a list, and of the whole, its value. */
  readonly key: Span;
  readonly value: Span;
}

type JsonPath = readonly (string | number)[];

/**
 * The place of what a path leads to. The text is JSON that `JSON.parse` has taken; of a key that is given twice the
 * last counts, as it does there.
 */
export function jsonPlace(text: string, path: JsonPath): JsonPlace | undefined {
  const at = skipSpace(text, 0);
  return find(text, at, path, { start: at, end: valueEnd(text, at) });
}

/** Every key of an object that an earlier one of the same object has already given, with the place of that. */
export function repeatedKeys(
  text: string,
): readonly { readonly key: string; readonly first: Span; readonly again: Span }[] {
  const results: { key: string; first: Span; again: Span }[] = [];
  const open = [skipSpace(text, 0)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const given = new Map<string, Span>();
    for (const { name, key, value } of membersOf(text, at)) {
      const first = typeof name === "string" ? given.get(name) : undefined;
      if (typeof name === "string" && first !== undefined) results.push({ key: name, first, again: key });
      else if (typeof name === "string") given.set(name, key);
      open.push(value);
    }
  }
  return results.toSorted((one, other) => one.again.start - other.again.start);
}

function find(text: string, at: number, path: JsonPath, key: Span): JsonPlace | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return { key, value: { start: at, end: valueEnd(text, at) } };
  let result: JsonPlace | undefined;
  for (const member of membersOf(text, at)) {
    if (member.name === first) result = find(text, member.value, rest, member.key) ?? result;
  }
  return result;
}

interface MemberPlace {
  readonly name: string | number;
  readonly key: Span;
  /** Where its value begins. */
  readonly value: number;
}

/** The members of the object, or the items of the list, that begins at `open`; none of anything else. */
function membersOf(text: string, open: number): readonly MemberPlace[] {
  const isObject = text[open] === "{";
  if (!isObject && text[open] !== "[") return [];
  const members: MemberPlace[] = [];
  let at = skipSpace(text, open + 1);
  while (at < text.length && text[at] !== "}" && text[at] !== "]") {
    const keyEnd = isObject ? valueEnd(text, at) : at;
    const value = isObject ? skipSpace(text, skipSpace(text, keyEnd) + 1) : at;
    const end = valueEnd(text, value);
    const name = isObject ? String(JSON.parse(text.slice(at, keyEnd))) : members.length;
    members.push({ name, key: { start: at, end: isObject ? keyEnd : end }, value });
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return members;
}

/** Behind the value that begins at `at`. */
function valueEnd(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const char = text[index];
    if (char === '"') index = textEnd(text, index);
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    else if (depth === 0 && /[\s,:]/u.test(char ?? "")) return index;
    if (depth < 0) return index;
    if (depth === 0 && (char === '"' || char === "}" || char === "]")) return index + 1;
  }
  return text.length;
}

/** The closing quote of the text that begins at `at`. */
function textEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/u.test(text[at] ?? "")) at++;
  return at;
}
