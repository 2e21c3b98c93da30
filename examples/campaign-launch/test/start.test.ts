import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ranInTime } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = existsSync(join(root, "cli/dist/bundle/main.js"));

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "campaign-start-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What differs from run to run, or from folder to folder, put out of the way. */
function settled(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\d/, "00:00:00")
        .replace(/(done|completed|answered)\b.*/, "$1")
        .replace(/plan [0-9a-f]{8} for [\w-]+$/, "plan … for …")
        .replaceAll(/file:\/\/\/\S*\/pages\//g, "file:///…/pages/")
        .replace(/(messages|page as approved|--store) +\S*?([\w-]+(?:\.html|\.db)?)(?= |$)/, "$1 $2")
        .trim(),
    )
    .filter((line) => line !== "")
    .sort();
}

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:NODE_OPTIONS|VITEST.*|FORCE_COLOR)$/.test(name)),
);

/** Runs a command of ours as it is printed, until it has signed somebody in, and asks it for its runs. */
async function runsOfServer(printed: string): Promise<unknown> {
  const words = printed.replace("npx orch ", "").split(" ");
  const child = spawn(process.execPath, ["cli/bin/orch.js", ...words, "--port", "0", "--format", "json"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { address, tokenFile } = JSON.parse(String(line)) as { address: string; tokenFile: string };
  const authorization = readFileSync(join(root, tokenFile), "utf8").trim().replace("Authorization: ", "");
  const answer = await fetch(`${address}/api/orchestration/runs`, { headers: { authorization } });
  return await answer.json();
}

test.skipIf(!built)(
  "npm start finishes by itself, prints what the README shows, and names the command that serves its run",
  async () => {
    const env = { ...environment, NO_COLOR: "1", ORCH_EXAMPLE_OUT: out };
    const { stdout, stderr } = await ranInTime(
      ["examples/campaign-launch/start.mjs"],
      { cwd: root, env },
      () => {
        for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
      },
    );
    const readme = readFileSync(join(root, "examples/campaign-launch/README.md"), "utf8");
    const shown = /```text\n(?<shown>[\s\S]*?)```/.exec(readme)?.groups?.shown ?? "";
    expect(settled(stdout + stderr)).toEqual(settled(shown));
    expect(readdirSync(join(out, "outbox"))).toHaveLength(460);
    const [, run] = /completed {2}run (\w+)/.exec(stdout) ?? [];
    const serves = /^ {2}(npx orch serve .+)$/m.exec(stdout)?.[1] ?? "";
    expect(await runsOfServer(serves)).toMatchObject({ runs: [{ run, status: "completed" }] });
  },
);

test.skipIf(!built)("orch plan prints the lines that the README shows, in their order", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["cli/bin/orch.js", "plan", "examples/campaign-launch/campaign.orch"],
    { cwd: root, env: { ...environment, NO_COLOR: "1" } },
  );
  const readme = readFileSync(join(root, "examples/campaign-launch/README.md"), "utf8");
  const [, shown = ""] = /orch\.js plan \S+\n([\s\S]*?)```/.exec(readme) ?? [];
  const lines = (text: string) =>
    text
      .replace(/sha256:\S+/, "sha256:…")
      .split("\n")
      .map((line) => line.trimEnd());
  const wanted = lines(shown).filter((line) => line !== "" && line !== "…");
  expect(wanted.length).toBeGreaterThan(10);
  const printed = lines(stdout).filter((line) => wanted.includes(line));
  expect([...new Set(printed)]).toEqual([...new Set(wanted)]);
});
