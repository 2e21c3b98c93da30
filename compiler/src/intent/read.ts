import type { Json, Parameter } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { type Alignment, align, type Sentence, type Step } from "./alignment.ts";
import { isArticle, isCourtesy } from "./courtesy.ts";
import type { Phrase } from "./phrase.ts";
import type { Lack, Reading } from "./understood.ts";
import { membersOf } from "./value.ts";

/** A reading and how well it fits. */
export interface Fit {
  readonly reading: Reading;
  readonly score: number;
  /** Every word of the sentence is accounted for and every word of the phrase is there. */
  readonly whole: boolean;
  /** Enough of the phrase's words are there to ask whether it is meant. */
  readonly alike: boolean;
}

/** Values that are given beside the sentence, by parameter. */
export type Given = Readonly<Record<string, Json>>;

export function readAs(phrase: Phrase, sentence: Sentence, given: Given = {}): Fit {
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
  const found = steps.reduce((sum, step) => sum + (step.kind === "word" ? weight(step.word) : 0), 0);
  const all = parts.reduce((sum, part) => sum + ("word" in part ? weight(part.word) : 0), 0);
  return found > 0 && 3 * found >= all;
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
    const said = all[name];
    if (said === undefined || canonical(said) === canonical(value)) all[name] = value;
    else {
      doubtful.set(name, canonical(said));
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
