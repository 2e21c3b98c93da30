import { CronExpressionParser } from "cron-parser";
import { CronosExpression } from "cronosjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextInstant } from "../../src/quantity/calendar.ts";

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

/** What comes every so often, and in the hours in which clocks change. */
const often = fc
  .tuple(
    fc.constantFrom("*", "*/2", "*/5", "0,30", "15", "30", "59", "10-40"),
    fc.constantFrom("*", "0", "1", "2", "3", "0-4", "*/2", "2,3"),
  )
  .map((parts) => [...parts, "*", "*", "*"].join(" "));

const instant = fc.integer({ min: Date.UTC(2018, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 });

function byCronParser(text: string, zone: string, after: number): number {
  return CronExpressionParser.parse(text, { tz: zone, currentDate: new Date(after) })
    .next()
    .getTime();
}

function byCronos(text: string, zone: string, after: number): number | undefined {
  return CronosExpression.parse(text, { timezone: zone }).nextDate(new Date(after))?.getTime();
}

type Other = number | "error" | undefined;

/** What another library says; some give up around changes. */
function asked(of: () => number | undefined): Other {
  try {
    return of();
  } catch (error) {
    if (error instanceof Error) return "error";
    throw error;
  }
}

/** Ten thousand schedules, half of them asked for within two days of a change of the clocks. */
const questions = fc.record({
  text: fc.oneof(cron, often),
  zone: fc.constantFrom(...zones),
  near: fc.boolean(),
  change: fc.nat(1_000),
  off: fc.integer({ min: -172_800, max: 172_800 }),
  seconds: instant,
});

test("beside two other libraries: where they differ, the clocks' own showing is with ours", () => {
  const kinds = new Map<string, number>();
  for (const { text, zone, near, change, off, seconds } of fc.sample(questions, {
    numRuns: 4_000 * Number(process.env.LAWS ?? 1),
    seed: 7,
  })) {
    const changes = changesIn(zone);
    const at = near && changes.length > 0 ? changes[change % changes.length]! / 1000 + off : seconds;
    const after = at * 1000;
    const ours = nextInstant(text, zone, after);
    expect(ours, `${text} in ${zone}`).toBeDefined();
    if (ours === undefined) continue;
    const others = {
      "cron-parser": asked(() => byCronParser(text, zone, after)),
      cronosjs: asked(() => byCronos(text, zone, after)),
    };
    for (const [library, theirs] of Object.entries(others)) {
      if (theirs === ours) continue;
      const said = `${text} in ${zone} after ${new Date(after).toISOString()}: ${library}`;
      // Ours is allowed; and if theirs comes before it, that is not.
      expect([said, isShown(text, zone, ours)]).toEqual([said, true]);
      if (typeof theirs === "number" && theirs < ours)
        expect([said, isShown(text, zone, theirs)]).toEqual([said, false]);
      const kind = `${library}: ${kindOf(text, zone, ours, theirs)}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  // Every way in which they differ, and why ours is as it is.
  expect([...kinds.keys()].toSorted()).toEqual(
    [
      // It searches forward by its own steps and gives up in a zone whose clocks change by half an hour.
      "cron-parser: gives up",
      // Of a time that is shown twice it takes both; a single time of the day is meant once.
      "cron-parser: takes a single time that is shown twice, the second time",
      // It moves a skipped time by as much as the clocks were moved; ours comes as soon as there is a time again.
      "cron-parser: takes a skipped time later",
      // It moves times out of what is skipped, of schedules that go by what the clocks show.
      "cron-parser: takes what is not shown",
      // It passes over some of what the clocks show the second time, or just after a change.
      "cron-parser: leaves out what is shown",
      // It takes what is shown twice once, also where a schedule comes every so often.
      "cronosjs: leaves out what is shown",
      "cronosjs: takes a skipped time later",
      "cronosjs: takes what is not shown",
    ].toSorted(),
  );
});

function kindOf(text: string, zone: string, ours: number, theirs: Other): string {
  if (theirs === "error" || theirs === undefined) return "gives up";
  if (theirs < ours) {
    const twice = matches(text, localOf(zone, theirs));
    return twice ? "takes a single time that is shown twice, the second time" : "takes what is not shown";
  }
  return matches(text, localOf(zone, ours)) ? "leaves out what is shown" : "takes a skipped time later";
}

/* The rule by itself, without any library of schedules. */

/** Whether a schedule may come at an instant: by what the clocks show, and as `nextInstant` says of changes. */
function isShown(text: string, zone: string, at: number): boolean {
  const local = localOf(zone, at);
  if (!isOnce(text)) return matches(text, local);
  if (matches(text, local)) return !isShownAgain(zone, at);
  // As soon as there is a time again, for a time that was skipped.
  for (let skipped = localOf(zone, at - 60_000) + 60_000; skipped < local; skipped += 60_000)
    if (matches(text, skipped)) return true;
  return false;
}

/** One minute of one hour. */
function isOnce(text: string): boolean {
  return text
    .split(" ")
    .slice(0, 2)
    .every((part) => /^\d+$/u.test(part));
}

function isShownAgain(zone: string, at: number): boolean {
  const local = localOf(zone, at);
  return [30, 60, 120].some((minutes) => localOf(zone, at - minutes * 60_000) === local);
}

/** `local`: what the clocks show, as if it were UTC. */
function matches(text: string, local: number): boolean {
  const date = new Date(local);
  const shown = [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ];
  const least = [0, 0, 1, 1, 0];
  return text.split(" ").every((part, place) =>
    part.split(",").some((one) => {
      const [, from, to, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/u.exec(one) ?? [];
      const first = Number(from ?? least[place]);
      const last = from === undefined ? Number.POSITIVE_INFINITY : Number(to ?? from);
      const value = shown[place] ?? -1;
      return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0;
    }),
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localOf(zone: string, at: number): number {
  const digits = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", ...digits });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute);
}

const known = new Map<string, readonly number[]>();

/** Every change of a zone's clocks in the years that are asked about. */
function changesIn(zone: string): readonly number[] {
  const before = known.get(zone);
  if (before !== undefined) return before;
  const found: number[] = [];
  const offset = (at: number) => localOf(zone, at) - at;
  const day = 86_400_000;
  for (let at = Date.UTC(2018, 0, 1); at < Date.UTC(2030, 0, 1); at += day) {
    if (offset(at) === offset(at + day)) continue;
    let [low, high] = [at, at + day];
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 120_000) * 60_000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  known.set(zone, found);
  return found;
}

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
