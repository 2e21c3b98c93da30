import {
  dateOfDay,
  dayNumber,
  formatInstant,
  instantInZone,
  isZone,
  parseDate,
  parseInstant,
  parseTimeOfDay,
  weekdayOf,
  zoneClock,
} from "@orchlang/plan/quantities";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const first = -62_167_219_200_000;
const last = 253_402_300_799_999;

test.each([
  ["2026-12-01T10:00Z", "2026-12-01T10:00:00.000Z"],
  ["2026-12-01T10:00:00Z", "2026-12-01T10:00:00.000Z"],
  ["2026-12-01t10:00:00z", "2026-12-01T10:00:00.000Z"],
  ["2026-12-01T10:00:00+01:00", "2026-12-01T09:00:00.000Z"],
  ["2026-12-01T00:30:00+05:45", "2026-11-30T18:45:00.000Z"],
  ["2026-12-01T10:00:00.1234567Z", "2026-12-01T10:00:00.123Z"],
  ["2026-12-01T10:00:00.5-00:00", "2026-12-01T10:00:00.500Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ["2024-02-29T00:00Z", "2024-02-29T00:00:00.000Z"],
])("%s", (text, normal) => {
  const parsed = parseInstant(text);
  expect("ok" in parsed && formatInstant(parsed.ok)).toBe(normal);
});

test.each([
  ["2026-12-01T10:00:00", "needs its offset"],
  ["2026-12-31T23:59:60Z", "leap second"],
  ["2026-13-01T10:00Z", "no month 13"],
  ["2026-02-29T10:00Z", "has no day 29"],
  ["2100-02-29T10:00Z", "has no day 29"],
  ["2026-04-31T10:00Z", "has no day 31"],
  ["2026-12-01T24:00Z", "no time of day"],
  ["2026-12-01T10:60Z", "no time of day"],
  ["2026-12-01T10:00+24:00", "no offset"],
  ["2026-12-01T10:00+01:60", "no offset"],
  ["0000-01-01T00:00+01:00", "years 0000 to 9999"],
  ["9999-12-31T23:59-01:00", "years 0000 to 9999"],
  ["2026-12-01 10:00Z", "is written"],
  ["26-12-01T10:00Z", "is written"],
  ["12026-12-01T10:00Z", "is written"],
  ["1764583200", "is written"],
  ["", "is written"],
])("%j is refused", (text, says) => {
  expect(parseInstant(text)).toEqual({ fault: expect.stringContaining(says) });
});

test("what is written is read back, and its order is the order in time", () => {
  const instants = fc.integer({ min: first, max: last });
  fc.assert(
    fc.property(instants, instants, (a, b) => {
      expect(parseInstant(formatInstant(a))).toEqual({ ok: a });
      expect(formatInstant(a) < formatInstant(b)).toBe(a < b);
      expect(formatInstant(a)).toHaveLength(24);
    }),
  );
  expect(formatInstant(first)).toBe("0000-01-01T00:00:00.000Z");
  for (const outside of [first - 1, last + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => formatInstant(outside)).toThrow(RangeError);
  }
});

describe("dates and times of day", () => {
  test("a day's number and its date", () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
        const date = dateOfDay(day) ?? "";
        expect(parseDate(date)).toEqual({ ok: date });
        expect(dayNumber(date)).toBe(day);
        expect(weekdayOf(date)).toBe(new Date(day * 86_400_000).getUTCDay() || 7);
      }),
    );
    expect([dateOfDay(-719_529), dateOfDay(2_932_897)]).toEqual([undefined, undefined]);
  });

  test.each([
    ["22:00", { ok: "22:00:00" }],
    ["07:05:09", { ok: "07:05:09" }],
    ["7:00", { fault: expect.stringContaining("is written") }],
    ["24:00", { fault: expect.stringContaining("no time of day") }],
    ["12:00:60", { fault: expect.stringContaining("no time of day") }],
  ])("%s", (text, expected) => {
    expect(parseTimeOfDay(text)).toEqual(expected);
  });
});

describe("zones", () => {
  const zones = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
  ];

  test("are known or not", () => {
    expect(zones.every(isZone)).toBe(true);
    expect(["", "Mars/Olympus", "Europe/Berlin "].some(isZone)).toBe(false);
    expect(zoneClock("Mars/Olympus")).toBeUndefined();
  });

  test("an instant that clocks show once is found again from what they show", () => {
    const years = fc.integer({ min: 0, max: 4_102_444_800 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), years, (zone, seconds) => {
        const clock = zoneClock(zone);
        if (clock === undefined) throw new Error(zone);
        const shown = clock(seconds * 1_000);
        const found = instantInZone(shown.slice(0, 10), shown.slice(11), clock);
        if (found === undefined) throw new Error(shown);
        expect(clock(found)).toBe(shown);
        expect(found).toBeLessThanOrEqual(seconds * 1_000);
      }),
      { numRuns: 500 },
    );
  });

  test("UTC's clock needs no tables and agrees with them", () => {
    const utc = zoneClock("UTC");
    const tables = zoneClock("Etc/GMT");
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (ms) => {
        expect(utc?.(ms)).toBe(new Date(ms).toISOString().slice(0, 19));
        if (ms > -62_000_000_000_000) expect(tables?.(ms)).toBe(utc?.(ms));
      }),
    );
  });
});
