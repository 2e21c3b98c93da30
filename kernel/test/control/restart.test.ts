import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fired, Installation, of } from "./installation.ts";

/*
 * A firing may be decided long after its cause: at the end of a window, or when a condition has lasted. The process may
 * have died meanwhile.
 */

const mill = `event smoke(spot: Int) { from detectors  dedupe 2s by spot }
event call(spot: Int) { from telephone }
event bell(spot: Int) { from tower }
fusion fire(spot: Int) { join smoke as seen, call as told  within 1m  by seen.spot  late up to 20s  emit { spot: seen.spot } }
fusion blaze(spot: Int) { join fire as burning, bell as rung  within 1m  by rung.spot  late up to 20s  emit { spot: rung.spot } }
fusion prompt(spot: Int) { join smoke as seen, bell as rung  within 1m  by seen.spot  emit { spot: seen.spot } }
signal heat: Float { from probe  fresh 30s }
signal wet: Bool { from gauge  fresh 30s }
flag damp = wet { hold 15s }
tool ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger alarm { on event fire  start p(n: event.spot) }
trigger siren { on event blaze  start p(n: event.spot + 100) }
trigger quick { on event prompt  start p(n: event.spot + 200) }
trigger hot { on change heat > 90 for 10s  start p(n: 300) }
trigger soaked { on change damp and heat > 10 for 20s  start p(n: 400) }
trigger calm { on event bell  debounce 25s by event.spot  start p(n: event.spot + 500) }
trigger rare { on event call  throttle 1 per 25s  start p(n: event.spot + 600) }
trigger often { on every 17s  missed all  start p(n: 700) }
`;

describe("what came while triggers counted, and is decided when none does, sets them off", () => {
  test("a window that closes while the process is down", () => {
    const one = new Installation(mill);
    one.occur("m.smoke", { spot: 1 });
    one.occur("m.call", { spot: 1 });
    expect(fired(one.down(60))).toEqual(["alarm n: 1"]);
    one.arm();
    one.wait(60);
    expect(fired(one.events).filter((each) => each.startsWith("alarm"))).toEqual(["alarm n: 1"]);
  });

  test("one that closes after the process came back, before it has armed them", () => {
    const one = new Installation(mill);
    one.occur("m.smoke", { spot: 1 });
    one.occur("m.call", { spot: 1 });
    expect(fired(one.down(5))).toEqual([]);
    expect(fired(one.wait(60))).toEqual(["alarm n: 1"]);
  });

  test("a window over windows", () => {
    const one = new Installation(mill);
    one.occur("m.smoke", { spot: 1 });
    one.occur("m.call", { spot: 1 });
    one.occur("m.bell", { spot: 1 });
    one.down(30);
    one.down(30);
    expect(fired(one.events).filter((each) => each.startsWith("siren"))).toEqual(["siren n: 101"]);
  });

  test("a condition that had lasted and is unknown by the time that triggers count again", () => {
    const one = new Installation(mill);
    one.sense("m.heat", 95);
    one.restart(600);
    expect(fired(one.events)).toEqual(["hot n: 300"]);
  });

  test("a condition that had lasted by all that was known, though that is too old by now", () => {
    const one = new Installation(mill);
    one.sense("m.heat", 95);
    expect(fired(one.down(600))).toEqual(["hot n: 300"]);
    one.arm();
    expect(fired(one.wait(12)).filter((each) => each.startsWith("hot"))).toEqual([]);
    one.sense("m.heat", 95);
    expect(fired(one.wait(10))).toContain("hot n: 300");
  });
});

