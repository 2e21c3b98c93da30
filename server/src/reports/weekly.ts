import type { Money } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import type { Score } from "@orchlang/runtime/reports";
import { encoded } from "../html.ts";
import type { Figures } from "./figures.ts";
import type { ModerationReport } from "./moderation.ts";

/* A week as a page that can be sent and kept: Markdown, or HTML with plots as SVG. Neither has a value of a run. */

export interface Week {
  readonly from: number;
  readonly to: number;
  /** Not all runs of the time were read. */
  readonly partial: boolean;
  readonly total: Figures;
  readonly days: readonly (Figures & { readonly from: number })[];
  readonly workflows: readonly (Figures & { readonly workflow: string })[];
  readonly scores: readonly Score[];
  readonly moderation: ModerationReport;
}

type Cell = string | number;
interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Where there are no rows. */
  readonly none: string;
}

export function weeklyMarkdown(week: Week): string {
  const tables = tablesOf(week).map(({ title, head, rows, none }) => {
    if (rows.length === 0) return `## ${title}\n\n${none}\n`;
    const lines = [
      head,
      head.map(() => "---"),
      ...rows.map((row) => row.map((cell) => escaped(String(cell)))),
    ];
    return `## ${title}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
  });
  return `# ${titleOf(week)}\n\n${summaryOf(week)}\n\n${tables.join("\n")}`;
}

/** A page without scripts and without anything from elsewhere. */
export function weeklyHtml(week: Week): string {
  const tables = tablesOf(week).map(({ title, head, rows, none }) => {
    if (rows.length === 0) return `<h2>${title}</h2>\n<p>${none}</p>`;
    const line = (cells: readonly Cell[], tag: "td" | "th"): string =>
      `<tr>${cells.map((cell) => `<${tag}>${encoded(String(cell))}</${tag}>`).join("")}</tr>`;
    const body = rows.map((row) => line(row, "td")).join("\n");
    return `<h2>${title}</h2>\n<table>\n<thead>${line(head, "th")}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${encoded(titleOf(week))}</title>
<style>${style}</style>
</head>
<body>
<h1>${encoded(titleOf(week))}</h1>
<p>${encoded(summaryOf(week))}</p>
${runsPlot(week)}
${successPlot(week)}
${tables.join("\n")}
</body>
</html>
`;
}

const style = `body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
table { border-collapse: collapse } th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #d0d7de }
svg { display: block; margin: 1rem 0; max-width: 100% } svg text { font: 12px system-ui, sans-serif; fill: #1b1f24 }`;

function titleOf({ from, to }: Week): string {
  return `Runs from ${dateOf(from)} to ${dateOf(to - 1)}`;
}

function summaryOf({ total, partial }: Week): string {
  const { runs, completed, failed, cancelled, open, cost, retries, undone } = total;
  const parts = [
    `${runs} ${runs === 1 ? "run" : "runs"} began: ${completed} completed, ${failed} failed, ${cancelled} cancelled, ${open} open.`,
    `They cost ${costText(cost)}, with ${retries} retries and ${undone} effects undone.`,
    ...(partial ? ["Only the newest runs of this time were read."] : []),
  ];
  return parts.join(" ");
}

function tablesOf({ days, workflows, scores, moderation }: Week): readonly Table[] {
  const figures = ["runs", "completed", "failed", "median", "longest", "cost", "retries", "undone"];
  const cells = (one: Figures): readonly Cell[] => [
    ...[one.runs, one.completed, one.failed, timeText(one.median), timeText(one.longest)],
    ...[costText(one.cost), one.retries, one.undone],
  ];
  return [
    {
      title: "By day",
      head: ["day", ...figures],
      rows: days.map((day) => [dateOf(day.from), ...cells(day)]),
      none: "No day.",
    },
    {
      title: "By workflow",
      head: ["workflow", ...figures],
      rows: workflows.map((one) => [one.workflow, ...cells(one)]),
      none: "No run began.",
    },
    {
      title: "Scoreboard",
      head: ["of", "name", "tries", "success", "95 % interval", "median", "p95", "cost"],
      rows: scores.map(({ kind, name, tries, success, median, p95, cost }) => [
        ...[kind, name, tries, percent(success.share), `${percent(success.low)} to ${percent(success.high)}`],
        ...[timeText(median), timeText(p95), costText(cost)],
      ]),
      none: "Nothing was tried.",
    },
    ...moderationTables(moderation),
  ];
}

function moderationTables({ rules, decisions, consents, overrides }: ModerationReport): readonly Table[] {
  return [
    {
      title: "Policies and guardrails",
      head: ["rule", "asked", "denied", "deferred", "warned"],
      rows: rules.map(({ rule, asked, denied, deferred, warned }) => [rule, asked, denied, deferred, warned]),
      none: "No rule was asked.",
    },
    {
      title: "Questions to people",
      head: ["role", "of", "asked", "granted", "refused", "unanswered", "open", "median"],
      rows: decisions.map(({ role, kind, asked, granted, refused, unanswered, open, median }) => [
        ...[role, kind, asked, granted, refused, unanswered, open, timeText(median)],
      ]),
      none: "Nobody was asked.",
    },
    {
      title: "Consents",
      head: ["permission", "given", "withdrawn", "lapsed", "attempts stopped"],
      rows: consents.map(({ scope, given, withdrawn, lapsed, stopped }) => [
        scope,
        given,
        withdrawn,
        lapsed,
        stopped,
      ]),
      none: "No consent changed.",
    },
    {
      title: "Orders of operators",
      head: ["order", "runs"],
      rows: overrides.map(({ order, count }) => [order, count]),
      none: "None.",
    },
  ];
}

// ---- plots ----

const plot = { width: 720, height: 180, left: 40, bottom: 24, top: 24 } as const;

/** Bars of completed, failed and other runs, a day each. */
function runsPlot({ days }: Week): string {
  const most = Math.max(1, ...days.map(({ runs }) => runs));
  const high = plot.height - plot.top - plot.bottom;
  const wide = (plot.width - plot.left) / Math.max(1, days.length);
  const bars = days.map((day, at) => {
    const parts = [
      { count: day.completed, colour: "#2da44e" },
      { count: day.failed, colour: "#cf222e" },
      { count: day.cancelled + day.open, colour: "#8c959f" },
    ];
    let base = plot.height - plot.bottom;
    const rects = parts.map(({ count, colour }) => {
      const size = (count / most) * high;
      base -= size;
      const x = plot.left + at * wide + wide * 0.15;
      return `<rect x="${round(x)}" y="${round(base)}" width="${round(wide * 0.7)}" height="${round(size)}" fill="${colour}"/>`;
    });
    const middle = plot.left + (at + 0.5) * wide;
    const name = `<text x="${round(middle)}" y="${plot.height - 8}" text-anchor="middle">${dateOf(day.from).slice(5)}</text>`;
    return rects.join("") + name;
  });
  return figure("Runs by day: completed, failed, cancelled or open", `${axis(most)}${bars.join("\n")}`);
}

/** The share of runs that completed, of those that have ended, a day each. */
function successPlot({ days }: Week): string {
  const wide = (plot.width - plot.left) / Math.max(1, days.length);
  const high = plot.height - plot.top - plot.bottom;
  const points = days.flatMap(({ completed, failed, cancelled }, at) => {
    const ended = completed + failed + cancelled;
    if (ended === 0) return [];
    return [[plot.left + (at + 0.5) * wide, plot.top + high * (1 - completed / ended)] as const];
  });
  const line = points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
  const dots = points
    .map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="3" fill="#0969da"/>`)
    .join("");
  return figure(
    "Share of ended runs that completed, by day",
    `${axis("100 %")}<polyline points="${line}" fill="none" stroke="#0969da" stroke-width="2"/>${dots}`,
  );
}

function figure(title: string, content: string): string {
  return `<svg viewBox="0 0 ${plot.width} ${plot.height}" width="${plot.width}" height="${plot.height}" role="img" aria-label="${title}">
<text x="${plot.left}" y="14">${title}</text>
${content}
</svg>`;
}

/** From nothing to the top, which has this name. */
function axis(top: Cell): string {
  const floor = plot.height - plot.bottom;
  return `<line x1="${plot.left}" y1="${floor}" x2="${plot.width}" y2="${floor}" stroke="#8c959f"/>
<text x="${plot.left - 6}" y="${plot.top + 4}" text-anchor="end">${top}</text><text x="${plot.left - 6}" y="${floor}" text-anchor="end">0</text>
`;
}

// ---- words ----

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function timeText(ms: number | undefined): string {
  return ms === undefined ? "–" : formatDuration(Math.round(ms));
}

function costText(cost: readonly Money[]): string {
  return cost.length === 0 ? "nothing" : cost.map((one) => formatMoney(one)).join(" + ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Escapes a cell of a Markdown table. */
function escaped(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/gu, "\\$&").replace(/\n/gu, " ");
}
