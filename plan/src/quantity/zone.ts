import { parseInstant } from "./instant.ts";

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

/** Whether the engine's tables hold a zone. */
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
