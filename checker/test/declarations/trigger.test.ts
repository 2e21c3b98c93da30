import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { cronFault } from "../../src/3-check/declarations/trigger-source.ts";
import { checked } from "./checked.ts";

describe("triggers", () => {
  test("of a family are there once for each member", () => {
    const program = checked(`module m
type Room = kitchen | bath
signal warm(room: Room): Temperature { from sensor }
service heat(room: String) { effect idempotent  latency <= 1s }
plan p(room: Room) { step a = heat(room) }
trigger cold for room in Room {
  on       change warm(room) < 18C for 10m
  debounce 1h by room
  throttle 3 per 1d
  start    p(room)
  priority low
  overlap  allow by room up to 2
  missed   once
}
`);
    expect(program.triggers?.map(({ name }) => name)).toEqual(["m.cold(kitchen)", "m.cold(bath)"]);
    expect(program.triggers?.[1]).toMatchObject({
      on: [{ kind: "change", for: { value: 600_000 } }],
      debounce: { for: { value: 3_600_000 } },
      throttle: { count: 3, per: { value: 86_400_000 } },
      starts: { target: "m.p", args: { room: { value: "bath" } } },
      priority: "low",
      overlap: { mode: "allow", upTo: 2 },
      missed: "once",
    });
    expect(JSON.stringify(program.triggers?.[1]?.on)).toContain("m.warm(bath)");
  });

  test("of a family are told of once where all of them tell too much", () => {
    check(`module m
type Room = kitchen | bath
signal someone(room: Room): Bool @personal { from pir }
tool heat(room: Room) { effect idempotent  latency <= 1s }
plan warm(room: Room) { step a = heat(room) }
trigger there for room in Room { on change someone(room)  start warm(room) }
        ^^^^^ warning[ORCH3806] \`there\` starts \`warm\` on personal data, which \`heat\` is not cleared for.
`);
  });

  test("hand over what set them off", () => {
    check(`module m
event e(n: Int) { from x }
plan p(n: Int) -> Int { fails odd  when n > 3 { fail odd "x" } return n }
plan q(n: Int) { let m = n }
trigger a { on event e where event.n > 2  start p(n: event.n) }
trigger b { on completed p  start q(n: result) }
trigger c { on failed p  when error == odd  start q(n: error.attempts) }
trigger d { on request "/x"  start q(n: event.n) }
                                        ^^^^^ error[ORCH3201]
trigger f { on every 1h  start q(n: now) }
                                    ^^^ error[ORCH3002]
`);
  });

  test("know what they have asked", () => {
    check(`module m
event e(n: Int, note: String?) { from x }
plan p(n: Int in 1..9) { let m = n }
plan q(note: String) { let m = note }
trigger a { on event e where event.n in 1..9  start p(n: event.n) }
trigger b { on event e where event.n != 0  when event.note is some  start q(note: event.note) }
trigger c { on event e where event.n in 1..9  on event e  start p(n: event.n) }
                                                                     ^^^^^^^ error[ORCH3004]
`);
  });

  test("know of several events what all of them have", () => {
    check(`module m
event e(n: Int, note: String) { from x }
event f(n: Int, why: String) { from y }
event g(m: Int) { from z }
plan p(n: Int) { let m = n }
plan q(note: String) { let m = note }
trigger a { on event e  on event f  start p(n: event.n) }
trigger b { on event e  on event f  start q(note: event.note) }
                                                        ^^^^ error[ORCH3006]
trigger c { on event g  on event e  start p(n: event.m) }
                                                     ^ error[ORCH3006]
`);
  });
});

describe("schedules", () => {
  test.each([
    "0 7 * * 1",
    "*/15 8-18 * * mon-fri",
    "0 0 1,15 * *",
    "5 4 29 feb *",
    "0 20 * * 7",
    "0 0 31 2 1",
    "10/20 * * jan-mar,DEC *",
  ])("%s is well", (cron) => {
    expect(cronFault(cron)).toBeUndefined();
  });

  test.each([
    ["61 * * * *", "there is no minute `61` (0 to 59)"],
    ["* 24 * * *", "there is no hour `24` (0 to 23)"],
    ["* * 0 * *", "there is no day of the month `0` (1 to 31)"],
    ["* * * 13 *", "there is no month `13` (1 to 12)"],
    ["* * * * 8", "there is no day of the week `8` (0 to 7)"],
    ["* * * * mond", "there is no day of the week `mond` (0 to 7)"],
    ["30-10 * * * *", "`30-10` runs backwards"],
    ["*/0 * * * *", "`*/0` is no minute"],
    ["1,,2 * * * *", "there is no minute `` (0 to 59)"],
    ["0 7 * *", "it has 4 parts instead of five"],
    ["", "it has 0 parts instead of five"],
    ["0 0 0 7 * * *", "it has 7 parts instead of five"],
    ["0 0 30 2 *", "there is no day 30 in that month"],
    ["0 0 31 2,4,6 *", "there is no day 31 in those months"],
    ["0x1 * * * *", "there is no minute `0x1` (0 to 59)"],
  ])("%s is not: %s", (cron, because) => {
    expect(cronFault(cron)).toBe(because);
  });
});
