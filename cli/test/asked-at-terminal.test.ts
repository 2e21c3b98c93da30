import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ending, orch, workFolder } from "./orch.ts";

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

test.skipIf(!existsSync(terminal))(
  "what is answered elsewhere is no longer asked at the prompt, and the run goes on",
  async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "two.orch"), text);
    const command = `'${process.execPath}' '${binary}' run two.orch`;
    const child = spawn(terminal, ["-qec", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const elsewhere = [
      ["a", '{"granted": true}'],
      ["b", '{"granted": false}'],
    ];
    const given: Promise<unknown>[] = [];
    const answer = async ([step = "", value = ""]: readonly string[]): Promise<void> => {
      const [run = ""] = (await orch(["runs"], { cwd })).stdout.split(" ");
      await orch(["answer", run, step, value], { cwd });
    };
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      seen += said.toString("utf8");
      const [next] = elsewhere;
      if (next === undefined || !seen.includes(`May ${next[0]} go?`) || !seen.includes(" › ")) return;
      given.push(answer(next));
      elsewhere.shift();
      seen = "";
    });
    const { code, stdout } = await ending(child);
    await Promise.all(given);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/completed.*true/)]);
  },
);

test.skipIf(!existsSync(terminal))(
  "SIGTERM at the prompt interrupts the command, and keeps the run",
  async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "two.orch"), text);
    const command = `echo "pid $$ pid"; exec '${process.execPath}' '${binary}' run two.orch`;
    const child = spawn(terminal, ["-qec", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      seen += said.toString("utf8");
      const pid = Number(/pid (\d+) pid/u.exec(seen)?.[1]);
      if (!seen.includes(" › ") || !(pid > 0)) return;
      process.kill(pid, "SIGTERM");
      seen = "";
    });
    const { code, stdout } = await ending(child);
    expect([code, stdout]).toEqual([130, expect.stringContaining("is kept: orch resume")]);
  },
);

test.skipIf(!existsSync(terminal))(
  "the prompt shows how many of two people have answered, and keeps what is typed",
  async () => {
    const cwd = workFolder();
    const both = text.replace("ask boss", "ask boss x 2").replace(/ {2}step b.*\n/u, "");
    writeFileSync(join(cwd, "two.orch"), both.replace(" and not b.granted", ""));
    const command = `'${process.execPath}' '${binary}' run two.orch`;
    const child = spawn(terminal, ["-qec", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const user = JSON.stringify({ id: "ada", roles: ["two.boss"] });
    const answered: Promise<unknown>[] = [];
    const answer = async (): Promise<void> => {
      const [run = ""] = (await orch(["runs"], { cwd })).stdout.split(" ");
      await orch(["answer", run, "a", '{"granted": true}', "--user", user], { cwd });
    };
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      seen += said.toString("utf8");
      if (answered.length === 0 && seen.includes("(0 of 2)") && seen.includes(" › ")) {
        // The first half of an answer, before somebody else gives theirs.
        child.stdin.write('{"granted":');
        answered.push(answer());
      } else if (/\(1 of 2: ada\)[\s\S]*› [\s\S]*"granted":/u.test(seen)) {
        child.stdin.write(" true}\n");
        seen = "";
      }
    });
    const { code, stdout } = await ending(child);
    await Promise.all(answered);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/completed.*true/)]);
  },
);
