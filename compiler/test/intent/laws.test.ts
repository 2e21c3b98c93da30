import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { goalsAsked } from "../../src/intent/goals.ts";
import { understand } from "../../src/intent/understand.ts";
import { candidatesMax, candidatesOf } from "../../src/intent/word-index.ts";
import { compileText } from "../compile-fixture.ts";

/** Types with values, each as said and as a run takes it. */
const kinds: readonly { readonly type: string; readonly said: fc.Arbitrary<readonly [string, Json]> }[] = [
  { type: "Int", said: fc.integer({ min: -999, max: 99_999 }).map((n) => [String(n), n] as const) },
  { type: "Ratio", said: fc.integer({ min: 0, max: 100 }).map((n) => [`${n}%`, n / 100] as const) },
  {
    type: "Duration",
    said: fc.integer({ min: 1, max: 90 }).map((n) => [`${n} minutes`, n * 60_000] as const),
  },
  {
    type: "Colour",
    said: fc.constantFrom(["deep red", "deep_red"] as const, ["sky blue", "skyBlue"] as const),
  },
  { type: "Mass", said: fc.integer({ min: 1, max: 500 }).map((n) => [`${n} kg`, n * 1000] as const) },
  { type: "String", said: fc.constantFrom("milk", "Ada's book", "two of them").map((s) => [s, s] as const) },
];

const goal = fc.record({
  words: fc.array(fc.constantFrom("open", "close", "bring", "the", "garden", "door", "to", "with"), {
    maxLength: 4,
  }),
  params: fc.array(fc.nat(kinds.length - 1), { maxLength: 3 }),
});

test("a phrase with its own parameters filled in finds its goal", () => {
  fc.assert(
    fc.property(fc.array(goal, { minLength: 1, maxLength: 6 }), fc.gen(), (goals, gen) => {
      const phrases = goals.map(({ words, params }, number) => {
        // A word of its own before each parameter, so that no two goals can be asked for alike.
        const places = params.map((_, at) => `own${number}x${at} \${p${at}}`);
        return [`goal${number}`, ...words, ...places].join(" ");
      });
      const declared = goals.map(({ params }, number) => {
        const list = params.map((kind, at) => `p${at}: ${kinds[kind]?.type}`).join(", ");
        return `goal g${number}(${list}) -> { ok: Bool } { intent "${phrases[number]}" }`;
      });
      const program = `module m\ntype Colour = deep_red | skyBlue\n${declared.join("\n")}\n`;
      const asked = goalsAsked(compileText(program));
      for (const [number, { params }] of goals.entries()) {
        const values = params.map((kind) => gen(() => kinds[kind]?.said ?? fc.constant(["", 0] as const)));
        const sentence = values.reduce(
          (text, [said], at) => text.replace(`\${p${at}}`, () => said),
          phrases[number] ?? "",
        );
        const input = Object.fromEntries(values.map(([, value], at) => [`p${at}`, value]));
        expect(understand(sentence, asked)).toMatchObject({
          kind: "goal",
          reading: { goal: `m.g${number}`, input, lacks: [], extra: [], missing: [] },
        });
      }
    }),
    { numRuns: 40 },
  );
});

test("of a thousand phrases only a few are held against a sentence", () => {
  const goals = Array.from(
    { length: 1_000 },
    (_, n) =>
      `goal g${n}(n: Int) -> { ok: Bool } { intent "do the thing${n} of group${n % 20} \${n} times" }`,
  );
  const asked = goalsAsked(compileText(`module m\n${goals.join("\n")}\n`));
  const words = "do the thing77 of group17 3 times".split(" ");
  const { phrases, looked } = candidatesOf(asked.index, words);
  expect(phrases).toHaveLength(candidatesMax);
  // `do`, `of` and `times` are in all of them, `group17` in fifty, `thing77` in one.
  expect(looked).toBe(3 * 1_000 + 50 + 1);
  expect(understand(words.join(" "), asked)).toMatchObject({
    kind: "goal",
    reading: { goal: "m.g77", input: { n: 3 } },
  });
});

test("however many phrases are alike, the one that the sentence has all words of is among those held against it", () => {
  const alike = Array.from(
    { length: 3 * candidatesMax },
    (_, n) => `goal g${n}() -> { ok: Bool } { intent "wide red garden gate at noon today" }`,
  );
  const program = `module m\n${alike.join("\n")}\ngoal open(what: String) -> { ok: Bool } { intent "open \${what}" }\n`;
  expect(understand("open wide red garden gate at noon", goalsAsked(compileText(program)))).toMatchObject({
    kind: "goal",
    reading: { goal: "m.open", input: { what: "wide red garden gate at noon" } },
  });
});
