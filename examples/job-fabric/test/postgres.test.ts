import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exported, grantsIn } from "../journal.ts";
import { day } from "../story.ts";
import { allDone } from "../world.ts";

/* The same day with the journal in PostgreSQL. */

const jobs = 200;
const orch = fileURLToPath(new URL("../../../cli/bin/orch.js", import.meta.url));
const built = existsSync(fileURLToPath(new URL("../../../cli/dist/bundle/main.js", import.meta.url)));
let postgres: PostgresServer;
let out: string;

beforeAll(async () => {
  postgres = await postgresServer();
  out = mkdtempSync(join(tmpdir(), "job-fabric-postgres-"));
  process.env.ORCH_EXAMPLE_OUT = out;
});
afterAll(async () => {
  delete process.env.ORCH_EXAMPLE_OUT;
  rmSync(out, { recursive: true, force: true });
  await postgres.close();
});

test.skipIf(!built)("on PostgreSQL every job is done under one key, and the export is whole", async () => {
  const store = await postgres.database();
  const { reroute, crashed } = await day({ jobs, store, say: () => undefined });
  expect(new Set(allDone().map(({ key }) => key)).size).toBe(jobs);
  expect(reroute.moves).toMatchObject([{ from: "example.fabric.earth", to: "example.fabric.helios" }]);
  expect(crashed.closures).toMatchObject([{ mode: "paused" }]);
  const folder = join(out, "export");
  for (const words of [
    ["--store", store, "--export", folder],
    ["--exported", folder],
  ])
    execFileSync(process.execPath, [orch, "audit", ...words]);
  expect(new Set(grantsIn(exported(folder)).map(({ given }) => given))).toEqual(
    new Set(["earth", "helios", "luna"]),
  );
});
