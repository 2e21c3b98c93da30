import { counted } from "@orchlang/analysis";
import type { PlanFile } from "@orchlang/plan";
import { isSame } from "../difference/difference.ts";
import type { Difference } from "../difference/model.ts";
import { factsOf } from "../preview/facts.ts";
import { costText, measureDetail, measuresOf, timeText } from "../preview/measures.ts";
import type { PlanView, RowView, RuleView } from "../preview/model.ts";
import { previewOf } from "../preview/preview.ts";
import { shortId } from "../preview/render.ts";
import { sceneOf } from "./build.ts";
import { differenceScene } from "./difference-scene.ts";
import { renderMermaid } from "./mermaid.ts";
import type { Scene } from "./scene.ts";
import { firstRows, fittedIn, plainLine } from "./text.ts";

/** The number of links that GitHub draws in one flowchart; beyond it, it shows an error instead. */
const drawnLinksMax = 480;
const drawnTextMax = 48_000;

/** The preview as Markdown for a pull request: the picture, a table of the steps, the verdicts. */
export function renderPreviewMarkdown(file: PlanFile): string {
  const preview = previewOf(file);
  const picture = pictureBlock(sceneOf(file));
  const facts = factsList(factsOf(preview));
  return fittedIn((rowsMax) => {
    const plans = firstRows(preview.plans, rowsMax);
    return joined([
      [`### ${inline(preview.name)}`, "", boundsLine(preview.bounds), "", `\`${preview.id}\``],
      // If parts have to be dropped, the picture goes first: all of its contents are in the text.
      Number.isFinite(rowsMax) ? tooLarge : picture,
      ...plans.shown.map((plan) => stepsTable(plan, preview.plans.length > 1, rowsMax)),
      leftOut(plans.left, "plan"),
      rulesTable("Rules", preview.rules, rowsMax),
      rulesTable("Also kept", preview.duties, rowsMax),
      facts.map((line) => cut(line, Number.isFinite(rowsMax) ? rowsMax * 60 : Infinity)),
    ]);
  });
}

function joined(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The line that replaces hidden rows. */
function leftOut(count: number, what: string, how = "orch plan"): readonly string[] {
  return count === 0 ? [] : ["", `_… and ${counted(count, `more ${what}`)}: \`${how}\` shows all._`];
}

/** Between two words, so that no code of a character is cut in two. */
function cut(line: string, max: number): string {
  if (line.length <= max) return line;
  const end = line.lastIndexOf(" ", max);
  return `${line.slice(0, Math.max(end, 0))} …`;
}

function boundsLine(bounds: PlanFile["plan"]["bounds"]): string {
  return measuresOf(bounds)
    .map((measure) => {
      const detail = measureDetail(measure);
      return `**${measure.name}** ${inline(`${measure.range}${detail === "" ? "" : ` (${detail})`}`)}`;
    })
    .join(" · ");
}

/** As a Mermaid block, where it is not too large to be drawn. */
function pictureBlock(scene: Scene): readonly string[] {
  const text = renderMermaid(scene);
  const links = scene.parts.reduce((sum, part) => sum + part.links.length, 0);
  if (links > drawnLinksMax || text.length > drawnTextMax) {
    return tooLarge;
  }
  return ["```mermaid", text, "```"];
}

const tooLarge: readonly string[] = [
  "_The picture is too large to be drawn here: `orch plan --format html` draws it._",
];

function stepsTable(plan: PlanView, named: boolean, rowsMax: number): readonly string[] {
  const rows = flat([...plan.rows, ...plan.finally]).filter(({ form }) => form === "step");
  if (rows.length === 0) return [];
  const { shown, left } = firstRows(rows, rowsMax, ({ critical }) => critical);
  const cells = shown.map(({ title, what = "", who = "", cost, latency, tries, notes, critical }) => [
    critical ? `**${inline(title)}**` : inline(title),
    inline([what, who].filter((part) => part !== "").join(" · ")),
    inline(cost === undefined ? "" : costText(cost)),
    inline(latency === undefined ? "" : timeText(latency)),
    inline([...(tries === undefined ? [] : [`${tries} tries`]), ...notes].join(" · ")),
  ]);
  const title = named ? [`**${inline(plan.name)}** · ${boundsLine(plan.bounds)}`, ""] : [];
  return [
    ...title,
    ...table(["step", "calls", "cost", "time", ""], cells),
    ...leftOut(left, "step"),
    "",
    "Steps in bold are on the critical path.",
  ];
}

/** Rows and all below them, from above; as deep as there are steps in a row. */
function flat(rows: readonly RowView[]): readonly RowView[] {
  const all: RowView[] = [];
  const open = rows.toReversed();
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    all.push(row);
    for (const below of row.below.toReversed()) open.push(below);
  }
  return all;
}

