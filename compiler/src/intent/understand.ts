import type { Json, Parameter } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { type Alignment, align, type Phrase, type Sentence, type Step } from "./alignment.ts";
import type { GoalsAsked } from "./goals.ts";
import { membersOf } from "./value.ts";
import { candidatesOf, weightOf } from "./word-index.ts";
import { isArticle, isCourtesy, wordsOf } from "./words.ts";

/** So many readings are proposed where it is not sure which one is meant. */
export const readingsMax = 3;
/** Nobody asks for something in more words; what comes after them is not looked at, so nothing is sure of it. */
const sentenceWordsMax = 64;

/**
 * The goal that a sentence asks for, with its parameters. The result is sure only if every word is accounted for, so
 * "do not …" and "cancel …" are never taken for the goal they mention. A phrase that matches more of the sentence by
 * its own words wins over one that takes them as a string. `given` completes values that the sentence leaves open.
 */
export function understand(sentence: string, { index }: GoalsAsked, given: Given = {}): Understood {
  const all = wordsOf(sentence);
  const words = all.slice(0, sentenceWordsMax);
  const text = all.length === words.length ? sentence : sentence.slice(0, words.at(-1)?.end);
  const { phrases } = candidatesOf(
    index,
    words.map((word) => word.text),
  );
  const weight = (word: string): number => weightOf(index, word);
  const fits = phrases
    .map((phrase) => readAs(phrase, { text, words, weight }, given))
    .filter(({ whole, alike }) => whole || alike)
    .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score);
  const different = withoutRepeats(fits);
  const [best, next] = different;
  if (best === undefined) return { kind: "nothing" };
  const rivalled = next?.whole === true && next.score === best.score;
  if (best.whole && !rivalled && all.length === words.length) return { kind: "goal", reading: best.reading };
  return { kind: "unsure", readings: different.slice(0, readingsMax).map(({ reading }) => reading) };
}

