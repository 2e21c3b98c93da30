import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import type { FuseRule } from "@orchlang/plan/context";
import { formatInstant } from "@orchlang/plan/quantities";
import { standardModule, standardModules } from "@orchlang/stdlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownOf } from "../../src/control/world/known.ts";
import { Installation } from "./installation.ts";

/*
 * Each way to make one value of several with each type: what the compiler takes, and what control then makes of readings,
 * against what the documents say of that way.
 */

interface Sample {
  /** As it is written in a program. */
  readonly type: string;
  readonly value: fc.Arbitrary<Json>;
  /** The operations that its values permit. */
  readonly can: "ask" | "compute" | "add" | "neither" | "anything";
  /** A share, of which one may say how likely it is. */
  readonly share?: true;
  readonly whole?: true;
  readonly range?: readonly [number, number];
}

const decimal = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8);
const between = (from: number, to: number) => fc.integer({ min: from * 8, max: to * 8 }).map((n) => n / 8);

const samples: readonly Sample[] = [
  { type: "Bool", value: fc.boolean(), can: "ask" },
  { type: "Int", value: fc.integer({ min: -50, max: 50 }), can: "add", whole: true },
  { type: "Int in 0..9", value: fc.integer({ min: 0, max: 9 }), can: "add", whole: true, range: [0, 9] },
  { type: "Float", value: decimal, can: "add" },
  {
    type: "Float in 0..0.3",
    value: fc.constantFrom(0.1, 0.2, 0.3),
    can: "add",
    share: true,
    range: [0, 0.3],
  },
  { type: "Float in 10..20", value: between(10, 20), can: "add", range: [10, 20] },
  { type: "Ratio", value: between(0, 1), can: "add", share: true },
  { type: "Ratio in 0%..50%", value: between(0, 0.5), can: "add", share: true, range: [0, 0.5] },
  { type: "Temperature", value: between(250, 320), can: "compute" },
  { type: "Temperature in 270C..300C", value: between(544, 572), can: "compute" },
  { type: "Length", value: decimal, can: "add" },
  { type: "Duration", value: fc.integer({ min: 0, max: 9e6 }), can: "add" },
  { type: "Power in 0W..3000W", value: between(0, 3000), can: "add", range: [0, 3000] },
  { type: "Speed", value: decimal, can: "add" },
  { type: "Float?", value: fc.option(decimal), can: "add" },
  { type: "Bool?", value: fc.option(fc.boolean()), can: "ask" },
  {
    type: "Money",
    value: fc.integer({ min: 0, max: 9 }).map((n) => ({ amount: `${n}.5`, currency: "USD" })),
    can: "neither",
  },
  { type: "String", value: fc.constantFrom("a", "b", "9"), can: "neither" },
  { type: "Weather", value: fc.constantFrom("dry", "wet", "icy"), can: "neither" },
  { type: "Instant", value: fc.nat().map((n) => formatInstant(n * 1000)), can: "neither" },
  { type: "Date", value: fc.constantFrom("2026-01-01", "2026-02-03"), can: "neither" },
  { type: "TimeOfDay", value: fc.constantFrom("09:00", "22:30"), can: "neither" },
  { type: "Geo", value: fc.record({ lat: between(-9, 9), lon: between(-9, 9) }), can: "neither" },
  { type: "[Float]", value: fc.array(decimal, { maxLength: 2 }), can: "neither" },
  { type: "{ a: Float }", value: fc.record({ a: decimal }), can: "neither" },
  {
    type: "Json",
    value: fc.oneof(between(0, 1), fc.boolean(), fc.constantFrom("a", null)),
    can: "anything",
  },
];

interface Witness {
  readonly value: Json;
  readonly confidence: number;
}
type Fused = Witness | undefined;

const numbers = (said: readonly Witness[]) => said.map(({ value }) => value as number);
const sure = (said: readonly Witness[]) => said.map(({ confidence }) => confidence);
const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
const orOf = (all: readonly number[]) => 1 - all.reduce((left, one) => left * (1 - one), 1);
const count = (said: readonly Witness[], { value }: Witness) =>
  said.filter((one) => JSON.stringify(one.value) === JSON.stringify(value)).length;

