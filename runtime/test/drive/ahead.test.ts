/** A store that takes several appends at once: turns are decided on top of others that are not durable yet (rule 2). */

import type { StreamId } from "@orchlang/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Append, Appended, Store } from "../../src/journal/store.ts";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { all } from "../journal/streams.ts";
import type { CounterEvent } from "./counter.ts";
import { world } from "./counting.ts";

type Fate = "done" | "lost" | "done, but nobody says so" | "full";

/** Takes so many appends at once, and makes each in its turn, when it is let. */
function queueing(appendsMax: number) {
  const inner = openMemoryStore(memoryDisk());
  const queue: { readonly appends: readonly Append[]; readonly settle: (done: Appended) => void }[] = [];
  const asked: { wake?: () => void } = {};
  const store: Store = {
    ...inner,
    appendsMax,
    append: (appends) =>
      new Promise((settle) => {
        queue.push({ appends, settle });
        asked.wake?.();
      }),
  };
  const next = async (fate: Fate): Promise<void> => {
    const { appends, settle } = queue.shift()!;
    const failed = (why: "unknown" | "full"): Appended => ({ ok: false, why, message: `it is ${why}` });
    if (fate === "full") settle(failed("full"));
    else if (fate === "lost") settle(failed("unknown"));
    else {
      const done = await inner.append(appends);
      settle(fate === "done" || !done.ok ? done : failed("unknown"));
    }
  };
  /** Resolves once so many wait. */
  const waiting = async (count: number): Promise<void> => {
    while (queue.length < count) {
      await new Promise<void>((resolve) => {
        asked.wake = resolve;
      });
    }
  };
  return { store, queue, next, waiting };
}

const shown = (queue: readonly { readonly appends: readonly Append[] }[]) =>
  queue.map(({ appends }) => appends.map(({ stream, expected }) => `${stream} from ${expected}`));

describe("turns ahead of the disk", () => {
  test("are decided while appends are under way, as many as the store takes, and carried out in their order", async () => {
    const { store, queue, next, waiting } = queueing(2);
    const { said, live, add } = await world(store);
    const [a, b] = [await live("run/a"), await live("run/b")];
    const first = add(a, "1", 1);
    await waiting(1);
    const second = [add(a, "2", 2), add(b, "1", 10)];
    await waiting(2);
    // No room for a third.
    const third = add(b, "2", 20);
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown(queue)).toEqual([["run/a from 0"], ["run/a from 2", "run/b from 0"]]);
    expect([said, a.state.sum, a.busy, b.busy]).toEqual([[], 0, true, true]);
    await next("done");
    await first;
    expect([said, a.state.sum]).toEqual([["run/a 1 at 1"], 1]);
    await waiting(2);
    await next("done");
    await next("done");
    await Promise.all([...second, third]);
    expect(said).toEqual(["run/a 1 at 1", "run/a 3 at 3", "run/b 10 at 1", "run/b 30 at 3"]);
    expect([a.busy, b.busy, a.length, b.length]).toEqual([false, false, 4, 4]);
  });

  test("are decided when they come due, and not when the disk is done with those before", async () => {
    const { store, queue, next, waiting } = queueing(2);
    const { live, add, clock } = await world(store);
    const a = await live("run/a");
    const first = add(a, "1", 1, 1_500);
    await waiting(1);
    clock.move(1_600);
    await waiting(2);
    expect(shown(queue)).toEqual([["run/a from 0"], ["run/a from 2"]]);
    await next("done");
    await first;
    await next("done");
    while (a.busy) await new Promise((resolve) => setImmediate(resolve));
    const events = (await all(store.read("run/a", 0))).map(({ body }) => JSON.parse(body));
    expect(events).toContainEqual({ t: "Rang", at: 1_600, due: 1_500 });
  });

  test("fall with what they were decided on; another stream's stand", async () => {
    const { store, queue, next, waiting } = queueing(3);
    const { said, live, add } = await world(store);
    const [a, b] = [await live("run/a"), await live("run/b")];
    const first = add(a, "1", 1);
    await waiting(1);
    const second = add(b, "1", 10);
    await waiting(2);
    const third = add(a, "2", 2);
    await waiting(3);
    await next("lost");
    await next("done");
    await next("done");
    expect(await second).toMatchObject([{ seq: 0 }, { seq: 1 }]);
    // A refused turn is decided again, on the state in the journal.
    await waiting(1);
    expect(shown(queue)).toEqual([["run/a from 0"]]);
    await next("done");
    expect(await Promise.all([first, third])).toMatchObject([
      [{ seq: 0 }, { seq: 1 }],
      [{ seq: 2 }, { seq: 3 }],
    ]);
    expect(said).toEqual(["run/b 10 at 1", "run/a 1 at 1", "run/a 3 at 3"]);
  });

  test("are stopped with the disk that is full, and none of them is told", async () => {
    const { store, next, waiting } = queueing(2);
    const { said, stops, live, add } = await world(store);
    const a = await live("run/a");
    const answers = [add(a, "1", 1)];
    await waiting(1);
    answers.push(add(a, "2", 2));
    await waiting(2);
    await next("full");
    await next("done");
    expect(await Promise.all(answers)).toEqual(["stopped", "stopped"]);
    expect([said, stops]).toEqual([[], ["it is full"]]);
  });

  test("close with what is under way", async () => {
    const { store, next, waiting } = queueing(2);
    const { drive, live, add } = await world(store);
    const a = await live("run/a");
    const answer = add(a, "1", 1);
    await waiting(1);
    const closed = drive.close();
    expect(await answer).toBe("stopped");
    await next("done");
    await closed;
    expect(await all(store.read("run/a", 0))).toHaveLength(2);
  });
});

