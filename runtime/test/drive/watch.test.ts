import fc from "fast-check";
import { expect, test } from "vitest";
import type { Placed } from "../../src/drive/live.ts";
import { genesis } from "../../src/journal/chain.ts";
import type { Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { Watch } from "../../src/orchestrator/watches.ts";
import { appendOf, events } from "../journal/streams.ts";

test("every event is shown once and in order, whenever it becomes durable", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(5),
      fc.nat(8),
      fc.array(fc.record({ count: fc.integer({ min: 1, max: 3 }), pauses: fc.nat(40) }), { maxLength: 6 }),
      async (before, from, turns) => {
        const store = openMemoryStore();
        let { append, link } = appendOf("run/a", genesis("run/a"), events(0, before));
        await store.append([append]);
        const seen: number[] = [];
        const whole = Promise.withResolvers<void>();
        const total = before + turns.reduce((sum, turn) => sum + turn.count, 0);
        const watch = new Watch(
          store,
          "run/a",
          from,
          ({ seq }: Placed<unknown>) => {
            seen.push(seq);
            if (seq === total - 1) whole.resolve();
          },
          { refused: whole.reject, failed: whole.reject },
        );
        for (const { count, pauses } of turns) {
          const start = link.length;
          ({ append, link } = appendOf("run/a", link, events(start, count)));
          await store.append([append]);
          watch.push(events(start, count).map((event, index) => ({ seq: start + index, event })));
          // Lets what the watch reads go on by some steps, so that turns fall into all its gaps.
          for (let n = 0; n < pauses; n++) await null;
        }
        if (from < total) await whole.promise;
        expect(seen).toEqual(Array.from({ length: Math.max(0, total - from) }, (_, index) => from + index));
        watch.end();
      },
    ),
    { numRuns: 100 },
  );
});

test("what becomes durable just as the journal was read to its end is shown too", async () => {
  const inner = openMemoryStore();
  const first = appendOf("run/a", genesis("run/a"), events(0, 2));
  await inner.append([first.append]);
  const second = appendOf("run/a", first.link, events(2, 1));
  let late: (() => void) | undefined = () => {
    void inner.append([second.append]);
    watch.push([{ seq: 2, event: { t: "Woke", at: 0 } }]);
  };
  const store: Store = {
    ...inner,
    async *pages(stream, from) {
      yield* inner.pages(stream, from);
      late?.();
      late = undefined;
    },
  };
  const seen: number[] = [];
  const whole = Promise.withResolvers<void>();
  const see = ({ seq }: Placed<unknown>): void => {
    seen.push(seq);
    if (seq === 2) whole.resolve();
  };
  const watch = new Watch(store, "run/a", 0, see, { refused: whole.reject, failed: whole.reject });
  await whole.promise;
  expect(seen).toEqual([0, 1, 2]);
});
