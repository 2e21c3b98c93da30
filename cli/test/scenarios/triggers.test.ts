import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
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

const programs = fileURLToPath(new URL("../../../../shared/programs", import.meta.url));

describe.skipIf(!existsSync(programs))("the programs, from what happens to what is done", () => {
  const text = (name: string) => readFileSync(`${programs}/${name}.orch`, "utf8");

  test("a film on a Friday evening, when somebody is at home; and when it has been cold for ten minutes", () => {
    expect(
      verdicts(`${text("movie_night")}
scenario "friday" for friday_evening {
  given  now = 2026-12-04T12:00Z
  given  signal motion = true
  answer start_playback with { ok: true }
  answer set_temperature with { reached: 21.5C }
  expect completed by projector_evening
  expect start_playback once
}
scenario "nobody at home" for friday_evening {
  given  signal motion = false
  given  signal phones_home = []
  expect never start_playback
}
scenario "cold" for cold_evening {
  given  signal living_temperature = 16C
  answer start_playback with { ok: true }
  answer set_temperature with { reached: 21.5C }
  expect completed
}
scenario "warm" for cold_evening {
  given  signal living_temperature = 20C
  expect never start_playback
}
`),
    ).toMatchObject({
      friday: "passed: it completed",
      "nobody at home": "passed: nothing was started",
      cold: "passed: it completed",
      warm: "passed: nothing was started",
    });
  });

  test("a shot that is heard and reported sends help; one that is only heard, or far from the call, does not", () => {
    const shot = 'given event gunshot(location: geo(26.78, -80.05), confidence: 95%, sensor: "s1") at 5s';
    const call = (lat: string) =>
      `given event emergency_call(location: geo(${lat}, -80.05), text: "shots", call: "c1") at 15s`;
    expect(
      verdicts(`${text("gunfire_response")}
scenario "heard and reported" for gunfire {
  ${shot}
  ${call("26.781")}
  answer confirm_dispatch with { granted: true } after 40s
  expect completed
  expect dispatch_unit once
  expect tactical_analysis completed before dispatch_unit
}
scenario "only heard" for gunfire {
  ${shot}
  expect never dispatch_unit
}
scenario "far away" for gunfire {
  ${shot}
  ${call("26.80")}
  expect never dispatch_unit
}
`),
    ).toMatchObject({
      "heard and reported": "passed: it completed",
      "only heard": "passed: nothing was started",
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