const streams: readonly StreamId[] = ["run/a", "run/b", "control/main"];
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 2 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        append: fc.constantFrom<Fate>("done", "done", "lost", "done, but nobody says so"),
      }),
    },
    { weight: 1, arbitrary: fc.record({ turn: fc.constant(true) }) },
  ),
  { maxLength: 40 },
);

test("whatever becomes of appends: each input counts once, and nothing is said before it is durable", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (appendsMax, script) => {
      const { store, queue, next } = queueing(appendsMax);
      const { drive, said, stops, live, add } = await world(store);
      const lives = await Promise.all(streams.map(live));
      const durable = async () => {
        const found = await Promise.all(streams.map((stream) => all(store.read(stream, 0))));
        return found.map((records) => records.map(({ body }) => JSON.parse(body) as CounterEvent));
      };
      const answers: Promise<unknown>[] = [];
      const told = async (): Promise<void> => {
        const there = await durable();
        for (const line of said) {
          const [stream = "", word, ...rest] = line.split(" ");
          const events = there[streams.indexOf(stream as StreamId)] ?? [];
          const sum = Number(word === "again" ? rest[0] : word);
          expect(events.some((event) => event.t === "Said" && event.sum === sum)).toBe(true);
        }
      };
      let failing = 0;
      for (const step of script) {
        if ("add" in step) answers.push(add(lives[step.add]!, `${answers.length}`, 1));
        else if ("turn" in step) await new Promise((resolve) => setImmediate(resolve));
        else if (queue.length > 0) {
          // Two failures running: a third would be the disk's end.
          failing = step.append === "done" ? 0 : failing + 1;
          await next(failing > 2 ? "done" : step.append);
          if (failing > 2) failing = 0;
          await told();
        }
      }
      let over = false;
      const ended = Promise.all(answers).then(() => {
        over = true;
      });
      while (!over) {
        if (queue.length > 0) await next("done");
        await new Promise((resolve) => setImmediate(resolve));
      }
      await ended;
      expect(stops).toEqual([]);
      await told();
      const there = await durable();
      const added = there.flat().filter((event) => event.t === "Added");
      expect(new Set(added.map((event) => "id" in event && event.id)).size).toBe(answers.length);
      expect(added).toHaveLength(answers.length);
      for (const [index, one] of lives.entries())
        expect(one.state.sum).toBe(there[index]!.filter((event) => event.t === "Added").length);
      await drive.close();
    }),
    { numRuns: 300 },
  );
});
