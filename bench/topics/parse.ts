import { createSourceFile, parse } from "@orchlang/language";
import { generatedProgram } from "../generated.ts";
import { langiumParser } from "../langium/langium.ts";
import type { Contestant, Topic } from "../topic.ts";

/*
 * From text to tree, beside Langium on the same text with a grammar of the same constructs, and beside `JSON.parse` on
 * the tree itself as JSON, cut to as many bytes. Aimed at: ten times the one, and 0.06 of the other. Whatever the
 * length, as much is read before the measured calls: what is compared is lengths, not how far V8 has come. A tree of
 * 100,000 lines is as large as what V8 collects at once, so that of a few calls the median says little but which of
 * them the collector fell into: seven are measured.
 */

export const parsing: readonly Topic[] = [1_000, 10_000, 100_000].map((lines) => ({
  name: `parse ${lines.toLocaleString("en")} lines`,
  unit: "bytes",
  clock: "processor",
  ...(lines > 10_000
    ? { calls: { warmUps: 1, measured: 7 } }
    : lines > 1_000
      ? { calls: { warmUps: 10, measured: 20 } }
      : { calls: { warmUps: 100, measured: 100 } }),
  prepare: async () => {
    const text = generatedProgram(lines);
    const json = treeAsJson(text);
    const langium = await langiumParser();
    return [
      contestant("orch", text, () => parse(createSourceFile("generated.orch", text))),
      contestant("Langium", text, () => langium(text)),
      contestant("JSON.parse of the tree", json, () => JSON.parse(json)),
    ];
  },
}));

function contestant(name: string, text: string, read: () => unknown): Contestant {
  return {
    name,
    units: text.length,
    run: async () => {
      read();
    },
  };
}

/** The text's tree, as many of its declarations as make so many bytes of JSON. */
function treeAsJson(text: string): string {
  const { file, diagnostics } = parse(createSourceFile("generated.orch", text));
  const [error] = diagnostics;
  if (error !== undefined) throw new Error(`the generated program is wrong: ${error.message}`);
  const parts: string[] = [];
  let length = 0;
  for (const declaration of file.declarations) {
    if (length >= text.length) break;
    const part = JSON.stringify(declaration);
    parts.push(part);
    length += part.length + 1;
  }
  return `[${parts.join()}]`;
}

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
