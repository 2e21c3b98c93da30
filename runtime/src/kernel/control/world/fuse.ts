import { equal, type FuseRule, type Json } from "@orchlang/plan";

/** What one source says, as sure as it is by now. */
export interface Said {
  readonly value: Json;
  readonly confidence: number;
  readonly when: number;
}

export interface Fused {
  readonly value: Json;
  readonly confidence: number;
}

/** One value of several, and how sure it is. `said` is not empty, and in a fixed order. */
export function fuse(rule: FuseRule, said: readonly [Said, ...(readonly Said[])]): Fused {
  return rules[rule](said) ?? latest(said);
}

type Rule = (said: readonly [Said, ...(readonly Said[])]) => Fused | undefined;

const rules: { readonly [R in FuseRule]: Rule } = {
  latest,
  any: (said) => decided(said, true),
  all: (said) => decided(said, false),
  majority,
  median: (said) => ofNumbers(said, middle, average),
  mean: (said) => ofNumbers(said, (all) => sum(all) / all.length, average),
  min: (said) => ofNumbers(said, (all) => Math.min(...all), least),
  max: (said) => ofNumbers(said, (all) => Math.max(...all), least),
  sum: (said) => ofNumbers(said, sum, least),
  noisy_or: (said) => ofNumbers(said, (all) => 1 - all.reduce((left, one) => left * (1 - one), 1), average),
};

function latest([first, ...others]: readonly [Said, ...(readonly Said[])]): Fused {
  const { value, confidence } = others.reduce((best, one) => (one.when > best.when ? one : best), first);
  return { value, confidence };
}

/** One that says `deciding` decides, as sure as the surest of them; the other needs all, and the least sure counts. */
function decided(said: readonly Said[], deciding: boolean): Fused {
  const those = said.filter(({ value }) => value === deciding);
  if (those.length > 0) return { value: deciding, confidence: Math.max(...those.map(confidenceOf)) };
  return { value: !deciding, confidence: least(said.map(confidenceOf)) };
}

/** Said by most; where two are said as often, what was said later. What the others say counts against it. */
function majority(said: readonly [Said, ...(readonly Said[])]): Fused {
  let best: { readonly of: readonly Said[]; readonly when: number } | undefined;
  for (const { value } of said) {
    const of = said.filter((one) => equal(one.value, value));
    const when = Math.max(...of.map((one) => one.when));
    if (
      best === undefined ||
      of.length > best.of.length ||
      (of.length === best.of.length && when > best.when)
    )
      best = { of, when };
  }
  const of = best?.of ?? said;
  return { value: (of[0] ?? said[0]).value, confidence: sum(of.map(confidenceOf)) / said.length };
}

function ofNumbers(
  said: readonly Said[],
  make: (all: readonly number[]) => number,
  sure: (all: readonly number[]) => number,
): Fused | undefined {
  const numbers = said.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
  if (numbers.length < said.length) return undefined;
  return { value: make(numbers), confidence: sure(said.map(confidenceOf)) };
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function average(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function least(numbers: readonly number[]): number {
  return Math.min(...numbers);
}

function confidenceOf({ confidence }: Said): number {
  return confidence;
}
