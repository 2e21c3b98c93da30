import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodePlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/run/events.ts";
import { redecide } from "../../src/run/redecide.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const versions = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/**
 * A journal of a released version replays for ever. See `cli/test/journals/record.ts` on how and when they may be
 * recorded.
 */
describe.each(versions.map(({ name }) => name))("journals of version %s", (version) => {
  const folder = join(here, version);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".ndjson"))
    .map((name) => name.replace(/\.ndjson$/u, ""));

  test.each(names)("%s: today's kernel decides what was decided then", (name) => {
    const decoded = decodePlanFile(readFileSync(join(folder, `${name}.plan.json`), "utf8"));
    if ("fault" in decoded) throw new Error(`${name}: ${decoded.fault.kind}`);
    const lines = readFileSync(join(folder, `${name}.ndjson`), "utf8")
      .trimEnd()
      .split("\n");
    const events = lines.map((line) => JSON.parse(line) as RunEvent);
    expect(redecide(decoded.ok.plan, events)).toEqual({ same: true, events: events.length });
  });

  test("there is one for every kind of operation", () => {
    expect(names).toMatchInlineSnapshot(`
      [
        "acceptance",
        "branches",
        "budgets",
        "cached",
        "called_plans",
        "compensation",
        "deaths",
        "doubt",
        "fan_out",
        "handlers",
        "holds",
        "people",
        "quorums",
        "races",
        "retries",
        "rounds",
        "steps",
        "surveyed",
        "waits",
      ]
    `);
  });
});
