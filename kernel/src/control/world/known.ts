import type { Json } from "@orchlang/plan";
import type { FuseRule } from "@orchlang/plan/context";
import { equal, functionOf } from "@orchlang/plan/expressions";
import type { Instant } from "../../machine.ts";
import type { ControlState, SourceReading } from "../state.ts";
import type { LaidSignal } from "./laid.ts";
import type { Values } from "./values.ts";

/** The knowledge about a name at a moment. */
export interface Known {
  /** Left out: nothing. */
  readonly value?: Json;
  readonly confidence?: number;
  /** When the newest was learnt that this rests on. */
  readonly when?: Instant;
  /** The sources of the value. */
  readonly sources?: readonly string[];
}

const nothing: Known = {};

/** The value of a signal, a flag, or an undeclared name at the state's own time. */
export function knownOf(state: ControlState, name: string): Known {
  const signal = state.laid.signals.get(name);
  if (signal !== undefined) return knownOfSignal(state, signal);
  // A value reported for a flag by name overrides the derived one.
  const readingState = state.readings.get(name);
  const condition = readingState?.value === undefined ? state.conditions.get(name) : undefined;
  if (condition !== undefined) {
    const { value, confidence, since } = condition;
    if (value === undefined) return nothing;
    return { value, when: since, ...(confidence === undefined ? {} : { confidence }) };
  }
  if (readingState?.value === undefined) return nothing;
  const { value, confidence, at } = readingState;
  return { value, when: at, ...(confidence === undefined ? {} : { confidence }) };
}

function knownOfSignal(state: ControlState, signal: LaidSignal): Known {
  const countings = counting(state, signal);
  const fused = fusedAt(signal, countings, state.at);
  if (fused === undefined) return nothing;
  const when = Math.max(...countings.map(({ reading }) => reading.when));
  return { ...fused, when, sources: countings.map(({ source }) => source) };
}

interface Counting {
  readonly source: string;
  readonly reading: SourceReading & { readonly value: Json };
}

/** The readings that have not expired. */
function counting({ sensed, at }: ControlState, signal: LaidSignal): readonly Counting[] {
  const countings: Counting[] = [];
  for (const [source, reading] of sensed.get(signal.name) ?? []) {
    const { value } = reading;
    if (value !== undefined && expiryOf(signal, reading) > at)
      countings.push({ source, reading: { ...reading, value } });
  }
  return countings;
}

function fusedAt(signal: LaidSignal, countings: readonly Counting[], at: Instant): Fused | undefined {
  const [first, ...others] = countings.map(
    ({ reading }): Said => ({ ...reading, confidence: confidenceAt(signal, reading, at) }),
  );
  return first && fuse(signal.fuse, [first, ...others], signal.values);
}

/** When a reading counts no longer. */
export function expiryOf({ fresh }: LaidSignal, { when, until }: SourceReading): Instant {
  const stale = fresh === undefined ? Number.POSITIVE_INFINITY : when + fresh + 1;
  return Math.min(stale, until ?? Number.POSITIVE_INFINITY);
}

function confidenceAt({ decay }: LaidSignal, { confidence, when }: SourceReading, at: Instant): number {
  return decay === 0 ? confidence : confidence * Math.max(0, 1 - decay * Math.max(0, at - when));
}

/**
 * When the confidence of a signal falls below `share` if no further reading arrives; undefined if it is already below,
 * or never falls below. Confidence never rises without new readings, so the instant is found by bisection.
 */
export function crossing(state: ControlState, signal: LaidSignal, share: number): Instant | undefined {
  if (signal.decay === 0) return undefined;
  const countings = counting(state, signal);
  const isSure = (at: Instant): boolean => (fusedAt(signal, countings, at)?.confidence ?? 0) >= share;
  let sure = state.at;
  let unsure =
    Math.max(sure, ...countings.map(({ reading }) => Math.ceil(reading.when + 1 / signal.decay))) + 1;
  if (!isSure(sure) || isSure(unsure)) return undefined;
  while (unsure - sure > 1) {
    const between = Math.floor((sure + unsure) / 2);
    if (isSure(between)) sure = between;
    else unsure = between;
  }
  return unsure;
}

/** A source's value with its present confidence. */
interface Said {
  readonly value: Json;
  readonly confidence: number;
  readonly when: number;
}

interface Fused {
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
  truths: readonly Truth[],
  deciding: boolean,
  sure: Aggregate,
  sureOfOther: Aggregate = least,
): Fused {
  const those = truths.filter(({ value }) => value === deciding);
  return those.length > 0
    ? { value: deciding, confidence: sure(those.map(confidenceOf)) }
    : { value: !deciding, confidence: sureOfOther(truths.map(confidenceOf)) };
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
  const outcome = functionOf("ratio.noisy_or")?.apply(likely);
  return typeof outcome === "number" ? outcome : 0;
}

function roundedHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function confidenceOf({ confidence }: Said): number {
  return confidence;
}
