import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { genesis, isBreak } from "../../src/journal/chain.ts";
import { turn } from "../../src/journal/conformance/under-test.ts";
import { verify } from "../../src/journal/recover.ts";
import type { Store } from "../../src/journal/store.ts";
import { serveObject } from "../../src/journal/stores/restate/endpoint.ts";
import { placeOf } from "../../src/journal/stores/restate/place.ts";
import { RestateServer } from "../../src/journal/stores/restate/server.ts";
import { openRestateStore, type RestateOptions } from "../../src/journal/stores/restate.ts";
import { start } from "./process.ts";
import { noRestate, type RestateServerOfTests, restateServer } from "./restate-server.ts";
import { opened } from "./streams.ts";

/* A journal on Restate whose writer dies, freezes or is succeeded, and whose server dies. */

const why = noRestate();
if (why !== undefined) console.warn(`A journal on Restate is not tested here: ${why}.`);

let server: RestateServerOfTests;

beforeAll(async () => {
  if (why === undefined) server = await restateServer();
}, 120_000);

afterAll(async () => {
  await server?.close();
});

const write = { mode: "write" } as const;
const perTurn = 3;

/** The first store that gets the journal. */
async function next(url: string, more: Partial<RestateOptions> = {}): Promise<Store> {
  return await vi.waitFor(async () => opened(await openRestateStore(url, { ...write, ...more })), {
    timeout: 60_000,
    interval: 100,
  });
}

/** Whole turns of both streams, all that was acknowledged, and a ledger that says the same. */
async function expectWhole(store: Store, acknowledged: number): Promise<number> {
  const links = await Promise.all(
    (["run/a", "control/main"] as const).map((stream) => verify(store, stream)),
  );
  const lengths = links.map((link) => {
    if (isBreak(link)) throw new Error(link.why);
    return link.length;
  });
  expect(lengths[0]).toBe(lengths[1]);
  expect(lengths[0]).toBeGreaterThanOrEqual(acknowledged);
  expect((lengths[0] ?? 0) % perTurn).toBe(0);
  expect((await store.ledger?.audit())?.altered).toEqual([]);
  return lengths[0] ?? 0;
}

describe.skipIf(why !== undefined)("a journal on Restate", () => {
  test("whenever the writer is killed, all that was acknowledged is there, and whole turns only", async () => {
    const url = server.journal();
    for (const after of [1, 5, 23]) {
      const other = start("append-for-ever", [url, String(perTurn)]);
      let [acknowledged, seen] = [0, 0];
      for await (const length of other.lines) {
        acknowledged = Number(length);
        seen += 1;
        if (seen === after) other.child.kill("SIGKILL");
      }
      expect(await other.ended).toMatchObject({ signal: "SIGKILL", errors: "" });
      const store = await next(url, { takeOver: true });
      await expectWhole(store, acknowledged);
      await store.close();
    }
  });

  test("the lease of a writer that was killed ends by itself, by the clock of Restate", async () => {
    const url = server.journal();
    const other = start("append-for-ever", [url, String(perTurn)]);
    for await (const _ of other.lines) break;
    other.child.kill("SIGKILL");
    await other.ended;
    const lefts: number[] = [];
    for (const _ of [1, 2]) {
      const held = (await openRestateStore(url, write)) as { readonly leaseMs?: number };
      expect(held).toMatchObject({ fault: "locked" });
      lefts.push(held.leaseMs ?? 0);
    }
    // Nobody renews it: less is left each time.
    expect(lefts[0]).toBeLessThanOrEqual(10_000);
    expect(lefts[1]).toBeLessThan(lefts[0] ?? 0);
    expect(lefts[1]).toBeGreaterThan(0);
    const store = await next(url);
    await expectWhole(store, perTurn);
    await store.close();
  });

  test("a writer that is frozen is succeeded, and writes nothing when it wakes up", async () => {
    const url = server.journal();
    const other = start("append-for-ever", [url, String(perTurn)]);
    let [acknowledged, seen, length] = [0, 0, 0];
    let store: Store | undefined;
    for await (const line of other.lines) {
      acknowledged = Number(line);
      seen += 1;
      if (seen !== 10) continue;
      other.child.kill("SIGSTOP");
      store = await next(url, { takeOver: true });
      length = await expectWhole(store, acknowledged);
      other.child.kill("SIGCONT");
    }
    expect(await other.ended).toMatchObject({
      code: 1,
      // A request that was under way as it froze has no answer: its connection, or the process's right, is gone.
      errors: expect.stringMatching(/Another process writes|no longer has the journal|cannot be reached/u),
    });
    // Earlier frames may be acknowledged to it only now: it was connected when the other one began.
    expect(length).toBeGreaterThanOrEqual(acknowledged);
    expect(await expectWhole(store as Store, acknowledged)).toBe(length);
    await store?.close();
  });

  test("a server that is killed loses nothing that was acknowledged, and the writer goes on with it", async () => {
    const url = server.journal();
    const store = await next(url, { lease: 60_000 });
    let link = genesis("run/a");
    const append = async (): Promise<string> => {
      const { append: one, link: more } = turn("run/a", link, perTurn);
      const answer = await store.append([one]);
      if (answer.ok) link = more;
      return answer.ok ? "ok" : answer.why;
    };
    for (let count = 0; count < 5; count++) expect(await append()).toBe("ok");
    const restarting = server.restart();
    // It may have been under way, and be done or not.
    expect(await append()).toMatch(/^ok$|^unknown$/u);
    await restarting;
    const found = await store.head("run/a");
    expect([link.length, link.length + perTurn]).toContain(found?.length);
    link = { length: found?.length ?? 0, hash: found?.hash ?? "" };
    expect(await append()).toBe("ok");
    await store.close();
    const again = await next(url);
    expect((await again.head("run/a"))?.length).toBe(link.length);
    expect((await again.ledger?.audit())?.altered).toEqual([]);
    await again.close();
  });

  test("a process that asked to serve the journal and is gone keeps the writer waiting no longer than its lease", async () => {
    const url = server.journal();
    const store = await next(url, { lease: 3_000 });
    const place = placeOf(url);
    if ("fault" in place) throw new Error(place.message);
    const api = new RestateServer(place, 30_000);
    const other = await serveObject(place, api);
    if ("fault" in other) throw new Error(other.message);
    await other.close();
    const { append, link } = turn("run/a", genesis("run/a"), 1);
    expect(await store.append([append])).toEqual({ ok: true });
    expect(await store.hold?.regained()).toBe(true);
    expect((await store.head("run/a"))?.hash).toBe(link.hash);
    await store.close();
  });
});
