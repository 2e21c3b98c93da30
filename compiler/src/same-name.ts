import type { Diagnostic, Label } from "@orchlang/language";
import { nameUnknown } from "./2-resolve/messages.ts";
import { argumentUnknown } from "./3-check/call/messages.ts";
import { unknownMemberOf } from "./3-check/expression/member.ts";
import { unknownPattern } from "./3-check/expression/pattern-messages.ts";
import { unknownField } from "./3-check/expression/record.ts";
import { unknownMember, unknownName } from "./3-check/expression/reference.ts";
import { unknownType } from "./3-check/types/messages.ts";
import type { Texts } from "./follow-ons.ts";
import { toldAtDeclaration } from "./misspelt-declaration.ts";

/** A name that leads nowhere is the same name wherever it stands in the file. */
const byText: ReadonlySet<string> = new Set([nameUnknown.code, unknownType.code, unknownName.code]);

/** These are the same mistake where the same is said of them. */
const byMessage: ReadonlySet<string> = new Set(
  [unknownMemberOf, unknownMember, unknownPattern, unknownField, argumentUnknown].map(({ code }) => code),
);

/** How many of the other places are pointed at; the rest is counted. */
const placesShown = 3;

/**
 * What is declared under another name, or nowhere, is one mistake however often it is used: the declaration tells it, or
 * the first place, which points to the others, and a fix mends them all.
 */
export function toldOnce(
  diagnostics: readonly Diagnostic[],
  texts: Pick<Texts, "between">,
): readonly Diagnostic[] {
  return toldAtFirst(toldAtDeclaration(diagnostics, texts), texts);
}

function toldAtFirst(
  diagnostics: readonly Diagnostic[],
  { between }: Pick<Texts, "between">,
): readonly Diagnostic[] {
  const groups = Map.groupBy(diagnostics, (diagnostic) => nameOf(diagnostic, between) ?? diagnostic);
  if (groups.size === diagnostics.length) return diagnostics;
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group.toSorted((a, b) => a.span.start - b.span.start);
    return first === undefined || others.length === 0 ? group : withOthers(first, others);
  });
}

function nameOf({ code, file, span, message }: Diagnostic, between: Texts["between"]): string | undefined {
  if (byText.has(code)) return `${code} ${file} ${between(file, span.start, span.end)}`;
  return byMessage.has(code) ? `${code} ${file} ${message}` : undefined;
}

function withOthers(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  const places = others
    .slice(0, placesShown)
    .map(({ file, span }): Label => ({ file, span, message: "and here" }));
  const more = others.length - places.length;
  const notes =
    more === 0
      ? first.notes
      : [...first.notes, `It stands in ${more} more ${more === 1 ? "place" : "places"}.`];
  const fixes = first.fixes.map((fix) => ({
    ...fix,
    edits: [first, ...others].flatMap(
      (each) => each.fixes.find(({ title }) => title === fix.title)?.edits ?? [],
    ),
  }));
  return { ...first, labels: [...first.labels, ...places], notes, fixes };
}
