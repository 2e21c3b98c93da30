import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ranInTime } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exported, holdings, mostAtOnce, runsIn } from "../city/journal.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = existsSync(join(root, "cli/dist/bundle/main.js"));

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "incident-start-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The lines, with what differs from run to run, or from folder to folder, put out of the way. */
function told(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\d/, "00:00:00")
        .replace(/(?<=[a-z] {2,})\d\d:\d\d:\d\d/, "00:00:00")
        .replace(/run [0-9A-Z]{16}/, "run …")
        // Which of several that are as near, and what comes of who is first.
        .replace(/\b([a-z]+)-\d+( \(\d+ m off\))?/g, "$1-…")
        .replace(/^\s+\d+ times one of \d+|[\d,]+ (?=checks|commits|events)/, "… ")
        .replace(/"run": "\w+"/, '"run": "…"')
        .replace(/127\.0\.0\.1:\d+/, "127.0.0.1:…")
        .replace(/(--store|--export) \S+/g, "$1 …")
        .replace(/exported to \S+/, "exported")
        .replace(/@\S+-token|with the token in \S+/, "the token")
        .trim(),
    )
    .filter((line) => line !== "");
}

/** Where the order is the same each time: what starts, and what ends. */
const starts = (text: string) => told(text).filter((line) => /▸|made of/.test(line));
const ends = (text: string) => told(text).filter((line) => /✓|✗/.test(line));

/** The output that a page shows for the command. */
function blockOf(page: string): string {
  const text = readFileSync(join(root, "examples/incident-response", page), "utf8");
  return /```text\n(?<shown>[\s\S]*?)```/.exec(text)?.groups?.shown ?? "";
}

test.skipIf(!built)("it ends by itself and prints what the README shows", async () => {
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(?:NODE_OPTIONS|VITEST.*|FORCE_COLOR)$/.test(name),
  );
  const env = { ...Object.fromEntries(environment), NO_COLOR: "1", ORCH_EXAMPLE_OUT: out };
  // Its program begins with an empty journal by itself.
  const begin = ["examples/incident-response/start.mjs"];
  const { stdout, stderr } = await ranInTime(begin, { cwd: root, env }, () => undefined);
  const shown = blockOf("README.md") + blockOf("city/README.md");
  expect(told(stdout + stderr).toSorted()).toEqual(told(shown).toSorted());
  expect(starts(stdout)).toEqual(starts(shown));
  expect(ends(stdout)).toEqual(ends(shown));
  expect(readdirSync(join(out, "notes"))).toHaveLength(2);
  expect(readdirSync(join(out, "pages"))).toHaveLength(1);
  expect([...readdirSync(join(out, "traffic")), ...readdirSync(join(out, "spares"))]).toEqual([]);

  const events = exported(join(out, "city/export"));
  const runs = runsIn(events);
  expect(new Set(runs.map(({ plan }) => plan)).size).toBe(20);
  expect(runs.filter(({ status }) => status !== "completed")).toEqual([]);
  expect(mostAtOnce(events)).toBe(20);
  expect(holdings(events)).toMatchObject({ twice: [], left: [] });
  expect(holdings(events).holds).toBeGreaterThan(30);
});
