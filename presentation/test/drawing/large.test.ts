import { compileText } from "@orchlang/compiler/testing";
import { expect, test } from "vitest";
import { layoutOf } from "../../src/drawing/layout.ts";
import type { Item, Link, Part } from "../../src/drawing/scene.ts";
import { commentMax } from "../../src/drawing/text.ts";
import { renderHtml, renderPreviewMarkdown, renderSvg, sceneOf } from "../../src/drawing.ts";
import { xmlOf } from "./well-formed.ts";

/* Plans of thousands of steps: drawn plainly, and described in as many words as fit. */

const item = (at: number, more: Partial<Item> = {}): Item => ({
  key: `i${at}`,
  form: "step",
  title: `step ${at}`,
  notes: [],
  marks: [],
  critical: false,
  ...more,
});

const link = (from: number, to: number): Link => ({
  from: `i${from}`,
  to: `i${to}`,
  kind: "data",
  critical: false,
});

/** Each waits for up to three of the sixty before it. */
function dense(count: number): Part {
  const links = Array.from({ length: count }, (_, at) =>
    [7, 23, 58].filter((back) => back <= at).map((back) => link(at - back, at)),
  );
  return { items: Array.from({ length: count }, (_, at) => item(at)), frames: [], links: links.flat() };
}

test("nothing lies on anything else, and what waits stands further right", () => {
  const { items, links, width, height } = layoutOf(dense(700));
  expect(items).toHaveLength(700);
  const areas = new Map(items.map((placed) => [placed.item.key, placed]));
  for (const { link: drawn, points } of links) {
    const [from, to] = [areas.get(drawn.from), areas.get(drawn.to)];
    expect((from?.x ?? 0) + (from?.width ?? 0)).toBeLessThan(to?.x ?? 0);
    expect(points[0]?.x).toBe((from?.x ?? 0) + (from?.width ?? 0));
    expect(points.at(-1)?.x).toBe(to?.x);
  }
  for (const column of Map.groupBy(items, ({ x }) => x).values()) {
    const down = column.toSorted((a, b) => a.y - b.y);
    for (const [at, each] of down.slice(1).entries())
      expect(each.y).toBeGreaterThanOrEqual((down[at]?.y ?? 0) + (down[at]?.height ?? 0));
  }
  for (const { x, y, width: wide, height: high } of items)
    expect(x >= 0 && y >= 0 && x + wide <= width && y + high <= height).toBe(true);
});

test("what a frame holds is one item of a large drawing", () => {
  const part = dense(700);
  const framed: Part = {
    frames: [
      { key: "i10", kind: "loop" },
      { key: "i12", kind: "hold", parent: "i10" },
    ],
    items: part.items.map((each, at) =>
      at === 12 || at === 13
        ? { ...each, frame: "i12" }
        : at === 10 || at === 11
          ? { ...each, frame: "i10" }
          : each,
    ),
    links: part.links,
  };
  const { items, frames, links } = layoutOf(framed);
  expect(frames).toEqual([]);
  expect(items.map(({ item: { key } }) => key)).not.toContain("i12");
  expect(items.find(({ item: { key } }) => key === "i10")?.item.notes).toEqual(["3 steps inside"]);
  expect(links.map(({ link: { from, to } }) => `${from} ${to}`)).toContain("i6 i10");
  expect(new Set(links.map(({ link: { from, to } }) => `${from} ${to}`)).size).toBe(links.length);
});

test("of very many items the critical ones and the first are drawn, and the others counted", () => {
  const part = dense(4_500);
  const { items } = layoutOf({
    ...part,
    items: part.items.map((each, at) => (at === 4_400 ? { ...each, critical: true } : each)),
  });
  const titles = items.map(({ item: { title } }) => title);
  expect(titles).toHaveLength(4_001);
  expect(titles).toContain("step 4400");
  expect(titles.at(-1)).toBe("… and 500 more, left out");
});

const steps = 1_200;
const large = compileText(`module m
tool put(a: String, b: String) -> String { effect idempotent  latency <= 1s }
plan p(id: String) -> String {
${Array.from({ length: steps }, (_, at) => `  step s${at} = put(${at < 9 ? "id" : `s${at - 9}`}, ${at < 40 ? "id" : `s${at - 40}`})`).join("\n")}
  return s${steps - 1}
}
guardrail often { at most ${steps} put }
`).plan("m.p");

test("a comment holds as much as it can, and says what it leaves out", () => {
  if (large === undefined) throw new Error("no plan was made");
  const text = renderPreviewMarkdown(large);
  expect(text.length).toBeLessThanOrEqual(commentMax);
  expect(text).toContain("The picture is too large to be drawn here");
  const shown = [...text.matchAll(/^\| (?:\*\*)?s\d+/gmu)].length;
  expect(text).toContain(`… and ${steps - shown} more steps`);
  expect(shown).toBeGreaterThanOrEqual(50);
  expect(text).toContain("● proved");
});

test("a large drawing and its page are well-formed", () => {
  if (large === undefined) throw new Error("no plan was made");
  const scene = sceneOf(large);
  expect(xmlOf(renderSvg(scene)).text).toContain(`s${steps - 1}`);
  expect(renderHtml(large)).toContain("step-1200");
});

test("what leads nowhere stands beside what it comes from", () => {
  // A row of steps, behind each of which two more wait for nothing else.
  const row = Array.from({ length: 100 }, (_, at) => at * 3);
  const links = row.flatMap((at) => [
    ...(at === 0 ? [] : [link(at - 3, at)]),
    link(at, at + 1),
    link(at, at + 2),
  ]);
  const { items } = layoutOf({ items: Array.from({ length: 300 }, (_, at) => item(at)), frames: [], links });
  const place = new Map(items.map(({ item: { key }, x }) => [key, x]));
  for (const at of row) {
    const from = place.get(`i${at}`) ?? 0;
    for (const to of [at + 1, at + 2]) expect((place.get(`i${to}`) ?? 0) - from).toBeLessThan(500);
  }
});
