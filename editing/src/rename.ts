import type { OpenProject } from "@orchlang/compiler";
import { reservedWords, type TextEdit } from "@orchlang/language";
import { calledAlike, type Found, type Mentioned, mentionsOf } from "./find.ts";

/** Why a text is no name; undefined: it is one. */
export function refusalOfName(name: string): string | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return `\`${name}\` is not a name: letters, digits and \`_\`.`;
  return (reservedWords as readonly string[]).includes(name)
    ? `\`${name}\` is a word of the language.`
    : undefined;
}

/** Another name for a symbol, everywhere that it is written. */
export function renamed(project: OpenProject, found: Found, newName: string): readonly TextEdit[] {
  const alike = calledAlike(project, found.symbol);
  const mentions = alike.flatMap((symbol) => mentionsOf(project, symbol));
  const { start, end } = found.occurrence.span;
  const written = found.part.text.slice(start, end);
  return mentions.flatMap((mention) => editOf(mention, written, newName));
}

/** An import with `as` keeps its local name. */
function editOf(
  { place, occurrence, part }: Mentioned,
  written: string,
  newName: string,
): readonly TextEdit[] {
  const before = part.text.slice(occurrence.span.start, occurrence.span.end);
  if (before !== written) return [];
  const newText = occurrence.shorthand === true ? `${before}: ${newName}` : newName;
  return [{ file: place.path, span: place.span, newText }];
}
