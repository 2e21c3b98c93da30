import fc from "fast-check";
import { expect, test } from "vitest";
import { closest, editDistance } from "../../src/diagnostics/suggest.ts";

test.each([
  ["", "", 0],
  ["abc", "abc", 0],
  ["abc", "", 3],
  ["latencey", "latency", 1],
  ["moderm", "modern", 1],
  ["bdoy", "body", 1],
  ["drft", "draft", 1],
  ["suprevisor", "supervisor", 1],
  ["kitten", "sitting", 3],
])("from %s to %s it is %i edits", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

test("the way there is as long as the way back, and no shorter than the difference of lengths", () => {
  const words = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(words, words, (from, to) => {
      const distance = editDistance(from, to);
      expect(editDistance(to, from)).toBe(distance);
      expect(distance).toBeGreaterThanOrEqual(Math.abs(from.length - to.length));
      expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length));
      expect(distance === 0).toBe(from === to);
    }),
  );
});

test("the nearest is meant, where one is near", () => {
  const words = ["latency", "cost", "energy", "tokens"];
  expect(closest("latencey", words)).toBe("latency");
  expect(closest("Cost", words)).toBe("cost");
  expect(closest("cots", words)).toBe("cost");
  expect(closest("effect", words)).toBeUndefined();
  expect(closest("x", ["y"])).toBeUndefined();
  expect(closest("cost", words)).toBeUndefined();
});
