import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { genesis, type Link } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import type { Store } from "../../src/journal/store.ts";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { all, appendOf, bodies, events, fill, folder, opened } from "./streams.ts";

const a: StreamId = "run/a";
const b: StreamId = "run/b";

function sqlite(): Store {
  const store = opened(openSqliteStore(join(folder(), "journal.db"), { mode: "write" }));
  onTestFinished(() => store.close());
  return store;
}

describe.each([
  ["memory", () => openMemoryStore(memoryDisk())],
  ["sqlite", sqlite],
] as const)("a %s store", (_, open) => {
  test("gives back what was appended, in order, from any place", async () => {
    const store = open();
    await fill(store, a, 5);
    await fill(store, b, 2);
    expect(bodies(await all(store.read(a, 0)))).toEqual(
      [0, 1, 2, 3, 4].map((n) => `{"at":${1000 + n},"n":${n},"t":"Woke"}`),
    );
    expect((await all(store.read(a, 3))).map((record) => record.seq)).toEqual([3, 4]);
    expect(await all(store.read(a, 5))).toEqual([]);
    expect(await all(store.read("run/none", 0))).toEqual([]);
  });

  test("reads streams longer than a page", async () => {
    const store = open();
    const long = appendOf(a, genesis(a), events(0, 1000));
    expect(await store.append([long.append])).toEqual({ ok: true });
    expect((await all(store.read(a, 0))).map((record) => record.seq)).toEqual(
      events(0, 1000).map((_e, n) => n),
    );
    expect(await verify(store, a)).toEqual(long.link);
  });

  test("knows each stream's head and finds the open ones", async () => {
    const store = open();
    const link = await fill(store, a, 3);
    await fill(store, b, 1, true);
    await fill(store, "control/main", 1);
    expect(await store.head(a)).toEqual({ stream: a, ...link, closed: false });
    expect(await store.head("run/none")).toBeUndefined();
    const names = async (which: "open" | "all", beginning?: string) =>
      (await all(store.streams(which, beginning))).map((head) => head.stream);
    expect(await names("all")).toEqual([a, b, "control/main"]);
    expect(await names("open")).toEqual([a, "control/main"]);
    expect(await names("all", "run/")).toEqual([a, b]);
    expect(await names("open", "run/b")).toEqual([]);
  });

  test("takes all appends of a turn or none", async () => {
    const store = open();
    await fill(store, b, 1);
    const good = appendOf(a, genesis(a), events(0, 2)).append;
    const behind = appendOf(b, genesis(b), events(0, 1)).append;
    expect(await store.append([good, behind])).toEqual({
      ok: false,
      why: "unexpected_seq",
      message: "run/b has 1 events, not 0.",
    });
    expect(await store.head(a)).toBeUndefined();
    expect(await all(store.read(a, 0))).toEqual([]);
    expect(await store.append([good])).toEqual({ ok: true });
  });

  test("keeps the first document under an id", async () => {
    const store = open();
    expect(await store.get("x")).toBeUndefined();
    await store.put("x", "first");
    expect(await store.put("x", "second")).toEqual({ ok: true });
    expect(await store.get("x")).toBe("first");
  });
});

test("a new writer of a memory disk shuts the one before out", async () => {
  const disk = memoryDisk();
  const before = openMemoryStore(disk);
  const now = openMemoryStore(disk);
  expect(now.epoch).toBe(before.epoch! + 1);
  const { append } = appendOf(a, genesis(a), events(0, 1));
  expect(await before.append([append])).toMatchObject({ ok: false, why: "stale_epoch" });
  expect(await before.put("x", "y")).toMatchObject({ ok: false, why: "stale_epoch" });
  expect(await now.append([append])).toEqual({ ok: true });
});

