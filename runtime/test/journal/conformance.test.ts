import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { describe, expect, test } from "vitest";
import { storeConformance } from "../../src/journal/conformance/cases.ts";
import type { StoreUnderTest } from "../../src/journal/conformance/under-test.ts";
import type { Store } from "../../src/journal/store.ts";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";
import { openLinesStore } from "./lines-store.ts";
import { folder, opened } from "./streams.ts";

function memory(): StoreUnderTest {
  const disk = memoryDisk();
  return {
    store: openMemoryStore(disk),
    reopen: async () => openMemoryStore(disk),
    alterations: inMemory(disk),
  };
}

function sqlite(ownThread: "never" | "always"): StoreUnderTest {
  const path = join(folder(), "journal.db");
  const open = (): Store => opened(openSqliteStore(path, { mode: "write", ownThread }));
  return { store: open(), reopen: async () => open(), alterations: inFile(path) };
}

function inMemory({ streams, documents, ledger }: MemoryDisk): NonNullable<StoreUnderTest["alterations"]> {
  const held = (stream: StreamId) => {
    const found = streams.get(stream);
    if (found === undefined) throw new Error(`there is no ${stream}`);
    return found;
  };
  return {
    "a run deleted": async () => void streams.delete("run/a"),
    "control deleted": async () => void streams.delete("control/main"),
    "one marked as ended": async () => {
      held("run/b").head = { ...held("run/b").head, closed: true };
    },
    "another time": async () => {
      held("run/b").head = { ...held("run/b").head, due: 9_000 };
    },
    "a record altered": async () => {
      const { records } = held("run/a");
      records[1] = { ...records[1]!, hash: records[0]!.hash };
    },
    "a document altered": async () => void documents.set("request/b", "texts"),
    "a document deleted": async () => void documents.delete("request/b"),
    "a commit taken out": async () => void ledger.splice(2, 1),
  };
}

function inFile(path: string): NonNullable<StoreUnderTest["alterations"]> {
  const sql = (statements: string) => async () => {
    const db = new DatabaseSync(path);
    db.exec(statements);
    db.close();
  };
  const older = `${path}-older`;
  const swap = (one: string, other: string): string =>
    `UPDATE streams SET stream = '-' WHERE stream = '${one}';
     UPDATE streams SET stream = '${one}' WHERE stream = '${other}';
     UPDATE streams SET stream = '${other}' WHERE stream = '-'`;
  return {
    "a run deleted": sql("DELETE FROM streams WHERE stream = 'run/a'"),
    "a run deleted with its events": sql(
      "DELETE FROM records WHERE place >> 32 = 2; DELETE FROM streams WHERE number = 2",
    ),
    "control deleted": sql("DELETE FROM records WHERE place >> 32 = 1; DELETE FROM streams WHERE number = 1"),
    "one marked as ended": sql("UPDATE streams SET closed = 1"),
    "one marked as not ended": sql("UPDATE streams SET closed = 0"),
    "a length altered": sql("UPDATE streams SET length = length - 1 WHERE number = 2"),
    "another time": sql("UPDATE resting SET due = due + 1000"),
    "a rest deleted": sql("DELETE FROM resting"),
    "two runs swapped": sql(swap("run/a", "run/b")),
    "a run renamed": sql("UPDATE streams SET stream = 'run/z' WHERE stream = 'run/b'"),
    "a document altered": sql("UPDATE documents SET text = text || ' '"),
    "a document altered with its hash": sql(`UPDATE documents SET text = 'x', hash = '${"0".repeat(64)}'`),
    "a document deleted": sql("DELETE FROM documents"),
    "the last commit deleted": sql("DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger)"),
    "a commit in between altered": sql("UPDATE ledger SET body = replace(body, '5000', '6000')"),
    "the ledger deleted": sql("DROP TABLE ledger"),
    "the anchor deleted": async () => rmSync(`${path}-anchor`),
    "the anchor altered": async () => {
      writeFileSync(`${path}-anchor`, readFileSync(`${path}-anchor`, "utf8").replace(/\d/u, "7x"));
    },
    "another journal in its place": async () => {
      await opened(openSqliteStore(older, { mode: "write" })).close();
      renameSync(older, path);
    },
  };
}

