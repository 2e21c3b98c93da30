import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { Client } from "./cluster/client.ts";
import { Cluster, type Node, until } from "./cluster/nodes.ts";

/* Nodes that stand by run steps for the one that leads: real processes on one database, killed, frozen and stopped. */

let server: PostgresServer;

beforeAll(async () => {
  server = await postgresServer();
});

afterAll(async () => {
  await server?.close();
});

const leaseMs = 5_000;

interface Works {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly leader: Node;
  readonly standby: Node;
  /** Starts a run whose step is held until `release`. */
  run(plan: "stay" | "leave", n: number): Promise<string>;
  /** The processes in which a step was called with this number, in order, and its keys. */
  calls(n: number): readonly { readonly pid: number; readonly key: string }[];
  called(n: number, count: number): Promise<void>;
  value(run: string): Promise<unknown>;
  hold(): void;
  release(): void;
}

async function works(nodes: number, args: readonly string[] = []): Promise<Works> {
  const cluster = new Cluster(await server.database(), leaseMs, args);
  onTestFinished(() => cluster.close());
  await cluster.start(nodes);
  const client = new Client(cluster);
  const leader = await cluster.leader();
  const standby = cluster.nodes.find((node) => node !== leader);
  if (standby === undefined) throw new Error("one stands by");
  const file = (name: string): string => join(cluster.folder, name);
  const calls: Works["calls"] = (n) =>
    (existsSync(file("calls")) ? readFileSync(file("calls"), "utf8").split("\n") : []).flatMap((line) => {
      const [, of, pid, key = ""] = line.split(" ");
      return of === String(n) ? [{ pid: Number(pid), key }] : [];
    });
  return {
    cluster,
    client,
    leader,
    standby,
    calls,
    run: (plan, n) => client.start(plan, `${plan}${n}`, n),
    called: async (n, count) =>
      void (await until(`${n} is called ${count} times`, () => calls(n).length >= count)),
    value: async (run) => {
      let found: Record<string, unknown> = {};
      await until(`${run} ends`, async () => {
        found = await client.ask(`/runs/${run}`);
        return found.status !== "running";
      });
      expect(found.status).toBe("completed");
      return found.value;
    },
    hold: () => writeFileSync(file("hold"), ""),
    release: () => rmSync(file("hold"), { force: true }),
  };
}

/** Workers that are nodes, as the one that leads has them. */
async function sharing({ client }: Works): Promise<readonly Record<string, unknown>[]> {
  const { workers } = await client.ask("/workers");
  return (workers as readonly Record<string, unknown>[]).filter(({ shares }) => Number(shares) > 0);
}

async function shared(it: Works, nodes = 1): Promise<void> {
  await until("the nodes share", async () => (await sharing(it)).length === nodes);
}

/** Starts runs until the standby has one of each plan. */
async function onStandby(
  it: Works,
  plans: readonly ("stay" | "leave")[],
): Promise<readonly [string, number][]> {
  const found: [string, number][] = [];
  let n = 0;
  for (const plan of plans)
    for (let isThere = false; !isThere; ) {
      n += 1;
      const run = await it.run(plan, n);
      await it.called(n, 1);
      isThere = it.calls(n)[0]?.pid === it.standby.pid;
      if (isThere) found.push([run, n]);
    }
  return found;
}

test("steps are spread over the node that leads and those that stand by; what handlers write is in the leader's log", async () => {
  const it = await works(2);
  await shared(it);
  it.hold();
  const runs = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => it.run("stay", n)));
  for (const n of [1, 2, 3, 4, 5, 6]) await it.called(n, 1);
  expect(await sharing(it)).toMatchObject([{ state: "connected", shares: 2_000, jobs: [{}, {}, {}] }]);
  it.release();
  const pids = await Promise.all(runs.map((run) => it.value(run)));
  const counts = [it.leader, it.standby].map(({ pid }) => pids.filter((one) => one === pid).length);
  expect(counts).toEqual([3, 3]);
  for (const n of [1, 2, 3, 4, 5, 6]) expect(it.leader.errors).toContain(`linger ${n}`);
});

