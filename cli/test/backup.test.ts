import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "@orchlang/runtime";
import { backupJournal, restoreJournal } from "@orchlang/runtime/journal";
import { expect, test } from "vitest";
import { inProcess, orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

/* A journal is copied and put back: by the commands, and while a writer goes on. */

const asks = ["run", "asks.orch", "--input", '{"name": "Ada"}', "--format", "json"];

test("a run goes on in the restored journal where the backup had it", async () => {
  const cwd = workFolder();
  const run = String(resultOf(await orch(asks, { cwd })).run);
  expect((await inProcess(["backup", "vault"], { cwd })).code).toBe(0);
  expect((await inProcess(["backup", "vault"], { cwd })).code).toBe(2);
  const occupied = await inProcess(["restore", "vault"], { cwd });
  expect([occupied.code, occupied.stderr]).toEqual([2, expect.stringContaining("is there already")]);
  rmSync(join(cwd, ".orch"), { recursive: true });
  expect((await inProcess(["restore", "vault"], { cwd })).code).toBe(0);
  expect(statSync(join(cwd, ".orch/journal.db")).mode & 0o777).toBe(0o600);
  expect((await inProcess(["audit"], { cwd })).code).toBe(0);
  const answered = await orch(["answer", run, "door", '{"granted": true}'], { cwd });
  expect(answered.code).toBe(0);
});

test("a backup that was altered is not restored, and nothing is left behind", async () => {
  const cwd = workFolder();
  await orch(asks, { cwd });
  expect((await inProcess(["backup", "vault"], { cwd })).code).toBe(0);
  const anchor = join(cwd, "vault/journal.db-anchor");
  const [body = ""] = readFileSync(anchor, "utf8").split("\n");
  rmSync(join(cwd, ".orch"), { recursive: true });
  writeFileSync(anchor, `${body}\nnot its digest\n`);
  const refused = await inProcess(["restore", "vault"], { cwd });
  expect(refused.code).toBe(2);
  expect(existsSync(join(cwd, ".orch/journal.db"))).toBe(false);
});

test("a journal that lost its last commits is not backed up, and nothing is left behind", async () => {
  const cwd = workFolder();
  await orch(asks, { cwd });
  expect((await inProcess(["backup", "vault"], { cwd })).code).toBe(0);
  await orch(asks, { cwd });
  cpSync(join(cwd, "vault/journal.db"), join(cwd, ".orch/journal.db"));
  for (const end of ["-wal", "-shm"]) rmSync(join(cwd, `.orch/journal.db${end}`), { force: true });
  const refused = await inProcess(["backup", "later"], { cwd });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("are missing")]);
  expect(existsSync(join(cwd, "later/journal.db"))).toBe(false);
});

test("each of many backups beside a writer is whole, and has no fewer commits than the one before", async () => {
  const cwd = workFolder();
  await orch(asks, { cwd });
  const { createOrchestrator, openSqliteStore } = await import("@orchlang/runtime");
  const path = join(cwd, ".orch/journal.db");
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  let least = 0;
  for (let round = 0; round < 5; round++) {
    const target = join(cwd, `b${round}/journal.db`);
    const notes = Array.from({ length: 20 }, (_, at) => orchestrator.note("n", { at }, `${round} ${at}`));
    const [made] = await Promise.all([backupJournal(path, target), ...notes]);
    if ("fault" in made) throw new Error(made.message);
    expect(made.commits).toBeGreaterThanOrEqual(least);
    least = made.commits;
    const restored = restoreJournal(target, join(cwd, `r${round}/journal.db`));
    expect(restored).toEqual(made);
    const journal = await openJournal(join(cwd, `r${round}/journal.db`));
    if ("fault" in journal) throw new Error(journal.message);
    expect(await journal.verify()).toMatchObject({ whole: true });
    await journal.close();
  }
  await orchestrator.close();
});
