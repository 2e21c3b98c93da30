import { shortName } from "@orchlang/analysis";
import { type Paint, plainPaint, visible } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import { measureDetail } from "../preview/measures.ts";
import { wrapped } from "../preview/wrap.ts";
import { visibleIn } from "../visible-in.ts";
import type { ExplainedRule, NodeExplanation, Wait } from "./model.ts";
import { nodesOf } from "./node.ts";

export interface ExplainOptions {
  readonly paint?: Paint;
  readonly width?: number;
  /** The text where the node is written, where it can be had and is the text that was compiled. */
  readonly excerpt?: readonly string[];
}

const labelWidth = 14;
const marks = { proved: "●", checked: "◐", refused: "✗" } as const;

/** An explanation of a node, as text for a terminal, without a newline at its end. */
export function renderExplanation(given: NodeExplanation, options: ExplainOptions = {}): string {
  const explained = visibleIn(given);
  const { paint = plainPaint, width = 100, excerpt = [] } = options;
  const section = (label: string, lines: readonly string[]): readonly string[] =>
    labelled(label, lines, width, paint);
  const { written } = explained;
  const place = written === undefined ? "" : `  ${paint.place(`${written.file}:${written.line}`)}`;
  const head = `${paint.strong(explained.name)}  ${explained.does}${place}`;
  const routine = shortName(explained.key.slice(0, explained.key.lastIndexOf("/")));
  const sections = [
    [head, ...excerpt.map((line) => paint.dim(`  │ ${visible(line)}`))],
    section("", explained.doc === undefined ? [] : [explained.doc]),
    section("stands", [`in ${routine}`, ...explained.within]),
    section(
      "waits for",
      explained.waits.length === 0
        ? ["nothing: it begins as soon as what it stands in does"]
        : waitLines(explained.waits),
    ),
    section("waited for by", explained.waitedFor.length === 0 ? [] : [explained.waitedFor.join(", ")]),
    section("runs", explained.where),
    section("tries", explained.attempts),
    section("takes", measureLines(explained)),
    rulesSection(explained.rules, width, paint),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  const [first = [], ...rest] = shown;
  return [...first, "", ...rest.flat()].join("\n");
}

/** Nodes that are waited for alike in one line. */
export function waitLines(waits: readonly Wait[]): readonly string[] {
  const alike = Map.groupBy(waits, ({ why }) => why);
  return [...alike].map(([why, each]) => `${each.map(({ node }) => node).join(", ")}: ${why}`);
}

function measureLines({ measures, critical }: NodeExplanation): readonly string[] {
  const lines = measures.map((measure) => {
    const { name, range, unbounded } = measure;
    const detail = measureDetail(measure);
    return unbounded === undefined
      ? `${name} ${range}${detail === "" ? "" : `  (${detail})`}`
      : `${name} ${range}: ${unbounded}`;
  });
  return critical
    ? [...lines, "it is on the critical path: a shorter step may shorten the whole plan"]
    : lines;
}

function labelled(label: string, lines: readonly string[], width: number, paint: Paint): readonly string[] {
  const indent = " ".repeat(labelWidth + 2);
  return lines.flatMap((line, at) => {
    const [first = "", ...more] = wrapped(line, width - indent.length);
    const start = at === 0 ? `  ${paint.dim(label.padEnd(labelWidth))}` : indent;
    return [`${start}${first}`, ...more.map((rest) => `${indent}  ${rest}`)];
  });
}

function rulesSection(rules: readonly ExplainedRule[], width: number, paint: Paint): readonly string[] {
  if (rules.length === 0) return labelled("rules", ["none speaks of it"], width, paint);
  const look = { proved: paint.done, checked: paint.doubtful, refused: paint.wrong };
  return rules.flatMap(({ source, verdict, severity, evidence, path, assumes, here }, at) => {
    const label = paint.dim((at === 0 ? "rules" : "").padEnd(labelWidth));
    const where = verdict === "checked" && here ? ", as it begins" : "";
    const weight = severity === "blocking" ? "" : `, ${severity}`;
    const rests = assumes.map((each, nth) => `${nth === 0 ? "assuming " : "and "}${each}`);
    const indent = " ".repeat(labelWidth + 6);
    return [
      `  ${label}${look[verdict](marks[verdict])} ${verdict}${where}${weight}: ${source}`,
      ...[evidence, ...(path.length === 0 ? [] : [`path: ${path.join(" → ")}`]), ...rests]
        .filter((line) => line !== "")
        .flatMap((line) => wrapped(line, width - indent.length).map((rest) => paint.dim(`${indent}${rest}`))),
    ];
  });
}

/** Every node of a plan file that can be asked for, a line each. */
export function renderNodeList(file: PlanFile, options: ExplainOptions = {}): string {
  const { paint = plainPaint } = options;
  const listed = nodesOf(file).filter(({ node }) => node.kind !== "join" && node.kind !== "yield");
  const width = Math.max(0, ...listed.map(({ node }) => node.id.length));
  const lines: string[] = [];
  let routineName = "";
  for (const { routine, node } of listed) {
    if (routine.name !== routineName)
      lines.push(...(routineName === "" ? [] : [""]), paint.strong(visible(shortName(routine.name))));
    routineName = routine.name;
    const place = file.about.map[`${routine.name}/${node.id}`];
    const at = place === undefined ? "" : paint.place(visible(`${place.file}:${place.line}`));
    lines.push(`  ${visible(node.id).padEnd(width)}  ${paint.dim(node.kind.padEnd(6))}  ${at}`.trimEnd());
  }
  return lines.join("\n");
}