test("a node that stands by is killed in the midst of a step: what may be repeated is, under its key; what may not is in doubt", async () => {
  const it = await works(2);
  await shared(it);
  it.hold();
  const [[stay, first], [leave, second]] = (await onStandby(it, ["stay", "leave"])) as [
    [string, number],
    [string, number],
  ];
  await it.standby.kill();
  await it.called(first, 2);
  await until("it is in doubt", async () => (await it.client.ask(`/runs/${leave}`)).attention === true);
  it.release();
  expect(await it.value(stay)).toBe(it.leader.pid);
  expect(new Set(it.calls(first).map(({ key }) => key)).size).toBe(1);
  expect(it.calls(second)).toHaveLength(1);
  expect(await sharing(it)).toEqual([]);
});

test("a node that is frozen for longer than its lease: its late result counts for nothing", async () => {
  const it = await works(2);
  await shared(it);
  it.hold();
  const [[run, n] = ["", 0]] = await onStandby(it, ["stay"]);
  it.standby.freeze();
  await it.called(n, 2);
  it.release();
  expect(await it.value(run)).toBe(it.leader.pid);
  it.standby.wake();
  await shared(it);
  expect(it.calls(n).map(({ pid }) => pid)).toEqual([it.standby.pid, it.leader.pid]);
  expect(await it.value(run)).toBe(it.leader.pid);
});

test("the leader is killed: what a standby does for it goes on, also what may not be repeated", async () => {
  const it = await works(3);
  await shared(it, 2);
  it.hold();
  const found = await onStandby(it, ["leave", "stay"]);
  await it.leader.kill();
  const next = await it.cluster.leader();
  expect(next).not.toBe(it.leader);
  it.release();
  const [[leave, n] = ["", 0], [stay] = [""]] = found;
  expect(await it.value(leave)).toBe(it.standby.pid);
  expect(it.calls(n)).toHaveLength(1);
  // A step that may be repeated can be, where its node is late.
  await it.value(stay);
});

test("the leader is frozen: its standbys go over to the next, and what it had lent counts once", async () => {
  const it = await works(3);
  await shared(it, 2);
  it.hold();
  const found = await onStandby(it, ["leave"]);
  it.leader.freeze();
  await until("another leads", async () => {
    const roles = await Promise.all(
      it.cluster.nodes.map(async (node) => (node === it.leader ? "" : (await node.ready())?.role)),
    );
    return roles.includes("leader");
  });
  it.release();
  for (const [run, n] of found) {
    await until("it ends", async () => {
      const other = it.cluster.nodes.find((node) => node !== it.leader);
      const response = await fetch(`${other?.address}/api/orchestration/runs/${run}`, {
        headers: { authorization: it.client.header },
      });
      return response.ok && ((await response.json()) as { readonly status: string }).status === "completed";
    });
    expect(it.calls(n)).toHaveLength(1);
  }
  it.leader.wake();
});

test("a standby that is stopped ends the steps that it has begun, and takes no more", async () => {
  const it = await works(2);
  await shared(it);
  it.hold();
  const [[run, n] = ["", 0]] = await onStandby(it, ["leave"]);
  const { pid } = it.standby;
  const stopped = it.standby.kill("SIGTERM");
  await until("it takes no more", async () => (await sharing(it)).every(({ leaving }) => leaving === true));
  const after = await it.run("stay", 1_000);
  await it.called(1_000, 1);
  expect(it.calls(1_000)[0]?.pid).toBe(it.leader.pid);
  it.release();
  await stopped;
  expect(await it.value(run)).toBe(pid);
  expect(await it.value(after)).toBe(it.leader.pid);
  expect(it.calls(n)).toHaveLength(1);
});

test("`--share 0`: a node that stands by runs nothing. A wrong credential is rejected", async () => {
  const it = await works(2, ["--share", "0"]);
  for (const n of [1, 2, 3]) expect(await it.value(await it.run("stay", n))).toBe(it.leader.pid);
  expect(await sharing(it)).toEqual([]);
  for (const [credential, status] of [
    ["Node v1.AAAA", 401],
    [`Node ${it.client.header.replace("Bearer ", "")}`, 401],
    [it.client.header, 403],
  ] as const) {
    const asked = request(`${it.leader.address}/ws/orchestration/work`, {
      headers: {
        authorization: credential,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      },
    }).end();
    const [{ statusCode }] = (await once(asked, "response")) as [{ readonly statusCode?: number }];
    expect([credential, statusCode]).toEqual([credential, status]);
  }
});
