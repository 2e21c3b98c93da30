import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutOf } from "../../src/drawing/layout.ts";
import type { Area } from "../../src/drawing/placed.ts";
import type { Frame, Item, Link, Part } from "../../src/drawing/scene.ts";

/** Up to four frames, each in an earlier one or in none; items in any of them; links from earlier to later ones. */
const parts: fc.Arbitrary<Part> = fc
  .record({
    parents: fc.array(fc.nat(4), { maxLength: 4 }),
    items: fc.array(
      fc.record({
        frame: fc.nat(4),
        form: fc.constantFrom("step", "person", "choice", "act"),
        words: fc.nat(6),
      }),
      {
        minLength: 1,
        maxLength: 14,
      },
    ),
    links: fc.array(fc.tuple(fc.nat(13), fc.nat(13), fc.boolean()), { maxLength: 25 }),
  })
  .map(({ parents, items, links }) => {
    const frames = parents.map((parent, at): Frame => {
      const own = { key: `f${at}`, kind: "hold" } as const;
      return parent < at ? { ...own, parent: `f${parent}` } : own;
    });
    const drawn = items.map(({ frame, form, words }, at): Item => {
      const item: Item = {
        key: `i${at}`,
        form: form as Item["form"],
        title: `item ${at}`,
        notes: ["word ".repeat(words)],
        marks: [],
        critical: false,
      };
      return frame < frames.length ? { ...item, frame: `f${frame}` } : item;
    });
    // dagre has no place for a frame with nothing in it; no plan has one, since what opens it stands in it.
    const heads = frames.map(
      ({ key }): Item => ({
        key: `h${key}`,
        form: "head",
        title: key,
        notes: [],
        marks: [],
        critical: false,
        frame: key,
      }),
    );
    const unique = new Map<string, Link>();
    for (const [a, b, labelled] of links) {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      if (from === to || to >= drawn.length) continue;
      const link: Link = { from: `i${from}`, to: `i${to}`, kind: "data", critical: false };
      unique.set(`${from} ${to}`, labelled ? { ...link, label: "when it is so" } : link);
    }
    return { items: [...heads, ...drawn], frames, links: [...unique.values()] };
  });

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function within(inner: Area, outer: Area): boolean {
  const slack = 0.2;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}

test("nothing lies upon another, all is where it belongs, and time goes to the right", () => {
  fc.assert(
    fc.property(parts, (part) => {
      const { items, frames, links, width, height } = layoutOf(part);
      items.forEach((item, at) => {
        for (const other of items.slice(at + 1)) expect(overlap(item, other)).toBe(false);
        expect(within(item, { x: 0, y: 0, width, height })).toBe(true);
        const frame = frames.find(({ frame: { key } }) => key === item.item.frame);
        if (frame !== undefined) expect(within(item, frame)).toBe(true);
      });
      for (const frame of frames) {
        const outer = frames.find(({ frame: { key } }) => key === frame.frame.parent);
        if (outer !== undefined) expect(within(frame, outer)).toBe(true);
      }
      for (const { points } of links) {
        for (const [at, point] of points.entries())
          expect(point.x).toBeGreaterThanOrEqual(points[at - 1]?.x ?? 0);
      }
    }),
    { numRuns: 150 },
  );
});

test("what waits for nothing stands at the left, however late it is used", () => {
  const item = { form: "step", notes: [], marks: [], critical: false } as const;
  const chain = ["a", "b", "c", "d"].map((key): Item => ({ ...item, key, title: key }));
  const link = (from: string, to: string): Link => ({ from, to, kind: "data", critical: false });
  const late: Item = { ...item, key: "late", title: "late" };
  const links = [link("a", "b"), link("b", "c"), link("c", "d"), link("late", "d")];
  const { items } = layoutOf({ items: [...chain, late], frames: [], links });
  const x = (key: string) => items.find((each) => each.item.key === key)?.x;
  expect(x("late")).toBe(x("a"));
});
