import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import type { Judged, Reliability, Score, Share } from "@orchlang/runtime/reports";
import type { Sink } from "../terminal/terminal.ts";
import { counted } from "./run-result.ts";
import { table } from "./table.ts";

const titles: Readonly<Record<Score["kind"], string>> = {
  workflow: "plans and goals",
  strategy: "plans of goals",
  capability: "capabilities",
  model: "models",
  pair: "capabilities by model",
  team: "models that answered in one run",
  promise: "declared limits that were kept",
  member: "members of pools that were kept",
  recovery: "failures that were recovered from",
};

interface Weekly {
  readonly days: number;
  readonly runs: number;
  readonly scores: readonly Score[];
}

/** Success with its 95 % interval, times, cost and tokens: a table for each kind. */
export function writeScores(sink: Sink, { days, runs, scores }: Weekly): void {
  const { paint } = sink;
  sink.line(`${counted(runs, "run")} in ${counted(days, "day")}`);
  for (const [kind, own] of Map.groupBy(scores, (score) => score.kind)) {
    const isRated = own.some(({ rating }) => rating !== undefined);
    const columns = [titles[kind], "tries", "success", "median", "95 of 100", "cost", "tokens"];
    const head = isRated ? [...columns, "rating"] : columns;
    sink.line("");
    const rows = own.map((score) => [
      score.name,
      String(score.tries),
      shareText(score.success),
      timeText(score.median),
      timeText(score.p95),
      score.cost.map((sum) => formatMoney(sum)).join(" + ") || "–",
      String(score.tokens),
      ...(isRated ? [String(score.rating ?? "–")] : []),
    ]);
    sink.lines(table([head.map((one) => paint.dim(one)), ...rows]));
  }
}

const barWidth = 20;

/** A reliability diagram: for each tenth of confidence a bar for the share that was right, and a mark for what was claimed. */
export function writeReliability(sink: Sink, found: Judged & Reliability): void {
  const { paint } = sink;
  const { claim, outcome, claims, bins, brier, error, act, drop } = found;
  sink.line("");
  sink.line(`${paint.strong(claim)}, judged by ${outcome}: ${counted(claims, "claim")}`);
  if (claims === 0) return;
  const head = ["confidence", "claims", "right", ""].map((one) => paint.dim(one));
  const rows = bins.map(({ from, to, claims: own, confidence, right }) => [
    `${percent(from)} to ${percent(to)}`,
    String(own),
    shareText(right),
    diagram(confidence, right.share),
  ]);
  sink.lines(table([head, ...rows], "  "));
  sink.line(`  mean error ${percent(error)}, Brier score ${brier.toFixed(3)}`);
  sink.line(`  ${act === undefined ? "act on none yet" : `act from ${percent(act)} on`}`);
  sink.line(
    `  ${drop === undefined ? "drop none yet" : `drop below ${percent(drop)}`}; ask a person about the others`,
  );
}

/** `▮▮▮▮▮▮│` : six parts were right, and seven were claimed. */
function diagram(confidence: number, right: number): string {
  const [claimed = 0, held = 0] = [confidence, right].map((one) => Math.round(one * barWidth));
  return Array.from({ length: barWidth + 1 }, (_, at) => (at === claimed ? "│" : at < held ? "▮" : "·")).join(
    "",
  );
}

function shareText({ share, low, high }: Share): string {
  return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function timeText(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return formatDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 100) * 100);
}