/** The rules of docs/language/context.md, for witnesses in this order. */
const documented: Readonly<Record<FuseRule, (said: readonly Witness[]) => Fused>> = {
  latest: (said) => said.at(-1),
  any: (said) => {
    const yes = said.filter(({ value }) => value === true);
    return yes.length > 0
      ? { value: true, confidence: Math.max(...sure(yes)) }
      : { value: false, confidence: Math.min(...sure(said)) };
  },
  all: (said) => {
    const no = said.filter(({ value }) => value === false);
    return no.length > 0
      ? { value: false, confidence: Math.max(...sure(no)) }
      : { value: true, confidence: Math.min(...sure(said)) };
  },
  majority: (said) => {
    const most = Math.max(...said.map((one) => count(said, one)));
    const value = said.findLast((one) => count(said, one) === most)?.value ?? null;
    const those = said.filter((one) => JSON.stringify(one.value) === JSON.stringify(value));
    return { value, confidence: sure(those).reduce((sum, one) => sum + one, 0) / said.length };
  },
  median: (said) => {
    const sorted = numbers(said).sort((one, other) => one - other);
    const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
    return { value: mean([low ?? 0, high ?? 0]), confidence: mean(sure(said)) };
  },
  mean: (said) => ({ value: mean(numbers(said)), confidence: mean(sure(said)) }),
  min: (said) => ({ value: Math.min(...numbers(said)), confidence: Math.min(...sure(said)) }),
  max: (said) => ({ value: Math.max(...numbers(said)), confidence: Math.min(...sure(said)) }),
  sum: (said) => ({ value: mean(numbers(said)) * said.length, confidence: Math.min(...sure(said)) }),
  noisy_or: (said) => {
    if (typeof said[0]?.value === "number") {
      return { value: orOf(numbers(said)), confidence: orOf(sure(said)) };
    }
    const yes = said.filter(({ value }) => value === true);
    return { value: yes.length > 0, confidence: orOf(sure(yes.length > 0 ? yes : said)) };
  },
};
const rules = Object.keys(documented) as readonly FuseRule[];

const asks: readonly FuseRule[] = ["any", "all"];
const computes: readonly FuseRule[] = ["median", "mean", "min", "max"];

/** Whether the way has a meaning for the type. */
function fits(rule: FuseRule, { can, share }: Sample): boolean {
  if (rule === "latest" || rule === "majority" || can === "anything") return true;
  if (asks.includes(rule)) return can === "ask";
  if (computes.includes(rule)) return can === "add" || can === "compute";
  return rule === "sum" ? can === "add" : can === "ask" || share === true;
}

/** The same of what a sample's values can be: none is no witness, whole numbers stay whole, a range is kept. */
function meant(rule: FuseRule, sample: Sample, said: readonly Witness[]): Fused {
  const plain = rule === "latest" || rule === "majority";
  const saysTruth = said.some(({ value }) => typeof value === "boolean");
  const of = asks.includes(rule) || (rule === "noisy_or" && saysTruth) ? "boolean" : "number";
  const those = plain ? said : said.filter(({ value }) => typeof value === of);
  if (those.length === 0) return said.findLast(({ value }) => value === null);
  const found = documented[rule](those);
  if (found === undefined || plain || typeof found.value !== "number") return found;
  const value =
    sample.whole === true ? Math.sign(found.value) * Math.round(Math.abs(found.value)) : found.value;
  const [from, to] = sample.range ?? [-Infinity, Infinity];
  return value < from - 1e-9 || value > to + 1e-9 ? undefined : { ...found, value };
}

const program = (rule: FuseRule, { type }: Sample) =>
  `module m\ntype Weather = dry | wet | icy\nsignal s: ${type} { from a, b, c  fuse ${rule} }\n`;

function isTaken(text: string): boolean {
  const path = "/m.orch";
  const host = {
    read: (file: string) =>
      file === path ? { text } : ({ fault: "missing", message: "there is no such file" } as const),
    list: () => [],
    standard: standardModule,
    standardModules,
  };
  const { diagnostics } = compile({ files: [path], root: "/" }, host);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  expect(["", "ORCH3623"]).toContain(errors.join());
  return errors.length === 0;
}

const cases = samples.flatMap((sample) => rules.map((rule) => [sample.type, rule, sample] as const));

describe("what is made of several readings", () => {
  test.each(cases)(
    "of %s by %s is taken where it means something, and is what that means",
    (_, rule, sample) => {
      const text = program(rule, sample);
      const taken = isTaken(text);
      expect(taken).toBe(fits(rule, sample));
      if (!taken) return;
      const reading = fc.tuple(sample.value, fc.constantFrom(1, 0.8, 0.5, 0.1, 0));
      fc.assert(
        fc.property(fc.array(reading, { minLength: 1, maxLength: 3 }), (readings) => {
          const one = new Installation(text);
          const said = readings.map(([value, confidence], index) => {
            one.now += 1;
            one.sense("abc"[index] ?? "", value, { confidence });
            return { value, confidence };
          });
          const known = knownOf({ ...one.state, at: one.now }, "m.s");
          const wanted = meant(rule, sample, said);
          expect(known.value).toEqual(
            typeof wanted?.value === "number" ? expect.closeTo(wanted.value, 9) : wanted?.value,
          );
          if (wanted !== undefined) expect(known.confidence).toBeCloseTo(wanted.confidence, 9);
          if (typeof known.value !== "number") return;
          if (sample.whole === true) expect(Number.isInteger(known.value)).toBe(true);
          const [from, to] = sample.range ?? [-Infinity, Infinity];
          expect(known.value).toBeGreaterThanOrEqual(from);
          expect(known.value).toBeLessThanOrEqual(to);
        }),
        { numRuns: 40 },
      );
    },
  );
});
