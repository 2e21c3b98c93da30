import { type Paint, plainPaint, visible } from "@orchlang/language";
import { shortId } from "../preview/render.ts";
import { wrapped } from "../preview/wrap.ts";
import { visibleIn } from "../visible-in.ts";
import { isSame } from "./difference.ts";
import type {
  BoundChange,
  Difference,
  DutyChange,
  Finding,
  ReachChange,
  RuleChange,
  StepChange,
} from "./model.ts";

export interface DifferenceOptions {
  readonly paint?: Paint;
  readonly width?: number;
}

/** The difference as text for a terminal, without a newline at its end. */
export function renderDifference(given: Difference, options: DifferenceOptions = {}): string {
  const difference = visibleIn(given);
  const { paint = plainPaint, width = 100 } = options;
  if (isSame(difference)) return sameLine(difference, paint);
  const { name, was, from, to, findings } = difference;
  const head = `${paint.strong(name)}${was === undefined ? "" : `  was ${was}`}   ${paint.dim(`${shortId(from)} → ${shortId(to)}`)}`;
  const sections = [
    difference.steps.flatMap((change) => stepLines(change, columnsOf(difference, width), paint)),
    toldBounds(difference.bounds).map((change) => boundLine(change, paint)),
    difference.reach.map((change) => reachLine(change, paint)),
    [
      ...difference.rules.flatMap((change) => ruleLines(change, paint, width)),
      ...findingLines(findings, paint),
    ],
    difference.duties.flatMap((change) => dutyLines(change, paint, width)),
    difference.declarations.map(({ of, says, weaker }) =>
      line("~", "declared", `${of}: ${says}${weaker ? lostMark("guard lost", paint) : ""}`, paint),
    ),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  if (shown.length === 0)
    shown.push(["  Steps, order, bounds, reach, rules and declarations are what they were."]);
  return [head, ...shown.map((lines) => lines.join("\n"))].join("\n\n");
}

function sameLine({ name, to }: Pick<Difference, "name" | "to">, paint: Paint = plainPaint): string {
  return `${paint.strong(visible(name))}   ${paint.dim(visible(shortId(to)))}   nothing has changed`;
}

const labelWidth = 14;

function line(sign: string, label: string, text: string, paint: Paint): string {
  return `  ${signed(sign, paint)} ${paint.dim(label.padEnd(labelWidth))} ${text}`;
}

function signed(sign: string, paint: Paint): string {
  if (sign === "+") return paint.done(sign);
  return sign === "−" ? paint.wrong(sign) : paint.doubtful(sign);
}

const signs = { added: "+", removed: "−", changed: "~", renamed: "~" } as const;

interface StepColumns {
  readonly width: number;
  /** The width of the names. */
  readonly name: number;
  /** Names bear their plan's. */
  readonly plans: boolean;
}

const nameWidthMax = 24;

function columnsOf({ steps }: Difference, width: number): StepColumns {
  const plans = new Set(steps.map(({ plan }) => plan)).size > 1;
  const names = steps.map((change) => nameOf(change, plans).length);
  return { width, plans, name: Math.min(nameWidthMax, Math.max(0, ...names)) };
}

function nameOf({ plan, node, title = node }: StepChange, plans: boolean): string {
  return plans ? `${plan}/${title}` : title;
}

/** The node in the first line, its changes below one another. */
function stepLines(change: StepChange, columns: StepColumns, paint: Paint): readonly string[] {
  const { kind, what, says } = change;
  const name = nameOf(change, columns.plans);
  const texts = what.length === 0 ? says : [what.join("   "), ...says];
  const indent = " ".repeat(labelWidth + 5 + columns.name + 3);
  const lines = texts.flatMap((each) => wrappedRow(each, columns.width - indent.length));
  const first = `${paint.strong(name)}${" ".repeat(Math.max(0, columns.name - name.length) + 3)}`;
  const long = name.length > columns.name;
  const [head = "", ...rest] = long ? ["", ...lines] : lines;
  return [
    line(signs[kind], "step", `${first}${head}`.trimEnd(), paint),
    ...rest.map((text) => `${indent}${text}`),
  ];
}

/** A line that fits keeps its gaps; a longer one is broken between words. */
function wrappedRow(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const [first = "", ...more] = wrapped(text, width);
  return [first, ...more.map((each) => `  ${each}`)];
}

/** The worst case; the best one where that alone is otherwise. */
function toldBounds(bounds: readonly BoundChange[]): readonly BoundChange[] {
  return bounds.filter(
    ({ of, end }) => end === "worst" || !bounds.some((other) => other.of === of && other.end === "worst"),
  );
}

function boundLine({ of, end, from, to, direction, by, within }: BoundChange, paint: Paint): string {
  const arrow = direction === "up" ? paint.doubtful("▲") : paint.done("▼");
  const still = within.length === 0 || direction === "down" ? "" : `   still under ${within.join(", ")}`;
  return `    ${paint.dim(`${of}`.padEnd(6))} ${paint.dim(end.padEnd(7))} ${`${from} → ${to}`.padEnd(28)} ${arrow}${by === undefined ? "" : ` ${by}`}${still}`;
}

function reachLine({ kind, of, name }: ReachChange, paint: Paint): string {
  const text =
    of === "untrusted text" ? `${kind === "gained" ? "reaches" : "no longer reaches"} ${name}` : name;
  return line(kind === "gained" ? "+" : "−", of, text, paint);
}

function ruleLines({ kind, rule, says }: RuleChange, paint: Paint, width: number): readonly string[] {
  const sign = kind === "added" || kind === "strengthened" ? "+" : kind === "changed" ? "~" : "−";
  const indent = " ".repeat(labelWidth + 5);
  const [first = "", ...more] = wrapped(`${rule}: ${says}`, width - indent.length - 16);
  const mark =
    kind === "lost" || kind === "weakened"
      ? lostMark(kind === "lost" ? "guard lost" : "guard weaker", paint)
      : "";
  const lines = [first, ...more];
  return lines.map((text, at) => {
    const ended = at === lines.length - 1 ? `${text}${mark}` : text;
    return at === 0 ? line(sign, "rule", ended, paint) : `${indent}${ended}`;
  });
}

const dutySigns = { added: "+", lost: "−", changed: "~" } as const;

function dutyLines(
  { kind, duty, says, releases }: DutyChange,
  paint: Paint,
  width: number,
): readonly string[] {
  const indent = " ".repeat(labelWidth + 5);
  const lines = wrapped(`${duty}: ${says}`, width - indent.length - 16);
  const mark = releases ? lostMark("guard lost", paint) : "";
  return lines.map((text, at) => {
    const ended = at === lines.length - 1 ? `${text}${mark}` : text;
    return at === 0 ? line(dutySigns[kind], "kept", ended, paint) : `${indent}${ended}`;
  });
}

function lostMark(text: string, paint: Paint): string {
  return `   ${paint.wrong(`◀ ${text}`)}`;
}

/** Findings that no changed rule reports. */
function findingLines(findings: readonly Finding[], paint: Paint): readonly string[] {
  return findings
    .filter(({ because }) => because.startsWith("no rule guards"))
    .map(({ because }) => line("−", "rule", `${because}${lostMark("guard lost", paint)}`, paint));
}
