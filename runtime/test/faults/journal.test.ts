/** A faulty disk under the journal. `journal/sqlite-faults.test.ts` covers the errors that it reports. */
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { genesis, isBreak } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import type { Appended, Store } from "../../src/journal/store.ts";
import { acceptLoss } from "../../src/journal/stores/sqlite/accept.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { appendOf, events, folder, opened } from "../journal/streams.ts";
import { root } from "../orchestrator/campaign.ts";
import { accepted, journal, orchestrator } from "../orchestrator/open.ts";
import { does, newBook, work, workFile } from "../orchestrator/work.ts";

test("a journal torn in mid-record has whole turns, all that lie before the tear, and goes on from there", async () => {
  const place = folder();
  const path = join(place, "journal.db");
  const store = opened(openSqliteStore(path, { mode: "write" }));
  const perTurn = 3;
  let link = genesis("run/a");
  for (let turn = 0; turn < 40; turn++) {
    const next = appendOf("run/a", link, events(link.length, perTurn));
    expect(await store.append([next.append])).toEqual({ ok: true });
    link = next.link;
  }
  // As a power cut leaves them: nothing was copied from the log into the file yet.
  const [file, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  await store.close();
  const lengths: number[] = [];
  const cuts = 120;
  for (let cut = 0; cut <= cuts; cut++) {
    const torn = join(place, `torn-${cut}.db`);
    writeFileSync(torn, file);
    writeFileSync(`${torn}-wal`, log);
    truncateSync(`${torn}-wal`, Math.floor((log.length * cut) / cuts));
    // Its anchor is gone with what was cut off: whoever writes is refused until somebody takes the loss upon themselves.
    let again = openSqliteStore(torn, { mode: "write" });
    if ("fault" in again && again.fault === "altered") {
      expect(acceptLoss(torn, { by: "ada", why: "the power was cut" })).toHaveProperty("altered");
      again = openSqliteStore(torn, { mode: "write" });
    }
    // Torn while the journal itself was being created: reported, or created again.
    if ("fault" in again) {
      expect(again.fault).toBe("corrupt");
      continue;
    }
    const found = await verify(again, "run/a");
    if (isBreak(found)) throw new Error(`cut at ${cut}: ${found.why}`);
    expect(found.length % perTurn).toBe(0);
    lengths.push(found.length);
    const more = appendOf("run/a", found, events(found.length, 1));
    expect(await again.append([more.append])).toEqual({ ok: true });
    await again.close();
  }
  expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
  expect(lengths.at(-1)).toBe(link.length);
  expect(new Set(lengths).size).toBeGreaterThan(20);
  console.info(`${cuts + 1} tears, ${new Set(lengths).size} different lengths`);
});

/** A disk that takes its time: every write waits to be let go on, and then really is one. */
function slow(inner: Store): { readonly store: Store; readonly waiting: (() => void)[] } {
  const waiting: (() => void)[] = [];
  const late = async (write: () => Promise<Appended>): Promise<Appended> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return await write();
  };
  return {
    store: {
      ...inner,
      append: (turn) => late(() => inner.append(turn)),
      put: (id, text) => late(() => inner.put(id, text)),
    },
    waiting,
  };
}

test("a slow disk: nothing is done before it is written down, and everything is done in the end", async () => {
  const path = join(folder(), "journal.db");
  const { store, waiting } = slow(opened(openSqliteStore(path, { mode: "write" })));
  const book = newBook();
  const plan = workFile(
    [work("one", "once", "done"), work("two", "once", "done")],
    [does("a", "one"), does("b", "two", "a")],
  );
  let writes = 0;
  let over = false;
  const letting = (async () => {
    while (!over) {
      // The journal's begun attempts equal the calls: there are never more calls.
      const called = book.lines().length;
      expect(called).toBeLessThanOrEqual(begunIn(path));
      const next = waiting.shift();
      if (next !== undefined) {
        writes += 1;
        next();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const orch = await orchestrator(store);
  const runs = await Promise.all(
    Array.from({ length: 8 }, () => orch.start({ plan, input: { book: book.path }, root })),
  );
  const rests = await Promise.all(runs.map((run) => orch.rest(accepted(run).run, 50_000)));
  await orch.close();
  over = true;
  await letting;
  expect(rests.filter(({ status }) => status === "completed")).toHaveLength(8);
  expect(book.lines()).toHaveLength(16);
  const past = await journal(path);
  for (const run of runs) expect(await past.replay(accepted(run).run)).toMatchObject({ same: true });
  console.info(`${writes} writes held back`);
});

/** As another process sees it: what is durable, and no more. */
function begunIn(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare(`SELECT count(*) AS n FROM records WHERE body LIKE '%"t":"Began"%'`).get();
  db.close();
  return Number(row?.n);
}
