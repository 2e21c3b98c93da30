import { fontSize } from "./box.ts";
import { layoutOf } from "./layout.ts";
import type { Layout, PlacedFrame, PlacedItem, PlacedLink, Point } from "./placed.ts";
import type { Item, Part, Scene } from "./scene.ts";
import { drawingStyle } from "./style.ts";
import { element, escaped, widthOf } from "./text.ts";

export interface SvgOptions {
  /** The link of an item: `#…` in the surrounding page. Absent: items are no links. */
  readonly linkTo?: (item: Item) => string | undefined;
  /** Part of a page: no XML namespace is declared, and the page brings the style. */
  readonly inline?: boolean;
}

/**
 * A scene as SVG 1.1, by itself: style, title and description are in it, nothing is loaded. Light, and dark where the
 * reader's machine is.
 */
export function renderSvg(scene: Scene, options: SvgOptions = {}): string {
  return renderLaidOut(layOut(scene), options);
}

/** A scene whose parts have their places, which take longest to find. */
export interface LaidOut {
  readonly scene: Scene;
  readonly parts: readonly { readonly part: Part; readonly layout: Layout }[];
}

export function layOut(scene: Scene): LaidOut {
  return { scene, parts: scene.parts.map((part) => ({ part, layout: layoutOf(part) })) };
}

/** The parts of a drawing one below the other. Pixels. */
export interface Stacked {
  readonly width: number;
  readonly height: number;
  /** `top`: what is to be added to each y of the part's layout. */
  readonly parts: readonly { readonly part: Part; readonly layout: Layout; readonly top: number }[];
}

export function stacked({ parts }: LaidOut): Stacked {
  const gap = 28;
  let y = 0;
  let width = 120;
  const placed = parts.map(({ part, layout }) => {
    const top = y + (part.heading === undefined ? 0 : 30);
    y = top + layout.height + gap;
    width = Math.max(width, layout.width, headingWidth(part));
    return { part, layout, top };
  });
  return { width, height: Math.max(40, y - gap), parts: placed };
}

/** `renderSvg` of what is laid out. */
export function renderLaidOut(laidOut: LaidOut, options: SvgOptions = {}): string {
  const { scene } = laidOut;
  const { width, height, parts } = stacked(laidOut);
  const drawn = parts.map(({ part, layout, top }) => partSvg(part, layout, top, options));
  const content = [
    element("title", { id: "orch-title" }, escaped(scene.name)),
    element("desc", { id: "orch-desc" }, escaped(scene.says)),
    ...(options.inline === true ? [] : [`<style>${drawingStyle}</style>`]),
    element("rect", { class: "paper", width, height }),
    ...drawn,
  ];
  const attributes = {
    ...(options.inline === true ? {} : { xmlns: "http://www.w3.org/2000/svg" }),
    class: "orch",
    role: "graphics-document document",
    "aria-labelledby": "orch-title orch-desc",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
  };
  return element("svg", attributes, `\n${content.join("\n")}\n`);
}

function headingWidth({ heading = "", note = "" }: Part): number {
  return Math.ceil(widthOf(heading, fontSize.heading) * 1.1 + widthOf(note, fontSize.line) + 40);
}

function partSvg(part: Part, layout: Layout, top: number, options: SvgOptions): string {
  const heading = part.heading === undefined ? [] : [headingSvg(part.heading, part.note, top - 12)];
  const frames = layout.frames.map(frameSvg);
  const links = layout.links.map(linkSvg);
  const items = layout.items.map((placed) => linked(placed.item, itemSvg(placed), options));
  const labels = layout.links.flatMap(labelSvg);
  const drawing = [...frames, ...links, ...items, ...labels].join("\n");
  return [...heading, element("g", { transform: `translate(0 ${top})` }, `\n${drawing}\n`)].join("\n");
}

function headingSvg(heading: string, note: string | undefined, y: number): string {
  const x = Math.ceil(8 + widthOf(heading, fontSize.heading) * 1.1 + 14);
  const dim = note === undefined ? "" : element("text", { class: "dim", x, y }, escaped(note));
  return element("text", { class: "heading", x: 8, y }, escaped(heading)) + dim;
}

function frameSvg({ frame, x, y, width, height }: PlacedFrame): string {
  return element("rect", { class: `frame ${frame.kind}`, x, y, width, height, rx: 10 });
}

