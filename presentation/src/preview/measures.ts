import type { Bounds, Limit, Money, RunBounds, RunRange } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";

/* Bounds in words, alike in every form of the preview. */

export function energyText(joules: number): string {
  return joules >= 3_600
    ? `${Number((joules / 3_600_000).toPrecision(4))} kWh`
    : `${Number(joules.toPrecision(4))} J`;
}

/** `18_000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, "_");
}

/** The text of a table cell: `≤ $0.12`, `–` for nothing. */
export function costText(limit: Limit<Money>): string {
  if (!("value" in limit)) return "no bound";
  return limit.value.amount === "0" ? "–" : `≤ ${formatMoney(limit.value)}`;
}

export function timeText(limit: Limit<number>): string {
  return "value" in limit ? `≤ ${formatDuration(limit.value)}` : "no bound";
}

export interface Measure {
  readonly name: "cost" | "time" | "energy" | "tokens";
  /** From what it uses in any case to what it never exceeds: `≤ $0.351`, `5 m .. 2 d`, `no bound`. */
  readonly range: string;
  /** Why there is no bound. */
  readonly unbounded?: string;
  /** The parts of the time that are not zero, the longest first. */
  readonly parts: readonly string[];
  /** The cases of a run: `without faults ≤ $0.1`, `with compensation ≤ 1 h`, where they differ. */
  readonly cases: readonly string[];
}

/** The cost and time of a plan; energy and tokens if it uses any. */
export function measuresOf({ cost, latency, energy, tokens }: Bounds | RunBounds): readonly Measure[] {
  const time = measure("time", latency, latency.best > 0, formatDuration);
  const compensated = "compensated" in latency ? latency.compensated : undefined;
  const back = caseText("with compensation", compensated, latency.worst, formatDuration);
  const measures = [
    measure("cost", cost, cost.best.amount !== "0", formatMoney),
    { ...time, parts: timeParts(latency, compensated !== undefined), cases: [...time.cases, ...back] },
  ];
  if (!isNothing(energy.worst)) measures.push(measure("energy", energy, energy.best > 0, energyText));
  if (!isNothing(tokens.worst)) measures.push(measure("tokens", tokens, tokens.best > 0, countText));
  return measures;
}

/** In brackets: the parts of the time, and what holds of some runs. */
export function measureDetail({ parts, cases }: Measure): string {
  return [parts.join(", "), cases.join(", ")].filter((text) => text !== "").join("; ");
}

function measure<T>(
  name: Measure["name"],
  { best, worst, faultless }: RunRange<T>,
  hasLeast: boolean,
  text: (value: T) => string,
): Measure {
  const cases = caseText("without faults", faultless, worst, text);
  if (!("value" in worst)) {
    const range = hasLeast ? `${text(best)} .. no bound` : "no bound";
    return { name, range, unbounded: worst.unbounded, parts: [], cases };
  }
  const range = hasLeast ? `${text(best)} .. ${text(worst.value)}` : `≤ ${text(worst.value)}`;
  return { name, range, parts: [], cases };
}

/** Nothing where it says no more than the worst case does. */
function caseText<T>(
  when: string,
  limit: Limit<T> | undefined,
  worst: Limit<T>,
  text: (value: T) => string,
): readonly string[] {
  if (limit === undefined) return [];
  const written = "value" in limit ? `≤ ${text(limit.value)}` : "no bound";
  const most = "value" in worst ? `≤ ${text(worst.value)}` : "no bound";
  return written === most ? [] : [`${when} ${written}`];
}

function isNothing(limit: Limit<number>): boolean {
  return "value" in limit && limit.value === 0;
}

/**
 * For a run, compensation is a case of its own. A part that is the whole time is named without its length. Parts that
 * do not add up to the time have their worst cases beside one another or in different runs: then each is a limit.
 */
function timeParts(
  { parts, worst }: Bounds["latency"] | RunBounds["latency"],
  isRun: boolean,
): readonly string[] {
  const length = (limit: Limit<number>): number => ("value" in limit ? limit.value : Infinity);
  const shown = Object.entries(parts).filter(
    ([name, limit]) => !(isRun && name === "unwinding") && !isNothing(limit),
  );
  const [only] = shown;
  if (only !== undefined && shown.length === 1 && length(only[1]) === length(worst)) return [only[0]];
  const sum = shown.reduce((total, [, limit]) => total + length(limit), 0);
  const sign = sum === length(worst) ? "" : "≤ ";
  return shown
    .sort(([, a], [, b]) => length(b) - length(a))
    .map(([name, limit]) =>
      "value" in limit ? `${name} ${sign}${formatDuration(limit.value)}` : `${name} ∞`,
    );
}

/** In a line: `cost ≤ $0.351, time ≤ 2 d 5 m 50 s`. */
export function boundsWords(bounds: Bounds | RunBounds): string {
  return measuresOf(bounds)
    .map(({ name, range }) => `${name} ${range}`)
    .join(", ");
}
