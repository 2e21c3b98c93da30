/** A journal that a thread of its own writes: what it says, and what becomes of it where the thread or the disk fails. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { expect, onTestFinished, test } from "vitest";
import { genesis } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import type { Append, Store } from "../../src/journal/store.ts";
import { Hand, OwnThread } from "../../src/journal/stores/sqlite/hand.ts";
import { packed, unpacked } from "../../src/journal/stores/sqlite/packed.ts";
import { openSqliteStore, type WriteMode } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { all, appendOf, events, fill, folder, opened } from "./streams.ts";

const stream: StreamId = "run/a";

function journal(options: Omit<WriteMode, "mode"> = { ownThread: "always" }) {
  const path = join(folder(), "journal.db");
  const store = opened(openSqliteStore(path, { mode: "write", ...options }));
  onTestFinished(() => store.close());
  return { path, store };
}

/** So many appends of a stream, each going on from the one before. */
function chainOf(count: number, what: (turn: number) => readonly object[]): readonly Append[] {
  let link = genesis(stream);
  return Array.from({ length: count }, (_, turn) => {
    const next = appendOf(stream, link, what(turn));
    link = next.link;
    return next.append;
  });
}

test("what goes over to the thread comes out as it was", () => {
  const appends = [
    { ...appendOf("run/a", genesis("run/a"), events(0, 3)).append, closed: true },
    { stream: "run/none" as const, expected: 7, records: [], closed: false, due: null },
    { ...appendOf("run/b", genesis("run/b"), events(0, 1)).append, closed: false, due: 1_000.5 },
    {
      ...appendOf("control/main", genesis("control/main"), events(0, 1)).append,
      closed: false,
      documents: [
        { id: "x", text: "one" },
        { id: "y", text: "" },
      ],
    },
    { ...appendOf("run/c", genesis("run/c"), events(0, 2)).append, closed: true },
  ];
  expect(unpacked(packed(appends))).toEqual(appends);
  expect(unpacked(packed([]))).toEqual([]);
});

test("appends that are asked for at once are made in order, and all of them", async () => {
  const { store } = journal();
  const appends = chainOf(20, (turn) => events(2 * turn, 2));
  expect(await Promise.all(appends.map((append) => store.append([append])))).toEqual(
    appends.map(() => ({ ok: true })),
  );
  expect(await verify(store, stream)).toHaveProperty("length", 40);
});

test("of appends that are asked for at once, a refused one takes those with it that go on from it, and no other", async () => {
  const { store } = journal();
  const [first, second, third] = chainOf(3, (turn) => events(turn, 1)) as [Append, Append, Append];
  const gap = { ...second, expected: 5 };
  const beside = appendOf("run/b", genesis("run/b"), events(0, 1)).append;
  const answers = await Promise.all([[first], [gap], [third], [beside]].map((one) => store.append(one)));
  expect(answers.map((answer) => (answer.ok ? "ok" : answer.why))).toEqual([
    "ok",
    "unexpected_seq",
    "unexpected_seq",
    "ok",
  ]);
  expect(await all(store.read(stream, 0))).toHaveLength(1);
  expect(await all(store.read("run/b", 0))).toHaveLength(1);
});

test("a document is there when it is told so, whoever reads", async () => {
  const { store } = journal();
  expect(await Promise.all([store.put("x", "first"), store.put("x", "second")])).toEqual([
    { ok: true },
    { ok: true },
  ]);
  expect(await store.get("x")).toBe("first");
  expect(await store.snapshots?.keep(stream, "a state")).toEqual({ ok: true });
  expect(await store.snapshots?.get(stream)).toBe("a state");
});

test("refuses a writer whose epoch has passed (rule 10)", async () => {
  const { path, store } = journal();
  await fill(store, stream, 1);
  const db = new DatabaseSync(path);
  db.exec("UPDATE writer SET epoch = epoch + 1");
  db.close();
  const { append } = appendOf("run/b", genesis("run/b"), events(0, 1));
  expect(await store.append([append])).toMatchObject({ ok: false, why: "stale_epoch" });
  expect(await store.put("x", "y")).toMatchObject({ ok: false, why: "stale_epoch" });
  expect(await store.snapshots?.keep(stream, "x")).toMatchObject({ ok: false, why: "stale_epoch" });
});

