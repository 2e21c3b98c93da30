import { knownNow } from "@orchlang/runtime/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditionValue } from "../../src/control/world/condition.ts";
import { fuse, knownOf } from "../../src/control/world/known.ts";
import { Installation, of } from "./installation.ts";

describe("signals", () => {
  test("what several sources say is one value, and the stale does not count", () => {
    const one = new Installation("signal heat: Float { from a, b, c  fuse median  fresh 30s }");
    expect(one.known("heat")).toBeUndefined();
    one.sense("a", 10);
    one.wait(20);
    one.sense("b", 20);
    expect(one.known("heat")).toBe(15);
    expect(of(one.wait(15), "Faded")).toMatchObject([{ name: "m.heat" }]);
    expect(one.known("heat")).toBe(20);
    one.wait(20);
    expect(one.known("heat")).toBeUndefined();
  });

  test("what came late is not newer than what is known, and nothing is from the future", () => {
    const one = new Installation("signal heat: Float { from a  fresh 30s }");
    one.wait(100);
    one.sense("a", 1, { when: one.now });
    one.sense("a", 2, { when: one.now - 5_000 });
    expect(one.known("heat")).toBe(1);
    one.sense("a", 3, { when: one.now + 60_000 });
    expect(one.known("heat")).toBe(3);
    one.wait(31);
    expect(one.known("heat")).toBeUndefined();
  });

  test("a source that knows nothing any more is left out; a reading may say how long it counts", () => {
    const one = new Installation("signal heat: Float { from a, b  fuse sum }");
    one.sense("a", 1);
    one.sense("b", 2, { until: one.now + 10_000 });
    expect(one.known("heat")).toBe(3);
    one.sense("a", undefined);
    expect(one.known("heat")).toBe(2);
    one.wait(10);
    expect(one.known("heat")).toBeUndefined();
  });

  test("a family has a signal for each member, and its sources have the member too", () => {
    const one = new Installation(
      "type Room = hall | attic\nsignal heat(room: Room): Float { from probe.heat }",
    );
    one.sense("probe.heat(hall)", 7);
    one.sense("m.heat(attic)", 8);
    expect(one.known("heat(hall)")).toBe(7);
    expect(one.known("heat(attic)")).toBe(8);
  });

  test("each way to make one value of several", () => {
    const said = (...values: readonly (number | boolean | string)[]) => {
      const [first, ...others] = values.map((value, when) => ({ value, confidence: 0.5 + when / 10, when }));
      return [first!, ...others] as const;
    };
    const close = (value: number, confidence: number) => ({
      value: expect.closeTo(value, 9),
      confidence: expect.closeTo(confidence, 9),
    });
    expect(fuse("latest", said(1, 2))).toEqual({ value: 2, confidence: 0.6 });
    expect(fuse("any", said(true, false))).toEqual({ value: true, confidence: 0.5 });
    expect(fuse("any", said(false, false))).toEqual({ value: false, confidence: 0.5 });
    expect(fuse("all", said(true, false))).toEqual({ value: false, confidence: 0.6 });
    expect(fuse("majority", said("x", "y", "y"))).toEqual({
      value: "y",
      confidence: close(0, 1.3 / 3).confidence,
    });
    expect(fuse("median", said(5, 1, 3))).toEqual(close(3, 0.6));
    expect(fuse("mean", said(1, 2))).toEqual(close(1.5, 0.55));
    expect(fuse("min", said(1, 2))).toEqual(close(1, 0.5));
    expect(fuse("max", said(1, 2))).toEqual(close(2, 0.5));
    expect(fuse("sum", said(1, 2))).toEqual(close(3, 0.5));
    expect(fuse("noisy_or", said(0.5, 0.5))).toEqual(close(0.75, 0.8));
    expect(fuse("noisy_or", said(true, true))).toEqual({ value: true, confidence: 0.8 });
    expect(fuse("mean", said("x", "y"))).toBeUndefined();
  });
});