describe("what comes while no trigger counts sets none off", () => {
  test("the last of several that are one", () => {
    const one = new Installation(mill);
    one.occur("m.smoke", { spot: 1 });
    one.down(5);
    one.occur("m.call", { spot: 1 });
    one.wait(60);
    one.down(5);
    expect(of(one.events, "Fused")).toHaveLength(1);
    expect(fired(one.events)).toEqual([]);
  });

  test("unless they count by the time that it is decided, or would have", () => {
    const one = new Installation(mill);
    one.occur("m.smoke", { spot: 1 });
    one.down(5);
    one.occur("m.call", { spot: 1 });
    one.arm();
    expect(fired(one.down(60))).toEqual(["alarm n: 1"]);
  });

  test("a condition that has become true since", () => {
    const one = new Installation(mill);
    one.down(1);
    one.sense("m.heat", 95);
    expect(fired(one.wait(25))).toEqual([]);
    one.sense("m.heat", 96);
    one.down(1);
    one.wait(60);
    expect(fired(one.events)).toEqual([]);
  });

  test("nor one that was false in between", () => {
    const one = new Installation(mill);
    one.sense("m.heat", 95);
    one.down(1);
    one.sense("m.heat", 5);
    one.sense("m.heat", 95);
    one.wait(60);
    expect(fired(one.events)).toEqual([]);
  });

  test("nor one that had lapsed before its time was over", () => {
    const one = new Installation(mill);
    one.sense("m.heat", 95);
    one.sense("m.wet", true);
    one.sense("m.wet", false);
    one.sense("m.heat", 50);
    one.restart(25);
    one.wait(60);
    expect(fired(one.events).filter((each) => !each.startsWith("often"))).toEqual([]);
  });
});

test("a flag is held from when it was no longer so, not from when a process comes and sees that", () => {
  const one = new Installation(mill);
  one.sense("m.wet", true);
  one.restart(40);
  expect(one.known("damp")).toBe(true);
  one.wait(6);
  expect(one.known("damp")).toBe(undefined);
});

/** The inputs, and the seconds between them. */
const coming = fc.record({
  gap: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 15 }) }, fc.integer({ min: 16, max: 90 })),
  what: fc.constantFrom("m.smoke", "m.call", "m.bell", "heat", "wet"),
  spot: fc.integer({ min: 1, max: 2 }),
  /** Seconds that the news were on their way. */
  delay: fc.integer({ min: 0, max: 19 }),
});

/** How a process goes and another comes, in the time between two news. */
const ways: readonly ((one: Installation, gap: number) => void)[] = [
  (one, gap) => one.wait(gap),
  (one, gap) => {
    one.restart(gap);
    one.wait(0);
  },
  (one, gap) => {
    one.down(gap);
    one.arm();
    one.wait(0);
  },
  (one, gap) => {
    one.down(gap / 2);
    one.wait(gap / 2);
    one.restart(0);
  },
  (one, gap) => {
    one.wait(gap / 2);
    one.restart(gap / 2);
  },
];

test("wherever a process goes and another comes, the same is started, and once", () => {
  const law = fc.property(
    fc.array(coming, { minLength: 1, maxLength: 14 }),
    fc.integer({ min: 1, max: ways.length - 1 }),
    (news, way) => {
      const played = (restarts: (place: number) => boolean): Installation => {
        const one = new Installation(mill);
        one.wait(20);
        for (const [place, { gap, what, spot, delay }] of news.entries()) {
          ways[restarts(place) ? way : 0]?.(one, gap);
          const told = { id: `n${place}` };
          if (what === "heat") one.sense("m.heat", spot === 1 ? 95 : 20, told);
          else if (what === "wet") one.sense("m.wet", spot === 1, told);
          else one.occur(what, { spot }, { ...told, when: one.now - delay * 1000 });
        }
        one.wait(200);
        return one;
      };
      const wanted = (one: Installation) =>
        of(one.events, "Fired").map(({ request, args }) => `${request} ${JSON.stringify(args)}`);
      const whole = wanted(played(() => false)).toSorted();
      for (const [place] of news.entries()) {
        const one = played((other) => other === place);
        expect(wanted(one).toSorted()).toEqual(whole);
        expect(JSON.stringify(one.folded())).toBe(JSON.stringify(one.state));
      }
      expect(wanted(played(() => true)).toSorted()).toEqual(whole);
    },
  );
  fc.assert(law, { numRuns: 25 });
});
