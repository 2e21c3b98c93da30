import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { controlMachine } from "../../src/control/machine.ts";
import { runIdOf } from "../../src/keys.ts";
import { fired, Installation, of, skipped, worldOf } from "./installation.ts";

const base = `event e(n: Int, k: String) { from x }
signal a: Float { from a  fresh 1m }
signal b: Bool { from b }
tool ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
`;
const trigger = (body: string) => new Installation(`${base}trigger t { ${body} }`);
const e = (one: Installation, n: number, k = "k") => one.occur("m.e", { n, k });

describe("what sets a trigger off", () => {
  test("an event for which the condition holds, with what it carries", () => {
    const one = trigger("on event e where event.n > 3  start p(n: event.n * 2)");
    expect(fired([...e(one, 3), ...e(one, 4)])).toEqual(["t n: 8"]);
  });

  test("a change that lasts, once; and again when it comes again", () => {
    const one = trigger("on change a < 5 for 10s  start p(n: 1)");
    one.sense("a", 3);
    expect(fired(one.wait(9))).toEqual([]);
    one.sense("a", 9);
    one.sense("a", 3);
    expect(fired(one.wait(9.9))).toEqual([]);
    expect(fired(one.wait(0.1))).toEqual(["t n: 1"]);
    one.sense("a", 2);
    expect(fired(one.wait(30))).toEqual([]);
    one.sense("a", 7);
    one.sense("a", 3);
    expect(fired(one.wait(30))).toEqual(["t n: 1"]);
  });

  test("a change whose readings grow old before it has lasted does not", () => {
    const one = trigger("on change a < 5 for 2m  start p(n: 1)");
    one.sense("a", 3);
    expect(fired(one.wait(600))).toEqual([]);
  });

  test("a run that ended so, with what came of it", () => {
    const one = new Installation(`${base}
trigger first { on event e  start p(n: event.n) }
trigger well { on completed p  start p(n: result + 1) }
trigger ill { on failed p  start p(n: run.plan.size) }`);
    const [start] = of(e(one, 1), "Fired");
    one.admit(start!);
    const ended = one.end(start!.run, "completed", { value: 41 });
    expect(fired(ended)).toEqual(["well n: 42"]);
    const [second] = of(ended, "Fired");
    one.admit(second!);
    const failure = { class: "permanent", name: "permanent", message: "no" };
    expect(fired(one.end(second!.run, "failed", { failure }))).toEqual(["ill n: 3"]);
  });

  test("somebody who asks at a path, or sets it off by hand", () => {
    const one = trigger('on request "a/b"  start p(n: 1)');
    expect(fired(one.tell({ t: "Called", at: one.now, id: "q1", path: "a/c", request: {} }))).toEqual([]);
    expect(fired(one.tell({ t: "Called", at: one.now, id: "q2", path: "a/b", request: {} }))).toEqual([
      "t n: 1",
    ]);
    expect(one.tell({ t: "Called", at: one.now, id: "q2", path: "a/b", request: {} })).toEqual([]);
    expect(fired(one.tell({ t: "Pulled", at: one.now, id: "q3", trigger: "m.t" }))).toEqual(["t n: 1"]);
  });

  test("each member of a family by itself", () => {
    const one = new Installation(`${base}type Room = hall | attic
signal heat(room: Room): Float { from probe }
trigger hot for room in Room { on change heat(room) > 90  start p(n: match room { hall: 1, attic: 2 }) }`);
    expect(fired([...one.sense("probe(hall)", 10), ...one.sense("probe(attic)", 99)])).toEqual([
      "hot(attic) n: 2",
    ]);
  });
});

test("what has set one off does so once, also when it is not known any more that it was told", () => {
  const one = trigger("on event e  start p(n: event.n)  overlap allow up to 9");
  const [start] = of(one.occur("m.e", { n: 1, k: "k" }, { id: "told" }), "Fired");
  const forget = () => {
    one.state = { ...one.state, taken: one.state.taken.clear(), takenBefore: one.state.takenBefore.clear() };
  };
  forget();
  expect(fired(one.occur("m.e", { n: 1, k: "k" }, { id: "told" }))).toEqual([]);
  one.admit(start!);
  forget();
  expect(fired(one.occur("m.e", { n: 1, k: "k" }, { id: "told" }))).toEqual([]);
});

