import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { controlMachine, controlStream } from "@orchlang/kernel/control";
import { worldOf, writtenControl } from "@orchlang/kernel/testing";
import { expect, onTestFinished, test } from "vitest";
import { openJournal } from "../../src/index.ts";
import { beginningText } from "../../src/journal/beginning.ts";
import { verifyExport } from "../../src/journal/export.ts";
import { recover } from "../../src/journal/recover.ts";
import type { Store } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { localWorld } from "../../src/world/local.ts";
import { folder, opened } from "../journal/streams.ts";
import { stillClock } from "../world/still-clock.ts";
import { accepted, orchestrator } from "./open.ts";

/* First events of control go; its state, its chain and the ledger stay. */

const program = `type Room = hall | attic
signal heat(room: Room): Float { from probe  fresh 1m  decay 1% per m  fuse median }
flag hot(room: Room) = heat(room) > 5 { confidence >= 20%  hold 30s }
event a(n: Int) { dedupe 10s by n }
event b(n: Int)
fusion both(x: Int, y: Int) { join a as p, b as q  within 10s  late up to 5s  emit { x: p.n, y: q.n } }
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger t { on event a where event.n > 2  start p(n: event.n)  overlap queue }
trigger v for room in Room { on change hot(room) for 10s  start p(n: 1) }`;

const compiled = worldOf(program);
const minute = 60_000;
const clock = stillClock(Date.UTC(2026, 0, 1));

function lowered(): void {
  const { controlEventsKeptMin, controlEventsPrunedMax } = limits;
  Object.assign(limits, { controlEventsKeptMin: 20, controlEventsPrunedMax: 30 });
  onTestFinished(() => void Object.assign(limits, { controlEventsKeptMin, controlEventsPrunedMax }));
}

async function opening(path: string) {
  const store = opened(openSqliteStore(path, { mode: "write" }));
  const world = localWorld({ threads: 1, output: () => undefined }, clock);
  const orch = await orchestrator(store, { world, capabilities: [{ name: "m.ring", handler: () => 1 }] });
  return { store, orch };
}

/** So many minutes with a reading and events of each. */
async function lived(orch: Awaited<ReturnType<typeof opening>>["orch"], minutes: number, name: string) {
  for (let n = 0; n < minutes; n++) {
    const room = n % 2 === 0 ? "hall" : "attic";
    accepted(
      await orch.ingest({ kind: "reading", id: `${name} r${n}`, name: `probe(${room})`, value: n % 9 }),
    );
    accepted(
      await orch.ingest({ kind: "occurrence", id: `${name} a${n}`, event: "m.a", fields: { n: n % 5 } }),
    );
    accepted(await orch.ingest({ kind: "occurrence", id: `${name} b${n}`, event: "m.b", fields: { n } }));
    clock.skipTo(clock.now() + minute);
    await orch.settled(1);
  }
}

/** Alarms lie in a heap, whose shape says nothing. */
async function stateIn(store: Store): Promise<string> {
  const { state } = await recover(store, controlStream, controlMachine, null);
  const found = JSON.parse(writtenControl(state)) as { readonly alarms: readonly unknown[] };
  const alarms = found.alarms.map((alarm) => JSON.stringify(alarm)).sort();
  return createHash("sha256")
    .update(JSON.stringify({ ...found, alarms }))
    .digest("hex");
}

async function seqsIn(store: Store): Promise<number[]> {
  const found: number[] = [];
  for await (const { seq } of store.read(controlStream, 0)) found.push(seq);
  return found;
}

async function exportOf(path: string) {
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  const verdict = await verifyExport(journal.exported(0));
  const verified = await journal.verify();
  await journal.close();
  return { verdict, verified };
}

