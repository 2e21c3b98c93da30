import { type Box, boxOf } from "./box.ts";
import type { Area, Layout, PlacedItem, PlacedLink, Point } from "./placed.ts";
import type { Item, Link, Part } from "./scene.ts";

/*
 * A drawing of thousands of steps: nobody looks for the fewest crossings in it, but at where things stand in time. In
 * columns by the longest way from the beginning, within a column near what was waited for; what a loop, a hold or a
 * race does is one item. Time grows with items and links alone.
 */

const margin = 10;
const columnGap = 56;
const rowGap = 14;
/** Items one above the other; a layer of more takes several columns. */
const columnMax = 40;
/** Times that each layer is put in the order of what stands before it. */
const sweeps = 3;

/** Each frame as one item, that which opens it. */
export function collapsed(part: Part): Part {
  if (part.frames.length === 0) return part;
  const parents = new Map(part.frames.map(({ key, parent }) => [key, parent]));
  const outermost = new Map<string, string>();
  const outermostOf = (frame: string): string => {
    const text = outermost.get(frame);
    if (text !== undefined) return text;
    let top = frame;
    for (let above = parents.get(top); above !== undefined; above = parents.get(top)) top = above;
    outermost.set(frame, top);
    return top;
  };
  const shownAs = new Map(
    part.items.map(({ key, frame }) => [key, frame === undefined ? key : outermostOf(frame)]),
  );
  const inside = Map.groupBy(part.items, ({ key }) => shownAs.get(key) ?? key);
  const items = part.items.flatMap((item) =>
    shownAs.get(item.key) === item.key ? [whole(item, inside.get(item.key) ?? [])] : [],
  );
  const links = new Map<string, Link>();
  for (const link of part.links) {
    const [from, to] = [shownAs.get(link.from) ?? link.from, shownAs.get(link.to) ?? link.to];
    const key = `${from} ${to}`;
    const known = links.get(key);
    if (from === to) continue;
    if (known === undefined) links.set(key, { ...link, from, to });
    else if (link.critical && !known.critical) links.set(key, { ...known, critical: true });
  }
  return { ...part, items, frames: [], links: [...links.values()] };
}

function whole(item: Item, inside: readonly Item[]): Item {
  const steps = inside.filter(
    (each) => each !== item && (each.form === "step" || each.form === "person"),
  ).length;
  if (inside.length <= 1) return item;
  const { frame: _, ...own } = item;
  const change = item.change ?? (inside.some((each) => each.change !== undefined) ? "changed" : undefined);
  return {
    ...own,
    notes: [...item.notes, `${steps} ${steps === 1 ? "step" : "steps"} inside`],
    critical: inside.some(({ critical }) => critical),
    ...(change === undefined ? {} : { change }),
  };
}

/** The limit of drawn items: those on the critical path, and the first of the others. */
const itemsMax = 4_000;

function shownOf(part: Part): Part {
  const { items, links } = part;
  if (items.length <= itemsMax) return part;
  const byWeight = [
    ...items.filter(({ critical }) => critical),
    ...items.filter(({ critical }) => !critical),
  ];
  const shown = new Set(byWeight.slice(0, itemsMax).map(({ key }) => key));
  const rest: Item = {
    key: "#rest",
    form: "act",
    title: `… and ${items.length - shown.size} more, left out`,
    notes: [],
    marks: [],
    critical: false,
  };
  return {
    ...part,
    items: [...items.filter(({ key }) => shown.has(key)), rest],
    links: links.filter(({ from, to }) => shown.has(from) && shown.has(to)),
  };
}

