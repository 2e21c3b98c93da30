import { captionOf } from "./mermaid.ts";
import type { Frame, Item, Link, Part, Scene } from "./scene.ts";
import { plainLine } from "./text.ts";

/** A scene in the language of Graphviz. Nodes are numbered; every text is a quoted label. */
export function renderDot(scene: Scene): string {
  const names = new Map<string, string>();
  for (const { key } of scene.parts.flatMap(({ items }) => items)) names.set(key, `n${names.size}`);
  const lines = scene.parts.flatMap((part, at) => {
    const own = partLines(part, names);
    if (part.heading === undefined) return own;
    return [
      `subgraph cluster_part${at} {`,
      ...[`label=${quoted(part.heading)}; color=transparent;`, ...own].map(indented),
      "}",
    ];
  });
  return [
    "digraph plan {",
    ...[
      `label=${quoted(scene.says)};`,
      "rankdir=LR;",
      'graph [fontname="sans-serif", fontsize=12, labeljust=l, labelloc=t];',
      'node [fontname="sans-serif", fontsize=11, shape=box];',
      'edge [fontname="sans-serif", fontsize=10, color="#59636e"];',
      ...lines,
    ].map(indented),
    "}",
  ].join("\n");
}

type Names = ReadonlyMap<string, string>;

function indented(line: string): string {
  return `  ${line}`;
}

function partLines(part: Part, names: Names): readonly string[] {
  const items = Map.groupBy(part.items, ({ frame }) => frame);
  const frames = Map.groupBy(part.frames, ({ parent }) => parent);
  const inside = (frame: string | undefined): readonly string[] => [
    ...(items.get(frame) ?? []).map((item) => itemLine(item, names)),
    ...(frames.get(frame) ?? []).flatMap((each) => frameLines(each, names, inside)),
  ];
  return [...inside(undefined), ...part.links.map((link) => linkLine(link, names))];
}

function frameLines(
  frame: Frame,
  names: Names,
  inside: (frame: string) => readonly string[],
): readonly string[] {
  const style = frame.kind === "hold" ? 'style=filled; color="#e6e8eb";' : "style=dashed;";
  const open = `subgraph cluster_${names.get(frame.key) ?? ""} {`;
  return [open, ...[`label=""; ${style}`, ...inside(frame.key)].map(indented), "}"];
}

function itemLine(item: Item, names: Names): string {
  const looks = {
    step: "",
    head: "",
    person: "style=rounded",
    choice: "shape=diamond",
    act: "style=rounded, height=0.2",
    stop: "style=rounded, height=0.2",
    end: "shape=circle, width=0.12, height=0.12, fixedsize=true",
  }[item.form];
  const caption = item.form === "end" ? [] : item.form === "choice" ? [item.title] : captionOf(item);
  const attributes = [
    `label=${quoted(...caption)}`,
    ...(looks === "" ? [] : [looks]),
    ...(item.critical ? ["penwidth=2"] : []),
    ...changeLook(item.change),
  ];
  return `${names.get(item.key) ?? ""} [${attributes.join(", ")}];`;
}

function linkLine({ from, to, label, kind, critical, change }: Link, names: Names): string {
  const attributes = [
    ...(label === undefined ? [] : [`label=${quoted(label)}`]),
    ...(kind === "order" ? ["style=dashed"] : []),
    ...(critical ? ["penwidth=2"] : []),
    ...changeLook(change),
  ];
  const written = attributes.length === 0 ? "" : ` [${attributes.join(", ")}]`;
  return `${names.get(from) ?? ""} -> ${names.get(to) ?? ""}${written};`;
}

function changeLook(change: Item["change"]): readonly string[] {
  if (change === undefined) return [];
  return [`color="${{ added: "#1a7f37", changed: "#9a6700", removed: "#cf222e" }[change]}"`];
}

/** Lines of a label. Graphviz reads backslashes and HTML's entities in a quoted text. */
function quoted(...lines: readonly string[]): string {
  const each = lines.map((line) =>
    plainLine(line).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"'),
  );
  return `"${each.join("\\n")}"`;
}
