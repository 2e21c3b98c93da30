import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type StoreUnderTest, storeConformance } from "../../src/journal/conformance/cases.ts";
import type { Store } from "../../src/journal/store.ts";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import type { StreamId } from "../../src/kernel/machine.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";
import { openLinesStore } from "./lines-store.ts";
import { folder, opened } from "./streams.ts";

function memory(): StoreUnderTest {
  const disk = memoryDisk();
  return { store: openMemoryStore(disk), reopen: async () => openMemoryStore(disk) };
}

function sqlite(ownThread: "never" | "always"): StoreUnderTest {
  const path = join(folder(), "journal.db");
  const open = (): Store => opened(openSqliteStore(path, { mode: "write", ownThread }));
  return { store: open(), reopen: async () => open() };
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
