/** Figures of pool members that can be weighed or measured. */
import type { Json, JsonObject, Tier } from "@orchlang/plan";
import { type Expression, evaluate, type Scope } from "@orchlang/plan/expressions";

/** A figure is NaN if nothing is stated, and Infinity if the statement has no usable value. */
export interface Figures {
  /** 0 device, 1 edge, 2 cloud. */
  readonly away: number;
  readonly tier: string;
  /** An hour's cost in `currency`. */
  readonly cost: number;
  readonly currency: string;
  /** ms. */
  readonly latency: number;
  /** W. */
  readonly power: number;
}

/** As it is said, and as a point of a ball of radius 1, by which those nearby are found without any angle. */
export interface Place {
  readonly said: Json;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Also of what a pool's declaration says of each of its members. */
export function figuresIn(fields: JsonObject): Figures {
  const { tier } = fields;
  const isTold = typeof tier === "string";
  const { cost, currency } = costOf(fields.cost);
  return {
    away: isTold ? (tiers[tier as Tier] ?? Number.POSITIVE_INFINITY) : missing(tier),
    tier: isTold ? tier : "an unknown tier",
    cost,
    currency,
    latency: numberOf(fields.latency),
    power: numberOf(fields.power),
  };
}

const tiers: Readonly<Record<Tier, number>> = { device: 0, edge: 1, cloud: 2 };

function missing(value: Json | undefined): number {
  return value === undefined || value === null ? Number.NaN : Number.POSITIVE_INFINITY;
}

function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : missing(value);
}

const hour = 3_600_000;

function costOf(cost: Json | undefined): Pick<Figures, "cost" | "currency"> {
  if (typeof cost !== "object" || cost === null || Array.isArray(cost))
    return { cost: missing(cost), currency: "" };
  const { amount, currency, per } = cost as JsonObject;
  if (typeof amount !== "string" || typeof currency !== "string")
    return { cost: Number.POSITIVE_INFINITY, currency: "" };
  const ms = typeof per === "number" && per > 0 ? per : hour;
  return { cost: (Number(amount) * hour) / ms, currency };
}

/** The first field that has the form of one. */
export function placeIn(fields: JsonObject): Place | undefined {
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "object" && value !== null && "lat" in value && "lon" in value)
      return placeOf(value);
  }
  return undefined;
}

/** NaN in each where it is no place on earth. */
function placeOf(said: Json): Place {
  const { lat, lon } = (typeof said === "object" && said !== null ? said : {}) as JsonObject;
  const north = typeof lat === "number" ? radians(lat) : Number.NaN;
  const east = typeof lon === "number" ? radians(lon) : Number.NaN;
  return {
    said,
    x: Math.cos(north) * Math.cos(east),
    y: Math.cos(north) * Math.sin(east),
    z: Math.sin(north),
  };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

// How far members are from a place, found without an angle where a bound is enough.

/** The mean radius of the earth in metres (IUGG). */
const earthRadius = 6_371_008.8;
/** Wider than the two ways of computation can differ. */
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
  let value: Json = null;
  const scope: Scope = { read: ({ name }) => ({ value: name === "near" ? near : value }) };
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
      value = place.said;
      const evaluated = evaluate(distance, scope);
      return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
    },
  };
}

function chordOf(metres: number, beyond: number): number {
  const angle = metres / earthRadius;
  if (angle <= 0) return beyond === 0 ? -1 : 0;
  return angle > farthestAngle ? beyond : (2 * Math.sin(angle / 2)) ** 2;
}