test("the first events of control go, a batch a commit; the state and the audits are as before", async () => {
  lowered();
  const path = join(folder(), "journal.db");
  const one = await opening(path);
  accepted(await one.orch.arm({ ...compiled, root: "/" }));
  await lived(one.orch, 20, "first");
  const cutoff = clock.now() - 10 * minute;
  const due = await one.orch.prunableEvents(cutoff);
  if ("refused" in due) throw new Error(due.message);
  expect(due.from).toBe(0);
  expect(due.until).toBeGreaterThan(30);
  expect(await one.orch.prunableEvents(0)).toEqual({ from: 0, until: 0 });
  const before = await stateIn(one.store);
  const { length = 0 } = (await one.store.head(controlStream)) ?? {};

  expect(await one.orch.pruneEvents(cutoff, due.until)).toEqual({ from: 0, until: 30 });
  expect((await seqsIn(one.store))[0]).toBe(30);
  expect(await stateIn(one.store)).toBe(before);
  let until = 30;
  while (until < due.until) {
    const next = await one.orch.pruneEvents(cutoff, due.until);
    if ("refused" in next) throw new Error(next.message);
    expect(next.from).toBe(until);
    ({ until } = next);
  }
  expect(until).toBe(due.until);
  expect(await one.orch.pruneEvents(cutoff, due.until)).toEqual({ from: until, until });
  expect(await seqsIn(one.store)).toEqual(Array.from({ length: length - until }, (_, n) => until + n));
  expect(await stateIn(one.store)).toBe(before);
  const around = one.orch.around();
  // The same news again leads to nothing, and the run of a trigger is known.
  accepted(await one.orch.ingest({ kind: "occurrence", id: "first a19", event: "m.a", fields: { n: 4 } }));
  expect((await one.store.head(controlStream))?.length).toBe(length);
  await one.orch.close();

  const audited = await exportOf(path);
  expect(audited.verdict).toMatchObject({
    whole: true,
    summary: {
      streams: expect.arrayContaining([expect.objectContaining({ stream: controlStream, from: until })]),
    },
  });
  expect(audited.verified).toMatchObject({ whole: true, pruned: until });

  const two = await opening(path);
  expect((await two.store.ledger?.audit())?.altered).toEqual([]);
  expect(two.orch.around()).toEqual({
    ...around,
    armed: false,
    triggers: expect.anything(),
    signals: expect.anything(),
    flags: expect.anything(),
  });
  accepted(await two.orch.arm({ ...compiled, root: "/" }));
  await lived(two.orch, 12, "second");
  // Nothing older than the newest goes, however long ago it was.
  const all = await two.orch.prunableEvents(clock.now() + minute);
  expect(all).toMatchObject({ until: ((await two.store.head(controlStream))?.length ?? 0) - 20 });
  accepted(
    await two.orch
      .pruneEvents(clock.now() + minute, 1_000)
      .then((done) => ("refused" in done ? done : { done: true })),
  );
  expect((await two.store.ledger?.audit())?.altered).toEqual([]);
  await two.orch.close();
});

test("what is altered about a beginning is found, and never folded", async () => {
  lowered();
  const path = join(folder(), "journal.db");
  const one = await opening(path);
  accepted(await one.orch.arm({ ...compiled, root: "/" }));
  await lived(one.orch, 10, "first");
  await one.orch.pruneEvents(clock.now(), 1_000);
  await one.orch.close();
  const altered = async (statement: string): Promise<readonly string[]> => {
    const db = new DatabaseSync(path);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    db.exec(`BEGIN; ${statement}`);
    db.exec("COMMIT");
    const store = opened(openSqliteStore(path, "read"));
    const read = await stateIn(store).then(
      () => [],
      (error: Error) => [error.message],
    );
    const found = (await store.ledger?.audit())?.altered ?? [];
    await store.close();
    db.close();
    return [...read, ...found];
  };
  const text = "(SELECT text FROM documents WHERE id LIKE 'beginning/%')";
  expect(await altered("SELECT 1")).toEqual([]);
  const where = "WHERE id LIKE 'beginning/%'";
  expect(
    await altered(
      `CREATE TABLE kept AS SELECT ${text} AS text; UPDATE documents SET text = replace(text, 'heat', 'haet') ${where}`,
    ),
  ).toEqual([
    expect.stringContaining("is not as it was written"),
    expect.stringContaining("is not as it was written"),
  ]);
  expect(await altered(`UPDATE documents SET text = (SELECT text FROM kept) ${where}`)).toEqual([]);
  const first =
    "(SELECT min(place) FROM records WHERE place >> 32 = (SELECT number FROM streams WHERE stream = 'control/main'))";
  expect(await altered(`DELETE FROM records WHERE place = ${first}`)).toContainEqual(
    expect.stringMatching(/event \d+ of control\/main: it is missing/),
  );
  expect(await altered(`DELETE FROM documents ${where}`)).toContainEqual(
    expect.stringMatching(/^the document beginning\/.* is gone$/),
  );
});

test("an event of which a run has not acknowledged the message stays", async () => {
  lowered();
  const path = join(folder(), "journal.db");
  const one = await opening(path);
  accepted(await one.orch.arm({ ...compiled, root: "/" }));
  await lived(one.orch, 12, "first");
  const { state } = await recover(one.store, controlStream, controlMachine, null);
  const [pending] = controlMachine.pending(state);
  const { length = 0 } = (await one.store.head(controlStream)) ?? {};
  const due = await one.orch.prunableEvents(clock.now() + minute);
  expect(due).toEqual({ from: 0, until: Math.min(pending ?? length, length - 20) });
  await one.orch.close();
});

test("a state in another form is refused by name", async () => {
  const path = join(folder(), "journal.db");
  const store = opened(openSqliteStore(path, { mode: "write" }));
  const { state, link, at } = await recover(store, controlStream, controlMachine, null);
  await store.close();
  const one = await opening(path);
  accepted(await one.orch.arm({ ...compiled, root: "/" }));
  await lived(one.orch, 2, "x");
  await one.orch.close();
  const again = opened(openSqliteStore(path, { mode: "write" }));
  const form = { ...controlMachine.snapshot!, shape: 10_000 };
  const text = beginningText(form, controlStream, { state, link: { ...link, length: 0 }, at }, undefined);
  expect(
    await again.prune?.({
      streams: [],
      documents: [],
      beginnings: [{ stream: controlStream, from: 1, text }],
    }),
  ).toEqual({ ok: true });
  await expect(stateIn(again)).rejects.toThrow(/in another form \(10000; this one reads \d+\)/);
  await again.close();
});
