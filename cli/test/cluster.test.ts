import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Membership, type NodeRow, thisProcess } from "@orchlang/runtime/postgres";
import { type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { checked, effectsIn, type Found } from "./cluster/checked.ts";
import { Client } from "./cluster/client.ts";
import { Cluster, until } from "./cluster/nodes.ts";
import { orch } from "./orch.ts";

/* `orch serve --join`: real processes on one database, killed, frozen and drained under load. */

let server: PostgresServer;

beforeAll(async () => {
  server = await postgresServer();
});

afterAll(async () => {
  await server?.close();
});

/** Short, so that the tests are; long enough for a busy machine to renew it. */
const leaseMs = 5_000;

async function started(nodes: number): Promise<{ readonly cluster: Cluster; readonly client: Client }> {
  const cluster = new Cluster(await server.database(), leaseMs);
  onTestFinished(() => cluster.close());
  await cluster.start(nodes);
  return { cluster, client: new Client(cluster) };
}

function load(client: Client, name: string, count = 12): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      client.start(index % 3 === 0 ? "quick" : "job", `${name}${index}`),
    ),
  );
}

function historyOf(cluster: Cluster, { acknowledged }: Client): Promise<Found> {
  const { url, folder } = cluster.options;
  return checked({ url, effects: () => effectsIn(folder), acknowledged });
}

/** Frames of a live channel over whatever node answers, as a client reads them that connects again after each end. */
function follow(cluster: Cluster, client: Client) {
  const stop = new AbortController();
  const completed = new Set<string>();
  let [last, gaps] = ["", 0];
  const read = async (): Promise<void> => {
    for (let at = 0; !stop.signal.aborted; at += 1) {
      const node = cluster.nodes[at % cluster.nodes.length];
      try {
        const response = await fetch(`${node?.address}/api/orchestration/stream/workflow-status`, {
          headers: { authorization: client.header, ...(last === "" ? {} : { "last-event-id": last }) },
          signal: stop.signal,
        });
        if (!response.ok) throw new Error(`${response.status}`);
        let text = "";
        for await (const bytes of response.body ?? []) {
          text += Buffer.from(bytes).toString("utf8");
          for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
            const found = /^id: (?<id>\d+)\nevent: (?<kind>\w+)\ndata: (?<data>.*)$/u.exec(
              text.slice(0, end),
            )?.groups;
            text = text.slice(end + 2);
            if (found === undefined) continue;
            last = found.id ?? last;
            const { run } = ((JSON.parse(found.data ?? "{}") as { data?: object }).data ?? {}) as {
              run?: string;
            };
            if (found.kind === "workflow_completed" && run !== undefined) completed.add(run);
            if (found.kind === "gap") {
              gaps += 1;
              // The notice asks the client to read the state again.
              for (const known of client.acknowledged.values()) {
                const { status } = await client.ask(`/runs/${known}`);
                if (status === "completed") completed.add(known);
              }
            }
          }
        }
      } catch {
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    }
  };
  const done = read();
  return {
    completed,
    gaps: () => gaps,
    stop: async () => {
      stop.abort();
      await done;
    },
  };
}

test("a leader that is killed under load loses nothing: others finish its runs, `once` effects happen once, clients go on", async () => {
  const { cluster, client } = await started(2);
  const following = follow(cluster, client);
  await load(client, "before");
  await until("the client follows", () => following.completed.size > 0);
  const leader = await cluster.leader();
  const under = load(client, "under");
  const epoch = Number((await client.ask("/nodes")).epoch);
  await leader.kill();
  await under;
  const next = await cluster.leader();
  expect(next).not.toBe(leader);
  await load(client, "after");
  const history = await historyOf(cluster, client);
  expect(history.breaches).toEqual([]);
  expect(history.runs).toBe(36);
  const {
    nodes,
    epoch: now,
    promise,
  } = (await client.ask("/nodes")) as unknown as {
    readonly nodes: readonly NodeRow[];
    readonly epoch: number;
    readonly promise: string;
  };
  // More than once on a machine that is too busy to renew a lease.
  expect(now).toBeGreaterThan(epoch);
  expect(nodes.find(({ role }) => role === "leader")?.address).toBe(next.address);
  expect(promise).toContain("not the loss of its disk");
  const ended: string[] = [];
  for (const run of client.acknowledged.values())
    if ((await client.ask(`/runs/${run}`)).status === "completed") ended.push(run);
  await until("the client has heard of all", () => ended.every((run) => following.completed.has(run)));
  expect(following.gaps()).toBeGreaterThan(0);
  await following.stop();
});

test("a leader that is frozen past its lease writes nothing when it wakes, and stands by; one that is drained hands over at once", async () => {
  const { cluster, client } = await started(2);
  const first = await cluster.leader();
  const under = load(client, "under", 6);
  first.freeze();
  const others = cluster.nodes.filter((node) => node !== first);
  await until("another leads", async () => (await others[0]?.ready())?.role === "leader");
  first.wake();
  await under;
  await until("it stands by", async () => (await first.ready())?.role === "standby");
  await load(client, "after", 3);
  const [second] = others;
  await second?.kill("SIGTERM");
  await until("it leads again", async () => (await first.ready())?.role === "leader");
  expect(first.led).toBeGreaterThanOrEqual(2);
  const history = await historyOf(cluster, client);
  expect(history.breaches).toEqual([]);
});

test("of twenty-five that join at once one leads, each is listed; one with another key is refused", async () => {
  const url = await server.database();
  const sealer = { inUse: true, seal: (text: string) => `a ${text}`, open: (text: string) => text.slice(2) };
  const joined = await Promise.all(
    Array.from({ length: 25 }, () => Membership.join({ url, holder: thisProcess(), lease: leaseMs, sealer })),
  );
  const members = joined.flatMap((one) => ("fault" in one ? [] : [one]));
  expect(members).toHaveLength(25);
  const stop = new AbortController();
  const leading = members.map((member) => member.lead(stop.signal));
  const store = await Promise.race(leading);
  if (store === undefined || "fault" in store) throw new Error("one leads");
  await until("all are listed", async () => (await members[0]?.nodes())?.length === 25);
  const nodes = (await members[0]?.nodes()) ?? [];
  expect(nodes.filter(({ role }) => role === "leader")).toHaveLength(1);
  const other = { ...sealer, open: () => undefined };
  expect(await Membership.join({ url, holder: thisProcess(), sealer: other })).toMatchObject({
    fault: "unreadable",
    message: expect.stringContaining("key"),
  });
  stop.abort();
  const got = await Promise.all(leading);
  expect(got.filter((one) => one !== undefined)).toHaveLength(1);
  await store.close();
  await Promise.all(members.map((member) => member.close()));
});

test("what cannot be joined is refused with what to do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orch-cluster-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cluster = new Cluster(await server.database(), leaseMs);
  onTestFinished(() => cluster.close());
  const serve = (...more: readonly string[]) =>
    orch(["serve", "works.orch", "--join", "--port", "0", ...more], { cwd: cluster.folder });
  const store = ["--store", cluster.options.url];
  for (const [args, says] of [
    [[], "postgres://"],
    [[...store, "--host", "0.0.0.0"], "--advertise"],
    [[...store, "--lease", "1ms"], "500ms"],
    [[...store, "--advertise", "nowhere"], "http://"],
  ] as const) {
    const { code, stderr } = await serve(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  }
  await cluster.start(1);
  const alone = await orch(["serve", "works.orch", "--port", "0", ...store], { cwd: cluster.folder });
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("orch serve --join")]);
  expect(readFileSync(join(cluster.folder, ".orch/admin-token"), "utf8")).toContain("Bearer");
});
