import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { genesis } from "../../src/journal/chain.ts";
import { storeConformance } from "../../src/journal/conformance/cases.ts";
import { appended, records, type StoreUnderTest, turn } from "../../src/journal/conformance/under-test.ts";
import type { Store, StoreFault } from "../../src/journal/store.ts";
import { openPostgresStore } from "../../src/journal/stores/postgres.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";
import { type PostgresServer, postgresServer } from "./postgres-server.ts";
import { opened } from "./streams.ts";

/* The journal in a real PostgreSQL server. */

let server: PostgresServer;

beforeAll(async () => {
  server = await postgresServer();
}, 120_000);

afterAll(async () => {
  await server?.close();
});

const write = { mode: "write" } as const;

async function open(): Promise<StoreUnderTest & { readonly url: string }> {
  const url = await server.database();
  const next = async (): Promise<Store> => opened(await openPostgresStore(url, { ...write, takeOver: true }));
  const first = opened(await openPostgresStore(url, write));
  return { url, store: first, reopen: next, alterations: inTables(url) };
}

function inTables(url: string): NonNullable<StoreUnderTest["alterations"]> {
  const sql = (statements: string) => () => server.run(url, statements);
  return {
    "a run deleted": sql("DELETE FROM orch.streams WHERE stream = 'run/a'"),
    "a run deleted with its events": sql(
      "DELETE FROM orch.records WHERE stream = 2; DELETE FROM orch.streams WHERE number = 2",
    ),
    "one marked as ended": sql("UPDATE orch.streams SET closed = true"),
    "a length altered": sql("UPDATE orch.streams SET length = length - 1 WHERE number = 2"),
    "another time": sql("UPDATE orch.streams SET due = due + 1000 WHERE due IS NOT NULL"),
    "a run renamed": sql("UPDATE orch.streams SET stream = 'run/z' WHERE stream = 'run/b'"),
    "a record altered": sql("UPDATE orch.records SET body = replace(body, '1001', '1002') WHERE stream = 2"),
    "a document altered": sql("UPDATE orch.documents SET text = text || ' '"),
    "a document deleted": sql("DELETE FROM orch.documents"),
    "a commit in between altered": sql("UPDATE orch.ledger SET body = replace(body, '5000', '6000')"),
    "a commit taken out": sql("DELETE FROM orch.ledger WHERE number = 2"),
  };
}

describe("a store: postgres", () => {
  test.each(storeConformance.map(({ name, check }) => [name, check] as const))("%s", async (_name, check) => {
    await check(open);
  });

  test("carries runs", async () => {
    const { store } = await open();
    const orch = await orchestrator(store, { capabilities: shop });
    const plan = {
      id: "one",
      steps: [{ id: "a", type: "agent", agent: "write", params: { x: 1 } }],
    } as const;
    expect(accepted(await orch.executor.execute(plan))).toMatchObject({ status: "completed" });
    expect(await orch.planReplay.replay("one")).toMatchObject({ decided: { same: true } });
  });

  test("a journal that another holds is locked, until that ends", async () => {
    const { url, store } = await open();
    const second = (await openPostgresStore(url, write)) as StoreFault;
    expect(second).toMatchObject({
      fault: "locked",
      holder: expect.stringContaining(`process ${process.pid}`),
    });
    await store.close();
    await opened(await openPostgresStore(url, write)).close();
  });

  test("a writer that takes over waits for the commits in flight, and the older one keeps nothing after it", async () => {
    const { url, store } = await open();
    let [link, kept] = [genesis("run/a"), 0];
    let next: Store | undefined;
    for (;;) {
      const { append, link: more } = turn("run/a", link, 1);
      if (kept === 20)
        void openPostgresStore(url, { ...write, takeOver: true }).then((one) => (next = opened(one)));
      const answer = await store.append([append]);
      if (!answer.ok) {
        expect(answer.why).toBe("stale_epoch");
        break;
      }
      [link, kept] = [more, kept + 1];
    }
    await vi.waitFor(() => expect(next).toBeDefined());
    expect(kept).toBeGreaterThanOrEqual(20);
    expect((await next?.head("run/a"))?.length).toBe(kept);
    expect(await next?.append([turn("run/a", link, 1).append])).toEqual({ ok: true });
    expect((await next?.ledger?.audit())?.altered).toEqual([]);
    await next?.close();
    await store.close();
  });

  test("a reader beside the writer sees what was committed, and writes nothing", async () => {
    const { url, store } = await open();
    const reader = opened(await openPostgresStore(url, "read"));
    await appended(store, "run/a", 3);
    expect(await records(reader, "run/a", 0)).toHaveLength(3);
    expect(await reader.put("x", "y")).toMatchObject({ ok: false, why: "read_only" });
    await reader.close();
    await store.close();
  });

  test("an audit beside the writer sees the journal as it was at one moment", async () => {
    const { url, store } = await open();
    const reader = opened(await openPostgresStore(url, "read"));
    let [link, stopped] = [await appended(store, "run/a", 1), false];
    const writing = (async () => {
      while (!stopped) link = await appended(store, "run/a", 1, { link });
    })();
    for (let count = 0; count < 20; count += 1) expect((await reader.ledger?.audit())?.altered).toEqual([]);
    stopped = true;
    await writing;
    await reader.close();
    await store.close();
  });

  test("a connection that the server ends is made anew, and nothing is lost or done twice", async () => {
    const { url, store } = await open();
    let link = await appended(store, "run/a", 2);
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await server.run(url, kill);
    // The first append after it may meet the dead connection: then nothing of it is there.
    const { append, link: next } = turn("run/a", link, 1);
    const first = await store.append([append]);
    if (!first.ok) {
      expect(first.why).toBe("unknown");
      expect((await store.head("run/a"))?.length).toBe(2);
      expect(await store.append([append])).toEqual({ ok: true });
    }
    link = await appended(store, "run/a", 1, { link: next });
    expect(link.length).toBe(4);
    expect((await store.ledger?.audit())?.altered).toEqual([]);
    await store.close();
  });

  test("what cannot be opened is a fault: no journal, no database, a newer one", async () => {
    const empty = await server.database();
    expect(await openPostgresStore(empty, "read")).toMatchObject({ fault: "missing" });
    expect(await openPostgresStore(`${empty}_not_there`, write)).toMatchObject({ fault: "missing" });
    expect(await openPostgresStore("postgres://127.0.0.1:1/x", write)).toMatchObject({ fault: "unreadable" });
    const { url, store } = await open();
    await store.close();
    await server.run(url, "INSERT INTO orch.version VALUES (99)");
    for (const mode of ["read", write] as const)
      expect(await openPostgresStore(url, mode)).toMatchObject({ fault: "newer" });
  });
});
