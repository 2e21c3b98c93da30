import type { Expression } from "@orchlang/plan/expressions";
import { dateType, instantType, intType, timeOfDayType } from "../../types/kinds.ts";
import { type CoreFunction, inZone, isKind, plain, whole } from "./function.ts";

const instant = isKind("instant");
const date = isKind("date");
const time = isKind("timeOfDay");

const year = whole(0, 9999);
const month = whole(1, 12);
const day = whole(1, 31);
const weekday = whole(1, 7);
const hour = whole(0, 23);
const minute = whole(0, 59);

/** A calendar field of an instant, by way of its date in the project's zone. */
function ofDate(name: "year" | "month" | "day"): CoreFunction {
  const type = { year, month, day }[name];
  return {
    ...plain(name, `instant.${name}(zone) -> Int`, instant, [], type, `date.${name}`),
    zoned: true,
    emit: (args, zone): Expression => {
      const shown: Expression = {
        op: "call",
        fn: "instant.date",
        args: [...args, { op: "constant", value: zone }],
      };
      return { op: "call", fn: `date.${name}`, args: [shown] };
    },
  };
}

/** Functions of instants (in the project's zone), dates and times of day. Weekdays: 1 is Monday, 7 Sunday. */
export const momentFunctions: readonly CoreFunction[] = [
  inZone(plain("hour", "instant.hour(zone) -> Int", instant, [], hour, "instant.hour")),
  inZone(plain("minute", "instant.minute(zone) -> Int", instant, [], minute, "instant.minute")),
  inZone(
    plain("weekday", "instant.weekday(zone) -> Int · 1 is Monday", instant, [], weekday, "instant.weekday"),
  ),
  inZone(plain("time", "instant.time(zone) -> TimeOfDay", instant, [], timeOfDayType, "instant.time")),
  inZone(plain("date", "instant.date(zone) -> Date", instant, [], dateType, "instant.date")),
  ofDate("year"),
  ofDate("month"),
  ofDate("day"),
  plain("weekday", "date.weekday -> Int · 1 is Monday", date, [], weekday, "date.weekday"),
  plain("year", "date.year -> Int", date, [], year, "date.year"),
  plain("month", "date.month -> Int", date, [], month, "date.month"),
  plain("day", "date.day -> Int", date, [], day, "date.day"),
  plain(
    "add_days",
    "date.add_days(days: Int) -> Date",
    date,
    [{ name: "days", type: intType }],
    dateType,
    "date.add_days",
  ),
  plain(
    "add_months",
    "date.add_months(months: Int) -> Date · on the last day where the month is shorter",
    date,
    [{ name: "months", type: intType }],
    dateType,
    "date.add_months",
  ),
  plain(
    "add_business_days",
    "date.add_business_days(days: Int) -> Date · Monday to Friday",
    date,
    [{ name: "days", type: intType }],
    dateType,
    "date.add_business_days",
  ),
  inZone(
    plain(
      "at",
      "date.at(time: TimeOfDay, zone) -> Instant",
      date,
      [{ name: "time", type: timeOfDayType }],
      instantType,
      "date.at",
    ),
  ),
  plain("hour", "time.hour -> Int", time, [], hour, "time.hour"),
  plain("minute", "time.minute -> Int", time, [], minute, "time.minute"),
];
