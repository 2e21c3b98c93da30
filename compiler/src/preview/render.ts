import { type Paint, plainPaint } from "@orchlang/language";
import {
  type Bounds,
  type Coverage,
  formatDuration,
  formatMoney,
  type Limit,
  type Money,
} from "@orchlang/plan";
import type { ChoiceView, PlanView, Preview, RowView, RuleView } from "./model.ts";

export interface RenderOptions {
  /** How parts of the text are made to look; left out: plain. */
  readonly paint?: Paint;
  /** Columns. What does not fit runs over. Default 100. */
  readonly width?: number;
}

/** The preview as text for a terminal, without a newline at its end. */
export function renderPreview(preview: Preview, options: RenderOptions = {}): string {
  const { paint = plainPaint, width = 100 } = options;
  const sections = [
    header(preview, paint, width),
    ...preview.plans.map((plan, at) => planText(preview, plan, paint, at)),
    facts(preview, paint),
    rules(preview.rules, "rules", paint),
    rules(preview.duties, "also kept", paint),
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
  const steps = first === undefined || preview.kind === "goal" ? "" : `    steps ${first.steps}`;
  return [title, `${boundsText(preview.bounds, paint)}${steps}`, ...reasons(preview.bounds, paint)];
}

/** Why a bound is missing, a line each. */
function reasons({ cost, latency, energy, tokens }: Bounds, paint: Paint): readonly string[] {
  const measured: readonly (readonly [string, Limit<unknown>])[] = [
    ["cost", cost.worst],
    ["time", latency.worst],
    ["energy", energy.worst],
    ["tokens", tokens.worst],
  ];
  return measured.flatMap(([name, limit]) =>
    "unbounded" in limit ? [paint.dim(`no bound of ${name}: ${limit.unbounded}`)] : [],
  );
}

/** `sha256:9f3c…e1`. */
function shortId(id: string): string {
  const hash = id.slice(id.indexOf(":") + 1);
  return `${id.slice(0, id.indexOf(":") + 1)}${hash.slice(0, 4)}…${hash.slice(-2)}`;
}

function boundsText({ cost, latency, energy, tokens }: Bounds, paint: Paint): string {
  const parts = [
    `cost  ${formatMoney(cost.best)} .. ${limitText(cost.worst, formatMoney, paint)}`,
    `time  ${formatDuration(latency.best)} .. ${limitText(latency.worst, formatDuration, paint)}${partsText(latency.parts)}`,
  ];
  if (!isZero(energy.worst)) parts.push(`energy  ${limitText(energy.worst, energyText, paint)}`);
  if (!isZero(tokens.worst)) parts.push(`tokens  ${limitText(tokens.worst, String, paint)}`);
  return parts.join("    ");
}

function isZero(limit: Limit<number>): boolean {
  return "value" in limit && limit.value === 0;
}

export function energyText(joules: number): string {
  return joules >= 3_600
    ? `${Number((joules / 3_600_000).toPrecision(4))} kWh`
    : `${Number(joules.toPrecision(4))} J`;
}

function limitText<T>(limit: Limit<T>, text: (value: T) => string, paint: Paint): string {
  return "value" in limit ? text(limit.value) : paint.doubtful("no bound");
}

/** The parts that take any time, the longest first. */
function partsText(parts: Bounds["latency"]["parts"]): string {
  const shown = Object.entries(parts)
    .filter(([, limit]) => !isZero(limit))
    .sort(([, a], [, b]) => lengthOf(b) - lengthOf(a))
    .map(([name, limit]) => `${name} ${"value" in limit ? formatDuration(limit.value) : "∞"}`);
  return shown.length === 0 ? "" : `  (${shown.join(", ")})`;
}

function lengthOf(limit: Limit<number>): number {
  return "value" in limit ? limit.value : Infinity;
}

// ---- the picture --------------------------------------------------------------------

interface Line {
  readonly tree: string;
  readonly row: RowView;
}

function planText(preview: Preview, plan: PlanView, paint: Paint, at: number): readonly string[] {
  const lines = linesOf(plan.rows, "  ", true);
  const last = linesOf(plan.finally, "  ", true);
  const table = [...lines, ...last].filter(({ row }) => row.form === "step");
  const columns = {
    tree: longest(table.map(({ tree, row }) => tree.length + row.title.length)),
    what: longest(table.map(({ row }) => (row.what ?? "").length)),
    who: longest(table.map(({ row }) => (row.who ?? "").length)),
    cost: longest(table.map(({ row }) => costText(row.cost).length)),
    time: longest(table.map(({ row }) => timeText(row.latency).length)),
  };
  const alone = preview.plans.length === 1 || (at === 0 && preview.kind === "plan");
  return [
    ...(alone ? [] : [`${paint.strong(plan.name)}  ${paint.dim(boundsText(plan.bounds, paint))}`]),
    ...lines.map((line) => lineText(line, columns, paint)),
    ...(last.length === 0 ? [] : [`  ${paint.dim("finally")}`]),
    ...last.map((line) => lineText(line, columns, paint)),
    ...(plan.criticalPath.length < 2
      ? []
      : ["", `${label("critical path", paint)}${plan.criticalPath.join(" → ")}`]),
  ];
}

function longest(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

/** A row and those below it, with the branches of the tree drawn; the top of a lane has none. */
function linesOf(rows: readonly RowView[], indent: string, top: boolean): readonly Line[] {
  return rows.flatMap((row, at) => {
    const last = at === rows.length - 1;
    const tree = top ? indent : `${indent}${last ? "└─ " : "├─ "}`;
    const inner = top ? indent : `${indent}${last ? "   " : "│  "}`;
    return [{ tree, row }, ...linesOf(row.below, inner, false)];
  });
}

type Columns = Readonly<Record<"tree" | "what" | "who" | "cost" | "time", number>>;

function lineText({ tree, row }: Line, columns: Columns, paint: Paint): string {
  if (row.form !== "step") {
    const notes = row.notes.length === 0 ? "" : `   ${paint.dim(row.notes.join("   "))}`;
    return `${paint.dim(tree)}${row.title}${notes}`;
  }
  const title = row.critical ? paint.strong(row.title) : row.title;
  const cells = [
    `${paint.dim(tree)}${title}${" ".repeat(Math.max(0, columns.tree - tree.length - row.title.length))}`,
    (row.what ?? "").padEnd(columns.what),
    paint.dim((row.who ?? "").padEnd(columns.who)),
    costText(row.cost).padEnd(columns.cost),
    timeText(row.latency).padEnd(columns.time),
    [...(row.tries === undefined ? [] : [`${row.tries} tries`]), ...row.notes].join("   "),
  ];
  return cells.join("  ").trimEnd();
}

function costText(limit: Limit<Money> | undefined): string {
  if (limit === undefined) return "";
  if (!("value" in limit)) return "no bound";
  return limit.value.amount === "0" ? "–" : `≤ ${formatMoney(limit.value)}`;
}

function timeText(limit: Limit<number> | undefined): string {
  if (limit === undefined) return "";
  return "value" in limit ? `≤ ${formatDuration(limit.value)}` : "no bound";
}

// ---- what it reaches, what holds ------------------------------------------------------

const labelWidth = 16;

function label(text: string, paint: Paint): string {
  return paint.dim(text.padEnd(labelWidth));
}

function facts({ manifest, untrusted, coverage, choices }: Preview, paint: Paint): readonly string[] {
  const line = (name: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [`${label(name, paint)}${items.join(", ")}`];
  const sensitive = manifest.labels.filter((each) => each === "personal" || each === "secret");
  return [
    ...line("asks for", manifest.scopes),
    ...line("people", manifest.humans.map(shortest)),
    ...(sensitive.length === 0
      ? []
      : [`${label("touches", paint)}${sensitive.join(" and ")} data, on ${manifest.tiers.join(", ")}`]),
    ...line("holds", manifest.pools.map(shortest)),
    ...line("talks to", manifest.addresses),
    ...line("untrusted text", untrusted),
    ...coverageText(coverage, paint),
    ...choices.flatMap((choice) => choiceText(choice, paint)),
  ];
}

/** `1 of 2 ways to what is risky; none for ring in p/b`. */
function coverageText({ paths, guarded, capabilities }: Coverage, paint: Paint): readonly string[] {
  if (paths === 0) return [];
  const open = capabilities.flatMap(({ capability, uncovered }) =>
    uncovered.map((way) => `${shortest(capability)} at ${way.map(shortest).join(" › ")}`),
  );
  const more = paths - guarded - open.slice(0, openMax).length;
  const listed = `${open.slice(0, openMax).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const missing = open.length === 0 ? "" : `; no rule for ${listed}`;
  const ways = `${guarded} of ${paths} ${paths === 1 ? "way" : "ways"} to what is risky${missing}`;
  return [`${label("guarded", paint)}${ways}`];
}

/** How many unguarded ways the text lists; JSON has more of them. */
const openMax = 4;

function choiceText({ goal, plans }: ChoiceView, paint: Paint): readonly string[] {
  return plans.map(({ plan, tried, because }, at) => {
    const place = tried ? `${at + 1}. ` : "not tried: ";
    return `${label(at === 0 ? goal : "", paint)}${place}${shortest(plan)}, ${because}`;
  });
}

function shortest(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

const marks = { proved: "●", checked: "◐", refused: "✗" } as const;

function rules(views: readonly RuleView[], name: string, paint: Paint): readonly string[] {
  if (views.length === 0) return [];
  const width = longest(views.map(({ rule }) => rule.length));
  return [
    `${label(name, paint)}${views.length}   ${counts(views, paint)}`,
    ...views.map(
      ({ rule, verdict, evidence }) => `  ${marked(verdict, paint)} ${rule.padEnd(width)}   ${evidence}`,
    ),
  ];
}

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