describe("flags", () => {
  test.each([
    // On average 80%, a tenth less each minute: no reading by itself comes down to 70% then.
    ["mean", [1, 0.6], 0.7, 75],
    ["min", [1, 0.8], 0.7, 75],
    ["latest", [1, 0.8], 0.7, 75],
    // Each by itself is less than 70% sure from the beginning.
    ["noisy_or", [0.6, 0.6], 0.7, 148],
    ["sum", [1, 0.9], 0.45, 300],
  ] as const)(
    "of %s of two that grow less sure are unknown as soon as it is not sure enough",
    (rule, sure, least, due) => {
      const one = new Installation(
        `signal s: Ratio { from a, b  fuse ${rule}  decay 10% per m }
flag some = s >= 0% { confidence >= ${least * 100}% }`,
      );
      one.sense("a", 0.5, { confidence: sure[0] });
      one.now += 1;
      one.sense("b", 0.5, { confidence: sure[1] });
      expect(one.known("some")).toBe(true);
      const turned = of(one.wait(600), "Turned");
      expect(turned).toMatchObject([{ name: "m.some" }]);
      expect(Math.round(((turned[0]?.at ?? 0) - Installation.start) / 1000)).toBe(due);
      expect(turned[0]?.value).toBeUndefined();
      expect(one.folded()).toEqual(one.state);
    },
  );

  test("unknown where they are not sure enough, which comes by time alone", () => {
    const one = new Installation(
      "signal wind: Float { from mast  decay 10% per m }\nflag storm = wind > 60 { confidence >= 70% }",
    );
    one.sense("mast", 80);
    expect(one.known("storm")).toBe(true);
    const turned = of(one.wait(4 * 60), "Turned");
    expect(turned).toHaveLength(1);
    expect(turned[0]).toMatchObject({ name: "m.storm", because: [{ name: "m.wind", value: 80 }] });
    expect(Math.round(((turned[0]?.at ?? 0) - Installation.start) / 1000)).toBe(180);
    expect(one.known("storm")).toBeUndefined();
    one.sense("mast", 80, { confidence: 0.5 });
    expect(one.known("storm")).toBeUndefined();
  });

  test("one that reads another is as sure as the signals behind it are by now", () => {
    const one = new Installation(
      `signal wind: Float { from mast  decay 10% per m }
flag storm = wind > 60
flag shut = storm and wind > 50 { confidence >= 70% }
flag calm = not storm { confidence >= 70% }`,
    );
    one.sense("mast", 80);
    expect([one.known("storm"), one.known("shut")]).toEqual([true, true]);
    one.wait(4 * 60);
    expect([one.known("storm"), one.known("shut")]).toEqual([true, undefined]);
    one.sense("mast", 20);
    expect(one.known("calm")).toBe(true);
    one.wait(4 * 60);
    expect([one.known("storm"), one.known("calm")]).toEqual([false, undefined]);
    expect(one.folded()).toEqual(one.state);
  });

  test("what decides by itself is as sure as it is, whatever is not known beside it", () => {
    const one = new Installation(
      "signal a: Bool { from a }\nsignal b: Bool { from b }\nflag either = a or b { confidence >= 70% }\nflag both = a and b { confidence >= 70% }",
    );
    one.sense("a", true, { confidence: 0.8 });
    expect([one.known("either"), one.known("both")]).toEqual([true, undefined]);
    one.sense("b", false, { confidence: 0.2 });
    expect([one.known("either"), one.known("both")]).toEqual([true, undefined]);
    one.sense("b", false, { confidence: 0.9 });
    expect([one.known("either"), one.known("both")]).toEqual([true, false]);
  });

  test("they stay true for a while after they were, and no longer", () => {
    const one = new Installation("signal motion: Bool { from hall }\nflag somebody = motion { hold 5m }");
    one.sense("hall", true);
    one.sense("hall", false);
    expect(one.known("somebody")).toBe(true);
    one.wait(299);
    one.sense("hall", true);
    one.wait(1_000);
    expect(one.known("somebody")).toBe(true);
    one.sense("hall", false);
    one.wait(299);
    one.sense("hall", false);
    expect(one.known("somebody")).toBe(true);
    expect(of(one.wait(1), "Turned")).toMatchObject([{ name: "m.somebody", value: false }]);
  });

  test("what reads the time turns when it comes, and what reads a flag after it", () => {
    const one = new Installation(
      "signal motion: Bool { from hall }\nflag night = now.time in 22:00..06:00\nflag careful = night and motion",
    );
    one.sense("hall", true);
    const turned = of(one.wait(24 * 3600), "Turned").map(
      ({ name, value, at }) => `${name} ${value} ${new Date(at).toISOString().slice(11, 16)}`,
    );
    expect(turned).toEqual([
      "m.night true 22:00",
      "m.careful true 22:00",
      "m.night false 06:00",
      "m.careful false 06:00",
    ]);
  });

  test("told by its own name a flag is what it was told, until it is told nothing", () => {
    const one = new Installation(
      "signal wind: Float { from mast }\nflag storm = wind > 60\nflag calm = not storm",
    );
    one.sense("mast", 80);
    one.sense("m.storm", false);
    expect([one.known("storm"), one.known("calm")]).toEqual([false, true]);
    one.sense("m.storm", undefined);
    expect([one.known("storm"), one.known("calm")]).toEqual([true, false]);
  });
});

