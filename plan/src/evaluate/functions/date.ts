import {
  dateOfDay,
  dayMs,
  dayNumber,
  formatInstant,
  instantInZone,
  instantMax,
  instantMin,
  parseDate,
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

/** The last day of the month where it has no such day: 31 January and one month is 28 or 29 February. */
function movedByMonths(date: string, months: number): Outcome {
  if (!Number.isInteger(months)) return faulted("a date moves by whole months");
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  if (month < 0 || month >= 120_000) return faulted("the result lies outside the years 0000 to 9999");
  const first = `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
  for (let day = Number(date.slice(8)); day > 28; day--) {
    const parsed = parseDate(`${first}-${day}`);
    if ("ok" in parsed) return parsed.ok;
  }
  return `${first}-${String(Math.min(Number(date.slice(8)), 28)).padStart(2, "0")}`;
}

/** Monday to Friday count. No day is a holiday: which ones are differs from place to place. */
function movedByBusinessDays(date: string, days: number): Outcome {
  if (!Number.isInteger(days)) return faulted("a date moves by whole days");
  if (days === 0) return date;
  // Day numbers from a Monday on.
  const from = dayNumber(date) + 3;
  const [week, weekday] = [Math.floor(from / 7), from - Math.floor(from / 7) * 7];
  // The business days up to the date, itself included on the way forward.
  const before = week * 5 + Math.min(days > 0 ? weekday + 1 : weekday, 5);
  const target = before + days - (days > 0 ? 1 : 0);
  const moved = Math.floor(target / 5) * 7 + (target - Math.floor(target / 5) * 5) - 3;
  return dateOfDay(moved) ?? faulted("the result lies outside the years 0000 to 9999");
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
  "date.add_months": of2(aDate, aNumber, movedByMonths),
  "date.add_business_days": of2(aDate, aNumber, movedByBusinessDays),
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
