import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { genesis } from "../../src/journal/chain.ts";
import { appended, turn } from "../../src/journal/conformance/under-test.ts";
import type { Store, StoreFault } from "../../src/journal/store.ts";
import { locks, migrations } from "../../src/journal/stores/postgres/schema.ts";
import { openPostgresStore, type PostgresOptions } from "../../src/journal/stores/postgres.ts";
import { orchestrator } from "../orchestrator/open.ts";
import { type PostgresServer, postgresServer } from "./postgres-server.ts";
import { type FaultyProxy, forgetful, proxyTo } from "./proxy.ts";
import { opened } from "./streams.ts";

/* The right to write to a journal in PostgreSQL: a lease by the database's clock, and the epoch of each commit. */

let server: PostgresServer;

beforeAll(async () => {
  server = await postgresServer();
}, 120_000);

afterAll(async () => {
  await server?.close();
});

const write = { mode: "write" } as const;
/** Short, so that the tests are; long enough for a busy machine to renew it. */
const lease = 1_500;

async function open(url: string, more: Partial<PostgresOptions> = {}): Promise<Store> {
  const store = opened(await openPostgresStore(url, { ...write, lease, ...more }));
  onTestFinished(() => store.close());
  return store;
}

/** The first store that gets the journal. */
async function next(url: string, more: Partial<PostgresOptions> = {}): Promise<Store> {
  return await vi.waitFor(() => open(url, more), { timeout: 60_000, interval: 50 });
}

async function behind(url: string, transform?: typeof forgetful): Promise<FaultyProxy> {
  const proxy = await proxyTo(url, transform);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const one = turn("run/a", genesis("run/a"), 1).append;

test("an orderly end gives the journal to the next at once; with a longer lease than the test has", async () => {
  const url = await server.database();
  const first = await open(url, { lease: 3_600_000 });
  expect(await openPostgresStore(url, write)).toMatchObject({
    fault: "locked",
    leaseMs: expect.any(Number),
    holder: expect.stringContaining(`process ${process.pid}`),
  });
  await first.close();
  const second = await open(url);
  expect(second.epoch).toBe((first.epoch ?? 0) + 1);
});

test.each(["cut", "up", "down", "both"] as const)(
  "a writer that is cut off (%s) loses the journal after its lease, and keeps nothing from then on",
  async (fault) => {
    const url = await server.database();
    const proxy = await behind(url);
    const why: string[] = [];
    const first = await open(proxy.through(url), { onLost: (words) => why.push(words) });
    const link = await appended(first, "run/a", 2);
    if (fault === "cut") proxy.cut();
    else proxy.hole(fault);
    const sent = first.append([turn("run/a", link, 1).append]);
    // Nobody gets it while the writer may still act.
    expect(first.hold?.holds()).toBe(true);
    const second = await next(url);
    expect(first.hold?.holds()).toBe(false);
    const length = (await second.head("run/a"))?.length ?? 0;
    await appended(second, "run/b", 1);
    proxy.heal();
    expect((await sent).ok).toBe(false);
    expect(await first.append([one])).toMatchObject({ ok: false, why: "stale_epoch" });
    await vi.waitFor(() => expect(why).toHaveLength(1));
    expect((await second.head("run/a"))?.length).toBe(length);
    expect((await second.ledger?.audit())?.altered).toEqual([]);
  },
);

test("an append whose answer is lost is there, its outcome unknown, and the writer goes on", async () => {
  const url = await server.database();
  const proxy = await behind(url);
  const store = await open(proxy.through(url));
  const link = await appended(store, "run/a", 1);
  proxy.loseAnswer();
  const { append, link: after } = turn("run/a", link, 2);
  expect(await store.append([append])).toMatchObject({ ok: false, why: "unknown" });
  expect((await store.head("run/a"))?.length).toBe(3);
  await appended(store, "run/a", 1, { link: after });
  expect((await store.ledger?.audit())?.altered).toEqual([]);
});

test("a database that starts again is waited for: the writer keeps the journal, appends and reads go on", async () => {
  const url = await server.database();
  const store = await open(url, { lease: 60_000 });
  const link = await appended(store, "run/a", 2);
  const restarted = server.restart();
  const { append, link: after } = turn("run/a", link, 1);
  const length = store.head("run/a");
  const answer = await store.append([append]);
  await restarted;
  const is = (await length)?.length ?? 0;
  expect(is === 2 || is === 3).toBe(true);
  if (!answer.ok) expect(answer.why).toBe("unknown");
  const there = (await store.head("run/a"))?.length;
  if (there === 2) expect(await store.append([append])).toEqual({ ok: true });
  await appended(store, "run/a", 1, { link: after });
});

test("a pooler that keeps nothing of a session is enough", async () => {
  const url = await server.database();
  const proxy = await behind(url, forgetful);
  const store = await open(proxy.through(url), { lease: 4_000 });
  let link = await appended(store, "run/a", 2, { closed: true });
  const { epoch } = store;
  // Beyond several leases: renewals go through it as well.
  const end = performance.now() + 6_000;
  link = genesis("run/b");
  while (performance.now() < end) link = await appended(store, "run/b", 1, { link });
  expect(await store.prune?.({ streams: ["run/a"], documents: [] })).toEqual({ ok: true });
  expect(await store.snapshots?.keep("run/b", "x")).toEqual({ ok: true });
  expect(await openPostgresStore(proxy.through(url), write)).toMatchObject({ fault: "locked" });
  await store.close();
  const again = await open(proxy.through(url));
  expect(again.epoch).toBe((epoch ?? 0) + 1);
  expect((await again.head("run/b"))?.length).toBe(link.length);
});

test("a clock of the machine that jumps ahead only has the lease renewed; one that jumps back changes nothing", async () => {
  const url = await server.database();
  const store = await open(url, { lease: 60_000 });
  const real = Date.now;
  const spy = vi.spyOn(Date, "now");
  onTestFinished(() => spy.mockRestore());
  spy.mockImplementation(() => real() + 3_600_000);
  expect(store.hold?.holds()).toBe(false);
  const link = await appended(store, "run/a", 1);
  expect(store.hold?.holds()).toBe(true);
  spy.mockImplementation(() => real() - 3_600_000);
  expect(store.hold?.holds()).toBe(true);
  await appended(store, "run/a", 1, { link });
});

test("a lease that ends in the far future, after the database's clock was set back, is taken if it is not renewed", async () => {
  const url = await server.database();
  const proxy = await behind(url);
  await open(proxy.through(url));
  proxy.cut();
  await server.run(url, "UPDATE orch.shards SET until = until + interval '1 hour'");
  const client = await connected(url);
  const { rows } = await client.query<{ until: string }>(
    "SELECT extract(epoch FROM until)::text AS until FROM orch.shards",
  );
  expect(await openPostgresStore(url, write)).toMatchObject({ fault: "locked" });
  await open(url, { seen: rows[0]?.until ?? "" });
});

test("of many that claim at once, one gets it", async () => {
  const url = await server.database();
  const all = await Promise.all(Array.from({ length: 20 }, () => openPostgresStore(url, write)));
  const got = all.filter((store) => !("fault" in store));
  const faults = all.flatMap((store) => ("fault" in store ? [store.fault] : []));
  expect([got.length, new Set(faults)]).toEqual([1, new Set(["locked"])]);
  for (const store of got) await opened(store).close();
});

test("a commit in flight that does not end keeps nobody out for long", async () => {
  const url = await server.database();
  await (await open(url)).close();
  const frozen = await connected(url);
  await frozen.query("BEGIN");
  await frozen.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [locks.space, locks.gate]);
  await open(url);
  await expect(frozen.query("COMMIT")).rejects.toThrow();
});

