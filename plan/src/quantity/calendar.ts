/** The parsed value of a text, or why it has none. */
export type Parsed<T> = { readonly ok: T } | { readonly fault: string };

export function invalid(fault: string): { readonly fault: string } {
  return { fault };
}

export const dayMs = 86_400_000;

/** `2026-12-01`: a day that the (proleptic Gregorian) calendar has. */
export function parseDate(text: string): Parsed<string> {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return invalid("a date is written `2026-12-01`");
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12) return invalid(`there is no month ${parts[2]}`);
  if (day < 1 || day > daysIn(year, month)) return invalid(`${parts[1]}-${parts[2]} has no day ${parts[3]}`);
  return { ok: text };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `22:00` or `22:00:30`, normalised to the latter. */
export function parseTimeOfDay(text: string): Parsed<string> {
  const parts = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (parts === null) return invalid("a time of day is written `22:00` or `22:00:30`");
  const [, hour = "", minute = "", second = "00"] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return invalid(`\`${text}\` is no time of day`);
  }
  return { ok: `${hour}:${minute}:${second}` };
}

/** Days since 1970-01-01 of a date that is known to be one. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

/** The date of a day number. Undefined outside the years 0000 to 9999. */
export function dateOfDay(day: number): string | undefined {
  const ms = Math.floor(day) * dayMs;
  if (!(ms >= -62_167_219_200_000 && ms <= 253_402_300_799_999)) return undefined;
  return new Date(ms).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekdayOf(date: string): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** A time of day as a program writes it: `22:00`, seconds where there are some. */
export function timeLiteral(time: string): string {
  return time.replace(/^(\d{2}:\d{2}):00$/, "$1");
}
