import type { Point } from "../../parts/plot.ts";
import type { Series } from "../../parts/step-plot.tsx";
import type { KnownHistory } from "../../server/types.ts";

export interface Shown {
  /** By source, each in order of time, in the unit that people use. Values that are no numbers and no truths are left out. */
  readonly series: readonly Series[];
  /** Behind a number of the axis, `C`; empty: none. */
  readonly unit: string;
  /** Only true and false: 1 and 0. */
  readonly isTruth: boolean;
}

export function shownHistory({ name, points }: KnownHistory): Shown {
  const { unit, of } = unitOf(points);
  const bySource = new Map<string, Point[]>();
  for (const { at, source = name, value } of points) {
    const number = typeof value === "boolean" ? Number(value) : value;
    if (typeof number !== "number") continue;
    const own = bySource.get(source) ?? [];
    own.push({ at, value: of(number) });
    bySource.set(source, own);
  }
  const series = [...bySource].map(([source, own]) => ({
    name: source,
    points: own.toSorted((one, other) => one.at - other.at),
  }));
  const isTruth = points.every(({ value }) => value === undefined || typeof value === "boolean");
  return { series, unit, isTruth };
}

interface Unit {
  readonly unit: string;
  of(value: number): number;
}

/**
 * Values are in base units, and their texts say them as people do: `289.15` is `16C`. Units are affine, so two values with
 * their texts say how the others are written.
 */
function unitOf(points: KnownHistory["points"]): Unit {
  const said = points.flatMap(({ value, text }) => {
    const found = /^(?<number>-?\d+(?:\.\d+)?)\s?(?<unit>\D*)$/u.exec(text ?? "")?.groups;
    return typeof value === "number" && found?.number !== undefined
      ? [{ value, number: Number(found.number), unit: found.unit ?? "" }]
      : [];
  });
  const [first] = said;
  const other = said.find(({ value, unit }) => value !== first?.value && unit === first?.unit);
  if (first === undefined || other === undefined) return { unit: "", of: (value) => value };
  const slope = (other.number - first.number) / (other.value - first.value);
  return {
    unit: first.unit,
    of: (value) => Number((first.number + slope * (value - first.value)).toPrecision(8)),
  };
}
