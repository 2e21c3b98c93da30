import fc from "fast-check";
import { expect, test } from "vitest";
import { plainLine } from "../../src/drawing/text.ts";
import { renderSvg, type Scene, sceneOf } from "../../src/drawing.ts";
import { hostilePlan, hostileTexts, kept } from "./plans.ts";
import { xmlOf } from "./well-formed.ts";

test.each(kept)("%s is XML with a title, a description and a name for every step", (_, file) => {
  const scene = sceneOf(file);
  const svg = renderSvg(scene);
  const { elements, text } = xmlOf(svg);
  expect(elements.slice(0, 4)).toEqual(["svg", "title", "desc", "style"]);
  expect(text).toContain(scene.says);
  for (const { title, form } of scene.parts.flatMap(({ items }) => items)) {
    if (form !== "end") expect(text).toContain(title);
  }
  expect(svg).toMatch(/role="graphics-document document" aria-labelledby="orch-title orch-desc"/);
  expect(svg).not.toMatch(/<script|href=|url\(/);
});

test.each(hostileTexts)("texts stay texts: %j", (text) => {
  const plain = xmlOf(renderSvg(sceneOf(hostilePlan("harmless"))));
  const hostile = xmlOf(renderSvg(sceneOf(hostilePlan(text))));
  expect(new Set(hostile.elements)).toEqual(new Set(plain.elements));
});

test("whatever an item is called, it is said, and the drawing is well-formed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const svg = renderSvg(sceneWith(text));
      expect(xmlOf(svg).text).toContain(plainLine(text));
    }),
    { numRuns: 500 },
  );
});

function sceneWith(text: string): Scene {
  const mark = { rule: text, verdict: "checked", says: text } as const;
  const item = {
    form: "step",
    title: text,
    what: text,
    who: text,
    worst: { cost: text, time: text },
    best: { cost: text, time: text },
    notes: [text],
    marks: [mark],
    critical: true,
  } as const;
  return {
    name: text,
    says: text,
    parts: [
      {
        heading: text,
        note: text,
        items: [
          { ...item, key: "a" },
          { ...item, key: "b", form: "stop" },
        ],
        frames: [],
        links: [{ from: "a", to: "b", label: text, kind: "side", critical: false }],
      },
    ],
  };
}
