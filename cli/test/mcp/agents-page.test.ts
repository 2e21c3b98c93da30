import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readDiagnosticPage } from "../../src/project/diagnostic-pages.ts";
import { connected } from "./connected.ts";

/* docs/agents.md, followed in an empty folder: its files are written and its tools called, in its order. */

const page = readFileSync(fileURLToPath(new URL("../../../docs/agents.md", import.meta.url)), "utf8");
const blocks = [...page.matchAll(/^```(orch|js|json call|json result)(?: ORCH\d+)?\n(.*?)^```$/gmsu)].map(
  ([, kind = "", text = ""]) => ({ kind, text }),
);

test("every tool call of the page has the result that it shows", async () => {
  const { folder, call } = await connected();
  let last: unknown;
  let calls = 0;
  for (const { kind, text } of blocks) {
    if (kind === "orch") writeFileSync(join(folder, "refund.orch"), text);
    else if (kind === "js") writeFileSync(join(folder, "refund.mjs"), text);
    else if (kind === "json result") expect(last).toMatchObject({ result: JSON.parse(text) as object });
    else {
      const { name, arguments: given } = JSON.parse(text) as { name: string; arguments: object };
      const answer = await call(name, { ...given });
      expect(answer.isError, JSON.stringify(answer.content)).toBe(false);
      last = answer.structuredContent;
      calls += 1;
    }
  }
  expect(calls).toBeGreaterThan(4);
});

test("the page names each diagnostic by its title", () => {
  const rows = [...page.matchAll(/^\| \[(ORCH\d{4})\]\(\S+\) \| (.*?) \|/gmu)];
  expect(rows.length).toBeGreaterThan(5);
  for (const [, code = "", title] of rows) expect(readDiagnosticPage(code)?.title).toBe(title);
});
