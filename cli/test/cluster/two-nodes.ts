import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { postgresServer } from "@orchlang/runtime/testing";
import { Client } from "./client.ts";
import { Cluster, until } from "./nodes.ts";

/* How long many steps take that wait, on a node that has a standby beside it: which runs none of them, or its part. */

const server = await postgresServer();
const [steps, waitMs] = [2_048, 6_000];

const prepared = async (shares: string) => {
  const cluster = new Cluster(await server.database(), 10_000, ["--share", shares]);
  writeFileSync(
    join(cluster.folder, "works.orch"),
    `module works
service rest(n: Int) -> Int { effect idempotent  latency <= 60s  run module "./rest.mjs#rest" }
plan wide(n: Int) -> Int {
  step all = for i in 1..${steps} { step a = rest(i)  yield a }
  return n
}
`,
  );
  writeFileSync(
    join(cluster.folder, "rest.mjs"),
    `export const rest = async ({ n }) => { await new Promise((done) => setTimeout(done, ${waitMs})); return n; };\n`,
  );
  await cluster.start(2);
  const client = new Client(cluster);
  const sharing = async () => (await client.ask("/workers")).workers as readonly object[];
  if (shares !== "0") await until("the standby shares", async () => (await sharing()).length > 0);
  return { cluster, client };
};

const one = await prepared("0");
const two = await prepared("2000");

const once = async ({ client }: typeof one, key: string) => {
  const begun = performance.now();
  const run = await client.start("wide", key);
  let last: Record<string, unknown> = {};
  await until(
    "it ends",
    async () => {
      last = await client.ask(`/runs/${run}`);
      return last.status !== "running";
    },
    240_000,
  );
  console.log(key, last.status, Math.round(performance.now() - begun), "ms");
};
for (const n of [1, 2]) {
  await once(one, `one ${n}`);
  await once(two, `two ${n}`);
}
await one.cluster.close();
await two.cluster.close();
await server.close();
process.exit(0);
