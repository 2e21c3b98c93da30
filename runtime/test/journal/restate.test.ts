import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeConformance } from "../../src/journal/conformance/cases.ts";
import { appended, records, type StoreUnderTest } from "../../src/journal/conformance/under-test.ts";
import type { Store } from "../../src/journal/store.ts";
import { openRestateStore } from "../../src/journal/stores/restate.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";
import { noRestate, type RestateServerOfTests, restateServer } from "./restate-server.ts";
import { opened } from "./streams.ts";

/* The journal in a real Restate server. */

const why = noRestate();
if (why !== undefined) console.warn(`The journal on Restate is not tested here: ${why}.`);

let server: RestateServerOfTests;

beforeAll(async () => {
  if (why === undefined) server = await restateServer();
}, 120_000);

afterAll(async () => {
  await server?.close();
});

const write = { mode: "write" } as const;

async function open(): Promise<StoreUnderTest & { readonly url: string }> {
  const url = server.journal();
  const next = async (): Promise<Store> => opened(await openRestateStore(url, { ...write, takeOver: true }));
  return { url, store: opened(await openRestateStore(url, write)), reopen: next, alterations: inState(url) };
}

function inState(url: string): NonNullable<StoreUnderTest["alterations"]> {
  const without = (beginning: string) => () =>
    server.alter(url, (key, value) => (key.startsWith(beginning) ? undefined : value));
  const other = (beginning: string, from: RegExp, to: string) => () =>
    server.alter(url, (key, value) => (key.startsWith(beginning) ? value.replace(from, to) : value));
  return {
    "a run deleted": without("head/run/a"),
    "the records of a run deleted": without("records/run/a"),
    "one marked as ended": other("head/", /"closed":false/u, '"closed":true'),
    "a length altered": other("head/run/b", /"length":2/u, '"length":1'),
    "another time": other("head/", /"due":5000/u, '"due":6000'),
    "a run renamed": other("head/run/b", /run\/b/u, "run/z"),
    "a record altered": other("records/run/b", /1001/u, "1002"),
    "a document altered": other("document/", /"text":"/u, '"text":" '),
    "a document deleted": without("document/"),
    "a commit in between altered": other("ledger/", /5000/u, "6000"),
    "a commit taken out": without("ledger/0000000000000002"),
  };
}

describe.skipIf(why !== undefined)("a store: restate", () => {
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
    expect(await openRestateStore(url, write)).toMatchObject({
      fault: "locked",
      holder: expect.stringContaining(`process ${process.pid}`),
    });
    // The other has only asked: it still writes.
    await appended(store, "run/a", 1);
    await store.close();
    await opened(await openRestateStore(url, write)).close();
  });

  test("a reader beside the writer, and after it, sees what was committed, and writes nothing", async () => {
    const { url, store } = await open();
    const reader = opened(await openRestateStore(url, "read"));
    await appended(store, "run/a", 3);
    await store.put("x", "text");
    await store.close();
    expect(await records(reader, "run/a", 0)).toHaveLength(3);
    expect(await reader.get("x")).toBe("text");
    expect(await reader.put("x", "y")).toMatchObject({ ok: false, why: "read_only" });
    await reader.close();
  });

  test("an audit beside the writer sees the journal as it was at one moment", async () => {
    const { url, store } = await open();
    const reader = opened(await openRestateStore(url, "read"));
    let [link, stopped] = [await appended(store, "run/a", 1), false];
    const writing = (async () => {
      while (!stopped) link = await appended(store, "run/a", 1, { link });
    })();
    while (link.length < 50) expect((await reader.ledger?.audit())?.altered).toEqual([]);
    stopped = true;
    await writing;
    await reader.close();
    await store.close();
  });

  test("small texts are kept by who holds the journal, and by nobody else", async () => {
    const { store, reopen } = await open();
    await appended(store, "run/a", 1);
    expect(await store.kept?.put("tokens", "one")).toEqual({ ok: true });
    expect(await store.snapshots?.keep("run/a", "state")).toEqual({ ok: true });
    const next = await reopen();
    expect(await store.kept?.put("tokens", "two")).toMatchObject({ why: "stale_epoch" });
    expect(await next.kept?.get("tokens")).toBe("one");
    expect(await next.snapshots?.get("run/a")).toBe("state");
    await next.close();
    await store.close();
  });

  test("a later part of a stream whose appends were of unlike length begins where it is asked to", async () => {
    const { store } = await open();
    let link = await appended(store, "run/a", 1);
    for (const count of [3, 1, 700, 2, 5, 1]) link = await appended(store, "run/a", count, { link });
    for (const from of [0, 1, 3, 4, 5, 6, 300, 704, 705, 707, 712, 713]) {
      const found = await records(store, "run/a", from);
      expect(found.map(({ seq }) => seq)).toEqual(
        Array.from({ length: link.length - from }, (_, at) => from + at),
      );
    }
    await store.close();
  });

  test("places that cannot be opened are faults: no journal, no server, no address of this process", async () => {
    expect(await openRestateStore(server.journal(), "read")).toMatchObject({ fault: "missing" });
    for (const mode of ["read", write] as const)
      expect(await openRestateStore("restate://127.0.0.1:1/x?admin=http://127.0.0.1:1", mode)).toMatchObject({
        fault: "unreadable",
        message: expect.stringContaining("cannot be reached"),
      });
    expect(await openRestateStore("restate://10.0.0.1/x", write)).toMatchObject({
      fault: "unreadable",
      message: expect.stringContaining("?endpoint="),
    });
    for (const url of ["restate://127.0.0.1/A B", "restate:x", "restate://127.0.0.1/x?admin=no"])
      expect(await openRestateStore(url, "read")).toMatchObject({ fault: "unreadable" });
  });

  test("a writer without the package that serves objects is told to install it; a reader needs none", async () => {
    const { url, store } = await open();
    await appended(store, "run/a", 1);
    await store.close();
    const hidden = `import { registerHooks } from "node:module";
      registerHooks({ resolve: (name, context, next) => {
        if (name !== "@restatedev/restate-sdk") return next(name, context);
        throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      } });`;
    const file = fileURLToPath(new URL("processes/open.ts", import.meta.url));
    const openedIn = async (mode: string): Promise<string> => {
      const hook = `data:text/javascript,${encodeURIComponent(hidden)}`;
      const args = ["--conditions=orch-source", "--import", hook, file, url, mode];
      return (await promisify(execFile)(process.execPath, args)).stdout;
    };
    expect(await openedIn("write")).toContain("npm install @restatedev/restate-sdk");
    expect(await openedIn("read")).not.toContain("fault");
  });

  test("a journal that a newer orch has written to is not opened", async () => {
    const { url, store } = await open();
    await appended(store, "run/a", 1);
    await store.close();
    await server.alter(url, (key, value) =>
      key === "tip" ? JSON.stringify({ ...JSON.parse(value), writer: 99 }) : value,
    );
    for (const mode of ["read", { ...write, takeOver: true }] as const)
      expect(await openRestateStore(url, mode)).toMatchObject({ fault: "newer" });
  });
});
