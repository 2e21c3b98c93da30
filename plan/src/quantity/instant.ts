import { invalid, type Parsed, parseDate, parseTimeOfDay } from "./calendar.ts";

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