/** @param part without frames. */
export function largeLayoutOf(part: Part): Layout {
  const { items, links } = shownOf(part);
  const at = new Map(items.map(({ key }, index) => [key, index]));
  const ends = links.flatMap((link) => {
    const [from, to] = [at.get(link.from), at.get(link.to)];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  const layers = ordered(layersOf(items.length, ends), sourcesOf(items.length, ends));
  const boxes = items.map(boxOf);
  const areas = placed(layers, boxes);
  const all = items.map(
    (item, index): PlacedItem => ({ item, box: boxes[index] ?? boxOf(item), ...areaAt(areas, index) }),
  );
  return {
    width: Math.ceil(Math.max(0, ...columnEnds(areas, ({ x, width }) => x + width)) + margin),
    height: Math.ceil(Math.max(0, ...columnEnds(areas, ({ y, height }) => y + height)) + margin),
    items: all,
    frames: [],
    links: links.flatMap((link): readonly PlacedLink[] => {
      const [from, to] = [at.get(link.from), at.get(link.to)];
      if (from === undefined || to === undefined) return [];
      return [{ link, points: between(areaAt(areas, from), areaAt(areas, to)) }];
    }),
  };
}

interface Ends {
  readonly from: number;
  readonly to: number;
}

function areaAt(areas: readonly Area[], index: number): Area {
  return areas[index] ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** The greatest of very many, a thousand at a time. */
function columnEnds(areas: readonly Area[], of: (area: Area) => number): readonly number[] {
  const results: number[] = [];
  for (let start = 0; start < areas.length; start += 1_000)
    results.push(Math.max(...areas.slice(start, start + 1_000).map(of)));
  return results;
}

/** Layers of items, in the given order. A cycle is placed at its first item. */
function layersOf(count: number, ends: readonly Ends[]): number[][] {
  const targets: number[][] = Array.from({ length: count }, () => []);
  const waiting = new Int32Array(count);
  for (const { from, to } of ends) {
    targets[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const layer = new Int32Array(count);
  const settled = new Uint8Array(count);
  const free: number[] = [];
  for (let index = 0; index < count; index++) if (waiting[index] === 0) free.push(index);
  let next = 0;
  for (let done = 0; done < count; done++) {
    if (done === free.length) {
      while (next < count && settled[next] === 1) next++;
      waiting[next] = 0;
      free.push(next);
    }
    const index = free[done] ?? 0;
    settled[index] = 1;
    for (const target of targets[index] ?? []) {
      if (settled[target] === 1 || waiting[target] === 0) continue;
      layer[target] = Math.max(layer[target] ?? 0, (layer[index] ?? 0) + 1);
      waiting[target] = (waiting[target] ?? 0) - 1;
      if (waiting[target] === 0) free.push(target);
    }
  }
  const layers: number[][] = [];
  for (let index = 0; index < count; index++) {
    const own = layer[index] ?? 0;
    layers[own] ??= [];
    layers[own].push(index);
  }
  return Array.from(layers, (each) => each ?? []);
}

function sourcesOf(count: number, ends: readonly Ends[]): readonly (readonly number[])[] {
  const sources: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of ends) sources[to]?.push(from);
  return sources;
}

/** Each layer by the middle of what its items wait for. */
function ordered(
  layers: readonly number[][],
  sources: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const rank = new Float64Array(sources.length);
  const number = (): void => {
    for (const layer of layers)
      for (const [place, index] of layer.entries()) rank[index] = place / layer.length;
  };
  number();
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const layer of layers) {
      const middles = new Map(
        layer.map((index) => {
          const before = sources[index] ?? [];
          const sum = before.reduce((total, source) => total + (rank[source] ?? 0), 0);
          return [index, before.length === 0 ? (rank[index] ?? 0) : sum / before.length];
        }),
      );
      layer.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0) || a - b);
      for (const [place, index] of layer.entries()) rank[index] = place / layer.length;
    }
  }
  return layers;
}

function placed(layers: readonly (readonly number[])[], boxes: readonly Box[]): readonly Area[] {
  const areas: Area[] = [];
  let x = margin;
  for (const layer of layers) {
    for (let start = 0; start < layer.length; start += columnMax) {
      let y = margin;
      let widest = 0;
      for (const index of layer.slice(start, start + columnMax)) {
        const { width = 0, height = 0 } = boxes[index] ?? {};
        areas[index] = { x, y, width, height };
        y += height + rowGap;
        widest = Math.max(widest, width);
      }
      x += widest + columnGap;
    }
  }
  return areas;
}

function between(from: Area, to: Area): readonly Point[] {
  return [
    { x: from.x + from.width, y: from.y + from.height / 2 },
    { x: to.x, y: to.y + to.height / 2 },
  ];
}