function lines(): StoreUnderTest {
  const path = join(folder(), "journal.ndjson");
  return { store: openLinesStore(path), reopen: async () => openLinesStore(path) };
}

const stores = [
  ["memory", memory],
  ["sqlite", () => sqlite("never")],
  ["sqlite, written by a thread of its own", () => sqlite("always")],
  ["a program's own", lines],
] as const;

describe.each(stores)("a store: %s", (_, open) => {
  test.each(storeConformance.map(({ name, check }) => [name, check] as const))("%s", async (_name, check) => {
    await check(async () => open());
  });

  test("carries runs", async () => {
    const { store } = open();
    const orch = await orchestrator(store, { capabilities: shop });
    const plan = {
      id: "one",
      steps: [{ id: "a", type: "agent", agent: "write", params: { x: 1 } }],
    } as const;
    expect(accepted(await orch.executor.execute(plan))).toMatchObject({ status: "completed" });
    expect(await orch.planReplay.replay("one")).toMatchObject({ decided: { same: true } });
  });
});

/** A store with one thing wrong. */
const broken: readonly (readonly [string, (store: Store) => Partial<Store>])[] = [
  [
    "forgets the order",
    (store) => ({
      read: async function* (stream, from) {
        const found = [];
        for await (const record of store.read(stream, from)) found.push(record);
        yield* found.reverse();
      },
    }),
  ],
  [
    "takes any place",
    (store) => ({
      append: async (appends) => {
        const done = await store.append(appends);
        return done.ok || done.why === "unexpected_seq" ? { ok: true } : done;
      },
    }),
  ],
  [
    "does not close streams",
    (store) => ({
      append: (appends) => store.append(appends.map(({ closed: _, ...append }) => append)),
    }),
  ],
  [
    "keeps the last document",
    (store) => ({ get: async (id) => ((await store.get(id)) === undefined ? undefined : "second") }),
  ],
  ["lets nothing rest", () => ({ due: async function* () {} })],
  [
    "gives what waits in the order in which it came",
    (store) => ({
      due: async function* () {
        for await (const { stream, due } of store.streams("open"))
          if (typeof due === "number") yield { stream, due };
      },
    }),
  ],
  [
    "lets who was told something rest on",
    (store) => {
      const resting = new Map<StreamId, number | null>();
      return {
        append: (appends) => {
          for (const { stream, due } of appends) if (due !== undefined) resting.set(stream, due);
          return store.append(appends);
        },
        head: async (stream) => {
          const head = await store.head(stream);
          const due = resting.get(stream);
          return head === undefined || due === undefined ? head : { ...head, due };
        },
      };
    },
  ],
  [
    "leaves out what comes with an append",
    (store) => ({
      append: (appends) => store.append(appends.map(({ documents: _, ...append }) => append)),
    }),
  ],
  ["lists everything", (store) => ({ streams: () => store.streams("all") })],
  ["knows no heads", () => ({ head: async () => undefined })],
  [
    "takes half a turn",
    (store) => ({
      append: async (appends) => {
        for (const append of appends) {
          const done = await store.append([append]);
          if (!done.ok) return done;
        }
        return { ok: true };
      },
    }),
  ],
];

test.each(broken)("a store that %s does not conform", async (_, spoil) => {
  const found: string[] = [];
  for (const { name, check } of storeConformance) {
    await check(async () => {
      const under = memory();
      return { ...under, store: { ...methodsOf(under.store), ...spoil(under.store) } };
    }).catch(() => found.push(name));
  }
  expect(found).not.toEqual([]);
});

function methodsOf(store: Store): Store {
  const { epoch } = store;
  return {
    ...(epoch === undefined ? {} : { epoch }),
    append: (appends) => store.append(appends),
    read: (stream, from) => store.read(stream, from),
    pages: (stream, from) => store.pages(stream, from),
    head: (stream) => store.head(stream),
    streams: (which, beginning) => store.streams(which, beginning),
    due: () => store.due(),
    put: (id, text) => store.put(id, text),
    get: (id) => store.get(id),
    close: () => store.close(),
  };
}
