import type { Parameter } from "@orchlang/plan";
import type { ValueScope } from "./value.ts";
import { wordsOf } from "./words.ts";

/** A way in which people ask for a goal. */
export interface Phrase {
  /** The goal's qualified name. */
  readonly goal: string;
  /** As written: `movie night in the ${zone}`. */
  readonly text: string;
  readonly parts: readonly PhrasePart[];
  readonly params: readonly Parameter[];
  readonly scope: ValueScope;
}

export type PhrasePart = { readonly word: string } | { readonly parameter: Parameter };

/** A phrase of a goal in its parts, words compared as sentences' words are. */
export function phraseOf(
  goal: string,
  text: string,
  params: readonly Parameter[],
  scope: ValueScope,
): Phrase {
  const parts: PhrasePart[] = [];
  let from = 0;
  for (const place of text.matchAll(/\$\{(\w+)\}/gu)) {
    const parameter = params.find(({ name }) => name === place[1]);
    if (parameter === undefined) continue;
    parts.push(...literal(text.slice(from, place.index)), { parameter });
    from = place.index + place[0].length;
  }
  return { goal, text, parts: [...parts, ...literal(text.slice(from))], params, scope };
}

function literal(text: string): readonly PhrasePart[] {
  return wordsOf(text).map((word) => ({ word: word.text }));
}
