import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Ended, ending, orch, resultOf, workFolder } from "./orch.ts";

const binary = fileURLToPath(new URL("../bin/orch.js", import.meta.url));
/** Gives a program a terminal; of util-linux. */
const terminal = "/usr/bin/script";

/** One step goes on until another has been done, which comes after the answer. */
const program = `module meanwhile
role boss
human sure(what: String) -> { granted: Bool } { ask boss  show "May \${what} go?" }
tool render() -> Bool { effect pure  latency <= 1m  run module "./meanwhile.ts#render" }
tool open() -> Bool { effect pure  latency <= 1m  run module "./meanwhile.ts#open" }
plan meanwhile() -> Bool {
  step rendered = render() { timeout 50s }
  step ok = sure("it") { timeout 50s }
  step opened = open() { after ok }
  return ok.granted and rendered and opened
}
`;
const handlers = (gate: string) => `
import { existsSync, writeFileSync } from "node:fs";
export const open = () => { writeFileSync(${JSON.stringify(gate)}, ""); return true; };
export const render = (_, { signal }) => new Promise((resolve, reject) => {
  const look = () => existsSync(${JSON.stringify(gate)}) ? resolve(true) : signal.aborted ? reject(signal.reason) : setTimeout(look, 10);
  look();
});
`;

function folder(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "meanwhile.orch"), program);
  writeFileSync(join(cwd, "meanwhile.ts"), handlers(join(cwd, "gate")));
  return cwd;
}

test("an answer that is at hand is given as soon as it is asked for, while other steps go on", async () => {
  const given = ["run", "meanwhile.orch", "--answer", 'ok={"granted": true}'];
  const ended = await orch(given, { cwd: folder() });
  expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/completed.*true/) });
});

test.skipIf(!existsSync(terminal))("who sits at the terminal is asked while other steps go on", async () => {
  const command = `'${process.execPath}' '${binary}' run meanwhile.orch`;
  const child = spawn(terminal, ["-qc", command, "/dev/null"], {
    cwd: folder(),
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let seen = "";
  child.stdout.on("data", (said: Buffer) => {
    seen += said.toString("utf8");
    if (!seen.includes(" › ")) return;
    seen = "";
    child.stdin.write("y\n");
  });
  const { stdout }: Ended = await ending(child);
  expect(stdout).toMatch(/completed.*true/);
  expect(stdout.split("May it go?")).toHaveLength(2);
});

const two = `module two
role auditor
human review(x: Int) -> { granted: Bool } { ask auditor x 2  show "Is \${x} right?" }
plan two() -> Bool { step a = review(1) { timeout 1d }  return a.granted }
`;

test("where two people are asked, one of them is not both, whichever command is used", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "two.orch"), two);
  const yes = '{"granted": true}';
  const begun = await orch(["run", "two.orch", "--answer", `a=${yes}`, "--format", "json"], { cwd });
  expect(begun.code, begun.stderr).toBe(3);
  const run = String(resultOf(begun).run);
  expect(await orch(["answer", run, "a", yes], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("may not answer twice"),
  });
  const eve = '{"id": "eve", "roles": ["two.auditor"]}';
  expect(await orch(["answer", run, "a", yes, "--user", eve], { cwd })).toMatchObject({ code: 0 });
});