test("a journal of the first version is brought up to date once its writer has ended, and goes on", async () => {
  const url = await server.database();
  const old = await connected(url);
  await old.query("CREATE SCHEMA orch; CREATE TABLE orch.version (version int PRIMARY KEY)");
  await old.query(migrations[0] ?? "");
  await old.query("INSERT INTO orch.version VALUES (1)");
  await old.query("UPDATE orch.journal SET epoch = 41, holder = 'process 7 on elsewhere'");
  await old.query("SELECT pg_advisory_lock($1, $2)", [locks.space, locks.writer]);
  expect(await openPostgresStore(url, write)).toMatchObject({
    fault: "locked",
    holder: "process 7 on elsewhere",
  });
  const [entry] = [{ body: "{}", hash: "h" }];
  await old.query(
    `SELECT orch.append(41, 0, $1, $2, '{run/a}', '{0}', '{1}', '{h}', '{false}', '{false}', '{null}', '{null}',
       '{run/a}', '{0}', '{b}', '{h}', '{}', '{}', '{}')`,
    [entry.body, entry.hash],
  );
  await old.query("SELECT pg_advisory_unlock($1, $2)", [locks.space, locks.writer]);
  const store = await open(url);
  expect([store.epoch, await store.head("run/a")]).toMatchObject([42, { length: 1, hash: "h" }]);
  const link = { ...genesis("run/a"), length: 1, hash: "h" };
  expect(await store.append([turn("run/a", link, 1).append])).toEqual({ ok: true });
});

test("a journal that a newer orch has written to is not claimed, whatever the tables are", async () => {
  const url = await server.database();
  await (await open(url)).close();
  await server.run(url, "UPDATE orch.shards SET writer = 99");
  const fault = (await openPostgresStore(url, write)) as StoreFault;
  expect(fault).toMatchObject({ fault: "newer", message: expect.stringContaining("update orch") });
});

test("an orchestrator that stops by itself leaves the journal to the next", async () => {
  const url = await server.database();
  const proxy = await behind(url);
  const why: string[] = [];
  const first = await open(proxy.through(url), { onLost: (words) => why.push(words) });
  const [called, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()];
  const write = (): Promise<object> => {
    called.resolve();
    return gate.promise;
  };
  const capabilities = [{ name: "write", type: "agent", effect: "idempotent", handler: write }] as const;
  const orch = await orchestrator(first, { capabilities });
  const plan = { id: "one", steps: [{ id: "a", type: "agent", agent: "write", params: { x: 1 } }] } as const;
  const executed = orch.executor.execute(plan);
  await called.promise;
  await server.run(url, "ALTER TABLE orch.records RENAME TO gone");
  gate.resolve({ text: "x" });
  await vi.waitFor(() => expect(why).toHaveLength(1), { timeout: 60_000 });
  await executed;
  await server.run(url, "ALTER TABLE orch.gone RENAME TO records");
  await next(url);
});

test("small texts are kept by who holds the journal, and by nobody else", async () => {
  const url = await server.database();
  const first = await open(url);
  expect(await first.kept?.put("tokens", "a")).toEqual({ ok: true });
  const second = await open(url, { takeOver: true });
  expect(await first.kept?.put("tokens", "b")).toMatchObject({ ok: false, why: "stale_epoch" });
  expect(await second.kept?.get("tokens")).toBe("a");
});
