import { graphlib, layout } from "@dagrejs/dagre";
import { type Box, boxOf, fontSize } from "./box.ts";
import { collapsed, largeLayoutOf } from "./large-layout.ts";
import type { Area, Layout, PlacedLink, Point } from "./placed.ts";
import type { Link, Part } from "./scene.ts";
import { fitted, widthOf } from "./text.ts";

/* Where everything stands: from left to right in time, what may run side by side one above the other. Pixels. */

/**
 * Above so many items the shortest links of all and the fewest crossings are not sought: that takes minutes then. Links
 * are made short one after another instead, so that what leads nowhere stands beside what it comes from.
 */
const carefulMax = 250;
/** Around all of it. */
const margin = 10;
const labelWidthMax = 170;

/** Above so many items and links dagre takes seconds: frames become one item each, and columns are made plainly. */
const closeMax = 1_500;

/** As close and clear as its size lets it be. */
export function layoutOf(part: Part): Layout {
  if (isClose(part)) return closeLayoutOf(part);
  const folded = collapsed(part);
  return isClose(folded) ? closeLayoutOf(folded) : largeLayoutOf(folded);
}

function isClose({ items, links }: Part): boolean {
  return items.length + links.length <= closeMax;
}

/** Laid out in layers (Sugiyama) by dagre, which keeps what stands in a frame together. */
function closeLayoutOf(part: Part): Layout {
  const graph = new graphlib.Graph<object, Area, PlacedEdge>({ compound: true });
  graph.setGraph({
    rankdir: "LR",
    nodesep: 26,
    ranksep: 34,
    edgesep: 14,
    rankalign: "top",
    marginx: 0,
    marginy: margin,
    ranker: part.items.length > carefulMax ? "tight-tree" : "network-simplex",
  });
  const boxes = new Map(part.items.map((item) => [item.key, boxOf(item)]));
  for (const { key } of part.frames) graph.setNode(frameName(key), { x: 0, y: 0, width: 0, height: 0 });
  for (const { key, parent } of part.frames)
    if (parent !== undefined) graph.setParent(frameName(key), frameName(parent));
  for (const { key, frame } of part.items) {
    const { width = 0, height = 0 } = boxes.get(key) ?? {};
    graph.setNode(key, { x: 0, y: 0, width, height });
    if (frame !== undefined) graph.setParent(key, frameName(frame));
  }
  for (const link of part.links) graph.setEdge(link.from, link.to, edgeOf(link));
  holdEarly(part, graph);
  layout(graph, { disableOptimalOrderHeuristic: part.items.length > carefulMax });
  return placed(part, boxes, graph);
}

type Graph = graphlib.Graph<object, Area, PlacedEdge>;

/** An item without dependencies is at the left, where time begins, however late it is used: an edge ties it there. */
function holdEarly({ items, links }: Part, graph: Graph): void {
  const waiting = new Set(links.map(({ to }) => to));
  const free = items.filter(({ key }) => !waiting.has(key));
  if (free.length < 2) return;
  graph.setNode(beginning, { x: 0, y: 0, width: 0, height: 0 });
  for (const { key } of free)
    graph.setEdge(beginning, key, { width: 0, height: 0, labelpos: "c", weight: 3 });
}

const beginning = "beginning";

/** Without the room that the beginning takes. */
function placed(part: Part, boxes: ReadonlyMap<string, Box>, graph: Graph): Layout {
  const items = part.items.map((item) => ({
    item,
    box: boxes.get(item.key) ?? boxOf(item),
    ...cornered(graph.node(item.key)),
  }));
  const frames = part.frames.map((frame) => ({ frame, ...cornered(graph.node(frameName(frame.key))) }));
  const left = Math.min(...[...items, ...frames].map(({ x }) => x)) - margin;
  const moved = <T extends Point>(at: T): T => ({ ...at, x: tenth(at.x - left) });
  const areas = new Map(items.map((each) => [each.item.key, moved(each)]));
  const all = [...areas.values(), ...frames.map(moved)];
  // Items of a layer begin in one column.
  const layerEnds = new Map<number, number>();
  for (const { x, width } of areas.values())
    layerEnds.set(x, Math.max(layerEnds.get(x) ?? 0, tenth(x + width)));
  const links = part.links.map((link): PlacedLink => {
    const { points = [], x, y } = graph.edge(link.from, link.to);
    const from = areas.get(link.from);
    const way = wayOf(from, areas.get(link.to), layerEnds.get(from?.x ?? 0) ?? 0, points.map(moved));
    if (link.label === undefined || x === undefined || y === undefined) return { link, points: way };
    const at = moved({ x, y: baseLine(y, way) });
    return { link, points: way, label: { text: fitted(link.label, fontSize.label, labelWidthMax), ...at } };
  });
  const bottoms = [
    ...all.map(({ y, height }) => y + height),
    ...links.flatMap(({ label }) => label?.y ?? []),
  ];
  return {
    width: Math.ceil(Math.max(0, ...all.map(({ x, width }) => x + width)) + margin),
    height: Math.ceil(Math.max(0, ...bottoms) + margin),
    items: [...areas.values()],
    frames: frames.map(moved),
    links,
  };
}

/** A label stands above its line; below it where that comes down, since it would run through above. */
function baseLine(y: number, [start]: readonly Point[]): number {
  const comesDown = start !== undefined && start.y < y - 4;
  return tenth(comesDown ? y + 12 : y - 4);
}

/** From the middle of the right side to the middle of the left one, and through the layers between as they were found. */
function wayOf(
  from: Area | undefined,
  to: Area | undefined,
  layerEnd: number,
  points: readonly Point[],
): readonly Point[] {
  if (from === undefined || to === undefined) return [];
  const start = { x: tenth(from.x + from.width), y: tenth(from.y + from.height / 2) };
  const end = { x: to.x, y: tenth(to.y + to.height / 2) };
  const between = points.slice(1, -1).filter(({ x }) => x > start.x + 8 && x < end.x - 12);
  // Level as far as others of its layer reach, so that it runs behind none of them.
  const leave = layerEnd > start.x && layerEnd < end.x ? [{ x: layerEnd, y: start.y }] : [];
  const onward = between.filter(({ x }) => x > (leave[0]?.x ?? start.x));
  return [start, ...leave, ...onward.map(({ x, y }) => ({ x: tenth(x), y: tenth(y) })), end];
}

/** Frames bear the key of the item that opens them. */
function frameName(key: string): string {
  return `frame ${key}`;
}

interface PlacedEdge {
  readonly points?: readonly Point[];
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly labelpos: "c";
  readonly weight: number;
}

function edgeOf(link: Link): PlacedEdge {
  const label = link.label === undefined ? "" : fitted(link.label, fontSize.label, labelWidthMax);
  const width = label === "" ? 0 : widthOf(label, fontSize.label) + 8;
  return { width, height: label === "" ? 0 : 16, labelpos: "c", weight: link.critical ? 4 : 1 };
}

/** dagre places the middle. Tenths of pixels are enough, and keep the text short. */
function cornered({ x, y, width, height }: Area): Area {
  return { x: tenth(x - width / 2), y: tenth(y - height / 2), width: tenth(width), height: tenth(height) };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
