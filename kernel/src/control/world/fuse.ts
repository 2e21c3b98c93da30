import type { Json } from "@orchlang/plan";
import type { FuseRule } from "@orchlang/plan/context";
import { equal, functionOf } from "@orchlang/plan/expressions";
import type { Values } from "./values.ts";

/** A source's value with its present confidence. */
export interface Said {
  readonly value: Json;
  readonly confidence: number;
  readonly when: number;
}

export interface Fused {
  readonly value: Json;
  readonly confidence: number;
}

type Several = readonly [Said, ...(readonly Said[])];

/**
 * Fuses several readings into one value with its confidence. `said` is not empty and in a fixed order. If all sources
 * report none, or values that the rule can't take, the latest one counts. Returns `undefined` if nothing is left, or if
 * the result is no value of the signal.
 */
export function fuse(rule: FuseRule, said: Several, values: Values = {}): Fused | undefined {
  const fused = rules[rule](said) ?? latestNone(said);
  if (typeof fused?.value !== "number") return fused;
  const value = values.whole === true ? roundedHalfAway(fused.value) : fused.value;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = values;
  return Number.isFinite(value) && value >= least && value <= most ? { ...fused, value } : undefined;
}

const rules: { readonly [R in FuseRule]: (said: Several) => Fused | undefined } = {
  latest,
  majority,
  any: (said) => ofTruths(said, (all) => decided(all, true, greatest)),
  all: (said) => ofTruths(said, (all) => decided(all, false, greatest)),
  median: (said) => ofNumbers(said, middle, average),
  mean: (said) => ofNumbers(said, average, average),
  min: (said) => ofNumbers(said, least, least),
  max: (said) => ofNumbers(said, greatest, least),
  sum: (said) => ofNumbers(said, sum, least),
  noisy_or: (said) =>
    ofTruths(said, (all) => decided(all, true, oneAtLeast, oneAtLeast)) ??
    ofNumbers(said, oneAtLeast, oneAtLeast),
};

function latest([first, ...others]: Several): Fused {
  const { value, confidence } = others.reduce((best, one) => (one.when > best.when ? one : best), first);
  return { value, confidence };
}

/** That there is none is known where a source says so and no other says anything. */
function latestNone(said: Several): Fused | undefined {
  const [first, ...others] = said.filter(({ value }) => value === null);
  return first === undefined ? undefined : latest([first, ...others]);
}

interface Truth extends Said {
  readonly value: boolean;
}

/** One that says `deciding` decides, and those that do say how sure it is; the other needs all of them. */
function decided(
  said: readonly Truth[],
  deciding: boolean,
  sure: Aggregate,
  sureOfOther: Aggregate = least,
): Fused {
  const those = said.filter(({ value }) => value === deciding);
  return those.length > 0
    ? { value: deciding, confidence: sure(those.map(confidenceOf)) }
    : { value: !deciding, confidence: sureOfOther(said.map(confidenceOf)) };
}

/** The most frequent value; of equally frequent ones, the latest. Dissenting readings lower the confidence. */
function majority(said: Several): Fused {
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

function ofTruths(said: Several, make: (all: readonly Truth[]) => Fused): Fused | undefined {
  const truths = said.filter((one): one is Truth => typeof one.value === "boolean");
  return truths.length === 0 ? undefined : make(truths);
}

/** Takes at least one number. */
type Aggregate = (all: readonly number[]) => number;

function ofNumbers(said: Several, make: Aggregate, sure: Aggregate): Fused | undefined {
  const those = said.filter((one): one is Said & { readonly value: number } => typeof one.value === "number");
  if (those.length === 0) return undefined;
  return { value: make(those.map(({ value }) => value)), confidence: sure(those.map(confidenceOf)) };
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return average(sorted.length % 2 === 1 ? sorted.slice(half, half + 1) : sorted.slice(half - 1, half + 1));
}

/** To fifteen digits: what is beyond them comes of adding up, and none of the sources has said it. */
function sum(numbers: readonly number[]): number {
  return Number(numbers.reduce((total, one) => total + one, 0).toPrecision(15));
}

function average(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length;
  return Math.min(Math.max(mean, least(numbers)), greatest(numbers));
}

function least(numbers: readonly number[]): number {
  return Math.min(...numbers);
}

function greatest(numbers: readonly number[]): number {
  return Math.max(...numbers);
}

/** How likely one at least of independent witnesses is right. */
function oneAtLeast(likely: readonly number[]): number {
  const found = functionOf("ratio.noisy_or")?.apply(likely);
  return typeof found === "number" ? found : 0;
}

function roundedHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function confidenceOf({ confidence }: Said): number {
  return confidence;
}
