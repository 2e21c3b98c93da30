import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ending, workFolder } from "./orch.ts";

const binary = fileURLToPath(new URL("../bin/orch.js", import.meta.url));
/** Gives a program a terminal; of util-linux. */
const terminal = "/usr/bin/script";

const text = `module two
role boss
human sure(what: String) -> { granted: Bool } { ask boss  show "May \${what} go?" }
plan two() -> Bool {
  step a = sure(what: "a") { timeout 1d }
  step b = sure(what: "b") { timeout 1d }
  return a.granted and not b.granted
}
`;

test.skipIf(!existsSync(terminal))(
  "at a terminal another step than the one asked for may be answered",
  async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "two.orch"), text);
    const command = `'${process.execPath}' '${binary}' run two.orch`;
    const child = spawn(terminal, ["-qc", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const answers = ['b={"granted": false}', "y"];
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      seen += said.toString("utf8");
      // Each time that it asks; what is typed is shown behind it.
      while (seen.includes(" › ") && answers.length > 0) {
        child.stdin.write(`${answers.shift()}\n`);
        seen = "";
      }
    });
    const { stdout } = await ending(child);
    expect(stdout).toMatch(/completed.*true/);
    expect(stdout.split("May a go?")).toHaveLength(3);
  },
);

test.skipIf(!existsSync(terminal))(
  "Ctrl-C at the prompt interrupts the command, and keeps the run",
  async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "two.orch"), text);
    const command = `'${process.execPath}' '${binary}' run two.orch`;
    const child = spawn(terminal, ["-qec", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      seen += said.toString("utf8");
      if (!seen.includes(" › ")) return;
      child.stdin.write("\u0003");
      seen = "";
    });
    const { code, stdout } = await ending(child);
    expect([code, stdout]).toEqual([130, expect.stringContaining("is kept: orch resume")]);
  },
);
