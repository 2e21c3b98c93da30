import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Answer, LiveStream } from "../../src/drive/live.ts";
import type { Appended } from "../../src/journal/store.ts";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { all, folder, opened } from "../journal/streams.ts";
import type { CounterEvent } from "./counter.ts";
import { type Counting, world } from "./counting.ts";

describe("a turn (rule 2)", () => {
  test("decides the inputs of all streams and appends them together", async () => {
    const { store, said, live, add } = await world();
    const [a, b] = [await live("run/a"), await live("run/b")];
    const answers = await Promise.all([add(a, "1", 1), add(b, "1", 10), add(a, "2", 2)]);
    expect(store.appends.map((turn) => turn.map((one) => [one.stream, one.records.length]))).toEqual([
      [
        ["run/a", 4],
        ["run/b", 2],
      ],
    ]);
    expect(answers.map((answer) => answer !== "stopped" && answer.map(({ seq }) => seq))).toEqual([
      [0, 1],
      [0, 1],
      [2, 3],
    ]);
    expect(said).toEqual(["run/a 1 at 1", "run/a 3 at 3", "run/b 10 at 1"]);
  });

  test("carries out nothing before the append is durable", async () => {
    const { store, said, live, add } = await world();
    const a = await live("run/a");
    const asked = Promise.withResolvers<void>();
    const disk = Promise.withResolvers<void>();
    store.next = async (turn) => {
      asked.resolve();
      await disk.promise;
      return store.append(turn);
    };
    const answer = add(a, "1", 1);
    let answered = false;
    void answer.then(() => {
      answered = true;
    });
    await asked.promise;
    // Inputs that arrive meanwhile wait for the next turn.
    const later = add(a, "2", 2);
    expect([said, answered, a.state.sum]).toEqual([[], false, 0]);
    disk.resolve();
    await answer;
    expect([said, a.state.sum]).toEqual([["run/a 1 at 1"], 1]);
    await later;
    expect(said).toEqual(["run/a 1 at 1", "run/a 3 at 3"]);
  });

  test("answers an input that was taken before with nothing, and appends nothing for it", async () => {
    const { store, live, add } = await world();
    const a = await live("run/a");
    await add(a, "1", 1);
    expect(await add(a, "1", 1)).toEqual([]);
    expect(store.appends.length).toBe(1);
  });

  test("takes at most so many inputs of a stream, the rest in the next", async () => {
    const { store, live, add } = await world();
    const a = await live("run/a");
    await Promise.all(Array.from({ length: limits.turnInputsMax + 1 }, (_, n) => add(a, `${n}`, 1)));
    expect(store.appends.length).toBe(2);
    expect(a.state.sum).toBe(limits.turnInputsMax + 1);
  });

  test("marks a stream that is closed", async () => {
    const { store, live, add } = await world();
    const a = await live("run/a");
    await add(a, "1", 1);
    expect(await store.head("run/a")).toMatchObject({ closed: false });
    await add(a, "2", 200);
    expect(await store.head("run/a")).toMatchObject({ closed: true });
  });
});

describe("time", () => {
  test("wakes a stream when something is due, once for all that is due, and not before", async () => {
    const { store, clock, live, add } = await world();
    const a = await live("run/a");
    await add(a, "1", 1, 2000);
    await add(a, "2", 1, 2500);
    await add(a, "3", 1, 9000);
    clock.move(1999);
    clock.move(2600);
    await add(a, "4", 1);
    const events = (await all(store.read("run/a", 6))).map(
      ({ body }) => (JSON.parse(body) as CounterEvent).t,
    );
    expect(events).toEqual(["Added", "Said", "Woke", "Rang", "Rang"]);
    expect(a.nextWake).toBe(9000);
  });

  test("that a stream puts off again and again is looked at when it would have come first, and then at its end", async () => {
    const { store, clock, live, add } = await world();
    const armed = vi.spyOn(clock, "wake");
    const a = await live("run/a");
    await add(a, "1", 1, 2000);
    for (const ring of [3000, 4000, 5000])
      await a.offer((at) => ({ t: "Added", at, id: `until ${ring}`, n: 1, ring, anew: true }));
    expect(armed).toHaveBeenCalledTimes(1);
    clock.move(2000);
    await vi.waitFor(() => expect(armed).toHaveBeenLastCalledWith(5000, expect.anything()));
    clock.move(5000);
    await add(a, "2", 1);
    const events = (await all(store.read("run/a", 0))).map(({ body }) => JSON.parse(body) as CounterEvent);
    expect(events.filter(({ t }) => t === "Woke" || t === "Rang")).toEqual([
      { t: "Woke", at: 5000 },
      { t: "Rang", at: 5000, due: 5000 },
    ]);
  });

  test("rings late, as soon as the stream is taken in again", async () => {
    const disk = memoryDisk();
    const before = await world(openMemoryStore(disk));
    await before.add(await before.live("run/a"), "1", 1, 5000);
    await before.drive.close();
    const now = await world(openMemoryStore(disk));
    now.clock.move(7000);
    const a = await now.live("run/a");
    await now.add(a, "2", 1);
    expect(a.state.rings).toEqual([]);
  });

  test("never runs backwards in a stream", async () => {
    const { store, clock, live, add } = await world();
    const a = await live("run/a");
    clock.move(5000);
    await add(a, "1", 1);
    clock.move(3000);
    await add(a, "2", 1);
    const ats = (await all(store.read("run/a", 0))).map(({ body }) => (JSON.parse(body) as CounterEvent).at);
    expect(ats).toEqual([5000, 5000, 5000, 5000]);
  });
});

