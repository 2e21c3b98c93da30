import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

test("`show --stats` counts one thing as one", async () => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "one.orch"),
    `module one
human see() -> { ok: Bool } { ask anybody  latency <= 1h }
role anybody
plan look() { step seen = see() }
`,
  );
  const { stdout } = await orch(["run", "one.orch", "--answer", 'seen={"ok":true}'], { cwd });
  const [, run = ""] = /run (\w{16})/.exec(stdout) ?? [];
  const shown = await orch(["show", run, "--stats"], { cwd });
  expect(shown.stdout).toMatch(/^1 step: 1 completed {3}1 attempt, 0 dispatches {3}\d+ events/m);
});
