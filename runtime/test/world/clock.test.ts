import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Hands } from "../../src/world/clock.ts";
import { nodeClock, nodeRandom } from "../../src/world/node.ts";

function hands(): Hands & { wallAt: number; steadyAt: number; pass(ms: number): void } {
  const both = {
    wallAt: 1_700_000_000_000,
    steadyAt: 50.25,
    wall: () => both.wallAt,
    steady: () => both.steadyAt,
    pass: (ms: number) => {
      both.wallAt += ms;
      both.steadyAt += ms;
    },
  };
  return both;
}

describe("the clock", () => {
  test("tells the wall's time in whole milliseconds", () => {
    const at = hands();
    const clock = nodeClock(at);
    expect(clock.now()).toBe(1_700_000_000_000);
    at.pass(1500.75);
    expect(clock.now()).toBe(1_700_000_001_500);
  });

  test("does not follow a wall clock that is set back", () => {
    const at = hands();
    const clock = nodeClock(at);
    at.wallAt -= 3_600_000;
    at.steadyAt += 10;
    expect(clock.now()).toBe(1_700_000_000_010);
  });

  test("does not follow one that drifts ahead a little", () => {
    const at = hands();
    const clock = nodeClock(at);
    at.wallAt += 900;
    expect(clock.now()).toBe(1_700_000_000_000);
  });

  test("follows one that is far ahead: the machine slept", () => {
    const at = hands();
    const clock = nodeClock(at);
    at.wallAt += 8 * 3_600_000;
    expect(clock.now()).toBe(1_700_000_000_000 + 8 * 3_600_000);
    at.pass(5);
    expect(clock.now()).toBe(1_700_000_000_005 + 8 * 3_600_000);
  });
});

describe("waking", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const day = 24 * 3_600_000;

  test.each([1, 59_999, 60_001, 3 * day, 60 * day])("after %d ms, not before", (wait) => {
    const clock = nodeClock({ wall: () => Date.now(), steady: () => Date.now() });
    let woken = 0;
    clock.wake(clock.now() + wait, () => {
      woken += 1;
    });
    vi.advanceTimersByTime(wait - 1);
    expect(woken).toBe(0);
    vi.advanceTimersByTime(1);
    expect(woken).toBe(1);
    vi.advanceTimersByTime(day);
    expect(woken).toBe(1);
  });

  test("soon, where the time has passed", () => {
    const clock = nodeClock({ wall: () => Date.now(), steady: () => Date.now() });
    let woken = 0;
    clock.wake(clock.now() - 5, () => {
      woken += 1;
    });
    expect(woken).toBe(0);
    vi.advanceTimersByTime(1);
    expect(woken).toBe(1);
  });

  test("never, once undone", () => {
    const clock = nodeClock({ wall: () => Date.now(), steady: () => Date.now() });
    const takeBack = clock.wake(clock.now() + 3 * 60_000, () => {
      throw new Error("woken");
    });
    vi.advanceTimersByTime(2 * 60_000);
    takeBack();
    vi.advanceTimersByTime(day);
  });

  test("within a minute of the end of a sleep", () => {
    let slept = 0;
    const clock = nodeClock({ wall: () => Date.now() + slept, steady: () => Date.now() });
    let woken = 0;
    clock.wake(clock.now() + day, () => {
      woken += 1;
    });
    slept = 2 * day;
    vi.advanceTimersByTime(60_000);
    expect(woken).toBe(1);
  });
});

test("chance comes as hex, never the same", () => {
  expect(nodeRandom.hex(8)).toMatch(/^[0-9a-f]{16}$/);
  // More than is drawn at once, and in parts that do not go into it evenly.
  const drawn = Array.from({ length: 3_000 }, (_, n) => nodeRandom.hex(n % 2 === 0 ? 8 : 13));
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([16, 26]));
  expect(nodeRandom.hex(10_000)).toMatch(/^[0-9a-f]{20000}$/);
});
