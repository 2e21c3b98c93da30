import {
  formatInstant,
  parseInstant,
  weekdayOf,
  type ZoneClock,
  zoneClock,
} from "../../quantity/calendar.ts";
import type { Json } from "../../shapes/value.ts";
import { faulted, type Outcome } from "../outcome.ts";
import { byCodeUnits, comparisons, finite, of2, ofMany, type PureFunction } from "./define.ts";
import { aNumber, anInstant, aText, type Kind, wants } from "./kinds.ts";

const comparable: Kind<string> = { ...aText, says: "an instant" };
const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(comparable, byCodeUnits);

function msOf(instant: string): number {
  const parsed = parseInstant(instant);
  return "ok" in parsed ? parsed.ok : Number.NaN;
}

function moved(instant: string, by: number): Outcome {
  try {
    return formatInstant(msOf(instant) + by);
  } catch (error) {
    if (error instanceof RangeError) return faulted("the result lies outside the years 0000 to 9999");
    throw error;
  }
}

/** A question to the clock on the wall of a zone, which comes last. */
function onTheWall(answer: (shown: string) => Outcome): PureFunction {
  const asked = (args: readonly Json[], clock: ZoneClock): Outcome => {
    const instant = typeof args[0] === "string" ? parseInstant(args[0]) : undefined;
    return instant !== undefined && "ok" in instant ? answer(clock(instant.ok)) : wants(anInstant, args[0]);
  };
  const withLast = (zone: Json): ((args: readonly Json[]) => Outcome) => {
    const clock = typeof zone === "string" ? zoneClock(zone) : undefined;
    return (args) =>
      clock === undefined ? faulted(`${JSON.stringify(zone)} is no time zone`) : asked(args, clock);
  };
  return { arity: 2, apply: (args) => withLast(args[1] ?? null)(args), withLast };
}

export const instant = {
  "instant.add": of2(anInstant, aNumber, moved),
  "instant.subtract": of2(anInstant, aNumber, (a, by) => moved(a, -by)),
  /** ms from the second to the first. */
  "instant.difference": of2(anInstant, anInstant, (a, b) => finite(msOf(a) - msOf(b))),
  "instant.hour": onTheWall((shown) => Number(shown.slice(11, 13))),
  "instant.minute": onTheWall((shown) => Number(shown.slice(14, 16))),
  /** 1 is Monday, 7 is Sunday. */
  "instant.weekday": onTheWall((shown) => weekdayOf(shown.slice(0, 10))),
  "instant.time": onTheWall((shown) => shown.slice(11, 19)),
  "instant.date": onTheWall((shown) => shown.slice(0, 10)),
  "instant.min": ofMany(anInstant, (items) => items.toSorted()[0] ?? null),
  "instant.max": ofMany(anInstant, (items) => items.toSorted().at(-1) ?? null),
  "instant.less": less,
  "instant.lessOrEqual": lessOrEqual,
  "instant.greater": greater,
  "instant.greaterOrEqual": greaterOrEqual,
};
