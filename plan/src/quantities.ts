// Quantities: money, durations, instants, calendars.
export {
  dateOfDay,
  dayNumber,
  type Parsed,
  parseDate,
  parseTimeOfDay,
  timeLiteral,
  weekdayOf,
} from "./quantity/calendar.ts";
export { numberDigits, scaleDecimal } from "./quantity/decimal.ts";
export {
  durationLiteral,
  formatDuration,
  formatEnergy,
  formatMoney,
  moneyLiteral,
  parseDuration,
  parseMoney,
  ratioLiteral,
} from "./quantity/format.ts";
export { formatInstant, instantLiteral, parseInstant } from "./quantity/instant.ts";
export {
  addMoney,
  compareMoney,
  isMoney,
  maxMoney,
  minMoney,
  money,
  negateMoney,
  overMoney,
  ratioOfMoney,
  roundMoney,
  subtractMoney,
  timesMoney,
  zeroMoney,
} from "./quantity/money.ts";
export { nextInstant } from "./quantity/schedule.ts";
export { quantityTag, spokenValue, type Typed, usualUnits } from "./quantity/spoken.ts";
export { instantInZone, isZone, type ZoneClock, zoneClock } from "./quantity/zone.ts";
