import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { soon } from "./begun.ts";
import { type Killable, killable, markOf, type Sent } from "./killed.ts";

/* A server is killed at every commit of every kind of POST; its client sends the request again, under the same key. */

/** Prepares what the request is about, and returns it. `mark`: in whatever it leaves in the journal. */
type Case = (on: Killable, mark: string) => Promise<Sent> | Sent;

const boss = { role: "approver", user: "bo", roles: ["shop.boss"] } as const;
const ben = { user: "ben" } as const;

async function done(on: Killable, sent: Sent): Promise<Record<string, unknown>> {
  const reply = await on.post(sent);
  expect([sent.path, reply?.status, reply?.body.code]).toEqual([sent.path, 202, undefined]);
  return { ...reply?.body };
}

/** A run that waits for its boss, and its task. */
async function asking(on: Killable, mark: string, id = mark): Promise<{ run: string; task: string }> {
  const body = { workflow_name: "pay", input: { id } };
  const run = String((await done(on, { path: "/workflow/execute", body, key: `run ${id} ${mark}` })).run);
  return await vi.waitFor(async () => {
    const { tasks } = (await on.get("/tasks")) as { readonly tasks: { run: string; task: string }[] };
    return tasks.find((one) => one.run === run) ?? expect.fail("no task yet");
  }, soon);
}

/** Two runs whose input has the mark. */
async function both(on: Killable, mark: string): Promise<readonly string[]> {
  const runs = [];
  for (const name of ["a", "b"]) runs.push((await asking(on, `${name} ${mark}`, mark)).run);
  return runs;
}

const admission =
  (word: string, first?: string): Case =>
  async (on, mark) => {
    await both(on, mark);
    const body = { input: { id: mark }, why: mark };
    if (first !== undefined) await done(on, { path: `/kernel/${first}`, body, key: `first ${mark}` });
    return { path: `/kernel/${word}`, body, key: mark };
  };

const enabling =
  (word: string): Case =>
  (_on, mark) => ({ path: `/triggers/refunds/${word}`, body: { why: mark }, key: mark });

async function proposed(on: Killable, mark: string): Promise<void> {
  const action = { operation: "changeSetting", params: { setting: "daily" }, body: { value: 5, why: mark } };
  await done(on, { path: "/proposals", body: { ...action, why: mark }, key: mark });
}

let keys = 0;

/** A key without a mark: of what is undone before the next request. */
function fresh(): string {
  keys += 1;
  return `undone ${keys}`;
}

