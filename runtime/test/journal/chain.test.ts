import { describe, expect, test } from "vitest";
import { genesis, recorded } from "../../src/journal/chain.ts";
import type { Head } from "../../src/journal/ledger.ts";
import { recover, verify } from "../../src/journal/recover.ts";
import { DamagedJournal, type Record, type Store } from "../../src/journal/store.ts";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { events, fill } from "./streams.ts";

const stream = "run/a";

/** A store of six events whose records were changed behind its back. */
async function tampered(change: (records: Record[], head: Head) => Head | undefined): Promise<Store> {
  const disk = memoryDisk();
  const store = openMemoryStore(disk);
  await fill(store, stream, 6);
  const held = disk.streams.get(stream)!;
  held.head = change(held.records, held.head) ?? held.head;
  return store;
}

describe("a stream that is not as it was written says where", () => {
  test.each<[string, (records: Record[], head: Head) => Head | undefined, number, RegExp]>([
    [
      "text of an event altered",
      (records) => {
        records[3] = { ...records[3]!, body: records[3]!.body.replace("1003", "1004") };
        return undefined;
      },
      3,
      /altered/,
    ],
    [
      "hash altered",
      (records) => {
        records[2] = { ...records[2]!, hash: records[1]!.hash };
        return undefined;
      },
      2,
      /altered/,
    ],
    [
      "text and hash altered together",
      (records) => {
        const forged = recorded(stream, { length: 2, hash: records[1]!.hash }, events(9, 1)).records[0]!;
        records[2] = forged;
        return undefined;
      },
      3,
      /altered/,
    ],
    [
      "cut",
      (records) => {
        records.splice(4);
        return undefined;
      },
      4,
      /cut: 4 of 6/,
    ],
    [
      "cut, its length adjusted",
      (records, head) => {
        records.splice(4);
        return { ...head, length: 4 };
      },
      3,
      /hash kept for the whole/,
    ],
    [
      "an event taken out",
      (records) => {
        records.splice(1, 1);
        return undefined;
      },
      1,
      /missing/,
    ],
    [
      "two events exchanged",
      (records) => {
        const [one, two] = [records[1]!, records[2]!];
        records.splice(1, 2, { ...two, seq: 1 }, { ...one, seq: 2 });
        return undefined;
      },
      1,
      /altered/,
    ],
    [
      "an event added",
      (records, head) => {
        records.push(...recorded(stream, head, events(6, 1)).records);
        return undefined;
      },
      6,
      /beyond its 6/,
    ],
    [
      "everything gone",
      (records) => {
        records.splice(0);
        return undefined;
      },
      0,
      /cut: 0 of 6/,
    ],
  ])("%s", async (_, change, seq, why) => {
    const store = await tampered(change);
    const found = await verify(store, stream);
    expect(found).toMatchObject({ seq, why: expect.stringMatching(why) });
    const counting = { empty: 0, evolve: (_plan: null, state: number) => state + 1 };
    await expect(recover(store, stream, counting, null)).rejects.toThrow(DamagedJournal);
  });

  test("none of it for a stream that is whole", async () => {
    const store = await tampered(() => undefined);
    expect(await verify(store, stream)).toMatchObject({ length: 6 });
  });
});

test("records of another stream do not fit", async () => {
  const disk = memoryDisk();
  const store = openMemoryStore(disk);
  await fill(store, "run/a", 2);
  await fill(store, "run/b", 2);
  const from = disk.streams.get("run/b")!.records;
  disk.streams
    .get("run/a")!
    .records.splice(0, 2, ...from.map((one) => ({ ...one, stream: "run/a" as const })));
  expect(await verify(store, "run/a")).toMatchObject({ seq: 0 });
});

test("recovery folds in order, up to an event where one is named", async () => {
  const store = openMemoryStore();
  const link = await fill(store, stream, 4);
  const listing = {
    empty: [] as readonly number[],
    evolve: (
      _plan: null,
      state: readonly number[],
      event: { n: number; t: string; at: number },
      seq: number,
    ) => {
      expect(event.n).toBe(seq);
      return [...state, event.n];
    },
  };
  expect(await recover(store, stream, listing, null)).toEqual({
    state: [0, 1, 2, 3],
    link,
    at: 1003,
    closed: false,
    from: 0,
  });
  expect(await recover(store, stream, listing, null, 1)).toMatchObject({ state: [0, 1], at: 1001 });
  expect(await recover(store, "run/none", listing, null)).toMatchObject({
    state: [],
    link: genesis("run/none"),
  });
});

test("a body that is no event is told, its chain whole or not", async () => {
  const store = openMemoryStore();
  const { records } = recorded(stream, genesis(stream), [[1, 2]]);
  await store.append([{ stream, expected: 0, records }]);
  const counting = { empty: 0, evolve: (_plan: null, state: number) => state + 1 };
  await expect(recover(store, stream, counting, null)).rejects.toThrow("event 0 of run/a: it is no event");
});
