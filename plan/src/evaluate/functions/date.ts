import {
  dateOfDay,
  dayMs,
  dayNumber,
  formatInstant,
  instantInZone,
  instantMax,
  instantMin,
  weekdayOf,
  zoneClock,
} from "../../quantity/calendar.ts";
import type { Json } from "../../shapes/value.ts";
import { faulted, type Outcome } from "../outcome.ts";
import { byCodeUnits, comparisons, finite, of1, of2, type PureFunction } from "./define.ts";
import { aDate, aNumber, aTime, wants } from "./kinds.ts";

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(aDate, byCodeUnits);

function movedByDays(date: string, days: number): Outcome {
  if (!Number.isInteger(days)) return faulted("a date moves by whole days");
  return dateOfDay(dayNumber(date) + days) ?? faulted("the result lies outside the years 0000 to 9999");
}

function at(args: readonly Json[]): Outcome {
  const date = aDate.read(args[0] ?? null);
  if (date === undefined) return wants(aDate, args[0]);
  const time = aTime.read(args[1] ?? null);
  if (time === undefined) return wants(aTime, args[1]);
  const clock = typeof args[2] === "string" ? zoneClock(args[2]) : undefined;
  if (clock === undefined) return faulted(`${JSON.stringify(args[2])} is no time zone`);
  const ms = instantInZone(date, time, clock);
  return ms === undefined || ms < instantMin || ms > instantMax
    ? faulted("the result lies outside the years 0000 to 9999")
    : formatInstant(ms);
}

const atInZone: PureFunction = { arity: 3, apply: at };

export const date = {
  /** By a duration in ms, which has to be whole days. */
  "date.add": of2(aDate, aNumber, (a, ms) => movedByDays(a, ms / dayMs)),
  "date.subtract": of2(aDate, aNumber, (a, ms) => movedByDays(a, -ms / dayMs)),
  "date.add_days": of2(aDate, aNumber, movedByDays),
  /** ms from the second to the first. */
  "date.difference": of2(aDate, aDate, (a, b) => finite((dayNumber(a) - dayNumber(b)) * dayMs)),
  /** 1 is Monday, 7 is Sunday. */
  "date.weekday": of1(aDate, weekdayOf),
  "date.year": of1(aDate, (a) => Number(a.slice(0, 4))),
  "date.month": of1(aDate, (a) => Number(a.slice(5, 7))),
  "date.day": of1(aDate, (a) => Number(a.slice(8, 10))),
  /** The instant at which the clocks of a zone show this date and a time of day. */
  "date.at": atInZone,
  "date.less": less,
  "date.lessOrEqual": lessOrEqual,
  "date.greater": greater,
  "date.greaterOrEqual": greaterOrEqual,
};