const cases: Readonly<Record<string, Case>> = {
  "/workflow/execute": (_on, mark) => ({
    path: "/workflow/execute",
    body: { workflow_name: "pay", input: { id: mark } },
    key: mark,
  }),
  "/events/ingest": (_on, mark) => ({
    path: "/events/ingest",
    body: { event: "payment", from: "bank", fields: { id: mark } },
    key: mark,
  }),
  "/events/fuse": (_on, mark) => ({
    path: "/events/fuse",
    body: {
      events: [
        {
          event: "order",
          from: "web",
          fields: { id: mark, amount: { amount: "1", currency: "USD" }, buyer: "b" },
        },
        { event: "payment", from: "bank", fields: { id: mark } },
      ],
    },
    key: mark,
  }),
  "/sources/{source}": (_on, mark) => {
    const time = String(Math.floor(Date.now() / 1_000));
    const body = { id: mark };
    const text = `${mark}.${time}.${JSON.stringify(body)}`;
    const signature = `v1,${createHmac("sha256", secret).update(text).digest("base64")}`;
    const headers = { "webhook-id": mark, "webhook-timestamp": time, "webhook-signature": signature };
    return { path: "/sources/bank", body, key: mark, headers };
  },
  "/tasks/answer": async (on, mark) => {
    const { task } = await asking(on, mark);
    return { path: "/tasks/answer", body: { task, value: { granted: false } }, key: mark, as: boss };
  },
  "/tasks/claim": async (on, mark) => {
    const { task } = await asking(on, mark);
    return { path: "/tasks/claim", body: { task }, key: mark, as: boss };
  },
  "/tasks/release": async (on, mark) => {
    const { task } = await asking(on, mark);
    await done(on, { path: "/tasks/claim", body: { task }, key: `first ${mark}`, as: boss });
    return { path: "/tasks/release", body: { task }, key: mark, as: boss };
  },
  "/tasks/delegate": async (on, mark) => {
    const { task } = await asking(on, mark);
    return { path: "/tasks/delegate", body: { task, to: "zed" }, key: mark, as: boss };
  },
  "/runs/{run}/orders": async (on, mark) => {
    const { run } = await asking(on, mark);
    return { path: `/runs/${run}/orders`, body: { order: "cancel", why: mark }, key: mark };
  },
  "/runs/orders": async (on, mark) => ({
    path: "/runs/orders",
    body: { runs: await both(on, mark), order: "cancel", why: mark },
    key: mark,
  }),
  "/kernel/stop": admission("stop"),
  "/kernel/start": admission("start", "stop"),
  "/kernel/pause": admission("pause"),
  "/kernel/resume": admission("resume", "pause"),
  "/settings/{setting}": (_on, mark) => ({
    path: "/settings/daily",
    body: { value: 1, why: mark },
    key: mark,
  }),
  "/settings/{setting}/revert": async (on, mark) => {
    const body = { value: 2, why: "first" };
    const { version } = await done(on, { path: "/settings/daily", body, key: `first ${mark}` });
    return { path: "/settings/daily/revert", body: { version, why: mark }, key: mark };
  },
  "/triggers/{trigger}/enable": enabling("enable"),
  "/triggers/{trigger}/disable": enabling("disable"),
  "/resources/allocate": async (on, mark) => {
    const { members } = (await on.get("/resources")) as {
      members: { resource: string; health: string }[];
    };
    for (const { resource, health } of members) {
      const path = `/resources/${encodeURIComponent(resource)}/release`;
      if (health === "maintenance") await done(on, { path, body: { why: "back" }, key: fresh() });
    }
    return { path: "/resources/allocate", body: { pool: "tills", why: mark }, key: mark };
  },
  "/resources/{resource_id}/release": async (on, mark) => {
    const first = await cases["/resources/allocate"]?.(on, `${mark} a`);
    const { resource } = await done(on, first ?? expect.fail());
    return {
      path: `/resources/${encodeURIComponent(String(resource))}/release`,
      body: { why: mark },
      key: mark,
    };
  },
  "/notifications/subscriptions": async (on, mark) => {
    const { subscriptions } = (await on.get("/notifications/subscriptions")) as {
      readonly subscriptions: readonly { readonly subscription: string }[];
    };
    for (const { subscription } of subscriptions) {
      const path = `/notifications/subscriptions/${subscription}/end`;
      await done(on, { path, body: { why: "over" }, key: fresh() });
    }
    const body = { channel: "pager", kinds: ["task_overdue"], why: mark };
    return { path: "/notifications/subscriptions", body, key: mark };
  },
  "/notifications/subscriptions/{subscription}/end": async (on, mark) => {
    const body = { channel: "pager", kinds: ["task_overdue"], why: mark };
    await done(on, { path: "/notifications/subscriptions", body, key: `first ${mark}` });
    return { path: `/notifications/subscriptions/first ${mark}/end`, body: { why: mark }, key: mark };
  },
  "/notifications/deliveries/{delivery}/retry": async (on, mark) => {
    const body = { channel: "pager", kinds: ["workflow_failed"], why: mark };
    await done(on, { path: "/notifications/subscriptions", body, key: mark });
    const { task } = await asking(on, mark);
    const answer = { task, value: { granted: false } };
    await done(on, { path: "/tasks/answer", body: answer, key: `answer ${mark}`, as: boss });
    const delivery = await vi.waitFor(async () => {
      const { deliveries } = (await on.get("/notifications/deliveries?status=dead")) as {
        deliveries: { delivery: string; subscription: string }[];
      };
      return deliveries.find(({ subscription }) => subscription === mark)?.delivery ?? expect.fail("none");
    }, soon);
    await done(on, {
      path: `/notifications/subscriptions/${mark}/end`,
      body: { why: "over" },
      key: `end ${mark}`,
    });
    return { path: `/notifications/deliveries/${delivery}/retry`, key: `retry ${mark}` };
  },
  "/proposals": async (on, mark) => {
    const { proposals } = (await on.get("/proposals")) as { proposals: { proposal: string }[] };
    for (const { proposal } of proposals)
      await done(on, { path: `/proposals/${proposal}/reject`, body: { why: "no" }, key: fresh() });
    const action = {
      operation: "changeSetting",
      params: { setting: "daily" },
      body: { value: 5, why: mark },
    };
    return { path: "/proposals", body: { ...action, why: mark }, key: mark };
  },
  "/proposals/{proposal}/approve": async (on, mark) => {
    await proposed(on, mark);
    return { path: `/proposals/${mark}/approve`, body: { why: mark }, key: `yes ${mark}`, as: ben };
  },
  "/proposals/{proposal}/reject": async (on, mark) => {
    await proposed(on, mark);
    return { path: `/proposals/${mark}/reject`, body: { why: mark }, key: `no ${mark}`, as: ben };
  },
  "/consents": (_on, mark) => ({ path: "/consents", body: { scope: "mail.send" }, key: mark }),
  "/consents/withdraw": (_on, mark) => ({
    path: "/consents/withdraw",
    body: { scope: "mail.send" },
    key: mark,
  }),
  "/consents/delegations": async (on, mark) => {
    const { delegations } = (await on.get("/consents/delegations")) as {
      delegations: { delegation: string }[];
    };
    for (const { delegation } of delegations)
      await done(on, {
        path: `/consents/delegations/${delegation}/end`,
        body: { why: "over" },
        key: fresh(),
      });
    const until = Date.now() + 3_600_000;
    return {
      path: "/consents/delegations",
      body: { to: "bo", scopes: ["mail.send"], until, why: mark },
      key: mark,
    };
  },
  "/consents/delegations/{delegation}/end": async (on, mark) => {
    const first = await cases["/consents/delegations"]?.(on, mark);
    await done(on, first ?? expect.fail());
    return { path: `/consents/delegations/${mark}/end`, body: { why: mark }, key: `end ${mark}` };
  },
};

