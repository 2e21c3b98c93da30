import { expect, test, vi } from "vitest";
import { recordedClock } from "../../src/world/recorded-clock.ts";

test("what was to come by then comes at once, in order, and what was cancelled does not", async () => {
  const start = Date.parse("2020-02-02T02:02Z");
  const clock = recordedClock(start);
  const called: string[] = [];
  clock.wake(start + 7_200_000, () => called.push("late"));
  clock.wake(start + 3_600_000, () => called.push("soon"));
  clock.wake(start + 1_800_000, () => called.push("never"))();
  expect(clock.next).toBe(start + 3_600_000);
  clock.skipTo(start + 9_000_000);
  expect(clock.now() - start).toBeGreaterThanOrEqual(9_000_000);
  await vi.waitFor(() => expect(called).toEqual(["soon", "late"]));
  expect(clock.next).toBeUndefined();
});

test("never goes back", () => {
  const clock = recordedClock(1_000);
  clock.skipTo(5_000);
  clock.skipTo(2_000);
  expect(clock.now()).toBeGreaterThanOrEqual(5_000);
});
