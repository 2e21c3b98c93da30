import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

/* The report of a journal, and questions in SQL to its export: those that docs/cli.md shows. */

/** A folder with a journal of one run that waits, and its export. */
async function exported(): Promise<string> {
  const cwd = workFolder();
  await orch(["run", "asks.orch", "--input", '{"name": "Ada"}'], { cwd });
  expect((await orch(["audit", "--export", "export"], { cwd })).code).toBe(0);
  return cwd;
}

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
const questions = [...page.matchAll(/```sql\n([\s\S]*?)\n```/gu)].map(([, sql = ""]) => sql);

test("the page has three questions", () => {
  expect(questions).toHaveLength(3);
});

test.each(questions)("it answers: %s", async (sql) => {
  const cwd = await exported();
  const { code, stdout, stderr } = await orch(["query", "export", sql], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toBe("");
});

test("runs and events are those of the export", async () => {
  const cwd = await exported();
  const ask = async (sql: string) => {
    const { stdout } = await orch(["query", "export", sql, "--format", "json"], { cwd });
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  expect(await ask("select entry, status from runs")).toMatchObject([{ status: "open" }]);
  const lines = readFileSync(join(cwd, "export/events.ndjson"), "utf8").trim().split("\n").length;
  expect(await ask("select count(*) as n from events")).toEqual([{ n: lines }]);
});

test("a mistake in SQL, a change and a folder without an export are refused", async () => {
  const cwd = await exported();
  for (const [folder, sql, says] of [
    ["export", "selekt 1", "SQLite says"],
    ["export", "delete from events", "SQLite says"],
    ["nowhere", "select 1", "orch audit --export nowhere"],
  ] as const) {
    const { code, stderr } = await orch(["query", folder, sql], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  }
});

test("the report of the week is a page of Markdown or HTML", async () => {
  const cwd = await exported();
  const text = await orch(["report", "--format", "markdown"], { cwd });
  expect([text.code, text.stdout]).toEqual([0, expect.stringContaining("1 run began")]);
  const html = await orch(["report", "--format", "html", "--days", "2"], { cwd });
  expect(html.stdout).toMatch(/^<!doctype html>/u);
});
