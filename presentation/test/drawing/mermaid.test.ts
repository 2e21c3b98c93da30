import fc from "fast-check";
import { expect, test } from "vitest";
import { renderMermaid, type Scene, sceneOf } from "../../src/drawing.ts";
import { hostilePlan, hostileTexts, kept } from "./plans.ts";

/*
 * Mermaid itself needs a browser to be drawn and brings a hundred packages, so it is held to the small part of its
 * grammar that is written here: every line has one of these forms, and no text holds anything but letters and codes.
 */

const text = String.raw`"(?:[\p{L}\p{N}\p{M} ]|#\d+;|<br/>)*"`;
const forms = [
  /^flowchart LR$/,
  /^ {2}acc(?:Title|Descr): [^#;{}<>"%]*$/u,
  new RegExp(String.raw`^ +n\d+(?:\[${text}\]|\(\[${text}\]\)|\{${text}\}|\(\( \)\))$`, "u"),
  new RegExp(String.raw`^ +n\d+ (?:==>|-->|-\.->)(?:\|${text}\|)? n\d+$`, "u"),
  new RegExp(String.raw`^ +subgraph (?:part|frame_n)\d+\[${text}\]$`, "u"),
  /^ +(?:direction LR|end)$/,
  /^ +classDef [a-z]+ [a-z\d#:,\- .]+$/,
  /^ +class n\d+(?:,n\d+)* [a-z]+$/,
];

function strange(mermaid: string): readonly string[] {
  return mermaid.split("\n").filter((line) => !forms.some((form) => form.test(line)));
}

test.each(kept)("%s is of Mermaid's forms", (_, file) => {
  const scene = sceneOf(file);
  const mermaid = renderMermaid(scene);
  expect(strange(mermaid)).toEqual([]);
  expect(mermaid.match(/ (?:==>|-->|-\.->)/g)?.length).toBe(scene.parts.flatMap(({ links }) => links).length);
});

test.each(hostileTexts)("texts stay texts: %j", (each) => {
  expect(strange(renderMermaid(sceneOf(hostilePlan(each))))).toEqual([]);
});

test("whatever an item is called", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), (each) => {
      const item = {
        form: "step",
        title: each,
        what: each,
        notes: [each],
        marks: [],
        critical: false,
      } as const;
      const links = [{ from: "a", to: "b", label: each, kind: "side", critical: true }] as const;
      const scene: Scene = {
        name: each,
        says: each,
        parts: [
          {
            heading: each,
            items: [
              { ...item, key: "a" },
              { ...item, key: "b" },
            ],
            frames: [],
            links,
          },
        ],
      };
      expect(strange(renderMermaid(scene))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
