/** Functions of the closed table, backwards: what one argument has to be for a result, where the others stay. */
import type { Json, JsonObject } from "@orchlang/plan";
import { applied, isListed } from "./solver.ts";

type Args = readonly (Json | undefined)[];

/** For each argument: what it has to be. */
type Inverse = readonly ((result: Json, args: Args) => Json | undefined)[];

const itself = (result: Json): Json => result;

/** `add` and `subtract` of a kind, and what the difference of two is subtracted by. */
function sums(kind: string, difference: string): Readonly<Record<string, Inverse>> {
  const add = `${kind}.add`;
  const subtract = `${kind}.subtract`;
  return {
    [add]: [(v, [, b]) => applied(subtract, v, b), (v, [a]) => applied(difference, v, a)],
    [subtract]: [(v, [, b]) => applied(add, v, b), (v, [a]) => applied(difference, a, v)],
  };
}

function differences(kind: string): Inverse {
  return [(v, [, b]) => applied(`${kind}.add`, b, v), (v, [a]) => applied(`${kind}.subtract`, a, v)];
}

const hour = 3_600_000;
const day = 24 * hour;
const metresPerDegree = 111_320;

/** A part of a point in time, moved by as much as it misses. */
function movedBy(fn: string, unit: number, add: string): Inverse {
  return [
    (v, args) => {
      const now = applied(fn, ...args);
      if (typeof v !== "number" || typeof now !== "number") return undefined;
      return applied(add, args[0], (v - now) * unit);
    },
  ];
}

function secondsOf(time: Json | undefined): number | undefined {
  if (typeof time !== "string") return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}

const times: Readonly<Record<string, Inverse>> = {
  "instant.hour": movedBy("instant.hour", hour, "instant.add"),
  "instant.minute": movedBy("instant.minute", 60_000, "instant.add"),
  "instant.weekday": movedBy("instant.weekday", day, "instant.add"),
  "instant.day": movedBy("instant.day", day, "instant.add"),
  "instant.month": movedBy("instant.month", 30 * day, "instant.add"),
  "instant.year": movedBy("instant.year", 365 * day, "instant.add"),
  "instant.time": [
    (v, args) => {
      const [to, now] = [secondsOf(v), secondsOf(applied("instant.time", ...args))];
      return to === undefined || now === undefined
        ? undefined
        : applied("instant.add", args[0], (to - now) * 1_000);
    },
  ],
  "instant.date": [
    (v, args) =>
      applied("instant.add", args[0], applied("date.difference", v, applied("instant.date", ...args))),
  ],
  "date.weekday": movedBy("date.weekday", 1, "date.add_days"),
  "date.day": movedBy("date.day", 1, "date.add_days"),
  "date.month": movedBy("date.month", 30, "date.add_days"),
  "date.year": movedBy("date.year", 365, "date.add_days"),
  "date.add_days": [
    (v, [, n]) => applied("date.add_days", v, typeof n === "number" ? -n : undefined),
    (v, [a]) => {
      const apart = applied("date.difference", v, a);
      return typeof apart === "number" ? apart / day : undefined;
    },
  ],
  "date.at": [
    (v, [, , zone]) => applied("instant.date", v, zone),
    (v, [, , zone]) => applied("instant.time", v, zone),
  ],
  "time.hour": [
    (v, [a]) => (typeof a === "string" ? `${String(v).padStart(2, "0")}${a.slice(2)}` : undefined),
  ],
};

const texts: Readonly<Record<string, Inverse>> = {
  "text.lower": [itself],
  "text.upper": [itself],
  "text.trim": [itself],
  "text.replace": [itself],
  "text.split": [(v, [, by]) => (isListed(v) && typeof by === "string" ? v.join(by) : undefined)],
  "text.join": [(v, [, by]) => (typeof v === "string" && typeof by === "string" ? v.split(by) : undefined)],
};

const lists: Readonly<Record<string, Inverse>> = {
  "list.first": [(v, [list]) => (isListed(list) ? [v, ...list.slice(1)] : undefined)],
  "list.last": [(v, [list]) => (isListed(list) ? [...list.slice(0, -1), v] : undefined)],
  "list.at": [
    (v, [list, n]) => {
      if (!isListed(list) || typeof n !== "number") return undefined;
      const missing = Array.from({ length: Math.max(0, n - list.length) }, () => list.at(-1) ?? v);
      return [...list, ...missing].slice(0, n).concat([v], list.slice(n + 1));
    },
  ],
  "list.reverse": [(v) => (isListed(v) ? v.toReversed() : undefined)],
  "list.take": [
    (v, [list, n]) =>
      isListed(v) && isListed(list) && typeof n === "number" ? [...v, ...list.slice(n)] : undefined,
  ],
  "list.skip": [
    (v, [list, n]) =>
      isListed(v) && isListed(list) && typeof n === "number" ? [...list.slice(0, n), ...v] : undefined,
  ],
  "record.get": [
    (v, [of, name]) => (isRecord(of) && typeof name === "string" ? { ...of, [name]: v } : undefined),
  ],
  "geo.distance": [(v, [, b]) => away(b, v), (v, [a]) => away(a, v)],
};

function away(from: Json | undefined, metres: Json): Json | undefined {
  if (!isRecord(from) || typeof from.lat !== "number" || typeof metres !== "number") return undefined;
  const by = metres / metresPerDegree;
  return { ...from, lat: from.lat + (from.lat > 0 ? -by : by) };
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isListed(value);
}

const all: Readonly<Record<string, Inverse>> = {
  ...sums("number", "number.subtract"),
  ...sums("money", "money.subtract"),
  ...sums("instant", "instant.difference"),
  ...sums("date", "date.difference"),
  "instant.difference": differences("instant"),
  "date.difference": differences("date"),
  "number.multiply": [
    (v, [, b]) => applied("number.divide", v, b),
    (v, [a]) => applied("number.divide", v, a),
  ],
  "number.divide": [
    (v, [, b]) => applied("number.multiply", v, b),
    (v, [a]) => applied("number.divide", a, v),
  ],
  "number.negate": [(v) => applied("number.negate", v)],
  "money.times": [(v, [, f]) => applied("money.over", v, f), (v, [a]) => applied("money.ratio", v, a)],
  "money.over": [(v, [, d]) => applied("money.times", v, d), (v, [a]) => applied("money.ratio", a, v)],
  "money.ratio": [(v, [, b]) => applied("money.times", b, v)],
  "money.negate": [(v) => applied("money.negate", v)],
  ...times,
  ...texts,
  ...lists,
};

/** Functions of which the result is one of the arguments, or near it. */
const passing =
  /^(number\.(abs|round|floor|ceil|remainder|min|max)|money\.(abs|round|min|max)|instant\.(min|max)|label\.\w+|ratio\.noisy_or)$/;

/** The required value of the argument with this number. */
export function inverse(fn: string, nth: number, result: Json, args: Args): Json | undefined {
  if (passing.test(fn)) return result;
  return all[fn]?.[nth]?.(result, args);
}
