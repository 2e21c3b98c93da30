import type { Json, Parameter } from "@orchlang/plan";
import { takesAnyWords, type ValueScope, valueIn } from "./value.ts";
import { isArticle, isCourtesy, textBetween, type Word, wordsOf } from "./words.ts";

/*
 * The best way to lay a sentence along a phrase, by dynamic programming over the parts of the one and the words of
 * the other. Whole numbers decide; where two ways are as good, the one whose parameters begin earlier is taken.
 */

/** The interpretation of a part of the phrase, or of words of the sentence. */
export type Step =
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "value"; readonly parameter: Parameter; readonly value: Json }
  /** Words stand in the parameter's place that are no value of its type. */
  | { readonly kind: "unread"; readonly parameter: Parameter; readonly said: string }
  | { readonly kind: "left out"; readonly part: PhrasePart }
  | { readonly kind: "extra"; readonly word: string };

export interface Alignment {
  readonly score: number;
  readonly steps: readonly Step[];
}

/** A text that is no value is looked for up to so many words. */
const unreadMax = 6;
/** No value but a string has more words. */
const valueWordsMax = 24;

interface Cell {
  readonly score: number;
  readonly from?: Cell;
  readonly step?: Step;
}

/** A sentence and how much its words weigh. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly Word[];
  weight(word: string): number;
}

export function align(phrase: Phrase, sentence: Sentence): Alignment {
  const { parts } = phrase;
  const count = sentence.words.length;
  let row: (Cell | undefined)[] = [{ score: 0 }];
  for (const [at, part] of parts.entries()) {
    passOver(row, sentence, at === 0);
    const next: (Cell | undefined)[] = [];
    for (let from = 0; from <= count; from++) {
      const cell = row[from];
      if (cell === undefined) continue;
      for (const { to, gain, step } of waysOf(part, phrase, sentence, from)) {
        const score = cell.score + gain;
        if (score > (next[to]?.score ?? Number.NEGATIVE_INFINITY)) next[to] = { score, from: cell, step };
      }
    }
    row = next;
  }
  passOver(row, sentence, parts.length === 0);
  const last = row[count] ?? { score: Number.NEGATIVE_INFINITY };
  return { score: last.score, steps: stepsTo(last) };
}

/** Lets words of the sentence stand that the phrase does not have. */
function passOver(row: (Cell | undefined)[], { words, weight }: Sentence, leading: boolean): void {
  for (const [at, { text }] of words.entries()) {
    const cell = row[at];
    if (cell === undefined) continue;
    const score = cell.score - (isCourtesy(text, leading) ? 0 : 2 * weight(text) + 1);
    if (score > (row[at + 1]?.score ?? Number.NEGATIVE_INFINITY)) {
      row[at + 1] = { score, from: cell, step: { kind: "extra", word: text } };
    }
  }
}

interface Way {
  /** The words of the sentence before this one are behind it. */
  readonly to: number;
  readonly gain: number;
  readonly step: Step;
}

function waysOf(part: PhrasePart, phrase: Phrase, sentence: Sentence, from: number): readonly Way[] {
  if ("parameter" in part) return parameterWays(part.parameter, phrase, sentence, from);
  const leftOut = isArticle(part.word) ? 0 : -2 * sentence.weight(part.word);
  const ways: Way[] = [{ to: from, gain: leftOut, step: { kind: "left out", part } }];
  if (sentence.words[from]?.text === part.word) {
    const gain = 4 * sentence.weight(part.word) + 2;
    ways.push({ to: from + 1, gain, step: { kind: "word", word: part.word } });
  }
  return ways;
}

function parameterWays(
  parameter: Parameter,
  { scope }: Phrase,
  sentence: Sentence,
  from: number,
): readonly Way[] {
  const { text, words, weight } = sentence;
  const anyWords = takesAnyWords(parameter.schema, scope);
  const longest = anyWords ? words.length : Math.min(words.length, from + valueWordsMax);
  const ways: Way[] = [{ to: from, gain: -3, step: { kind: "left out", part: { parameter } } }];
  let result = 0;
  for (let to = from + 1; to <= longest; to++) {
    result += weight(words[to - 1]?.text ?? "");
    const said = textBetween(text, words, from, to);
    const value = valueIn(said, parameter.schema, scope);
    if (value !== undefined) {
      // A word that a string parameter takes is no evidence for the phrase.
      const gain = anyWords ? to - from : 2 * result + (to - from);
      ways.push({ to, gain, step: { kind: "value", parameter, value } });
    } else if (to - from <= unreadMax) {
      ways.push({ to, gain: -2 * result - 2, step: { kind: "unread", parameter, said } });
    }
  }
  return ways;
}

function stepsTo(last: Cell): readonly Step[] {
  const steps: Step[] = [];
  for (let cell: Cell | undefined = last; cell?.step !== undefined; cell = cell.from) steps.push(cell.step);
  return steps.reverse();
}

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

type PhrasePart = { readonly word: string } | { readonly parameter: Parameter };

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
