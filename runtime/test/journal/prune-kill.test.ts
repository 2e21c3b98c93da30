import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { genesis, isBreak, recorded } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import type { Append, Record, Store } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { start } from "./process.ts";
import { all, folder, opened } from "./streams.ts";

const runs = 900;

async function written(store: Store): Promise<void> {
  const appends = Array.from({ length: runs }, (_, index): Append => {
    const stream = `run/R${index}` as const;
    const events = Array.from({ length: 5 }, (_one, at) => ({ t: "Woke", at, n: at }));
    const { records } = recorded(stream, genesis(stream), events);
    const documents = [{ id: `request/R${index}`, text: `the request of ${index}` }];
    // Every third goes on.
    return { stream, expected: 0, records, documents, closed: index % 3 !== 0 };
  });
  expect(await store.append(appends)).toEqual({ ok: true });
}

/** Every run is whole, with its request, or pruned with it; those that go on are whole. Returns how many are pruned. */
async function looked(store: Store): Promise<number> {
  let pruned = 0;
  for (const head of await all(store.streams("all", "run/"))) {
    const request = await store.get(head.stream.replace("run/", "request/"));
    if (head.pruned) {
      pruned += 1;
      expect([head.closed, head.length, request]).toEqual([true, 5, undefined]);
      expect(await all(store.read(head.stream, 0))).toEqual([]);
    } else {
      expect(isBreak(await verify(store, head.stream))).toBe(false);
      expect(request).toBe(`the request of ${head.stream.slice("run/R".length)}`);
    }
  }
  expect([await store.ledger?.look(), (await store.ledger?.audit())?.altered]).toEqual([[], []]);
  return pruned;
}

test.each(["never", "always"] as const)(
  "whenever a prune is killed, each run is whole or pruned, and the next goes on (own thread: %s)",
  async (ownThread) => {
    const path = join(folder(), "journal.db");
    const first = opened(openSqliteStore(path, { mode: "write" }));
    await written(first);
    await first.close();
    let before = 0;
    for (const after of [1, 5, 23, Number.POSITIVE_INFINITY]) {
      const other = start("prune", [path, ownThread]);
      let acknowledged = 0;
      let seen = 0;
      for await (const pruned of other.lines) {
        acknowledged = Number(pruned);
        seen += 1;
        if (seen === after) other.child.kill("SIGKILL");
      }
      expect(await other.ended).toMatchObject({ errors: "" });
      const store = opened(openSqliteStore(path, { mode: "write" }));
      const pruned = await looked(store);
      expect(pruned).toBeGreaterThanOrEqual(before + acknowledged);
      before = pruned;
      await store.close();
    }
    expect(before).toBe(600);
  },
);

const events = 4_000;

/** Control begins with an event, or with the state that stands for those before it; returns where. */
async function begun(store: Store): Promise<number> {
  const left = await all(store.read("control/main", 0));
  const from = left[0]?.seq ?? 0;
  expect(left.length).toBe(events - from);
  expect(await store.beginning?.("control/main")).toBe(from === 0 ? undefined : textOf(left, from));
  expect(isBreak(await verify(store, "control/main"))).toBe(false);
  expect([await store.ledger?.look(), (await store.ledger?.audit())?.altered]).toEqual([[], []]);
  return from;
}

const textOf = (left: readonly Record[], from: number): string =>
  `${JSON.stringify({ shape: 0, length: from, hash: before(left, from), at: 0 })}\nstate`;

const links: string[] = [];
const before = (left: readonly Record[], from: number): string => {
  expect(left[0]?.hash).toBe(links[from]);
  return links[from - 1] ?? "";
};

test.each(["never", "always"] as const)(
  "whenever a prune of control is killed, it begins with an event or with what stands for those before (own thread: %s)",
  async (ownThread) => {
    const path = join(folder(), "journal.db");
    const first = opened(openSqliteStore(path, { mode: "write" }));
    const stream = "control/main";
    const made = Array.from({ length: events }, (_one, at) => ({ t: "Woke", at, n: at }));
    const { records } = recorded(stream, genesis(stream), made);
    links.splice(0, links.length, ...records.map(({ hash }) => hash));
    expect(await first.append([{ stream, expected: 0, records }])).toEqual({ ok: true });
    await first.close();
    let reached = 0;
    for (const after of [1, 4, 31, Number.POSITIVE_INFINITY]) {
      const other = start("prune-events", [path, ownThread]);
      let acknowledged = 0;
      let seen = 0;
      for await (const until of other.lines) {
        acknowledged = Number(until);
        seen += 1;
        if (seen === after) other.child.kill("SIGKILL");
      }
      expect(await other.ended).toMatchObject({ errors: "" });
      const store = opened(openSqliteStore(path, { mode: "write" }));
      const from = await begun(store);
      expect(from).toBeGreaterThanOrEqual(Math.max(reached, acknowledged));
      reached = from;
      await store.close();
    }
    expect(reached).toBe(events - 10);
  },
);

test("records that were removed behind the journal's back are no pruned ones", async () => {
  const path = join(folder(), "journal.db");
  const first = opened(openSqliteStore(path, { mode: "write" }));
  await written(first);
  await first.prune?.({ streams: ["run/R1"], documents: ["request/R1"] });
  await first.close();
  const db = new DatabaseSync(path);
  expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 3 });
  db.exec(`INSERT INTO pruned SELECT number FROM streams WHERE stream = 'run/R2';
    DELETE FROM records WHERE place >> 32 = (SELECT number FROM streams WHERE stream = 'run/R2')`);
  db.close();
  const store = opened(openSqliteStore(path, "read"));
  expect((await store.ledger?.audit())?.altered).toEqual(["event 4 of run/R2 is missing"]);
  await store.close();
});
