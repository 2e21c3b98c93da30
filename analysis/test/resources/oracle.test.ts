import fc from "fast-check";
import { expect, test } from "vitest";
import { heaviestAntichain } from "../../src/resources/antichain.ts";
import { peaksIn } from "../../src/resources/peak.ts";
import { look } from "../analyse/source.ts";
import { canBlock, peaks } from "./oracle/explore.ts";
import { programText, type Shape, sketches, textOf } from "./oracle/sketch.ts";
import { laid } from "./oracle/world.ts";

/* Verdicts on pools against every schedule of small plans. */

const pools = { vans: 9, docks: 9 };
const plain: Shape = { pools, choices: false, rounds: true, widest: 3, deepest: 2 };

function compiled(shape: Shape, plans: readonly string[]) {
  const text = programText(shape.pools, plans);
  const looked = look(text);
  const broken = looked.all.filter(
    ({ code, severity }) => severity === "error" && !code.startsWith("ORCH44"),
  );
  if (broken.length > 0) throw new Error(`${text}\n${broken.map(({ message }) => message).join("\n")}`);
  return looked;
}

/** `LAWS=50` tries fifty times as many plans. */
const laws = Number(process.env.LAWS ?? 1);

function peaksOf(shape: Shape, text: string): ReadonlyMap<string, number> {
  const { analysis } = compiled(shape, [text]);
  const routine = analysis.routines.get("m.p");
  if (routine === undefined) throw new Error(text);
  return new Map([...peaksIn(analysis)(routine)].map(([pool, peak]) => [pool.slice(2), peak]));
}

test("a plan without choices holds as much as it is said to, and no more", () => {
  fc.assert(
    fc.property(sketches(plain), (sketch) => {
      const most = peaks(laid(sketch));
      fc.pre(most !== undefined);
      const text = textOf("p", sketch);
      expect([text, [...peaksOf(plain, text)].sort()]).toEqual([text, [...most].sort()]);
    }),
    { numRuns: 100 * laws, seed: 31 },
  );
});

test("a plan with choices never holds more than it is said to", () => {
  const shape: Shape = { ...plain, choices: true };
  let exact = 0;
  let all = 0;
  fc.assert(
    fc.property(sketches(shape), (sketch) => {
      const found = peaks(laid(sketch));
      fc.pre(found !== undefined);
      const text = textOf("p", sketch);
      const said = peaksOf(shape, text);
      for (const [pool, most] of found) {
        expect([text, said.get(pool)]).toEqual([text, expect.toSatisfy((peak: number) => peak >= most)]);
        all++;
        if (said.get(pool) === most) exact++;
      }
    }),
    { numRuns: 70 * laws, seed: 32 },
  );
  expect(exact / all).toBeGreaterThan(0.9);
});

test("runs block each other where it is said that they can, and nowhere else", () => {
  const shape: Shape = { pools: { a: 1, b: 1, c: 2 }, choices: true, rounds: false, widest: 2, deepest: 2 };
  let open = 0;
  let cautious = 0;
  let all = 0;
  fc.assert(
    fc.property(sketches(shape), sketches(shape), (first, second) => {
      const texts = [textOf("p", first), textOf("q", second)];
      const said = compiled(shape, texts).all.some(({ code }) => code === "ORCH4403" || code === "ORCH4405");
      const [p, q] = [laid(first), laid(second)];
      const can = canBlock([p, p, q, q], shape.pools);
      all++;
      if (can === undefined) open++;
      else if (can) expect([texts, said]).toEqual([texts, true]);
      else if (said) cautious++;
    }),
    { numRuns: 300 * laws, seed: 33 },
  );
  // Two runs of each are fewer than there may be: some circles close only with more.
  expect({ open: open / all, cautious: cautious / all }).toEqual({
    open: expect.toSatisfy((share: number) => share < 0.02),
    cautious: expect.toSatisfy((share: number) => share < 0.05),
  });
});

test("the heaviest antichain is the heaviest of all sets without an order", () => {
  const orders = fc.integer({ min: 1, max: 9 }).chain((size) =>
    fc.record({
      weights: fc.array(fc.nat(4), { minLength: size, maxLength: size }),
      pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 14 }),
    }),
  );
  fc.assert(
    fc.property(orders, ({ weights, pairs }) => {
      const before = weights.map(() => new Set<number>());
      for (const [one, other] of pairs) if (one < other) before[one]?.add(other);
      for (let via = 0; via < weights.length; via++) {
        for (const each of before)
          if (each.has(via)) for (const further of before[via] ?? []) each.add(further);
      }
      let most = 0;
      for (let set = 0; set < 2 ** weights.length; set++) {
        const chosen = weights.flatMap((_, item) => ((set >> item) & 1 ? [item] : []));
        if (chosen.some((one) => chosen.some((other) => before[one]?.has(other)))) continue;
        most = Math.max(
          most,
          chosen.reduce((sum, item) => sum + (weights[item] ?? 0), 0),
        );
      }
      expect(heaviestAntichain(weights, (first, then) => before[first]?.has(then) === true)).toBe(most);
    }),
    { numRuns: 1_000, seed: 34 },
  );
});