// ---- items ---------------------------------------------------------------------------

function linked(item: Item, drawn: string, { linkTo }: SvgOptions): string {
  const href = linkTo?.(item);
  return href === undefined ? drawn : element("a", { href }, drawn);
}

function itemSvg(placed: PlacedItem): string {
  const { item, box, x, y } = placed;
  const classes = [
    "item",
    item.form,
    ...(item.critical ? ["critical"] : []),
    ...(item.change === undefined ? [] : [item.change]),
  ];
  const says = spoken(item);
  const content = [
    ...(says === "" ? [] : [element("title", {}, escaped(says))]),
    outline(placed),
    ...box.lines.map(({ text, role, y: line }) =>
      element("text", { class: role, x: x + 11, y: y + line }, escaped(text)),
    ),
    ...item.marks.map((mark, at) =>
      markSvg(mark.verdict, `${mark.rule}: ${mark.says}`, { x: x + 16 + at * 13, y }),
    ),
  ];
  const attributes = {
    class: classes.join(" "),
    ...(says === "" ? { "aria-hidden": "true" } : { role: "graphics-symbol img", "aria-label": says }),
  };
  return element("g", attributes, content.join(""));
}

/** An item for those who hear it. */
function spoken(item: Item): string {
  if (item.form === "end") return "";
  const measures =
    item.worst === undefined ? [] : [item.worst.cost, item.worst.time].filter((text) => text !== "–");
  const marks = item.marks.map(({ rule, verdict }) => `${rule} ${verdict} here`);
  const parts = [
    item.title,
    item.what,
    item.who,
    ...measures,
    ...item.notes,
    ...marks,
    item.critical ? "on the critical path" : "",
    item.change,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}

function outline({ item, x, y, width, height }: PlacedItem): string {
  const middle = { x: x + width / 2, y: y + height / 2 };
  switch (item.form) {
    case "choice": {
      const corners = [
        [middle.x, y],
        [x + width, middle.y],
        [middle.x, y + height],
        [x, middle.y],
      ];
      return element("polygon", {
        class: "box",
        points: corners.map((corner) => corner.join(",")).join(" "),
      });
    }
    case "end":
      return element("circle", { class: "box", cx: middle.x, cy: middle.y, r: width / 2 });
    default: {
      const round = { step: 4, head: 4, person: height / 2, act: 12, stop: 12 }[item.form];
      return element("rect", { class: "box", x, y, width, height, rx: Math.min(round, 26) });
    }
  }
}

/** A mark on the edge where a rule is decided: full where it was proved, half where it is checked as it runs. */
function markSvg(verdict: string, says: string, { x, y }: Point): string {
  const radius = 5;
  const half =
    verdict === "checked"
      ? element("path", { class: "half", d: `M${x} ${y - 3.6}a3.6 3.6 0 0 1 0 7.2z` })
      : "";
  const circle = element("circle", { class: `mark ${verdict}`, cx: x, cy: y, r: radius });
  return element("g", {}, element("title", {}, escaped(says)) + circle + half);
}

// ---- links ---------------------------------------------------------------------------

function linkSvg({ link, points }: PlacedLink): string {
  const state = [...(link.critical ? ["critical"] : []), ...(link.change === undefined ? [] : [link.change])];
  const tip = points.at(-1);
  if (tip === undefined) return "";
  const line = element("path", { class: ["link", link.kind, ...state].join(" "), d: curve(points) });
  return line + element("path", { class: ["tip", ...state].join(" "), d: arrow(tip) });
}

/** From left to right through every point, level at each. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let at = first;
  const path = [`M${first.x} ${first.y}`];
  for (const next of rest) {
    const middle = tenth((at.x + next.x) / 2);
    path.push(at.y === next.y ? `H${next.x}` : `C${middle} ${at.y} ${middle} ${next.y} ${next.x} ${next.y}`);
    at = next;
  }
  return path.join("");
}

function arrow({ x, y }: Point): string {
  return `M${x} ${y}l-7 -3.5v7z`;
}

function labelSvg({ label, link }: PlacedLink): readonly string[] {
  if (label === undefined) return [];
  const whole = element("title", {}, escaped(link.label ?? ""));
  return [element("text", { class: "label", x: label.x, y: label.y }, escaped(label.text) + whole)];
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