/** A step of a history: some events to some streams, perhaps from a wrong place, perhaps closing. */
const step = fc.uniqueArray(
  fc.record({
    stream: fc.constantFrom<StreamId>("run/a", "run/b", "control/main"),
    count: fc.integer({ min: 0, max: 4 }),
    off: fc.constantFrom(0, 0, 0, 0, 1, -1),
    closed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3, selector: (one) => one.stream },
);

test("memory and sqlite agree on every history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (history) => {
      const stores = [openMemoryStore(), sqlite()];
      const links = new Map<StreamId, Link>();
      for (const turn of history) {
        const appends = turn.map(({ stream, count, off, closed }) => {
          const before = links.get(stream) ?? genesis(stream);
          const made = appendOf(
            stream,
            { ...before, length: before.length + off },
            events(before.length, count),
            closed,
          );
          return { made, stream };
        });
        const turned = appends.map(({ made }) => made.append);
        const [one, other] = await Promise.all(stores.map((store) => store.append(turned)));
        expect(other).toEqual(one);
        if (one?.ok) for (const { made, stream } of appends) links.set(stream, made.link);
      }
      const [memory, file] = await Promise.all(stores.map(contents));
      expect(file).toEqual(memory);
      for (const [stream, link] of links) expect(await verify(stores[1]!, stream)).toEqual(link);
    }),
    { numRuns: 60 },
  );
});

async function contents(store: Store): Promise<unknown> {
  const heads = await all(store.streams("all"));
  return Promise.all(heads.map(async (head) => ({ head, records: await all(store.read(head.stream, 0)) })));
}

/** Turns a journal into one of a release without a ledger. */
const olderForm = "DROP TABLE ledger; DROP TABLE lines; PRAGMA user_version = 1;";

test("an older journal, whose rows lie in the order of their keys, is read and written as it is", async () => {
  const path = join(folder(), "journal.db");
  await opened(openSqliteStore(path, { mode: "write" })).close();
  const db = new DatabaseSync(path);
  db.exec(`
    DROP VIEW events;
    DROP TABLE records;
    DROP TABLE documents;
    ${olderForm}
    CREATE TABLE records (place INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE documents (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO documents VALUES ('x', 'first');
  `);
  db.close();
  rmSync(`${path}-anchor`);
  const store = opened(openSqliteStore(path, { mode: "write" }));
  onTestFinished(() => store.close());
  const link = await fill(store, a, 3);
  const more = appendOf(a, link, events(3, 2));
  expect(await store.append([{ ...more.append, documents: [{ id: "y", text: "other" }] }])).toEqual({
    ok: true,
  });
  expect(await store.put("x", "second")).toEqual({ ok: true });
  expect([await store.get("x"), await store.get("y")]).toEqual(["first", "other"]);
  expect(await verify(store, a)).toEqual(more.link);
});

describe("a sqlite store's pages", () => {
  test("end where they come to more than a page may hold, whatever their records are", async () => {
    const store = sqlite();
    const sizes = Array.from({ length: 600 }, (_, n) => (n % 3 === 0 ? 90_000 : 10));
    const large = sizes.map((size, n) => ({ t: "Woke", at: n, text: "x".repeat(size) }));
    const long = appendOf(a, genesis(a), large);
    expect(await store.append([long.append])).toEqual({ ok: true });
    const pages = await all(store.pages(a, 1));
    expect(pages.flat().map(({ seq }) => seq)).toEqual(sizes.map((_, n) => n).slice(1));
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages) {
      const all = page.reduce((sum, { body }) => sum + body.length, 0);
      expect(all).toBeLessThan(limits.pageBytesMax + 100_000);
      expect(page.length).toBeLessThanOrEqual(limits.pageRecordsMax);
    }
    expect(await verify(store, a)).toEqual(long.link);
  });

  test("are found among millions of streams", async () => {
    const path = join(folder(), "journal.db");
    await opened(openSqliteStore(path, { mode: "write" })).close();
    const db = new DatabaseSync(path);
    db.exec("INSERT INTO streams (number, stream, length, hash) VALUES (1 << 30, 'run/last', 0, '')");
    db.exec(olderForm);
    db.close();
    rmSync(`${path}-anchor`);
    const store = opened(openSqliteStore(path, { mode: "write" }));
    onTestFinished(() => store.close());
    const link = await fill(store, b, 300);
    expect(await verify(store, b)).toEqual(link);
  });
});
