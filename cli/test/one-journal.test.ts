import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { orch } from "./in-process.ts";
import { ending, resultOf, start, workFolder } from "./orch.ts";

/* One journal, many commands: whoever holds it does what the others ask, and nobody's death loses or doubles anything. */

const program = `module held
service hold(file: String) -> { held: String } { effect idempotent  latency <= 5m  run module "./hold.ts#hold" }
plan holding(file: String) -> { held: String } { step h = hold(file)  return h }
plan broken(file: String) { step h = hold(file)  fail "It was no good" }
`;
/** Notes that it was called, then waits until there is a file of that name. */
const handler = `import { appendFileSync, existsSync, watch } from "node:fs";
export async function hold({ file }) {
  appendFileSync("called", file + "\\n");
  if (existsSync(file)) return { held: file };
  await new Promise((resolve) => {
    const watcher = watch(".", () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(file)) resolve();
  });
  return { held: file };
}
`;

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "held.orch"), program);
  writeFileSync(join(cwd, "hold.ts"), handler);
  return cwd;
}

function runIn(cwd: string, file: string, ...more: string[]) {
  const child = start(["run", "held.orch#holding", "--input", JSON.stringify({ file }), ...more], { cwd });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const said = { told: "" };
  child.stderr?.on("data", (text: string) => {
    said.told += text;
  });
  const begun = () => vi.waitFor(() => expect(said.told).toContain("h begins"));
  return { child, said, begun, ended: ending(child) };
}

const release = (cwd: string, file: string): void => writeFileSync(join(cwd, file), "");
const calls = (cwd: string): string[] => readFileSync(join(cwd, "called"), "utf8").trim().split("\n");

test("beside a run others are begun, answered, listed and cancelled, and it stays until they rest", async () => {
  const cwd = project();
  const owner = runIn(cwd, "a");
  await owner.begun();
  expect(statSync(join(cwd, ".orch/journal.db-socket")).mode & 0o777).toBe(0o600);
  const asked = await orch(["run", "asks.orch", "--input", '{"name": "Bo"}'], { cwd });
  expect(asked.code).toBe(3);
  // What it suggests is accepted as it stands.
  const [, suggested = ""] = /orch (answer \w+ door) /u.exec(asked.stdout) ?? [];
  const answered = await orch([...suggested.split(" "), '{"granted": true}'], { cwd });
  expect([answered.code, answered.stderr, answered.stdout]).toEqual([
    0,
    expect.stringContaining("answered by"),
    expect.stringContaining("completed"),
  ]);
  expect((await orch(["runs"], { cwd })).stdout.match(/running|completed/gu)?.sort()).toEqual([
    "completed",
    "running",
  ]);
  const failed = start(["run", "held.orch#broken", "--input", '{"file": "b"}'], { cwd });
  const other = ending(failed);
  const third = runIn(cwd, "c");
  await third.begun();
  release(cwd, "a");
  await vi.waitFor(() => expect(owner.said.told).toContain("of another command continues here"));
  release(cwd, "b");
  expect(await other).toMatchObject({ code: 1, stdout: expect.stringContaining("It was no good") });
  release(cwd, "c");
  expect((await third.ended).code).toBe(0);
  expect(await owner.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("completed") });
  expect(readdirSync(join(cwd, ".orch"))).not.toContain("journal.db-socket");
  expect(calls(cwd).sort()).toEqual(["a", "b", "c"]);
});

test("who followed a run takes over where the process that held the journal is killed", async () => {
  const cwd = project();
  const owner = runIn(cwd, "a");
  await owner.begun();
  const followers = [runIn(cwd, "b"), runIn(cwd, "c")];
  for (const follower of followers) await follower.begun();
  owner.child.kill("SIGKILL");
  await owner.ended;
  for (const file of ["a", "b", "c"]) release(cwd, file);
  for (const follower of followers) {
    const { code, stderr, stdout } = await follower.ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining("completed")]);
    expect(stderr).toContain(`process ${owner.child.pid} has ended`);
    // Nothing is shown a second time.
    expect(stderr.match(/h begins/gu)).toHaveLength(1);
    expect(stderr.match(/run of plan/gu)).toHaveLength(1);
  }
  // The run of the one that was killed waits for somebody to go on with it.
  expect(await orch(["resume"], { cwd })).toMatchObject({ code: 0 });
  const [first] = await Promise.all(followers.map(({ ended }) => ended));
  const [, taken = ""] = /completed {2}run (\w+)/u.exec(first?.stdout ?? "") ?? [];
  const stats = JSON.parse(
    (await orch(["show", taken, "--stats", "--format", "json"], { cwd })).stdout,
  ).stats;
  expect(stats).toMatchObject({
    attempts: 1,
    dispatches: 2,
    byStep: [{ step: "h", attempts: 1, dispatches: 2 }],
  });
  const runs = (await orch(["runs", "--format", "json"], { cwd })).stdout.trim().split("\n");
  expect(runs.map((line) => JSON.parse(line).status)).toEqual(["completed", "completed", "completed"]);
});

