import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createSourceFile,
  lineEnd,
  lineText,
  normaliseText,
  offsetAt,
  positionAt,
} from "../../src/source/source-file.ts";

test("line ends, byte order mark and composition are normalised", () => {
  expect(normaliseText("\uFEFFa\r\nb\rc\nd")).toBe("a\nb\nc\nd");
  expect(normaliseText("e\u0301")).toBe("\u00e9");
  expect(normaliseText("a\uFEFF")).toBe("a\uFEFF");
});

test("positions count UTF-16 code units", () => {
  const file = createSourceFile("f", "a😀b\nc");
  expect(positionAt(file, 3)).toEqual({ line: 0, character: 3 });
  expect(positionAt(file, 5)).toEqual({ line: 1, character: 0 });
  expect(positionAt(file, 99)).toEqual({ line: 1, character: 1 });
  expect(lineText(file, 0)).toBe("a😀b");
  expect(lineEnd(file, 1)).toBe(6);
});

test("positions beyond a line or the text are drawn in", () => {
  const file = createSourceFile("f", "ab\ncd");
  expect(offsetAt(file, { line: 0, character: 99 })).toBe(2);
  expect(offsetAt(file, { line: 9, character: 0 })).toBe(5);
  expect(offsetAt(file, { line: -1, character: 3 })).toBe(0);
});

test("an offset's position leads back to it", () => {
  const letters = fc.constantFrom("a", "\n", "\r", "é", "😀", "\t");
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 40 }), (parts) => {
      const file = createSourceFile("f", parts.join(""));
      for (let offset = 0; offset <= file.text.length; offset++) {
        expect(offsetAt(file, positionAt(file, offset))).toBe(offset);
      }
    }),
  );
});
