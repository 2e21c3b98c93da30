import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = existsSync(join(root, "cli/dist/bundle/main.js"));

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "sales-start-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The lines in any order, with what differs from run to run, or from folder to folder, put out of the way. */
function settled(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\d/, "00:00:00")
        .replace(/(done|completed|answered)\b.*/, "$1")
        .replace(/plan [0-9a-f]{8} for [\w-]+$/, "plan … for …")
        .replace(/report-[0-9a-f]{16}/, "report-…")
        .replace(/^Date: .*/, "Date: …")
        .replace(/--store \S+/, "--store …")
        .trim(),
    )
    .filter((line) => line !== "")
    .sort();
}

async function started(...args: readonly string[]): Promise<string> {
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(?:NODE_OPTIONS|VITEST.*|FORCE_COLOR|\w+_API_KEY)$/.test(name),
  );
  const child = promisify(execFile)(process.execPath, ["examples/sales-report/start.mjs", ...args], {
    cwd: root,
    env: { ...Object.fromEntries(environment), NO_COLOR: "1", ORCH_EXAMPLE_OUT: out },
  });
  child.child.stdin?.end();
  const { stdout, stderr } = await child;
  return stdout + stderr;
}

test.skipIf(!built)(
  "it prints what the README shows, its lesson mends the next report, and can be erased",
  async () => {
    const readme = readFileSync(join(root, "examples/sales-report/README.md"), "utf8");
    const shown = /```text\n(?<shown>[\s\S]*?)```/.exec(readme)?.groups?.shown ?? "";
    expect(settled(await started())).toEqual(settled(shown));
    const next = await started("send the weekly sales report of 2026-11-09 to team@example.com");
    expect(next).toContain('"rounds":1,"lessons":0');
    expect(readdirSync(join(out, "outbox"))).toHaveLength(2);
    const kept = () => readFileSync(join(out, "memory.db")).toString("latin1");
    expect(kept()).toContain("State the change as the figures do");
    const gone = await started("forget what was kept about team@example.com");
    expect(gone).toContain('{"erased":1}');
    expect(kept()).not.toContain("State the change");
    expect(kept()).not.toContain("team@example.com");
  },
);
