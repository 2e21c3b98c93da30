import { type Paint, plainPaint } from "@orchlang/language";
import { visibleIn } from "../visible-in.ts";
import { factsOf } from "./facts.ts";
import { costText, type Measure, measureDetail, measuresOf, timeText } from "./measures.ts";
import type { PlanView, Preview, RowView, RuleView } from "./model.ts";
import { deathsText } from "./words.ts";
import { wrapped } from "./wrap.ts";

export interface RenderOptions {
  /** How parts of the text are made to look; left out: plain. */
  readonly paint?: Paint;
  /** Columns. Only the tree itself may run over. Default 100. */
  readonly width?: number;
}

/** The preview as text for a terminal, without a newline at its end. */
export function renderPreview(given: Preview, options: RenderOptions = {}): string {
  const preview = visibleIn(given);
  const { paint = plainPaint, width = 100 } = options;
  const sections = [
    header(preview, paint, width),
    ...preview.plans.map((plan, at) => planText(preview, plan, { paint, width }, at)),
    facts(preview, paint, width),
    rules(preview.rules, "rules", { paint, width }),
    namedDuties(preview, { paint, width }) ?? rules(preview.duties, "also kept", { paint, width }),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return shown.map((lines) => lines.join("\n")).join("\n\n");
}

// ---- the head ----------------------------------------------------------------------

function header(preview: Preview, paint: Paint, width: number): readonly string[] {
  const [first] = preview.plans;
  const achieves =
    first?.achieves === undefined || preview.kind === "goal" ? "" : `  achieves ${first.achieves}`;
  const kind = preview.kind === "goal" ? "  a goal" : "";
  const id = shortId(preview.id);
  const gap = " ".repeat(
    Math.max(2, width - preview.name.length - achieves.length - kind.length - id.length),
  );
  const title = `${paint.strong(preview.name)}${achieves}${kind}${gap}${paint.dim(id)}`;
  const measures = measuresOf(preview.bounds);
  const steps = first === undefined || preview.kind === "goal" ? [] : [`steps  ${first.steps}`];
  const reasons = measures.flatMap(({ name, unbounded }) =>
    unbounded === undefined ? [] : wrapped(`no bound of ${name}: ${unbounded}`, width).map(paint.dim),
  );
  const covers = preview.deaths === 0 ? [] : [`covers  ${deathsText(preview.deaths)}`];
  return [
    title,
    ...rowed(
      [...measures.flatMap((measure) => measureTexts(measure, width)), ...steps, ...covers],
      width,
    ).map((line) => line.trimEnd()),
    ...reasons,
  ];
}

/** `sha256:9f3c…e1`. */
export function shortId(id: string): string {
  const hash = id.slice(id.indexOf(":") + 1);
  return `${id.slice(0, id.indexOf(":") + 1)}${hash.slice(0, 4)}…${hash.slice(-2)}`;
}

/** Where one line is too short, what holds of some runs stands below. */
function measureTexts(measure: Measure, width: number): readonly string[] {
  const written = (detail: string): string =>
    `${measure.name}  ${measure.range}${detail === "" ? "" : `  (${detail})`}`;
  const whole = written(measureDetail(measure));
  if (whole.length <= width || measure.cases.length === 0) return [whole];
  const below = `${" ".repeat(measure.name.length + 2)}${measure.cases.join(", ")}`;
  return [written(measureDetail({ ...measure, cases: [] })), below.padEnd(width - 4)];
}

/** As many in a row as there is room for. */
function rowed(cells: readonly string[], width: number): readonly string[] {
  const rows: string[] = [];
  for (const cell of cells) {
    const last = rows.at(-1);
    const joined = last === undefined ? cell : `${last}    ${cell}`;
    if (last !== undefined && joined.length > width) rows.push(cell);
    else rows.splice(-1, 1, joined);
  }
  return rows;
}

// ---- the picture --------------------------------------------------------------------

interface Line {
  readonly tree: string;
  /** The prefix below the tree in a continued line. */
  readonly below: string;
  readonly row: RowView;
}

function planText(
  preview: Preview,
  plan: PlanView,
  options: { readonly paint: Paint; readonly width: number },
  at: number,
): readonly string[] {
  const { paint, width } = options;
  const deep: Deep[] = [];
  const lines = linesOf(plan.rows, "  ", true, deep);
  const last = linesOf(plan.finally, "  ", true, deep);
  const parts = partsBelow(deep);
  const table = [...lines, ...last, ...parts.flatMap((part) => part.lines)].filter(
    ({ row }) => row.form === "step",
  );
  const columns = {
    tree: longest(table.map(({ tree, row }) => tree.length + row.title.length)),
    what: longest(table.map(({ row }) => (row.what ?? "").length)),
    who: longest(table.map(({ row }) => (row.who ?? "").length)),
    cost: longest(table.map(({ row }) => costCell(row).length)),
    time: longest(table.map(({ row }) => timeCell(row).length)),
  };
  const alone = preview.plans.length === 1 || (at === 0 && preview.kind === "plan");
  return [
    ...(alone ? [] : planHead(plan, paint, width)),
    ...lines.flatMap((line) => lineTexts(line, columns, paint, width)),
    ...(last.length === 0 ? [] : [`  ${paint.dim("finally")}`]),
    ...last.flatMap((line) => lineTexts(line, columns, paint, width)),
    ...parts.flatMap((part) => [
      "",
      `  ${paint.dim(`⋯${part.number}  below`)} ${part.below}`,
      ...part.lines.flatMap((line) => lineTexts(line, columns, paint, width)),
    ]),
    ...(plan.criticalPath.length < 2
      ? []
      : ["", ...labelled("critical path", pathText(plan.criticalPath), paint, width)]),
  ];
}

/** A longer path is shown with its ends. */
const pathMax = 24;
const pathEnd = 4;

function pathText(path: readonly string[]): string {
  if (path.length <= pathMax) return path.join(" → ");
  const first = path.slice(0, pathMax - pathEnd - 1);
  const left = path.length - first.length - pathEnd;
  return [...first, `${left} more`, ...path.slice(-pathEnd)].join(" → ");
}

function planHead({ name, bounds }: PlanView, paint: Paint, width: number): readonly string[] {
  const texts = measuresOf(bounds).flatMap((measure) => measureTexts(measure, width - 2));
  const measures = rowed(texts, width - 2).map((line) => line.trimEnd());
  return [paint.strong(name), ...measures.map((line) => paint.dim(line))];
}

function longest(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

/** A row nested so deeply that it is shown further down. */
interface Deep {
  readonly number: number;
  readonly row: RowView;
}

/** Columns that the branches of the tree may take; what hangs deeper starts at the left again, under a number. */
const indentMax = 38;

/** So many are not worth a place of their own. */
const fewSteps = 2;

/** A row and those below it, with the branches of the tree drawn; the top of a lane has none. */
function linesOf(rows: readonly RowView[], indent: string, top: boolean, deep: Deep[]): readonly Line[] {
  return rows.flatMap((row, at) => {
    // One that comes after the row above goes on in its column.
    const isOn = (one: RowView | undefined, before: RowView | undefined): boolean =>
      one?.after !== undefined && one.after === before?.node && before.below.length === 0;
    const goesOn = isOn(row, rows[at - 1]);
    const last = rows.slice(at + 1).every((later, next) => isOn(later, rows[at + next]));
    const tree = top ? indent : `${indent}${goesOn ? "↓  " : last ? "└─ " : "├─ "}`;
    const inner = top ? indent : `${indent}${last ? "   " : "│  "}`;
    const below = row.below.length === 0 ? inner : `${inner}│`;
    const late = row.after === undefined || goesOn ? [] : [`after ${row.after}`];
    const notes = (more: readonly string[]): RowView =>
      late.length + more.length === 0 ? row : { ...row, notes: [...row.notes, ...late, ...more] };
    const steps = inner.length <= indentMax ? 0 : countOf(row.below);
    if (steps <= fewSteps)
      return [{ tree, below, row: notes([]) }, ...linesOf(row.below, inner, false, deep)];
    deep.push({ number: deep.length + 1, row });
    const more = `⋯${deep.length}: ${steps} steps further down`;
    return [{ tree, below: inner, row: notes([more]) }];
  });
}

function countOf(rows: readonly RowView[]): number {
  return rows.reduce((sum, row) => sum + (row.form === "step" ? 1 : 0) + countOf(row.below), 0);
}

/** One after another; what hangs too deep in one of them is one more. */
function partsBelow(
  deep: Deep[],
): readonly { readonly number: number; readonly below: string; readonly lines: readonly Line[] }[] {
  const parts: { readonly number: number; readonly below: string; readonly lines: readonly Line[] }[] = [];
  for (let next = deep[0]; next !== undefined; next = deep[parts.length]) {
    const { number, row } = next;
    parts.push({ number, below: row.title, lines: linesOf(row.below, "  ", false, deep) });
  }
  return parts;
}

type Columns = Readonly<Record<"tree" | "what" | "who" | "cost" | "time", number>>;

/** A row; notes that do not fit stand below one another. */
function lineTexts(
  { tree, below, row }: Line,
  columns: Columns,
  paint: Paint,
  width: number,
): readonly string[] {
  const notes = [...(row.tries === undefined ? [] : [`${row.tries} tries`]), ...row.notes];
  if (row.form !== "step") {
    const text = notes.length === 0 ? "" : `   ${paint.dim(notes.join("   "))}`;
    return [`${paint.dim(tree)}${folded(row.title)}${text}`];
  }
  const title = row.critical ? paint.strong(row.title) : row.title;
  const cells = [
    `${paint.dim(tree)}${title}${" ".repeat(Math.max(0, columns.tree - tree.length - row.title.length))}`,
    (row.what ?? "").padEnd(columns.what),
    paint.dim((row.who ?? "").padEnd(columns.who)),
    costCell(row).padEnd(columns.cost),
    timeCell(row).padEnd(columns.time),
  ];
  const before = columns.tree + columns.what + columns.who + columns.cost + columns.time + 10;
  const [first = "", ...more] = notesIn(notes, Math.max(24, width - before));
  const rest = more.map((line) => `${paint.dim(below.padEnd(before))}${line}`);
  return [[...cells, first].join("  ").trimEnd(), ...rest];
}

function notesIn(notes: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const note of notes) {
    const last = lines.at(-1);
    const joined = `${last}   ${note}`;
    if (last === undefined || joined.length > width) lines.push(note);
    else lines.splice(-1, 1, joined);
  }
  return lines;
}

function costCell({ cost }: RowView): string {
  return cost === undefined ? "" : costText(cost);
}

function timeCell({ latency }: RowView): string {
  return latency === undefined ? "" : timeText(latency);
}

// ---- what it reaches, what holds ------------------------------------------------------

const labelWidth = 16;

function label(text: string, paint: Paint): string {
  return paint.dim(text.padEnd(labelWidth));
}

function labelled(name: string, text: string, paint: Paint, width: number): readonly string[] {
  const [first = "", ...more] = wrapped(text, width - labelWidth);
  return [`${label(name, paint)}${first}`, ...more.map((line) => `${" ".repeat(labelWidth)}${line}`)];
}

function facts(preview: Preview, paint: Paint, width: number): readonly string[] {
  return factsOf(preview).flatMap(({ name, items, lines }) =>
    (lines === true ? items : [items.join(", ")]).flatMap((text, at) =>
      labelled(at === 0 ? name : "", text, paint, width),
    ),
  );
}

const marks = { proved: "●", checked: "◐", refused: "✗" } as const;

function rules(
  views: readonly RuleView[],
  name: string,
  options: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  if (views.length === 0) return [];
  const { paint, width } = options;
  const column = Math.min(ruleWidthMax, longest(views.map(({ rule }) => rule.length)));
  return [
    `${label(name, paint)}${views.length}   ${counts(views, paint)}`,
    ...views.flatMap(({ rule, verdict, evidence, assumes }) => {
      const [first = "", ...more] = wrapped(folded(evidence), width - column - 7);
      const head = `  ${marked(verdict, paint)} ${rule.padEnd(column)}`;
      const under = assumes === "" ? [] : wrapped(`assuming ${assumes}`, width - 6);
      const rest = [
        ...more.map((line) => `${" ".repeat(column + 7)}${line}`),
        ...under.map((line) => `      ${paint.dim(line)}`),
      ];
      return rule.length > column
        ? [head, `${" ".repeat(column + 7)}${first}`, ...rest]
        : [`${head}   ${first}`, ...rest];
    }),
  ];
}

/**
 * In a line, `also kept  2  ● 2 proved: sent stays, paid stays`: of a single plan, what capabilities ask and is proved
 * outright. `undefined` where more is to be explained.
 */
function namedDuties(
  { plans, duties }: Preview,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] | undefined {
  const isPlain = duties.every(({ verdict, assumes }) => verdict === "proved" && assumes === "");
  if (plans.length > 1 || duties.length === 0 || !isPlain) return undefined;
  const names = duties.map(({ rule }) => rule).join(", ");
  const line = `${label("also kept", paint)}${duties.length}   ${counts(duties, paint)}: ${names}`;
  return names.length > width / 2 ? undefined : [line];
}

/** A longer name has a line of its own. */
const ruleWidthMax = 36;

function marked(verdict: RuleView["verdict"], paint: Paint): string {
  const look = { proved: paint.done, checked: paint.doubtful, refused: paint.wrong };
  return look[verdict](marks[verdict]);
}

/** `● 2 proved  ◐ 1 advisory`: what is not blocking is counted by its severity. */
function counts(views: readonly RuleView[], paint: Paint): string {
  const groups = new Map<string, { readonly verdict: RuleView["verdict"]; count: number }>();
  for (const { verdict, severity } of views) {
    const word = verdict === "checked" && severity !== "blocking" ? severity : verdict;
    const known = groups.get(word);
    if (known === undefined) groups.set(word, { verdict, count: 1 });
    else known.count += 1;
  }
  return [...groups]
    .map(([word, { verdict, count }]) => `${marked(verdict, paint)} ${count} ${word}`)
    .join("  ");
}

/* Long constants in the text of a preview: the JSON form and `orch explain` have them whole. */

/** Shorter lists than this are left as they are, in characters. */
const lengthMax = 60;

/** A longer list is shown with this many of its items, and the number of the others. */
const itemsShown = 2;

/** `["a …", "b …", and 4 more]`: long lists with the first of their items. */
function folded(text: string): string {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const end = text[at] === "[" ? closingOf(text, at) : skipText(text, at);
    const part = text.slice(at, end);
    result += text[at] === "[" ? foldedList(part) : part;
    at = end;
  }
  return result;
}