async function untilFull(store: Store): Promise<void> {
  const big = { t: "Woke", at: 1, text: "x".repeat(20_000) };
  const appends = chainOf(60, () => [big, big]);
  const answers = await Promise.all(appends.map((append) => store.append([append])));
  const taken = answers.findIndex((answer) => !answer.ok);
  expect(taken).toBeGreaterThan(0);
  expect(answers[taken]).toMatchObject({ why: "full", message: expect.stringContaining("is full") });
  expect(answers.slice(taken).every((answer) => !answer.ok)).toBe(true);
  expect(await verify(store, stream)).toHaveProperty("length", 2 * taken);
}

test("tells a file that may grow no more, with all before it", async () => {
  await untilFull(journal({ ownThread: "always", pagesMax: 64 }).store);
});

test("tells a full disk, with all before it", async (context) => {
  const disk = join(folder(), "disk");
  mkdirSync(disk);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", disk]);
  if (mounted.status !== 0) return context.skip("a small file system cannot be mounted here");
  onTestFinished(() => {
    spawnSync("umount", [disk]);
  });
  const store = opened(openSqliteStore(join(disk, "journal.db"), { mode: "write", ownThread: "always" }));
  await untilFull(store);
  await store.close();
});

test("what SQLite refuses for another reason leaves nothing behind, and the next is taken", async () => {
  const { store } = journal();
  const good = appendOf(stream, genesis(stream), events(0, 2));
  const [first] = good.append.records;
  const twice = { ...good.append, records: [first!, first!] };
  expect(await store.append([twice])).toMatchObject({ ok: false, why: "unknown" });
  expect(await store.append([good.append])).toEqual({ ok: true });
  expect(await verify(store, stream)).toEqual(good.link);
});

test("a thread that cannot open the journal answers what waits for it, and this one writes on", async () => {
  const seat = { path: join(folder(), "none", "journal.db"), epoch: 1, options: {} };
  const thread = new OwnThread(seat);
  const asked = thread.ask({ append: packed(chainOf(1, () => events(0, 1))) });
  expect(await thread.ready).toBe(false);
  expect(await asked).toMatchObject({
    ok: false,
    why: "unknown",
    message: expect.stringContaining("did not take"),
  });
  expect(await thread.ask({ append: [] })).toMatchObject({ ok: false, why: "unknown" });
  await thread.close();
});

test("where its thread has ended the store writes itself", async () => {
  const path = join(folder(), "journal.db");
  await opened(openSqliteStore(path, { mode: "write" })).close();
  const db = new DatabaseSync(path);
  onTestFinished(() => db.close());
  const hand = new Hand(db, join(path, "nowhere"), 1, { ownThread: "always" });
  const { append, link } = appendOf(stream, genesis(stream), events(0, 2));
  expect(await hand.append([append])).toMatchObject({ ok: false, why: "unknown" });
  expect(hand.appendsMax).toBe(1);
  expect(await hand.append([append])).toEqual({ ok: true });
  expect(await hand.append([appendOf(stream, link, events(2, 1)).append])).toEqual({ ok: true });
  await hand.close();
});

test("is handed over once much is written at once, and not before; the file is whole with both", async () => {
  const { path, store } = journal({});
  const size = limits.largeAppendRecords;
  const turns = Math.ceil(limits.ownThreadRecords / size);
  let link = await fill(store, stream, 3);
  for (let turn = 0; store.appendsMax === 1; turn++) {
    // A thread takes a while to start; until then it is written here.
    if (turn < turns - 1) expect(store.appendsMax).toBe(1);
    const next = appendOf(stream, link, events(link.length, size));
    expect(await store.append([next.append])).toEqual({ ok: true });
    link = next.link;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(store.appendsMax).toBe(limits.appendsUnderWayMax);
  const more = appendOf(stream, link, events(link.length, 5));
  expect(await store.append([more.append])).toEqual({ ok: true });
  expect(await verify(store, stream)).toEqual(more.link);
  await store.close();
  const again = opened(openSqliteStore(path, { mode: "write" }));
  expect(await verify(again, stream)).toEqual(more.link);
  await again.close();
});

test("closing writes what was asked for before, and lets go of the journal", async () => {
  const { path, store } = journal();
  const asked = chainOf(8, (turn) => events(turn, 1)).map((append) => store.append([append]));
  const put = store.put("x", "y");
  await store.close();
  expect(await Promise.all([...asked, put])).toEqual(Array.from({ length: 9 }, () => ({ ok: true })));
  const next = opened(openSqliteStore(path, { mode: "write" }));
  expect(await verify(next, stream)).toHaveProperty("length", 8);
  expect(await next.get("x")).toBe("y");
  await next.close();
});
