import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, normaliseText, parse } from "@orchlang/language";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document } from "../../src/session/document.ts";
import { changeOf, drawnEdit } from "./edits.ts";

const folder = fileURLToPath(new URL("../programs/", import.meta.url));
const programs = readdirSync(folder).map((name) => readFileSync(folder + name, "utf8"));

const piecesOf = (document: Document) =>
  document.units.map(({ text, offset, line, reading }) => ({
    text,
    offset,
    line,
    declarations: reading.declarations.map(({ kind }) => kind),
  }));

function placesOf(document: Document): readonly string[] {
  return document.units.flatMap(({ id, reading }) =>
    reading.declarations.map(
      ({ kind, span }) => `${kind} ${document.offset(id, span.start)}..${document.offset(id, span.end)}`,
    ),
  );
}

describe("a document", () => {
  for (const [index, text] of programs.entries()) {
    test(`in units has the declarations of the whole: ${readdirSync(folder)[index]}`, () => {
      const { file } = parse(createSourceFile("/m.orch", text));
      const document = new Document("/m.orch", text);
      expect(placesOf(document)).toEqual(
        file.declarations.map(({ kind, span }) => `${kind} ${span.start}..${span.end}`),
      );
      expect(document.units.length).toBe(file.declarations.length + 1);
    });
  }

  test("is cut alike whatever changes led to its text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...programs),
        fc.array(drawnEdit, { minLength: 1, maxLength: 5 }),
        (text, edits) => {
          const document = new Document("/m.orch", text);
          for (const edit of edits) {
            const before = document.text;
            const change = changeOf(edit, before);
            document.change(change);
            const after = before.slice(0, change.start) + change.text + before.slice(change.end);
            expect(document.text).toBe(normaliseText(after));
            expect(piecesOf(document)).toEqual(piecesOf(new Document("/m.orch", document.text)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("holds together what only looks like a declaration", () => {
    const text = [
      "module m",
      "event seen(who: String)",
      "plan watch() {",
      "step all = for e in",
      "event seen up to 3 within 1h {",
      "yield e.who",
      "}",
      "}",
      "",
    ].join("\n");
    const document = new Document("/m.orch", text);
    expect(document.units.map(({ reading }) => reading.declarations.length)).toEqual([0, 1, 1]);
    expect(document.isOdd).toBe(false);
  });

  test("knows neither strings nor comments for declarations", () => {
    const text =
      'module m\n/*\nplan a() { }\n*/\nllm say() -> String {\n  prompt """\nplan b\n$' +
      '{x}\ntool c\n"""\n}\n';
    expect(new Document("/m.orch", text).units.length).toBe(2);
  });
});
