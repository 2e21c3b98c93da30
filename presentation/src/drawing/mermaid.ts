import type { Frame, Item, Link, Part, Scene } from "./scene.ts";
import { plainLine } from "./text.ts";

/**
 * A scene as a Mermaid flowchart, which GitHub and many editors draw. Nodes are numbered, so that no name of a plan can
 * be a word of Mermaid's; in labels everything but letters, digits and spaces is written by its code.
 */
export function renderMermaid(scene: Scene): string {
  const names = new Map<string, string>();
  for (const { key } of scene.parts.flatMap(({ items }) => items)) names.set(key, `n${names.size}`);
  const several = scene.parts.length > 1;
  const lines = scene.parts.flatMap((part, at) => {
    const own = partLines(part, names);
    if (!several) return own.map((line) => `  ${line}`);
    return [
      `  subgraph part${at}[${label(part.heading ?? "")}]`,
      "    direction LR",
      ...own.map((line) => `    ${line}`),
      "  end",
    ];
  });
  return [
    "flowchart LR",
    `  accTitle: ${directive(scene.name)}`,
    `  accDescr: ${directive(scene.says)}`,
    ...lines,
    ...classes(scene, names),
  ].join("\n");
}

type Names = ReadonlyMap<string, string>;

function partLines(part: Part, names: Names): readonly string[] {
  const items = Map.groupBy(part.items, ({ frame }) => frame);
  const frames = Map.groupBy(part.frames, ({ parent }) => parent);
  const heads = new Map(part.items.map((item) => [item.key, item]));
  const inside = (frame: string | undefined): readonly string[] => [
    ...(items.get(frame) ?? []).map((item) => itemLine(item, names)),
    ...(frames.get(frame) ?? []).flatMap((each) => frameLines(each, heads.get(each.key), names, inside)),
  ];
  return [...inside(undefined), ...part.links.map((link) => linkLine(link, names))];
}

function frameLines(
  frame: Frame,
  head: Item | undefined,
  names: Names,
  inside: (frame: string) => readonly string[],
): readonly string[] {
  const title = [head?.title, head?.what].filter((text) => text !== undefined).join(": ");
  const name = `frame_${names.get(frame.key) ?? ""}`;
  return [
    `subgraph ${name}[${label(title)}]`,
    "  direction LR",
    ...inside(frame.key).map((line) => `  ${line}`),
    "end",
  ];
}

function itemLine(item: Item, names: Names): string {
  const name = names.get(item.key) ?? "";
  switch (item.form) {
    case "choice":
      return `${name}{${label(item.title)}}`;
    case "end":
      return `${name}(( ))`;
    case "person":
    case "act":
    case "stop":
      return `${name}([${label(...captionOf(item))}])`;
    default:
      return `${name}[${label(...captionOf(item))}]`;
  }
}

/** The texts of an item, one a line. */
export function captionOf(item: Item): readonly string[] {
  const what = [item.what, item.who].filter((part) => part !== undefined && part !== "").join(" · ");
  const { worst } = item;
  const measures =
    worst === undefined ? "" : worst.cost === "–" ? worst.time : `${worst.cost} · ${worst.time}`;
  const marks = item.marks.map(
    ({ rule, verdict }) => `${{ proved: "●", checked: "◐", refused: "✗" }[verdict]} ${rule}`,
  );
  const change = item.change === undefined ? "" : `(${item.change})`;
  return [item.title, what, measures, item.notes.join(" · "), marks.join(" "), change].filter(
    (line) => line !== "",
  );
}

function linkLine({ from, to, label: text, kind, critical }: Link, names: Names): string {
  const arrow = critical ? "==>" : kind === "order" ? "-.->" : "-->";
  const result = text === undefined ? "" : `|${label(text)}|`;
  return `${names.get(from) ?? ""} ${arrow}${result} ${names.get(to) ?? ""}`;
}

function classes({ parts }: Scene, names: Names): readonly string[] {
  const items = parts.flatMap((part) => part.items);
  const of = (name: string, style: string, holds: (item: Item) => boolean): readonly string[] => {
    const results = items.filter(holds).map(({ key }) => names.get(key) ?? "");
    return results.length === 0
      ? []
      : [`  classDef ${name} ${style}`, `  class ${results.join(",")} ${name}`];
  };
  return [
    ...of("critical", "stroke-width:3px", ({ critical }) => critical),
    ...of("added", "stroke:#1a7f37,stroke-width:3px", ({ change }) => change === "added"),
    ...of("changed", "stroke:#9a6700,stroke-width:3px", ({ change }) => change === "changed"),
    ...of("removed", "stroke:#cf222e,stroke-dasharray:5 3,opacity:0.6", ({ change }) => change === "removed"),
  ];
}

/** Lines of a label, in quotes. */
function label(...lines: readonly string[]): string {
  return `"${lines.map(coded).join("<br/>")}"`;
}

function coded(text: string): string {
  return plainLine(text).replaceAll(/[^\p{L}\p{N}\p{M} ]/gu, (char) => `#${char.codePointAt(0)};`);
}

/** The text of a title ends with its line; `;`, `#` and `%%` would mean something. */
function directive(text: string): string {
  return plainLine(text).replaceAll(/[#;{}<>"%]/gu, " ");
}