/** Those of which the journal keeps nothing. */
const withoutEffect: Readonly<Record<string, string>> = {
  "/goals/ask": "reads",
  "/simulate": "plays",
  "/runs/{run}/simulate": "plays",
  "/tasks/forecast": "foresees",
  "/runs/{run}/orders/forecast": "foresees",
  "/runs/orders/forecast": "foresees",
  "/policy/check": "reads",
  "/programs/{program}/coverage": "plays",
  "/programs/{program}/scenarios/{number}/play": "plays",
  "/programs/{program}/verify": "searches",
  "/tokens": "a token is shown once: one that nobody has seen is revoked by its id",
  "/session": "a session ends with the server",
  "/retention/prune": "what is pruned is gone, however often it is asked for",
  "/doubles": "rules said twice are the same; real handlers here",
  "/workers/{worker}/quarantine": "a standing said twice is the same; no worker is connected here",
  "/workers/{worker}/release": "as above",
  "/workers/{worker}/drain": "as above",
  "/notifications/channels/{channel}/test": "sent again under the same id, by which its receiver knows it",
};

const secret = "whsec";

test("every kind of POST that the API describes is killed here, or has no effect to do twice", async () => {
  const on = await opened();
  const { paths } = (await on.get("/openapi.json")) as { paths: Record<string, Record<string, object>> };
  const posts = Object.entries(paths).flatMap(([path, { post }]) =>
    post === undefined ? [] : [path.replace("/api/orchestration", "")],
  );
  expect(posts.toSorted()).toEqual([...Object.keys(cases), ...Object.keys(withoutEffect)].toSorted());
});