test("a command that dies leaves its run to the process that does it", async () => {
  const cwd = project();
  const owner = runIn(cwd, "a");
  await owner.begun();
  const follower = runIn(cwd, "b", "--request", "b-1");
  await follower.begun();
  follower.child.kill("SIGKILL");
  await follower.ended;
  const interrupted = runIn(cwd, "c");
  await interrupted.begun();
  interrupted.child.kill("SIGINT");
  const { code, stderr } = await interrupted.ended;
  expect([code, stderr]).toEqual([
    130,
    expect.stringContaining(`continues in process ${owner.child.pid}: orch show`),
  ]);
  release(cwd, "a");
  await vi.waitFor(() => expect(owner.said.told).toContain("of another command continues here"));
  // Asked for once more it is the same run.
  const again = runIn(cwd, "b", "--request", "b-1", "--format", "json");
  release(cwd, "b");
  release(cwd, "c");
  expect(resultOf(await again.ended)).toMatchObject({ status: "completed" });
  expect((await owner.ended).code).toBe(0);
  expect(calls(cwd).sort()).toEqual(["a", "b", "c"]);
  expect((await orch(["runs"], { cwd })).stdout.match(/completed/gu)).toHaveLength(3);
});

test("commands find the project's journal wherever they are called, and what they suggest says where it is", async () => {
  const cwd = project();
  const inner = join(cwd, "project/plans");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(cwd, "project/orch.json"), "{}");
  writeFileSync(
    join(inner, "asks.orch"),
    readFileSync(join(cwd, "asks.orch"), "utf8").replace("demo.asks", "plans.asks"),
  );
  writeFileSync(join(inner, "greet.ts"), readFileSync(join(cwd, "greet.ts")));
  const input = ["--input", '{"name": "Bo"}'];
  const outside = await orch(["run", "project/plans/asks.orch", ...input], { cwd });
  expect(outside).toMatchObject({
    code: 3,
    stdout: expect.stringContaining("--store project/.orch/journal.db"),
  });
  const inside = await orch(["run", "asks.orch", ...input], { cwd: inner });
  expect(inside.code).toBe(3);
  expect(inside.stdout).not.toContain("--store");
  expect((await orch(["runs"], { cwd: inner })).stdout.match(/waiting/gu)).toHaveLength(2);
  expect(existsSync(join(cwd, ".orch"))).toBe(false);
  expect(existsSync(join(inner, ".orch"))).toBe(false);
  const [, run = ""] = /orch answer (\w+) door/u.exec(outside.stdout) ?? [];
  const answer = ["answer", run, "door", '{"granted": true}', "--store", "project/.orch/journal.db"];
  expect(await orch(answer, { cwd })).toMatchObject({ code: 0 });
});

test("`orch up` waits for the journal while a run holds it, and a second `orch up` is refused", async () => {
  const cwd = project();
  writeFileSync(
    join(cwd, "held.orch"),
    `${program}event knock() { from door }\ntrigger knocks { on event knock  start holding(file: "a") }\n`,
  );
  const owner = runIn(cwd, "a");
  await owner.begun();
  const up = start(["up", "held.orch"], { cwd });
  onTestFinished(() => {
    up.kill("SIGKILL");
  });
  let told = "";
  up.stderr?.on("data", (text: string) => {
    told += text;
  });
  const ended = ending(up);
  await vi.waitFor(() => expect(told).toContain(`process ${owner.child.pid}, which holds the journal`));
  const interrupted = start(["up", "held.orch"], { cwd });
  let other = "";
  interrupted.stderr?.on("data", (text: string) => {
    other += text;
  });
  await vi.waitFor(() => expect(other).toContain("which holds the journal"));
  interrupted.kill("SIGINT");
  expect((await ending(interrupted)).code).toBe(130);
  expect(told).not.toContain("armed knocks");
  release(cwd, "a");
  expect((await owner.ended).code).toBe(0);
  await vi.waitFor(() => expect(told).toContain("armed knocks"));
  expect(await orch(["up", "held.orch"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`\`orch up\` or \`orch serve\` runs already: process ${up.pid}`),
  });
  // A run started meanwhile goes on in that process; this command shows what its handler prints.
  writeFileSync(
    join(cwd, "hold.ts"),
    `export function hold({ file }) { console.log("at once");  return { held: file }; }`,
  );
  expect(await orch(["run", "held.orch#holding", "--input", '{"file": "b"}'], { cwd })).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("[held.hold] at once"),
  });
  up.kill("SIGINT");
  expect((await ended).code).toBe(130);
});

test("a journal whose holder takes no commands is refused, and says whose it is", async () => {
  const cwd = project();
  const owner = runIn(cwd, "a");
  await owner.begun();
  // Somebody has taken the socket away.
  const socket = join(cwd, ".orch/journal.db-socket");
  rmSync(socket);
  const refused = await orch(["run", "asks.orch", "--input", '{"name": "Bo"}'], { cwd });
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining(`(process ${owner.child.pid},`),
  ]);
  // Reading needs nobody.
  expect(await orch(["runs"], { cwd })).toMatchObject({ code: 0 });
  release(cwd, "a");
  expect((await owner.ended).code).toBe(0);
});