describe("an append that fails", () => {
  const unknown: Appended = { ok: false, why: "unknown", message: "no word from the disk" };

  test("unknown, nothing there: the same inputs are decided again", async () => {
    const { store, said, live, add } = await world();
    const a = await live("run/a");
    await add(a, "0", 5);
    store.next = async () => unknown;
    const answer = await add(a, "1", 1);
    expect(answer).toMatchObject([{ seq: 2 }, { seq: 3, event: { t: "Said", sum: 6 } }]);
    expect(said).toEqual(["run/a 5 at 1", "run/a again 5", "run/a 6 at 3"]);
  });

  test("unknown, nothing there: what inputs speak of is written with them when they are decided again", async () => {
    const { store, live } = await world();
    const a = await live("run/a");
    const letter = (id: string) =>
      a.offer((at) => ({ t: "Added", at, id, n: 1 }), [{ id: `of ${id}`, text: id }]);
    store.next = async () => unknown;
    await Promise.all([letter("1"), letter("2")]);
    expect(store.appends.map(([turn]) => turn?.documents?.map(({ id }) => id))).toEqual([
      ["of 1", "of 2"],
      ["of 1", "of 2"],
    ]);
    expect([await store.get("of 1"), await store.get("of 2")]).toEqual(["1", "2"]);
    await a.offer((at) => ({ t: "Added", at, id: "3", n: 1 }));
    expect(store.appends.at(-1)?.[0]).not.toHaveProperty("documents");
  });

  test("unknown, all there: nothing is taken twice, and what was decided is carried out", async () => {
    const { store, said, live, add } = await world();
    const a = await live("run/a");
    store.next = async (turn) => {
      const done = await store.append(turn);
      store.appends.pop();
      return done.ok ? unknown : done;
    };
    expect(await add(a, "1", 1)).toEqual([]);
    expect(a.state.sum).toBe(1);
    expect(said).toEqual(["run/a again 1"]);
    expect(await all(store.read("run/a", 0))).toHaveLength(2);
  });

  test("unknown again and again: it stops, and says why", async () => {
    const { store, stops, live, add } = await world();
    const a = await live("run/a");
    const failing = async (): Promise<Appended> => {
      store.next = failing;
      return unknown;
    };
    store.next = failing;
    expect(await add(a, "1", 1)).toBe("stopped");
    expect(stops).toEqual(["no word from the disk"]);
    expect(await add(a, "2", 1)).toBe("stopped");
    expect(store.appends.length).toBe(limits.appendTriesMax);
  });

  test.each(["full", "read_only", "stale_epoch"] as const)(
    "%s: it stops at once; nothing is carried out",
    async (why) => {
      const { store, said, stops, live, add } = await world();
      const [a, b] = [await live("run/a"), await live("run/b")];
      store.next = async () => ({ ok: false, why, message: "no more" });
      expect(await Promise.all([add(a, "1", 1), add(b, "1", 1)])).toEqual(["stopped", "stopped"]);
      expect([said, stops]).toEqual([[], ["no more"]]);
    },
  );

  test("because the file is full, really: all before it is there", async () => {
    const path = join(folder(), "journal.db");
    const inner = opened(openSqliteStore(path, { mode: "write", pagesMax: 40 }));
    const { store, stops, live, add } = await world(inner);
    const a = await live("run/a");
    let answer: Answer<CounterEvent> = [];
    for (let n = 0; answer !== "stopped"; n++) answer = await add(a, `${n} ${"x".repeat(5000)}`, 1);
    expect(stops).toEqual([expect.stringContaining("is full")]);
    const records = await all(store.read("run/a", 0));
    expect(records.length).toBeGreaterThan(2);
    expect(records.length % 2).toBe(0);
    await inner.close();
  });

  test("because another took the journal over", async () => {
    const disk = memoryDisk();
    const { stops, live, add } = await world(openMemoryStore(disk));
    const a = await live("run/a");
    await add(a, "1", 1);
    openMemoryStore(disk);
    expect(await add(a, "2", 1)).toBe("stopped");
    expect(stops).toEqual(["Another process writes to this journal now."]);
  });
});

test("a stream taken in by a stopped loop is stopped as well", async () => {
  const { drive, live, add } = await world();
  await drive.close();
  const a: LiveStream & Counting = await live("run/a");
  expect(await add(a, "1", 1)).toBe("stopped");
});
