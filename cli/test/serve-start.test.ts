import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ending, orch, start, workFolder } from "./orch.ts";

/* What `orch serve` says and refuses as it starts. */

const program = `module hall
role keeper
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan answer(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
`;

const wait = { timeout: 120_000 };

function hall(settings: object = {}): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  writeFileSync(join(cwd, "server.json"), JSON.stringify(settings));
  return cwd;
}

const serve = ["serve", "hall.orch", "--port", "0", "--settings", "server.json"];

/** Starts it, and resolves once it has said how to come in. */
async function serving(cwd: string) {
  const child = start(serve, { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [printed, log] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = ending(child);
  await vi.waitFor(() => expect(printed).toMatch(/admin token/u), wait);
  return {
    printed,
    child,
    log: () => log,
    stop: async () => {
      child.kill("SIGTERM");
      expect((await ended).code).toBe(130);
    },
  };
}

test("the admin token is in a file only where it is", async () => {
  const cwd = hall();
  const file = ".orch/journal.db-admin-token";
  const first = await serving(cwd);
  expect(first.printed).toContain(`a new admin token is in ${file}\n`);
  await first.stop();
  const again = await serving(cwd);
  expect(again.printed).toContain(`the admin token is in ${file}\n`);
  await again.stop();
  writeFileSync(join(cwd, file), "Authorization: Bearer orch_another_token\n");
  const foreign = await serving(cwd);
  expect(foreign.printed).toContain(`${file} has no admin token of this journal: `);
  expect(foreign.printed).not.toMatch(/is in|curl/u);
  await foreign.stop();
  rmSync(join(cwd, file));
  const gone = await serving(cwd);
  expect(gone.printed).toContain(`${file} has no admin token of this journal: `);
  expect(gone.printed).toContain("sign in, once and within ten minutes: http");
  await gone.stop();
  expect(existsSync(join(cwd, file))).toBe(false);
});

test("retention of an unknown plan or label, and workers for an unknown pool, stop the start", async () => {
  const refused = async (settings: object) => {
    const { code, stdout, stderr } = await orch(serve, { cwd: hall(settings) });
    expect([code, stdout]).toEqual([2, ""]);
    return stderr;
  };
  expect(await refused({ retention: { plans: { "hall.answers": 30 } } })).toContain(
    "retention: The program has no plan `hall.answers`: it has `hall.answer`",
  );
  expect(await refused({ retention: { labels: { private: 30 } } })).toContain(
    "/retention/labels/private: not a setting; known are `public`, `internal`, `personal`, `secret`",
  );
  expect(await refused({ workers: { pools: ["edge"] } })).toContain(
    "workers: The program has no pool `edge`: it has no pools",
  );
});

test("retention may name a plan of an earlier version, and an unknown one changes nothing at a reload", async () => {
  const cwd = hall({ retention: { plans: { answer: 30 } } });
  const first = await serving(cwd);
  await first.stop();
  writeFileSync(join(cwd, "hall.orch"), program.replace("plan answer(", "plan admit("));
  const again = await serving(cwd);
  writeFileSync(join(cwd, "server.json"), JSON.stringify({ retention: { plans: { admits: 1 } } }));
  again.child.kill("SIGHUP");
  await vi.waitFor(() => expect(again.log()).toContain('"notReloaded"'), wait);
  expect(again.log()).toContain("The program has no plan `admits`");
  await again.stop();
});

test.skipIf(process.platform !== "linux")("a journal where no folder can be made is refused", async () => {
  const cwd = hall();
  const { code, stdout, stderr } = await orch([...serve, "--store", "/proc/orch/a/y.db"], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("The journal `/proc/orch/a/y.db` cannot be used: ");
});
