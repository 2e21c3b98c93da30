/** How far members are from a place, found without an angle where a bound is enough. */
import type { Json } from "@orchlang/plan";
import { type Expression, evaluate, type Scope } from "@orchlang/plan/expressions";
import { type Place, placeOf } from "./figures.ts";

/** The mean radius of the earth in metres (IUGG). */
const earthRadius = 6_371_008.8;
/** Wider than the two ways of reckoning can differ. */
const slackShare = 1e-6;
const slackMetres = 0.01;
/** Close to the other side of the earth a chord hardly grows with the distance. */
const farthestAngle = 3;

/** Chords are squared, of a ball of radius 1. They grow with the distance. */
export interface Distances {
  /** Computes the chord of each point (three numbers a point); NaN for points that are NaN. */
  chords(points: Float64Array, into: Float64Array): void;
  /** The largest chord of a place that is no farther than this. */
  atMost(metres: number): number;
  /** A distance that no place with at most this chord exceeds. */
  within(metres: number): number;
  /** In metres; undefined where the place is none on earth. */
  metres(place: Place): number | undefined;
}

const local = (name: string): Expression => ({ op: "read", from: "local", name });
const distance: Expression = { op: "call", fn: "geo.distance", args: [local("place"), local("near")] };

export function distancesTo(near: Json): Distances {
  const { x, y, z } = placeOf(near);
  let said: Json = null;
  const scope: Scope = { read: ({ name }) => ({ value: name === "near" ? near : said }) };
  return {
    chords: (points, into) => {
      for (let at = 0; 3 * at < points.length; at++) {
        const dx = (points[3 * at] ?? Number.NaN) - x;
        const dy = (points[3 * at + 1] ?? Number.NaN) - y;
        const dz = (points[3 * at + 2] ?? Number.NaN) - z;
        into[at] = dx * dx + dy * dy + dz * dz;
      }
    },
    atMost: (metres) => chordOf(metres * (1 + slackShare) + slackMetres, Number.POSITIVE_INFINITY),
    within: (metres) => chordOf(metres * (1 - slackShare) - slackMetres, 0),
    metres: (place) => {
      said = place.said;
      const found = evaluate(distance, scope);
      return "value" in found && typeof found.value === "number" ? found.value : undefined;
    },
  };
}

function chordOf(metres: number, beyond: number): number {
  const angle = metres / earthRadius;
  if (angle <= 0) return beyond === 0 ? -1 : 0;
  return angle > farthestAngle ? beyond : (2 * Math.sin(angle / 2)) ** 2;
}