test("the state is the fold of the journal, and nothing is taken twice", () => {
  const program = `signal a: Float { from x, y  fuse mean  fresh 20s  decay 50% per m }
signal b: Bool { from z }
flag high = a > 5 { confidence >= 60%  hold 10s }
flag both = high and b`;
  const step = fc.oneof(
    fc.record({ source: fc.constantFrom("x", "y"), value: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ source: fc.constant("z"), value: fc.boolean() }),
    fc.record({ wait: fc.integer({ min: 1, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const one = new Installation(program);
      for (const each of steps) {
        if ("wait" in each) one.wait(each.wait);
        else one.sense(each.source, each.value);
      }
      expect(JSON.stringify(one.folded())).toBe(JSON.stringify(one.state));
      // The remembered value of a flag equals its derived value.
      if (one.known("high") === false) expect((one.known("a") as number) <= 5).toBe(true);
      expect(one.known("both") === true).toBe(one.known("high") === true && one.known("b") === true);
    }),
    { numRuns: 60 },
  );
});

test("what is known of a flag is at any time what it would be found to be then", () => {
  const rule = fc.constantFrom("latest", "mean", "median", "min", "max", "sum", "noisy_or");
  const step = fc.oneof(
    fc.record({
      source: fc.constantFrom("x", "y", "z"),
      value: fc.constantFrom(0, 0.5, 1),
      sure: fc.constantFrom(1, 0.9, 0.6, 0.2),
    }),
    fc.record({ wait: fc.integer({ min: 1, max: 90 }) }),
  );
  fc.assert(
    fc.property(rule, rule, fc.array(step, { maxLength: 25 }), (one, other, steps) => {
      const world = new Installation(`signal a: Ratio { from x, y  fuse ${one}  fresh 80s  decay 40% per m }
signal b: Ratio { from y, z  fuse ${other}  decay 25% per m }
flag high = a > 40% { confidence >= 60% }
flag low = not high
flag some = low or b > 60% { confidence >= 35% }
flag loud = a > 40%
flag surely = loud or loud { confidence >= 50% }
flag all = high and b < 60% and a < 90% { confidence >= 50% }`);
      for (const each of steps) {
        if ("wait" in each) world.wait(each.wait);
        else world.sense(each.source, each.value, { confidence: each.sure });
        const state = { ...world.state, at: world.now };
        for (const condition of state.laid.conditions) {
          expect([condition.name, knownOf(state, condition.name).value]).toEqual([
            condition.name,
            conditionValue(state, condition).value,
          ]);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("who looks at a journal that nobody carries on is told what would be true by then, and changes nothing", () => {
  const one = new Installation(`signal heat: Float { from a  fresh 30s }
flag hot = heat > 30
flag silent = heat is none
flag late = now.hour >= 13`);
  one.sense("a", 50);
  const before = one.state;
  const at = (seconds: number) =>
    knownNow(one.state, one.now + seconds * 1000, "internal").map(
      ({ name, value }) => `${name.slice(2)} ${value}`,
    );
  expect(at(10)).toEqual(["heat 50", "hot true", "late false", "silent false"]);
  expect(at(40)).toEqual(["heat undefined", "hot undefined", "late false", "silent true"]);
  expect(at(3_600)).toContain("late true");
  expect(one.state).toBe(before);
});

describe("whether anybody knows", () => {
  const text = `type Room = hall | attic
signal heat(room: Room): Float { from a  fresh 30s  decay 10% per s }
flag silent(room: Room) = heat(room) is none { confidence >= 90% }
flag heard = heat(hall) is some and heat(hall) != none
`;

  test("is known at any time, and as sure as can be; each member by itself", () => {
    const one = new Installation(text);
    expect([one.known("silent(hall)"), one.known("silent(attic)"), one.known("heard")]).toEqual([
      true,
      true,
      false,
    ]);
    one.sense("a(hall)", 5);
    one.wait(5);
    expect([one.known("silent(hall)"), one.known("silent(attic)"), one.known("heard")]).toEqual([
      false,
      true,
      true,
    ]);
    one.wait(30);
    expect([one.known("silent(hall)"), one.known("heard")]).toEqual([true, false]);
    expect(one.folded()).toEqual(one.state);
  });

  test("sets a trigger off where a source has stopped for long, and not where it comes again", () => {
    const one = new Installation(`${text}
tool ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger t { on change silent(hall) for 1m  start p(n: 1) }`);
    one.sense("a(hall)", 5);
    expect(of(one.wait(80), "Fired")).toEqual([]);
    one.sense("a(hall)", 6);
    expect(of(one.wait(60), "Fired")).toEqual([]);
    expect(of(one.wait(31), "Fired")).toHaveLength(1);
  });
});

describe("families", () => {
  test("what is known of one member makes another no less sure, sets it off no more, and is no reason for it", () => {
    const one = new Installation(`type Room = hall | attic | cellar
signal heat(room: Room): Float { from probe }
flag hot(room: Room) = heat(room) > 30 and not (heat(room) > 90) { confidence >= 80% }`);
    one.sense("probe(attic)", 50, { confidence: 0.1 });
    const turned = of(one.sense("probe(hall)", 40, { confidence: 0.9 }), "Turned");
    expect(turned).toMatchObject([{ name: "m.hot(hall)", value: true, confidence: 0.9 }]);
    expect(turned[0]?.because).toMatchObject([{ name: "m.heat(hall)", value: 40 }]);
    expect(turned[0]?.because).toHaveLength(1);
    expect(one.known("hot(attic)")).toBeUndefined();
    expect(one.state.laid.readers.get("m.heat(attic)")?.map(({ name }) => name)).toEqual(["m.hot(attic)"]);
  });
});
