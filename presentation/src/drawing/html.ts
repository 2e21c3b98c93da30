import { isNamed } from "@orchlang/analysis";
import type { PlanFile } from "@orchlang/plan";
import type { NodeExplanation } from "../explain/model.ts";
import { explainNode, nodesOf } from "../explain/node.ts";
import { waitLines } from "../explain/render.ts";
import { factsOf } from "../preview/facts.ts";
import { type Measure, measuresOf } from "../preview/measures.ts";
import type { Preview, RuleView } from "../preview/model.ts";
import { previewOf } from "../preview/preview.ts";
import { sceneOf } from "./build.ts";
import { bdi, prose, renderPage, section } from "./page.ts";
import type { Scene } from "./scene.ts";
import { type LaidOut, layOut, renderLaidOut } from "./svg.ts";
import { element, escaped } from "./text.ts";

/** The explanations of the drawn steps, by their anchor. */
function explainedOf(file: PlanFile, drawn: ReadonlySet<string>): readonly NodeExplanation[] {
  return nodesOf(file)
    .map(({ routine, node }) => explainNode(file, routine, node))
    .filter(({ key }) => drawn.has(key));
}

function drawnIn(scene: Scene): ReadonlySet<string> {
  return new Set(scene.parts.flatMap(({ items }) => items.map(({ key }) => key)));
}

/** The preview as one page: the picture, each of its steps a link to what is known of it; at the side what holds. */
export function renderHtml(file: PlanFile): string {
  const scene = sceneOf(file);
  return pageOf(file, layOut(scene), explainedOf(file, drawnIn(scene)));
}