describe("what holds it back", () => {
  test("`when`, also where it is not known", () => {
    const one = trigger("on event e  when b  start p(n: 1)");
    expect(skipped(e(one, 1))).toEqual(["t condition"]);
    one.sense("b", true);
    expect(fired(e(one, 1))).toEqual(["t n: 1"]);
  });

  test("`when` with `and`: the value of each part", () => {
    const one = trigger("on event e  when event.n > 3 and b and a < 5  start p(n: 1)");
    one.sense("a", 9);
    const [skip] = of(e(one, 4), "Skipped");
    expect(skip?.parts).toEqual([true, null, false]);
  });

  test("`debounce`: the first starts, and another only after quiet; each key by itself", () => {
    const one = trigger("on event e  debounce 10s by event.k  start p(n: event.n)");
    expect(fired([...e(one, 1), ...e(one, 2), ...e(one, 3, "other")])).toEqual(["t n: 1", "t n: 3"]);
    one.wait(9);
    expect(skipped(e(one, 4))).toEqual(["t debounce"]);
    one.wait(9);
    expect(skipped(e(one, 5))).toEqual(["t debounce"]);
    one.wait(10);
    expect(fired(e(one, 6))).toEqual(["t n: 6"]);
  });

  test("`throttle`: so many in any window", () => {
    const one = trigger("on event e  throttle 2 per 1m  start p(n: event.n)");
    expect(fired([...e(one, 1), ...e(one, 2), ...e(one, 3)])).toEqual(["t n: 1", "t n: 2"]);
    one.wait(60);
    expect(fired(e(one, 4))).toEqual(["t n: 4"]);
  });

  test("arguments that are not known", () => {
    expect(skipped(e(trigger("on event e  start p(n: if b then 1 else 2)"), 1))).toEqual(["t unknown"]);
  });

  test("triggers that set each other off for ever come to an end", () => {
    const one = new Installation(`${base}
trigger first { on event e  start p(n: 0) }
trigger again { on completed p  start p(n: result + 1) }`);
    let [next] = of(e(one, 0), "Fired");
    let runs = 0;
    for (; next !== undefined && runs < 1_000; runs++) {
      one.admit(next);
      [next] = of(one.end(next.run, "completed", { value: runs }), "Fired");
    }
    expect(runs).toBe(33);
    expect(skipped(one.events)).toEqual(["again circle"]);
  });
});

describe("runs that overlap", () => {
  const start = (one: Installation, n: number, k?: string) => {
    const events = e(one, n, k);
    for (const each of of(events, "Fired")) one.admit(each);
    return events;
  };

  test("`skip`: not while one is under way, from the moment in which it is wanted", () => {
    const one = trigger("on event e  overlap skip  start p(n: event.n)");
    const [first] = of(e(one, 1), "Fired");
    expect(skipped(e(one, 2))).toEqual(["t overlap"]);
    one.admit(first!);
    expect(skipped(e(one, 3))).toEqual(["t overlap"]);
    one.end(first!.run);
    expect(fired(e(one, 4))).toEqual(["t n: 4"]);
  });

  test("`allow by e up to n`", () => {
    const one = trigger("on event e  overlap allow by event.k up to 2  start p(n: event.n)");
    const all = [start(one, 1), start(one, 2), start(one, 3), start(one, 4, "other")].flat();
    expect(fired(all)).toEqual(["t n: 1", "t n: 2", "t n: 4"]);
    expect(skipped(all)).toEqual(["t overlap"]);
  });

  test("`queue`: one after another, in order", () => {
    const one = trigger("on event e  overlap queue  start p(n: event.n)");
    const [first] = of(start(one, 1), "Fired");
    start(one, 2);
    start(one, 3);
    const [second] = of(one.end(first!.run), "Fired");
    expect(second?.args).toEqual({ n: 2 });
    one.admit(second!);
    expect(fired(one.end(second!.run))).toEqual(["t n: 3"]);
  });

  test("`replace`: the one under way is cancelled, the newest comes after it", () => {
    const one = trigger("on event e  overlap replace  start p(n: event.n)");
    const [first] = of(start(one, 1), "Fired");
    expect(of(start(one, 2), "Replaced")).toMatchObject([{ run: first!.run }]);
    start(one, 3);
    expect(fired(one.end(first!.run, "cancelled"))).toEqual(["t n: 3"]);
  });

  test("one that can't be started leaves its place", () => {
    const one = trigger("on event e  overlap queue  start p(n: event.n)");
    const [first] = of(e(one, 1), "Fired");
    e(one, 2);
    const told = one.tell({ t: "Unstarted", at: one.now, run: first!.run, why: "no handler" });
    expect(fired(told)).toEqual(["t n: 2"]);
    expect(controlMachine.pending(one.state)).toHaveLength(1);
  });
});