async function opened(): Promise<Killable> {
  const failing = createServer((_request, response) => response.writeHead(500).end());
  await new Promise<void>((resolve) => failing.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void failing.close());
  const url = `http://127.0.0.1:${(failing.address() as AddressInfo).port}/`;
  const maps = [{ event: "payment", from: "bank", fields: { id: "/id" } }];
  const on = await killable({
    settings: {
      channels: { pager: { kind: "webhook", url, secretVariable: "S" } },
      sources: { bank: { kind: "hmac", secretVariable: "S", maps } },
    },
    secrets: { S: secret },
    notifyDelays: [],
  });
  // Runs that triggers start call handlers, which end at any time.
  await done(on, { path: "/kernel/stop", body: { plan: "quick", why: "no handlers" }, key: "stop" });
  return on;
}

test.each(Object.entries(cases))(
  "%s has one effect, at whichever commit it is killed",
  async (name, prepare) => {
    const on = await opened();
    const plain = markOf(`${name} plain`);
    const sent = await prepare(on, plain);
    const before = on.commits();
    const reply = await on.post(sent);
    expect([sent.path, reply?.status]).toEqual([sent.path, 202]);
    const commits = on.commits() - before;
    expect(commits).toBeGreaterThan(0);
    expect(await on.post(sent)).toEqual(reply);
    const wanted = await settled(on, plain);
    const marks: string[] = [];
    for (let commit = 1; commit <= commits; commit += 1)
      for (const when of ["before", "after"] as const) {
        const mark = markOf(`${name} ${commit} ${when}`);
        marks.push(mark);
        const one = await prepare(on, mark);
        on.dieAt(commit, when);
        expect([mark, await on.post(one)]).toEqual([mark, undefined]);
        await on.reopen();
        const again = await on.post(one);
        expect([commit, when, again?.status, again?.body.code]).toEqual([
          commit,
          when,
          reply?.status,
          undefined,
        ]);
        expect(Object.keys(again?.body ?? {})).toEqual(Object.keys(reply?.body ?? {}));
        expect([commit, when, await on.post(one)]).toEqual([commit, when, again]);
      }
    for (const mark of marks)
      await vi.waitFor(async () => expect([mark, await on.counted(mark)]).toEqual([mark, wanted]), soon);
  },
);

test("a server that is killed while runs resume goes on with that by itself", async () => {
  const on = await opened();
  const runs = await both(on, "all");
  await done(on, { path: "/kernel/pause", body: { why: "a fire" }, key: "p" });
  on.dieAt(2, "before");
  expect(await on.post({ path: "/kernel/resume", body: { why: "out" }, key: "r" })).toBeUndefined();
  await on.reopen();
  const { closures } = (await on.get("/kernel/closures")) as { readonly closures: readonly unknown[] };
  expect(closures).toEqual([expect.objectContaining({ plan: "shop.quick" })]);
  for (const run of runs) expect(await on.get(`/runs/${run}`)).toMatchObject({ paused: false });
});

/** Counts once no run goes on and the journal is the same for a while: what goes on by itself has been written. */
async function settled(on: Killable, mark: string): Promise<Readonly<Record<string, number>>> {
  let last = -1;
  await vi.waitFor(
    async () => {
      const { runs } = (await on.get("/runs?status=running")) as { readonly runs: readonly object[] };
      expect(runs).toEqual([]);
      const now = on.commits();
      const isSame = now === last;
      last = now;
      expect(isSame).toBe(true);
    },
    { ...soon, interval: 100 },
  );
  return await on.counted(mark);
}
