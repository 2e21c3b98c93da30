import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const ada = ["--input", '{"name": "Ada"}'];

test("a journal that is no journal, and a folder in its place", async () => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "notes.db"),
    "just some notes, nothing of a database, and long enough to be one\n".repeat(50),
  );
  for (const store of ["notes.db", "."]) {
    const ended = await orch(["run", "asks.orch", ...ada, "--store", store], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain("cannot be used");
  }
  expect(readFileSync(join(cwd, "notes.db"), "utf8")).toContain("just some notes");
});

test("a journal that was cut or altered is told, never accepted", async () => {
  const cwd = workFolder();
  await orch(["run", "asks.orch", ...ada], { cwd });
  const path = join(cwd, ".orch/journal.db");
  const listed = await orch(["runs", "--format", "json"], { cwd });
  const { run } = JSON.parse(listed.stdout) as { run: string };
  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const { changes } = db.prepare("UPDATE records SET body = replace(body, 'Ada', 'Eve')").run();
  db.close();
  expect(Number(changes)).toBeGreaterThan(0);
  const audit = await orch(["audit", run], { cwd });
  expect(audit.code).toBe(1);
  const resumed = await orch(["resume"], { cwd });
  expect(resumed.code).toBeGreaterThan(0);
  expect(resumed.stderr).toMatch(/not as it was written|altered|damaged/i);
  truncateSync(path, 6000);
  const cut = await orch(["resume"], { cwd });
  expect(cut.code).toBe(2);
  expect(cut.stderr).toContain("cannot be used");
});

test("a journal in a folder that cannot be made", async () => {
  const cwd = workFolder();
  mkdirSync(join(cwd, "sub"));
  writeFileSync(join(cwd, "sub/file"), "");
  const ended = await orch(["run", "asks.orch", ...ada, "--store", "sub/file/journal.db"], { cwd });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("cannot be used");
});
