import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { controlMachine, controlStream } from "@orchlang/kernel/control";
import { worldOf } from "@orchlang/kernel/testing";
import { expect, onTestFinished, test } from "vitest";
import { exported, verifyExport } from "../../src/journal/export.ts";
import { recover, verify } from "../../src/journal/recover.ts";
import type { Store } from "../../src/journal/store.ts";
import { rotateJournalKey } from "../../src/journal/stores/sqlite/key.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { folder, opened } from "../journal/streams.ts";
import { accepted, journal, orchestrator } from "./open.ts";

/* First events and ended runs are pruned: beside a reader, and where they are sealed. */

const compiled = worldOf(`signal code: String @secret { from pad  fresh 1h }
event knock(word: String @secret, door: String)
service opens(door: String) { effect idempotent  latency <= 1s }
plan enter(door: String) { step opened = opens(door: door) }
trigger knocks { on event knock where event.door == "front"  start enter(door: event.door) }`);

const secrets = ["0815-4711", "sesame"];
const later = Number.MAX_SAFE_INTEGER;

function lowered(): void {
  const { controlEventsKeptMin } = limits;
  Object.assign(limits, { controlEventsKeptMin: 2 });
  onTestFinished(() => void Object.assign(limits, { controlEventsKeptMin }));
}

async function open(root: string) {
  const capabilities = [{ name: "m.opens", handler: () => undefined }];
  const orch = await orchestrator(join(root, "journal.db"), { capabilities });
  accepted(await orch.arm({ ...compiled, root }));
  return orch;
}

/** So many readings, and a run for each knock. */
async function lived(
  orch: Awaited<ReturnType<typeof open>>,
  readings: number,
  knocks: number,
): Promise<void> {
  const told = Array.from({ length: readings }, (_, n) =>
    orch.ingest({ kind: "reading", id: `r${n}`, name: "pad", value: secrets[0] ?? "" }),
  );
  for (const one of await Promise.all(told)) accepted(one);
  for (let n = 0; n < knocks; n++) {
    const fields = { word: "sesame", door: "front" };
    accepted(await orch.ingest({ kind: "occurrence", id: `k${n}`, event: "knock", fields }));
  }
  await orch.settled();
}

async function pruned(orch: Awaited<ReturnType<typeof open>>): Promise<number> {
  const done = await orch.pruneEvents(later, later);
  if ("refused" in done) throw new Error(done.message);
  return done.until;
}

/** Does something once, after the first page of a stream was read. */
function between(store: Store, wanted: string, work: () => Promise<unknown>): Store {
  let left = 1;
  return {
    ...store,
    async *pages(stream, from) {
      for await (const page of store.pages(stream, from)) {
        yield page;
        if (stream === wanted && left-- > 0) await work();
      }
    },
  };
}

function bytesIn(root: string): string {
  const files = readdirSync(root).filter((name) => !name.endsWith("-key"));
  return files.map((name) => readFileSync(join(root, name), "latin1")).join("\n");
}

test("the state that stands for pruned events is sealed where it has secrets, also after its key was turned", async () => {
  lowered();
  const root = folder();
  const path = join(root, "journal.db");
  const orch = await open(root);
  await lived(orch, 5, 3);
  const until = await pruned(orch);
  expect(until).toBeGreaterThan(5);
  await orch.close();
  expect(secrets.filter((one) => bytesIn(root).includes(one))).toEqual([]);

  const copy = folder();
  for (const name of readdirSync(root))
    if (!name.endsWith("-key")) copyFileSync(join(root, name), join(copy, name));
  const without = await journal(join(copy, "journal.db"));
  expect(await without.verify()).toMatchObject({ whole: true, pruned: until });
  expect(await verifyExport(without.exported(0))).toMatchObject({ whole: true });
  expect(await without.context(Date.now())).toMatchObject({ refused: "journal" });

  const code = (of: typeof orch) => of.context.now("secret").find(({ name }) => name === "m.code")?.value;
  expect(rotateJournalKey(path)).toEqual({ keys: 2 });
  const again = await open(root);
  expect(code(again)).toBe("0815-4711");
  await lived(again, 0, 0);
  accepted(await again.ingest({ kind: "reading", id: "new", name: "pad", value: "0900-1234" }));
  expect(await pruned(again)).toBeGreaterThan(until);
  await again.close();
  expect([...secrets, "0900-1234"].filter((one) => bytesIn(root).includes(one))).toEqual([]);
  expect(code(await open(root))).toBe("0900-1234");
});

test("a reader beside a writer that prunes first events reads them again, or says that they went", async () => {
  lowered();
  const root = folder();
  const orch = await open(root);
  // More than a page.
  await lived(orch, 2 * limits.pageRecordsMax, 0);
  const store = opened(openSqliteStore(join(root, "journal.db"), "read"));
  const meanwhile = (): Store => between(store, controlStream, () => pruned(orch));
  const { length = 0 } = (await store.head(controlStream)) ?? {};
  const text: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const line of exported(meanwhile(), 0)) text.push(line);
  };
  await expect(reading()).rejects.toThrow("were pruned while they were read: read them again");
  expect(text.length).toBeGreaterThan(0);
  await lived(orch, 0, 0);
  expect(await verifyExport(exported(store, 0))).toMatchObject({ whole: true });

  const more = async () => {
    for (let n = 0; n < 2 * limits.pageRecordsMax; n++)
      accepted(await orch.ingest({ kind: "reading", id: `${n} ${length}`, name: "pad", value: "x" }));
  };
  await more();
  const end = (await store.head(controlStream))?.length;
  expect(await verify(meanwhile(), controlStream)).toMatchObject({ length: end });
  const { state } = await recover(store, controlStream, controlMachine, null);
  expect(state.length).toBe(end);
});

test("a run that is pruned while the journal is exported, or its runs are listed, is left out", async () => {
  const root = folder();
  const orch = await open(root);
  await lived(orch, 0, 3);
  const store = opened(openSqliteStore(join(root, "journal.db"), "read"));
  const runs: string[] = [];
  for await (const { stream } of store.streams("all", "run/")) runs.push(stream);
  const [, second = "", third = ""] = runs;
  const away = async (stream: string) => {
    const run = stream.slice("run/".length);
    expect(await orch.prune([{ run, endedBefore: later }])).toEqual({ pruned: [run] });
  };
  // One while its events are read, and one before.
  const both = between(store, second, async () => {
    await away(second);
    await away(third);
  });
  const verdict = await verifyExport(exported(both, 0));
  expect(verdict).toMatchObject({ whole: true });
  const streams = "summary" in verdict ? verdict.summary.streams.map(({ stream }) => stream) : [];
  expect(streams).toEqual([controlStream, runs[0]]);
});
