import type { Priority } from "@orchlang/plan/nodes";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WaitingRoom } from "../../src/events/flow-control.ts";
import { limits } from "../../src/limits.ts";

/** Everybody comes while control is at work; then it takes one after the other. */
async function served(all: readonly Priority[]) {
  const room = new WaitingRoom();
  for (let place = 0; place < limits.ingressAtOnceMax; place++) expect(room.enter("info")).toBe(true);
  const order: number[] = [];
  const refused: number[] = [];
  const answers = all.map(async (urgency, place) => {
    const may = await room.enter(urgency);
    (may ? order : refused).push(place);
  });
  for (let turn = 0; turn < all.length; turn++) {
    room.leave();
    await Promise.resolve();
  }
  await Promise.all(answers);
  return { order, refused };
}

const rank: Record<Priority, number> = { critical: 0, high: 1, normal: 2, low: 3, info: 4 };

test("the more urgent goes in first, and what is as urgent in the order in which it came", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Priority>("critical", "high", "normal", "low", "info"), { maxLength: 60 }),
      async (all) => {
        const { order, refused } = await served(all);
        expect(refused).toEqual([]);
        const wanted = all
          .map((_, place) => place)
          .toSorted((one, other) => rank[all[one]!] - rank[all[other]!] || one - other);
        expect(order).toEqual(wanted);
      },
    ),
    { numRuns: 100 },
  );
});

test("a full room drops the newest of the least urgent, and nobody for one who is no more urgent", async () => {
  const most = limits.ingressWaitingMax;
  const all: Priority[] = [
    ...Array.from({ length: most - 2 }, () => "normal" as const),
    "info",
    "low",
    // Full. The one of `info` goes, then that of `low`, then the newest of `normal`.
    "critical",
    "high",
    "high",
    "normal",
    "low",
  ];
  const { order, refused } = await served(all);
  expect(refused.toSorted((one, other) => one - other)).toEqual([
    most - 3,
    most - 2,
    most - 1,
    most + 3,
    most + 4,
  ]);
  expect(order.slice(0, 3)).toEqual([most, most + 1, most + 2]);
  expect(order).toHaveLength(most);
});
