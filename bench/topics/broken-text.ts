import { createSourceFile, parse } from "@orchlang/language";
import type { Topic } from "../topic.ts";

/*
 * Texts in which every line is wrong, small and sixteen times as long: a parser whose work grows with the square of
 * the text would be sixteen times as slow on the long one. Aimed at: no more than 50 ms a KB, which is 20,000 bytes/s.
 */

const head = "module m\nplan p() {\n";
const lines: Readonly<Record<string, string>> = {
  "steps without a value": "step a =\n",
  "brackets that never close": "let a = ([{\n",
  "blocks that never close": "match a { b { when c {\n",
  "interpolations that never end": 'let a = "${\n',
};

export const brokenTexts: readonly Topic[] = Object.entries(lines).map(([name, line]) => ({
  name: `parse broken text: ${name}`,
  unit: "bytes",
  clock: "processor",
  prepare: async () =>
    [32_000, 2_000].map((times) => {
      const text = head + line.repeat(times);
      return {
        name: `${times.toLocaleString("en")} lines`,
        units: text.length,
        run: async () => {
          parse(createSourceFile("broken.orch", text));
        },
      };
    }),
}));
