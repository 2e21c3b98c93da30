import { expect, test } from "vitest";
import { Dice } from "../src/dice.ts";
import { faultsOf } from "../src/twin/crashes.ts";
import { ShellLaws } from "../src/twin/shell-laws.ts";
import { playReal, type Twin } from "../src/twin/twin.ts";

/** A report starts a run that calls, asks a person, undoes its first call where a later one fails, and emits an event. */
const reported: Twin = {
  text: `module m
import std.people { Approval }
role boss
event a(k: String, n: Int) { from door }
event b(k: String, n: Int) { from door }
human ok(k: String) -> Approval { ask boss  show "ok \${k}?" }
service off(k: String) { effect idempotent  latency <= 3s  run http post "https://x.example/off" }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  fails full  undo off(k: k)  run http post "https://x.example/idem" }
plan p1(k: String) {
  step made = idem(k, 1)
  step may = ok(k)
  when may.granted { emit b(k: k, n: made) }
  step again = idem(k, 2)
}
trigger t { on event a  start p1(k: event.k) }
`,
  world: {
    start: Date.UTC(2026, 0, 1, 12),
    until: 600_000,
    readings: {},
    happenings: ["x", "y"].map((k, nth) => ({
      at: 1_000 + nth,
      does: "occurs",
      event: "m.a",
      id: k,
      fields: { k, n: nth },
    })),
    salt: 4,
    faults: 25,
    deaths: 0,
    deathsAt: [],
  },
};

test("a fault at any call of the store loses nothing and leaves no run stuck", async () => {
  const faults = await faultsOf(reported, 120, new Dice(1));
  expect(new Set(faults.map(({ of }) => of)).size).toBeGreaterThan(10);
  let reports = 0;
  for (const { store } of faults) {
    const story = await playReal(reported, store);
    expect(story?.broken, JSON.stringify(store)).toEqual([]);
    // A process may die before a report is durable. It has acknowledged none then, or a law is broken.
    const durable = story?.control.filter(({ t }) => t === "Occurred") ?? [];
    expect(story?.runs.size, JSON.stringify(store)).toBe(durable.length);
    reports += durable.length;
  }
  expect(reports).toBeGreaterThan(1.9 * faults.length);
});

test("an attempt that is dispatched before its event is durable, or twice, breaks a law", async () => {
  const job = { key: "k", attempt: 1, dispatch: 1 } as Parameters<ShellLaws["dispatched"]>[0];
  const laws = new ShellLaws();
  laws.dispatched(job);
  laws.appended({ t: "Began", intent: { key: "k" }, attempt: 1 });
  laws.dispatched(job);
  expect(laws.dispatches).toEqual(["k 1.1 is dispatched before it is durable", "k 1.1 is dispatched twice"]);
});
