import type { Priority } from "@orchlang/plan/nodes";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rankOf } from "../../src/control/holds/line.ts";
import { runIdOf } from "../../src/keys.ts";
import { limits } from "../../src/limits.ts";
import { Installation, of } from "./installation.ts";

/* The line for the single member of a pool: who waits, and who gets it when. */

const program = `type Desk = { id: String }
resource desk: Desk x 1 { at device }
event e(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event e  start p(n: 1) }`.replace("type Desk = {", "type Desk {");

interface Wish {
  readonly priority: Priority;
  /** Minutes after the one before. */
  readonly after: number;
}

/** The order in which everybody is given the desk, each for a minute; and when each asked. */
function served(wishes: readonly Wish[]): readonly { readonly wish: Wish; readonly asked: number }[] {
  const one = new Installation(program);
  const start = one.now;
  const asked: number[] = [];
  let at = 0;
  for (const { after } of wishes) {
    at += after;
    asked.push(at);
  }
  const order: number[] = [];
  const runs = wishes.map((_, place) => runIdOf(`r${place}`));
  let held: number | undefined;
  let next = 0;
  for (let minute = 0; order.length < wishes.length && minute < 100_000; minute++) {
    one.wait(minute === 0 ? 0 : 60);
    const events = [];
    if (held !== undefined) {
      const from = { stream: `run/${runs[held]!}`, seq: 2, prev: 1 } as const;
      const ref = { stream: from.stream, seq: 1 };
      events.push(...one.tell({ t: "Heard", at: one.now, from, ack: -1, ask: { ask: "release", ref } }));
      held = undefined;
    }
    for (; next < wishes.length && asked[next]! <= (one.now - start) / 60_000; next++) {
      one.tell({
        t: "Requested",
        at: one.now,
        request: `r${next}`,
        plan: "sha256:0",
        entry: "p",
        by: { id: "x", roles: [], consents: [] },
      });
      const hold = { pool: "m.desk", count: 1, for: 3_600_000, priority: wishes[next]!.priority };
      const call = { routine: "p", site: { plan: 0, loops: [] }, node: "a", slot: "do" } as const;
      const from = { stream: `run/${runs[next]!}`, seq: 1 } as const;
      events.push(...one.tell({ t: "Heard", at: one.now, from, ack: -1, ask: { ask: "hold", call, hold } }));
    }
    for (const { run } of of(events, "Granted")) {
      held = runs.indexOf(run);
      order.push(held);
    }
    // Never more is held than there is.
    expect(
      [...one.state.holds.values()].filter(({ status }) => status === "held").length,
    ).toBeLessThanOrEqual(1);
  }
  return order.map((place) => ({ wish: wishes[place]!, asked: asked[place]! }));
}

const headStart = limits.headStart / 60_000;

test("urgency is a head start: nobody waits behind those who came long after", () => {
  const wish = fc.record({
    priority: fc.constantFrom<Priority>("critical", "high", "normal", "low", "info"),
    after: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 2, maxLength: 25 }), (wishes) => {
      const order = served(wishes);
      expect(order).toHaveLength(wishes.length);
      for (const [place, one] of order.entries()) {
        for (const before of order.slice(0, place)) {
          const ahead = (rankOf(one.wish.priority) - rankOf(before.wish.priority)) * headStart;
          expect(before.asked - one.asked).toBeLessThanOrEqual(Math.max(0, ahead));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("one of no urgency is served within four head starts, however many come that are critical", () => {
  const wishes: Wish[] = [
    { priority: "normal", after: 0 },
    { priority: "info", after: 0 },
    ...Array.from({ length: 160 }, (_, place): Wish => ({ priority: "critical", after: place % 2 })),
  ];
  const order = served(wishes);
  const place = order.findIndex(({ wish }) => wish.priority === "info");
  expect(place).toBeGreaterThan(headStart);
  expect(place).toBeLessThan(order.length - 1);
  expect(order.slice(0, place).every(({ asked }) => asked <= 4 * headStart)).toBe(true);
});
