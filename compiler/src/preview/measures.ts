import { type Bounds, formatDuration, formatMoney, type Limit, type Money } from "@orchlang/plan";

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

/** Of a cell of a table: `≤ $0.12`, `–` for nothing. */
export function costText(limit: Limit<Money>): string {
  if (!("value" in limit)) return "no bound";
  return limit.value.amount === "0" ? "–" : `≤ ${formatMoney(limit.value)}`;
}

export function timeText(limit: Limit<number>): string {
  return "value" in limit ? `≤ ${formatDuration(limit.value)}` : "no bound";
}

export interface Measure {
  readonly name: "cost" | "time" | "energy" | "tokens";
  readonly best: string;
  readonly worst: string;
  /** Why there is no bound. */
  readonly unbounded?: string;
  /** Of the time: its parts that are not nothing, the longest first. */
  readonly parts: readonly string[];
}

/** What a plan costs and how long it takes; energy and tokens where they are any. */
export function measuresOf({ cost, latency, energy, tokens }: Bounds): readonly Measure[] {
  const measures = [
    measure("cost", formatMoney(cost.best), cost.worst, formatMoney),
    {
      ...measure("time", formatDuration(latency.best), latency.worst, formatDuration),
      parts: timeParts(latency.parts),
    },
  ];
  if (!isNothing(energy.worst))
    measures.push(measure("energy", energyText(energy.best), energy.worst, energyText));
  if (!isNothing(tokens.worst))
    measures.push(measure("tokens", countText(tokens.best), tokens.worst, countText));
  return measures;
}

function measure<T>(
  name: Measure["name"],
  best: string,
  limit: Limit<T>,
  text: (value: T) => string,
): Measure {
  return "value" in limit
    ? { name, best, worst: text(limit.value), parts: [] }
    : { name, best, worst: "no bound", unbounded: limit.unbounded, parts: [] };
}

function isNothing(limit: Limit<number>): boolean {
  return "value" in limit && limit.value === 0;
}

function timeParts(parts: Bounds["latency"]["parts"]): readonly string[] {
  const length = (limit: Limit<number>): number => ("value" in limit ? limit.value : Infinity);
  return Object.entries(parts)
    .filter(([, limit]) => !isNothing(limit))
    .sort(([, a], [, b]) => length(b) - length(a))
    .map(([name, limit]) => `${name} ${"value" in limit ? formatDuration(limit.value) : "∞"}`);
}

/** In a line: `cost $0.041 .. $0.351, time 1 m 5 s .. 2 d 5 m 50 s`. */
export function boundsWords(bounds: Bounds): string {
  return measuresOf(bounds)
    .map(({ name, best, worst }) => `${name} ${best} .. ${worst}`)
    .join(", ");
}