/** The page, and what an editor shows and saves beside it. */
export interface Pictured {
  readonly page: string;
  /** The picture by itself. */
  readonly picture: string;
  /** The anchor of each step's description on the page, by the step's key `routine/node`. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** All of it, laid out once. */
export function pictured(file: PlanFile): Pictured {
  const scene = sceneOf(file);
  const laidOut = layOut(scene);
  const explained = explainedOf(file, drawnIn(scene));
  return {
    page: pageOf(file, laidOut, explained),
    picture: renderLaidOut(laidOut),
    anchors: anchorsOf(explained),
  };
}

function anchorsOf(explained: readonly NodeExplanation[]): Anchors {
  return new Map(explained.map(({ key }, at) => [key, `step-${at + 1}`]));
}

function pageOf(file: PlanFile, laidOut: LaidOut, explained: readonly NodeExplanation[]): string {
  const preview = previewOf(file);
  const anchors = anchorsOf(explained);
  const picture = renderLaidOut(laidOut, {
    inline: true,
    linkTo: ({ key, form }) => (form === "end" ? undefined : `#${anchors.get(key) ?? ""}`),
  });
  const aside = [
    element(
      "p",
      { class: "hint" },
      "Choose a step in the picture to see what it waits for, and what was proved of it.",
    ),
    ...explained.map((each) => card(each, anchors)),
    rules("rules", "Rules", preview.rules, anchors),
    rules("kept", "Also kept", preview.duties, anchors),
    facts(preview),
  ];
  return renderPage({
    title: `${preview.name}: what would happen`,
    head: head(preview),
    picture,
    style: [...anchors.values()].map(chosen).join("\n"),
    aside: aside.filter((part) => part !== "").join("\n"),
  });
}

/** The step whose card is shown stands out. */
function chosen(anchor: string): string {
  return `body:has(#${anchor}:target) a[href="#${anchor}"] .box{stroke-width:4}`;
}

// ---- the head ------------------------------------------------------------------------

function head(preview: Preview): string {
  const [first] = preview.plans;
  const achieves =
    first?.achieves === undefined || preview.kind === "goal" ? "" : `achieves ${first.achieves}`;
  const kind = preview.kind === "goal" ? "a goal" : achieves;
  return [
    `${element("h1", {}, bdi(preview.name))} ${element("span", { class: "dim" }, `${escaped(kind)} <code>${escaped(preview.id)}</code>`)}`,
    measureList(measuresOf(preview.bounds)),
  ].join("\n");
}

export function measureList(measures: readonly Measure[]): string {
  const items = measures.map(({ name, range, parts, cases, unbounded }) => {
    // An amount and its unit stay on one line.
    const whole = [...parts, ...cases].map((part) => element("span", { class: "whole" }, escaped(part)));
    const detail = unbounded === undefined ? whole.join(", ") : escaped(unbounded);
    const dim = detail === "" ? "" : ` ${element("span", { class: "dim" }, detail)}`;
    return element("li", {}, `${name} <b>${escaped(range)}</b>${dim}`);
  });
  return element("ul", { class: "measures" }, items.join("\n"));
}

// ---- the side ------------------------------------------------------------------------

type Anchors = ReadonlyMap<string, string>;
const signs = { proved: "●", checked: "◐", refused: "✗" } as const;

function rules(id: string, heading: string, views: readonly RuleView[], anchors: Anchors): string {
  if (views.length === 0) return "";
  const items = views.map(({ rule, verdict, severity, evidence, nodes }) => {
    const weight = severity === "blocking" ? "" : ` ${element("span", { class: "dim" }, severity)}`;
    const places = nodes.flatMap((node) => {
      const anchor = anchors.get(node);
      return anchor === undefined
        ? []
        : [element("a", { href: `#${anchor}` }, bdi(node.slice(node.lastIndexOf("/") + 1)))];
    });
    const at = places.length === 0 ? "" : ` ${element("span", { class: "dim" }, `at ${places.join(", ")}`)}`;
    return item(
      verdict,
      signs[verdict],
      `<b>${bdi(rule)}</b> ${verdict}${weight}${at}<br>${prose(evidence)}`,
    );
  });
  return section(id, heading, element("ul", {}, `\n${items.join("\n")}\n`));
}

/** A line of a list, its sign read out as what it stands before says. */
export function item(kind: string, sign: string, content: string): string {
  return element(
    "li",
    { class: kind },
    `${element("span", { class: "sign", "aria-hidden": "true" }, sign)}${content}`,
  );
}

function facts(preview: Preview): string {
  const rows = factsOf(preview).map(({ name, items }) => row(name, items));
  return rows.length === 0
    ? ""
    : section("reach", "What it reaches", element("dl", {}, `\n${rows.join("\n")}\n`));
}

function row(name: string, lines: readonly string[]): string {
  return `${element("dt", {}, escaped(name))}${element("dd", {}, lines.map(prose).join("<br>"))}`;
}

// ---- a step --------------------------------------------------------------------------

function card(explained: NodeExplanation, anchors: Anchors): string {
  const { key, name, does, doc, written, rules: spoken } = explained;
  const id = anchors.get(key) ?? "";
  const place =
    written === undefined
      ? ""
      : ` ${element("code", { class: "dim" }, escaped(`${written.file}:${written.line}`))}`;
  const title = isNamed(name) ? `<h2>${bdi(name)}</h2>${prose(does)}` : `<h2>${prose(does)}</h2>`;
  const judged = spoken.map(({ source, verdict, evidence }) =>
    item(
      verdict,
      signs[verdict],
      `${prose(source)}<br><span class="dim">${verdict}: ${prose(evidence)}</span>`,
    ),
  );
  const content = [
    `<a class="close" href="#" aria-label="close">×</a>`,
    `${title}${place}`,
    ...(doc === undefined ? [] : [element("p", {}, bdi(doc))]),
    element("dl", {}, cardRows(explained)),
    ...(judged.length === 0 ? [] : [element("ul", {}, judged.join("\n"))]),
  ];
  return element("article", { id, class: "card", tabindex: "-1" }, `\n${content.join("\n")}\n`);
}

/** `return@1` is the first return: who reads of it sees which in the picture. */
function withoutCount(name: string): string {
  return name.replace(/@\d+$/u, "");
}

function cardRows({
  within,
  waits,
  waitedFor,
  where,
  attempts,
  measures,
  critical,
}: NodeExplanation): string {
  const takes = measures.map(({ name, range, unbounded }) =>
    unbounded === undefined ? `${name} ${range}` : `${name} ${range}: ${unbounded}`,
  );
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["stands", within],
    ["waits for", waitLines(waits)],
    ["waited for", waitedFor.length === 0 ? [] : [`by ${waitedFor.map(withoutCount).join(", ")}`]],
    ["runs", where],
    ["tries", attempts],
    ["takes", critical ? [...takes, "on the critical path"] : takes],
  ];
  return rows.flatMap(([name, lines]) => (lines.length === 0 ? [] : [row(name, lines)])).join("\n");
}
