import { CronExpressionParser } from "cron-parser";
import { CronosExpression } from "cronosjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextInstant } from "../../src/quantity/schedule.ts";

/* When schedules come, beside two other libraries: in twenty zones, around their changes of the clocks. */

const zones = [
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "Europe/Dublin",
  "Europe/Istanbul",
  "America/New_York",
  "America/Los_Angeles",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Santiago",
  "America/Havana",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Australia/Adelaide",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Africa/Casablanca",
  "Pacific/Auckland",
  "Pacific/Chatham",
] as const;

const part = (least: number, most: number): fc.Arbitrary<string> => {
  const one = fc.integer({ min: least, max: most });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 4, arbitrary: one.map(String) },
    fc.tuple(one, one).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc
      .uniqueArray(one, { minLength: 2, maxLength: 3 })
      .map((list) => list.toSorted((a, b) => a - b).join(",")),
  );
};

/** A day of the month or one of the week, so that nothing hangs on how they go together. */
const cron = fc
  .tuple(part(0, 59), part(0, 23), part(1, 28), part(1, 12), part(0, 6), fc.boolean())
  .map(([minute, hour, day, month, weekday, byDay]) =>
    [minute, hour, byDay ? day : "*", month, byDay ? "*" : weekday].join(" "),
  );

const instant = fc.integer({ min: Date.UTC(2018, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 });

function byCronParser(text: string, zone: string, after: number): number {
  return CronExpressionParser.parse(text, { tz: zone, currentDate: new Date(after) })
    .next()
    .getTime();
}

function byCronos(text: string, zone: string, after: number): number | undefined {
  return CronosExpression.parse(text, { timezone: zone }).nextDate(new Date(after))?.getTime();
}

/** Whether a zone's clocks change within two days of an instant: there the libraries have rules of their own. */
function nearChange(zone: string, at: number): boolean {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const offset = (ms: number) => format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value;
  return offset(at - 172_800_000) !== offset(at + 172_800_000);
}

test("away from changes of the clocks all three agree", () => {
  fc.assert(
    fc.property(cron, fc.constantFrom(...zones), instant, (text, zone, seconds) => {
      const after = seconds * 1000;
      const ours = nextInstant(text, zone, after);
      expect(ours).toBeDefined();
      if (ours === undefined || nearChange(zone, ours) || nearChange(zone, after)) return;
      expect([text, zone, byCronParser(text, zone, after)]).toEqual([text, zone, ours]);
      expect([text, zone, byCronos(text, zone, after)]).toEqual([text, zone, ours]);
    }),
    { numRuns: 1_000 },
  );
});

test("across changes of the clocks a schedule comes when the clocks show it, and never goes back", () => {
  fc.assert(
    fc.property(cron, fc.constantFrom(...zones), instant, (text, zone, seconds) => {
      let after = seconds * 1000;
      for (let times = 0; times < 5; times++) {
        const next = nextInstant(text, zone, after);
        if (next === undefined) return;
        expect(next).toBeGreaterThan(after);
        expect(next % 60_000).toBe(0);
        // Asked from anywhere in between, it is the same.
        expect(nextInstant(text, zone, Math.floor((after + next) / 2))).toBe(next);
        after = next;
      }
    }),
    { numRuns: 300 },
  );
});

describe("where the clocks change", () => {
  const at = (text: string) => Date.parse(text);
  const times = (text: string, zone: string, from: string, count: number) => {
    const found: string[] = [];
    for (let after = at(from); found.length < count; ) {
      const next = nextInstant(text, zone, after);
      if (next === undefined) break;
      found.push(new Date(next).toISOString().slice(0, 16));
      after = next;
    }
    return found;
  };

  test("a time that is skipped comes as soon as there is one again", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
  });
  test("a time that comes twice is taken once, the first time", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });
  test("what comes every so often goes by what the clocks show", () => {
    expect(times("0,30 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", 4)).toEqual([
      "2026-03-29T00:30",
      "2026-03-29T01:00",
      "2026-03-29T01:30",
      "2026-03-29T02:00",
    ]);
    expect(times("30 * * * *", "Europe/Berlin", "2026-10-24T23:00Z", 4)).toEqual([
      "2026-10-24T23:30",
      "2026-10-25T00:30",
      "2026-10-25T01:30",
      "2026-10-25T02:30",
    ]);
  });
  test("a zone whose clocks change by half an hour", () => {
    expect(times("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", 2)).toEqual([
      "2026-10-03T15:30",
      "2026-10-04T15:15",
    ]);
  });
});

test("the day of the month and that of the week: either, where both are told", () => {
  const from = Date.parse("2026-11-22T12:00Z");
  // The 24th is a Tuesday; Wednesday comes after it.
  expect(nextInstant("0 0 24 * 3", "UTC", from)).toBe(Date.parse("2026-11-24T00:00Z"));
  expect(nextInstant("0 0 24 * 3", "UTC", Date.parse("2026-11-24T00:00Z"))).toBe(
    Date.parse("2026-11-25T00:00Z"),
  );
});

test("what can't be read, never comes, or is in no zone has no next", () => {
  expect(nextInstant("0 24 * * *", "UTC", 0)).toBeUndefined();
  expect(nextInstant("0 0 30 2 *", "UTC", 0)).toBeUndefined();
  expect(nextInstant("0 0 * * *", "Mars/Base", 0)).toBeUndefined();
  expect(nextInstant("0 0 0 * * *", "UTC", 0)).toBeUndefined();
});
