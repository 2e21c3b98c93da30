import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { playedText } from "./played.ts";

/* Scenarios for triggers: what is given sets them off or not; what they start is played. */

function verdicts(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    playedText(text).map(({ says, played: { status, outcome } }) => [says, `${status}: ${outcome}`]),
  );
}

const program = `module m
type Room = hall | attic
signal heat(room: Room): Float { from probe  fresh 30s  decay 50% per m }
signal motion: Bool { from hall  fresh 1m }
flag occupied = motion { hold 5m }
event shot(level: Int, sensor: String) { from ears  dedupe 10s by sensor }
event call(level: Int) { from phone }
fusion alarm(level: Int) { join shot as a, call as b  within 30s  emit { level: a.level + b.level } }
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger hot for room in Room { on change heat(room) > 30 for 10m  start p(n: match room { hall: 1, attic: 2 }) }
trigger alarmed { on event alarm where event.level > 5  start p(n: event.level) }
trigger evening { on schedule "0 20 * * 5" in "Europe/Berlin"  when occupied  start p(n: 7) }
trigger asked   { on request "a"  start p(n: 8) }
`;

test("a signal that changes sets a trigger off, however late", () => {
  expect(
    verdicts(`${program}
scenario "it grows hot" for hot {
  given  signal heat(hall) = 20
  given  signal heat(hall) = 40 at 25m
  given  signal heat(hall) = 10 at 3h
  expect ring once when args.n == 1
}
scenario "it cools in time" for hot {
  given  signal heat(hall) = 20
  given  signal heat(hall) = 40 at 25m
  given  signal heat(hall) = 10 at 30m
  expect never ring
}
`),
  ).toEqual({ "it grows hot": "passed: it completed", "it cools in time": "passed: nothing was started" });
});

test("what sets a trigger off starts its plan, with what it says", () => {
  expect(
    verdicts(`${program}
scenario "two reports are one" for alarmed {
  given  event shot(level: 4, sensor: "x") at 10s
  given  event call(level: 3) at 20s
  answer ring with args.n * 10
  expect completed
  expect result == 70
  expect ring once
}
scenario "one report is none" for alarmed {
  given  event shot(level: 9, sensor: "x") at 10s
  expect never ring
}
scenario "too far apart" for alarmed {
  given  event shot(level: 4, sensor: "x") at 10s
  given  event call(level: 3) at 50s
  expect completed
}
scenario "the attic is hot" for hot {
  given  signal heat(attic) = 50
  answer ring with args.n
  expect completed
  expect result == 2
}
scenario "on a Friday somebody is there" for evening {
  given  now = 2026-12-02T12:00Z
  given  signal motion = true
  answer ring with args.n
  expect completed
  expect result == 7
}
scenario "nobody is there" for evening {
  given  signal motion = false
  expect never ring
}
scenario "nothing is known" for evening {
  expect never ring
}
scenario "nobody asks" for asked {
  expect waiting
}
scenario "a call fails, the process dies" for alarmed {
  given  event shot(level: 4, sensor: "x") at 10s
  given  event call(level: 3) at 20s
  fault  crash during ring
  expect completed
  expect ring once
}
`),
  ).toEqual({
    "two reports are one": "passed: it completed",
    "one report is none": "passed: nothing was started",
    "too far apart": "failed: nothing was started",
    "the attic is hot": "passed: it completed",
    "on a Friday somebody is there": "passed: it completed",
    "nobody is there": "passed: nothing was started",
    "nothing is known": "passed: nothing was started",
    "nobody asks": "failed: nothing was started",
    "a call fails, the process dies": "passed: it completed",
  });
});

describe("programs of the corpus, from what happens to what is done", () => {
  const text = (name: string) =>
    readFileSync(new URL(`../../../compiler/test/corpus/programs/${name}.orch`, import.meta.url), "utf8");

  test("a rehearsal on a Thursday evening, when somebody is there; and when it has been frosty for ten minutes", () => {
    expect(
      verdicts(`${text("home/rehearsal")}
scenario "thursday" for thursday {
  given  now = 2026-12-03T12:00Z
  given  signal steps = true
  answer start_playback with { ok: true }
  answer set_temperature with { reached: 18.5C }
  expect completed by over_loudspeakers
  expect start_playback once
}
scenario "nobody has come" for thursday {
  given  signal steps = false
  given  signal badges = []
  expect never start_playback
}
scenario "frost" for frosty_hall {
  given  signal nave_warmth = 9C
  answer start_playback with { ok: true }
  answer set_temperature with { reached: 18.5C }
  expect completed
}
scenario "no frost" for frosty_hall {
  given  signal nave_warmth = 14C
  expect never start_playback
}
`),
    ).toMatchObject({
      thursday: "passed: it completed",
      "nobody has come": "passed: nothing was started",
      frost: "passed: it completed",
      "no frost": "passed: nothing was started",
    });
  });

  test("smoke that is measured and seen sends a crew; smoke alone, or far from the call, does not", () => {
    const smoke = 'given event smoke(location: geo(46.61, 13.85), density: 90%, mast: "m1") at 5s';
    const call = (lat: string) =>
      `given event hiker_call(location: geo(${lat}, 13.85), text: "smoke", call: "c1") at 25s`;
    expect(
      verdicts(`${text("security/wildfire")}
scenario "measured and seen" for fire_sighted {
  ${smoke}
  ${call("46.612")}
  answer release_crew with { granted: true } after 40s
  expect completed
  expect dispatch_unit once
  expect tactical_analysis completed before dispatch_unit
}
scenario "smoke alone" for fire_sighted {
  ${smoke}
  expect never dispatch_unit
}
scenario "far away" for fire_sighted {
  ${smoke}
  ${call("46.64")}
  expect never dispatch_unit
}
`),
    ).toMatchObject({
      "measured and seen": "passed: it completed",
      "smoke alone": "passed: nothing was started",
      "far away": "passed: nothing was started",
    });
  });
});

test("what is given is so at once, in whatever order it stands", () => {
  const given = ["given  signal heat(attic) = 50", "given  signal motion = true"];
  const watching = program.replace("for 10m  start", "for 10m  when occupied  start");
  for (const lines of [given, given.toReversed()]) {
    const text = `scenario "hot" for hot {\n${lines.join("\n")}\nanswer ring with args.n\nexpect result == 2\n}\n`;
    expect(verdicts(`${watching.replace(" for 10m", "")}\n${text}`)).toEqual({ hot: "passed: it completed" });
  }
});

test("where clocks go forward a schedule comes as soon as they show a time again; back, once", () => {
  const nightly = `module m
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger nightly { on schedule "30 2 * * *" in "Europe/Berlin"  start p(n: 1) }
`;
  const scenario = (says: string, now: string, first: string) => `scenario "${says}" for nightly {
  given  now = ${now}
  answer ring with 1
  expect completed
  expect within ${first}
}
`;
  // Two o'clock is three o'clock on March 29, one o'clock in the world; on October 25 it is half past two twice.
  expect(
    verdicts(
      nightly +
        scenario("forward", "2026-03-29T00:50Z", "11m") +
        scenario("not before", "2026-03-29T00:50Z", "9m") +
        scenario("back", "2026-10-25T00:20Z", "11m"),
    ),
  ).toEqual({
    forward: "passed: it completed",
    "not before": "failed: it completed",
    back: "passed: it completed",
  });
});
