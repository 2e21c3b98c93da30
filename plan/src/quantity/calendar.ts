import { Cron } from "croner";

/** The parsed value of a text, or why it has none. */
export type Parsed<T> = { readonly ok: T } | { readonly fault: string };

function invalid(fault: string): { readonly fault: string } {
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

const form =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9})\d{0,20})?([Zz]|[+-]\d{2}:\d{2})?$/;

/** The first and last instants that have a form: years 0000 to 9999 in UTC. */
export const instantMin = -62_167_219_200_000;
export const instantMax = 253_402_300_799_999;

/**
 * RFC 3339 to ms since 1970. Seconds may be left out; the offset may not. Finer than a millisecond is cut off.
 * Years 0000 to 9999 (in UTC too); no leap second, since a count of ms has no place for it.
 */
export function parseInstant(text: string): Parsed<number> {
  const parts = form.exec(text);
  if (parts === null) return invalid("an instant is written `2026-12-01T10:00:00Z`");
  const [, dateText = "", timeText = "", fraction = "", offset] = parts;
  if (offset === undefined) return invalid("an instant needs its offset from UTC, as `Z` or `+01:00`");
  if (/^..:..:60$/.test(timeText)) return invalid("a leap second (`:60`) can't be told apart: give `:59`");
  const date = parseDate(dateText);
  if ("fault" in date) return date;
  const time = parseTimeOfDay(timeText);
  if ("fault" in time) return time;
  const shift = offsetMs(offset);
  if (shift === undefined) return invalid(`\`${offset}\` is no offset from UTC`);
  const ms = Date.parse(`${date.ok}T${time.ok}.${fraction.slice(0, 3).padEnd(3, "0")}Z`) - shift;
  if (ms < instantMin || ms > instantMax) return invalid("an instant lies in the years 0000 to 9999");
  return { ok: ms };
}

function offsetMs(offset: string): number | undefined {
  if (offset === "Z" || offset === "z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  const ms = (hours * 60 + minutes) * 60_000;
  return offset.startsWith("-") ? -ms : ms;
}

/**
 * `2026-12-01T10:00:00.000Z`, whose order as text is its order in time. Parts of a millisecond are cut off.
 * @throws {RangeError} outside the years 0000 to 9999.
 */
export function formatInstant(ms: number): string {
  const whole = Math.floor(ms);
  if (!(whole >= instantMin && whole <= instantMax)) {
    throw new RangeError(`${ms} ms is no instant of the years 0000 to 9999`);
  }
  return new Date(whole).toISOString();
}

/** An instant as a program writes it: `2026-12-01T10:00Z`, seconds and parts of them where there are some. */
export function instantLiteral(instant: string): string {
  return instant.replace(/(?::00)?\.000Z$/, "Z");
}

/** The local time of a zone at an instant, as if it were UTC: `2026-12-01T11:00:00`. */
export type ZoneClock = (instantMs: number) => string;

/**
 * The clock of an IANA zone. UTC needs nothing; the others go through the engine's own tables. Undefined for a
 * zone that they don't know. Making one is slow (some 50 µs), asking it is not: keep it.
 */
export function zoneClock(zone: string): ZoneClock | undefined {
  if (isUtc(zone)) return (ms) => new Date(ms).toISOString().slice(0, 19);
  const format = formatterOf(zone);
  if (format === undefined) return undefined;
  return (ms) => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(ms)) parts[type] = value;
    const year = parts.era === "BC" ? "0000" : (parts.year ?? "").padStart(4, "0");
    return `${year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
  };
}

function isUtc(zone: string): boolean {
  return zone === "UTC" || zone === "Etc/UTC";
}

/** True if the engine's tables hold a zone. */
export function isZone(zone: string): boolean {
  return isUtc(zone) || formatterOf(zone) !== undefined;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * When the clocks of a zone show a date and time of day. Where they skip it (spring), it is later by what they
 * skip; where they show it twice (autumn), it is the first time.
 */
export function instantInZone(date: string, time: string, clock: ZoneClock): number | undefined {
  const shown = parseInstant(`${date}T${time}Z`);
  if ("fault" in shown) return undefined;
  const offsetAt = (ms: number): number => {
    const there = parseInstant(`${clock(ms)}Z`);
    return "fault" in there ? 0 : there.ok - ms;
  };
  const day = 86_400_000;
  const before = shown.ok - offsetAt(shown.ok - day);
  const after = shown.ok - offsetAt(shown.ok + day);
  const shows = (ms: number): boolean => ms + offsetAt(ms) === shown.ok;
  if (shows(before) && shows(after)) return Math.min(before, after);
  return shows(after) && !shows(before) ? after : before;
}

/**
 * When a schedule comes next after an instant: five parts as in POSIX crontab, read by the clocks of an IANA zone.
 * Undefined where it never comes again, or can't be read.
 *
 * Where clocks go forward, a schedule with one minute and one hour that they skip comes as soon as they show a time
 * again; where they go back, it comes at the first of the two. All other schedules go by what the clocks show: nothing
 * for what is skipped, twice what is shown twice. That is Vixie's cron, and what `croner` does.
 */
export function nextInstant(cron: string, zone: string, after: number): number | undefined {
  try {
    return new Cron(cron, { timezone: zone, mode: "5-part" }).nextRun(new Date(after))?.getTime();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