/** Two phrases of a goal that say the same are one reading. */
function withoutRepeats(fits: readonly Fit[]): readonly Fit[] {
  const seen = new Set<string>();
  return fits.filter(({ reading: { goal, input } }) => {
    const key = canonical({ goal, input });
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A reading and how well it fits. */
interface Fit {
  readonly reading: Reading;
  readonly score: number;
  /** Every word of the sentence is accounted for and every word of the phrase is there. */
  readonly whole: boolean;
  /** Enough of the phrase's words are there to ask whether it is meant. */
  readonly alike: boolean;
}

/** Values that are given beside the sentence, by parameter. */
type Given = Readonly<Record<string, Json>>;

function readAs(phrase: Phrase, sentence: Sentence, given: Given = {}): Fit {
  const alignment = align(phrase, sentence);
  const { input, unread } = completed(valuesOf(alignment.steps), phrase, given);
  const lacks = lacksOf(phrase, input, unread);
  const { steps } = alignment;
  const begun = steps.findIndex(({ kind }) => kind === "word" || kind === "value");
  const extra = steps.flatMap((step, at) =>
    step.kind === "extra" && !isCourtesy(step.word, at < begun) ? [step.word] : [],
  );
  const missing = steps.flatMap((step, at) =>
    step.kind === "left out" &&
    "word" in step.part &&
    !isArticle(step.part.word) &&
    !leadsToGiven(steps, at, given)
      ? [step.part.word]
      : [],
  );
  return {
    reading: { goal: phrase.goal, phrase: phrase.text, input, lacks, extra, missing },
    score: alignment.score,
    whole: begun >= 0 && lacks.length === 0 && extra.length === 0 && missing.length === 0,
    alike: isAlike(alignment, phrase, sentence),
  };
}

/** A third of what the phrase's words weigh. */
function isAlike({ steps }: Alignment, { parts }: Phrase, { weight }: Sentence): boolean {
  const result = steps.reduce((sum, step) => sum + (step.kind === "word" ? weight(step.word) : 0), 0);
  const all = parts.reduce((sum, part) => sum + ("word" in part ? weight(part.word) : 0), 0);
  return result > 0 && 3 * result >= all;
}

interface Values {
  readonly input: Readonly<Record<string, Json>>;
  /** By parameter, what stands there and is no value of its type. */
  readonly unread: ReadonlyMap<string, string>;
}

function valuesOf(steps: readonly Step[]): Values {
  const input = new Map<string, Json>();
  const unread = new Map<string, string>();
  for (const step of steps) {
    if (step.kind === "unread") unread.set(step.parameter.name, step.said);
    if (step.kind !== "value") continue;
    const { name } = step.parameter;
    const known = input.get(name);
    // Said twice, and otherwise: which one is meant is not for us to choose.
    if (known !== undefined && canonical(known) !== canonical(step.value))
      unread.set(name, canonical(step.value));
    else input.set(name, step.value);
  }
  for (const name of unread.keys()) input.delete(name);
  return { input: Object.fromEntries(input), unread };
}

/** Fills values that the sentence leaves open with given ones; if the two differ, neither is chosen. */
function completed({ input, unread }: Values, { params }: Phrase, given: Given): Values {
  const all = { ...input };
  const doubtful = new Map(unread);
  for (const { name } of params) {
    const value = given[name];
    if (value === undefined || doubtful.has(name)) continue;
    const result = all[name];
    if (result === undefined || canonical(result) === canonical(value)) all[name] = value;
    else {
      doubtful.set(name, canonical(result));
      delete all[name];
    }
  }
  return { input: all, unread: doubtful };
}

/** "in the ${room}" is not missing where the room is given beside the sentence. */
function leadsToGiven(steps: readonly Step[], at: number, given: Given): boolean {
  for (const step of steps.slice(at + 1)) {
    if (step.kind !== "left out") return false;
    if ("parameter" in step.part) return Object.hasOwn(given, step.part.parameter.name);
  }
  return false;
}

function lacksOf(
  { params, scope }: Phrase,
  input: Values["input"],
  unread: Values["unread"],
): readonly Lack[] {
  return params.flatMap((parameter): Lack[] => {
    const { name, schema } = parameter;
    const said = unread.get(name);
    if (said === undefined && (Object.hasOwn(input, name) || mayBeLeftOut(parameter))) return [];
    const lack = { parameter: name, oneOf: membersOf(schema, scope) };
    return [said === undefined ? lack : { ...lack, said }];
  });
}

function mayBeLeftOut({ schema, default: otherwise }: Parameter): boolean {
  return otherwise !== undefined || (typeof schema === "object" && schema["x-orch"] === "Optional");
}

/** The interpretation of a sentence. */
export type Understood =
  /** Every word of it is accounted for, nothing is missing, and no other goal fits as well. */
  | { readonly kind: "goal"; readonly reading: Reading }
  /** Possible readings, the likeliest first, at most three. */
  | { readonly kind: "unsure"; readonly readings: readonly Reading[] }
  /** No phrase has anything of it. */
  | { readonly kind: "nothing" };

/** A sentence read as a phrase of a goal. */
export interface Reading {
  /** The goal's qualified name. */
  readonly goal: string;
  /** The phrase as written, its parameters as `${name}`. */
  readonly phrase: string;
  /** The parameters that the sentence gives, in the form in which a run takes them. */
  readonly input: Readonly<Record<string, Json>>;
  /** Parameters that a run needs and the sentence does not give. */
  readonly lacks: readonly Lack[];
  /** Words of the sentence that the phrase does not have. */
  readonly extra: readonly string[];
  /** Words of the phrase that the sentence does not have. */
  readonly missing: readonly string[];
}

export interface Lack {
  readonly parameter: string;
  /** The text in its place, if that is no value of its type. */
  readonly said?: string;
  /** The members it may be, where its type has members. */
  readonly oneOf: readonly string[];
}