describe("time", () => {
  const times = (events: ReturnType<Installation["wait"]>) =>
    of(events, "Fired").map(({ at }) => new Date(at).toISOString().slice(5, 16));

  test("a schedule by the clocks of its zone, a period from when it was armed", () => {
    const one = trigger('on schedule "30 2 * * *" in "Europe/Berlin"  start p(n: 1)');
    expect(times(one.wait(2 * 86_400))).toEqual(["01-02T01:30", "01-03T01:30"]);
    const other = trigger("on every 15m  start p(n: 1)");
    expect(times(other.wait(3_600))).toEqual(["01-01T12:15", "01-01T12:30", "01-01T12:45", "01-01T13:00"]);
  });

  test.each([
    ["skip", []],
    ["once", ["01-01T16:30"]],
    ["all", ["01-01T16:30", "01-01T16:30", "01-01T16:30", "01-01T16:30"]],
  ])("missed %s: what was due while nothing was running", (missed, expected) => {
    const one = trigger(`on schedule "0 * * * *"  missed ${missed}  start p(n: 1)`);
    one.restart(4.5 * 3600);
    expect(times(one.wait(0))).toEqual(expected);
    expect(times(one.wait(3_600))).toEqual(["01-01T17:00"]);
    expect(one.state.tallies.get("m.t missed") ?? 0).toBe(4 - expected.length);
  });

  test("nothing fires where no process says that triggers count", () => {
    const one = trigger("on every 15m  on event e  on change b for 1m  start p(n: 1)");
    one.tell({ t: "Disarmed", at: one.now });
    one.sense("b", true);
    const idle = one.wait(3_600);
    expect(fired([...idle, ...e(one, 1)])).toEqual([]);
    expect(idle.length).toBeLessThan(5);
  });

  test("a change that lasts across a crash fires after it, once", () => {
    const one = trigger("on change b for 10m  start p(n: 1)");
    one.sense("b", true);
    one.wait(300);
    one.restart(3_600);
    expect(fired(one.events)).toEqual(["t n: 1"]);
    one.restart(10);
    one.wait(3_600);
    expect(fired(one.events)).toEqual(["t n: 1"]);
  });

  test("each instant of a schedule starts one run, whatever crashes lie between", () => {
    const piece = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom("once", "all", "skip"),
        (pieces, missed) => {
          const one = trigger(`on schedule "*/20 * * * *"  missed ${missed}  start p(n: 1)`);
          for (const [seconds, crashes] of pieces) {
            if (crashes) one.restart(seconds);
            one.wait(crashes ? 0 : seconds);
          }
          const wanted = of(one.events, "Fired").map(({ run }) => run);
          expect(new Set(wanted).size).toBe(wanted.length);
          const instants: number[] = [];
          for (let at = Installation.start + 1_200_000; at <= one.now; at += 1_200_000) instants.push(at);
          const all = instants.map((at) => runIdOf(`m.t m.t#0@${at}`));
          if (missed === "all") expect(wanted).toEqual(all);
          else expect(wanted.every((run) => all.includes(run))).toBe(true);
          const left = one.state.tallies.get("m.t missed") ?? 0;
          expect(wanted.length + left).toBe(all.length);
          expect(JSON.stringify(one.folded())).toBe(JSON.stringify(one.state));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("what was wanted and not asked for yet is wanted again after a crash; asked for twice it is one run", () => {
  const one = trigger("on event e  start p(n: event.n)");
  const [first] = of(e(one, 1), "Fired");
  const [seq] = controlMachine.pending(one.state);
  expect(controlMachine.command(null, one.state, one.events[seq!]!, seq!)).toMatchObject({
    do: "fire",
    firing: { run: first!.run, args: { n: 1 } },
  });
  expect(of(one.admit(first!), "Admitted")).toMatchObject([{ run: first!.run }]);
  expect(one.admit(first!)).toEqual([]);
  expect(runIdOf(first!.request)).toBe(first!.run);
});

test("what is repeated, filtered and throttled is kept within bounds", () => {
  const one = trigger("on event e  debounce 1s by event.k  throttle 5 per 1s  start p(n: event.n)");
  for (let n = 0; n < 3_000; n++) {
    for (const each of of(e(one, n, `k${n}`), "Fired")) {
      one.admit(each);
      one.end(each.run);
    }
    if (n % 10 === 0) one.wait(1);
  }
  expect(one.state.throttles.get("m.t")?.size).toBeLessThanOrEqual(5);
  expect(one.state.groups.size).toBe(0);
  expect(one.state.firings.size).toBe(0);
});

test("a program's world is the same for every compilation", () => {
  const text = `${base}trigger t { on event e  start p(n: 1) }`;
  expect(JSON.stringify(worldOf(text))).toBe(JSON.stringify(worldOf(text)));
});