function rulesTable(title: string, views: readonly RuleView[], rowsMax: number): readonly string[] {
  if (views.length === 0) return [];
  const { shown, left } = firstRows(views, rowsMax, ({ verdict }) => verdict !== "proved");
  const marks = { proved: "● proved", checked: "◐ checked", refused: "✗ refused" } as const;
  const cells = shown.map(({ rule, verdict, severity, evidence }) => [
    inline(marks[verdict]),
    inline(rule),
    severity === "blocking" ? "" : severity,
    inline(evidence),
  ]);
  return folded(
    `${title}: ${counted(views.length, "rule").replace("1 rule", "1")}`,
    [...table(["", title.toLowerCase(), "", "why"], cells), ...leftOut(left, "rule")],
    title === "Rules",
  );
}

function folded(summary: string, lines: readonly string[], open: boolean): readonly string[] {
  return [
    `<details${open ? " open" : ""}><summary>${inline(summary)}</summary>`,
    "",
    ...lines,
    "",
    "</details>",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function factsList(facts: ReturnType<typeof factsOf>): readonly string[] {
  return facts.map(
    ({ name, items, lines }) => `- **${name}** ${items.map(inline).join(lines === true ? "; " : ", ")}`,
  );
}

/** {@link inline}, names in backticks as code. */
function prose(text: string): string {
  const parts = text.split(/`([^`]+)`/u);
  return parts.map((part, at) => (at % 2 === 1 ? `<code>${inline(part)}</code>` : inline(part))).join("");
}

/** Text in the middle of a line: nothing in it is markup, a mention or a link. */
function inline(text: string): string {
  return plainLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(
      /[\\`*{}[\]|#~!@$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
      (char) => `&#${char.codePointAt(0)};`,
    )
    .replaceAll(/(?<=\w):\/\//gu, "&#58;//")
    .replaceAll(/\bwww\./giu, "www&#46;");
}

/** The difference as Markdown for a pull request: what a reviewer has to decide about first. */
export function renderDifferenceMarkdown(difference: Difference, old: PlanFile, now: PlanFile): string {
  const { name, was, from, to, steps, bounds, reach, rules, duties, declarations, findings } = difference;
  if (isSame(difference)) return `### ${inline(name)}\n\nNothing has changed: \`${shortId(to)}\`.`;
  const renamed = was === undefined ? "" : ` (was ${inline(was)})`;
  const signs = {
    added: "+ new",
    removed: "− removed",
    changed: "~ changed",
    renamed: "~ renamed",
  } as const;
  const warned = findings.map(({ kind, because }) => `- **${kind}**: ${inline(because)}`);
  const stepRows = steps.map(({ kind, plan, node, title = node, what, says }) => [
    signs[kind],
    inline(new Set(steps.map((each) => each.plan)).size > 1 ? `${plan}/${title}` : title),
    [...(what.length === 0 ? [] : [what.join(" · ")]), ...says].map(prose).join("<br>"),
  ]);
  const boundRows = bounds.map(({ of, end, from: before, to: after, direction, by, within }) => [
    `${of}, ${end}`,
    inline(before),
    inline(after),
    `${direction === "up" ? "▲" : "▼"}${by === undefined ? "" : ` ${by}`}`,
    inline(within.length === 0 || direction === "down" ? "" : `still under ${within.join(", ")}`),
  ]);
  const others = (rowsMax: number): readonly string[] => {
    const { shown, left } = firstRows(results, rowsMax);
    return [...shown, ...leftOut(left, "change", "orch plan --against")];
  };
  const results = [
    ...reach.map(({ kind, of, name: what }) => `- ${kind === "gained" ? "+" : "−"} ${of} ${inline(what)}`),
    ...rules.map(({ kind, rule, says }) => `- rule ${inline(rule)} **${kind}**: ${inline(says)}`),
    ...duties.map(({ kind, duty, says }) => `- ${inline(duty)} **${kind}**: ${inline(says)}`),
    ...declarations.map(({ of, says }) => `- ${inline(of)}: ${inline(says)}`),
  ];
  const picture = folded("The picture", pictureBlock(differenceScene(old, now)), false);
  const rowed = (head: readonly string[], rows: typeof stepRows, rowsMax: number): readonly string[] => {
    const { shown, left } = firstRows(rows, rowsMax);
    return rows.length === 0
      ? []
      : [...table(head, shown), ...leftOut(left, "change", "orch plan --against")];
  };
  return fittedIn((rowsMax) =>
    joined([
      [
        `### ${inline(name)}${renamed}`,
        "",
        `\`${shortId(from)}\` → \`${shortId(to)}\``,
        "",
        boundsLine(now.plan.bounds),
      ],
      firstRows(warned, rowsMax).shown,
      rowed(["bound", "was", "is", "", ""], boundRows, rowsMax),
      rowed(["", "step", ""], stepRows, rowsMax),
      others(rowsMax),
      Number.isFinite(rowsMax) ? [] : picture,
    ]),
  );
}
