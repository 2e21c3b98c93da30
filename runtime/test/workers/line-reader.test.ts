import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readLines } from "../../src/workers/output.ts";

async function read(pieces: readonly string[], most: number): Promise<readonly string[]> {
  const stream = new PassThrough();
  const seen: string[] = [];
  readLines(stream, most, { line: (text) => seen.push(text), tooLong: () => seen.push("too long") });
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  return seen;
}

test.each<[string, string[], string[]]>([
  ["lines in one piece", ["a\nb\r\nc"], ["a", "b", "c"]],
  ["a line in pieces", ["a", "b", "c\nd"], ["abc", "d"]],
  ["an empty line is none", ["a\n\nb\n"], ["a", "b"]],
  ["a line that is too long, told once", ["x".repeat(9), "y".repeat(9), "\nok\n"], ["too long", "ok"]],
  ["one that is too long at its end", ["ok\n", "x".repeat(11)], ["ok", "too long"]],
  ["as long as may be", ["x".repeat(10), "\n"], ["x".repeat(10)]],
])("%s", async (_, pieces, lines) => {
  expect(await read(pieces, 10)).toEqual(lines);
});

test("of a line without end nothing is kept", async () => {
  const stream = new PassThrough();
  let told = 0;
  readLines(stream, 1_000, { line: () => undefined, tooLong: () => (told += 1) });
  const before = process.memoryUsage().arrayBuffers;
  for (let each = 0; each < 300; each++) {
    stream.write(Buffer.alloc(1_000_000, "x"));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(told).toBe(1);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000_000);
});