function foldedList(list: string): string {
  if (list.length <= lengthMax) return list;
  const items = itemsOf(list);
  const more = items.length - itemsShown;
  if (more < 2) return list;
  return `[${items.slice(0, itemsShown).join(", ")}, and ${more} more]`;
}

/** The items of a list, each with its own brackets and texts whole. */
function itemsOf(list: string): readonly string[] {
  const items: string[] = [];
  let start = 1;
  let at = 1;
  while (at < list.length - 1) {
    const isOpening = "[({".includes(list.charAt(at));
    if (list[at] === ",") {
      items.push(list.slice(start, at).trim());
      start = at + 1;
    }
    at = isOpening ? closingOf(list, at) : skipText(list, at);
  }
  return [...items, list.slice(start, -1).trim()];
}

/** The offset behind the bracket that closes the one at an offset; the end where none does. */
function closingOf(text: string, open: number): number {
  let depth = 0;
  let at = open;
  while (at < text.length) {
    const sign = text.charAt(at);
    if ("[({".includes(sign)) depth++;
    if ("])}".includes(sign)) depth--;
    at = skipText(text, at);
    if (depth === 0) return at;
  }
  return at;
}

/** The offset behind a quoted text, or behind one character of anything else. */
function skipText(text: string, from: number): number {
  if (text[from] !== '"') return from + 1;
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}
