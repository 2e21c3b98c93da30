import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Line, linesOf } from "../../src/world/streams.ts";

async function linesIn(chunks: readonly (Buffer | string)[], most = 100): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(Readable.from(chunks), most)) lines.push(line);
  return lines;
}

test("lines are the same wherever a stream is cut, within characters too", async () => {
  const anyLine = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n]/u.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine), fc.integer({ min: 1, max: 9 }), async (texts, size) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      expect(await linesIn(chunks)).toEqual(texts.map((text) => ({ text })));
    }),
  );
});

test("the last needs no end, and what Windows writes is the same", async () => {
  expect(await linesIn(["a\r\nb\r\n", "c"])).toEqual([{ text: "a" }, { text: "b" }, { text: "c" }]);
});

test("of a line that is too long no more is kept than how long it was; those after it are whole", async () => {
  const long = Array.from({ length: 50 }, () => "x".repeat(10));
  expect(await linesIn(["a\n", ...long, "\nb\n"])).toEqual([{ text: "a" }, { tooLong: 500 }, { text: "b" }]);
  expect(await linesIn(long)).toEqual([{ tooLong: 500 }]);
});
