import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";

/* The systemd unit of docs/operations.md: read by systemd where it is installed, and its commands tried. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const orch = join(root, "cli/bin/orch.js");
const built = existsSync(join(root, "cli/dist/bundle/main.js"));
const page = readFileSync(join(root, "docs/operations.md"), "utf8");
const unit = /```ini\n(?<unit>\[Unit\][^`]+)```/u.exec(page)?.groups?.unit ?? "";
const analyzer = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** The settings of a section, each with its values. */
function settings(section: string): ReadonlyMap<string, readonly string[]> {
  const lines =
    unit
      .split(/^\[/mu)
      .find((part) => part.startsWith(`${section}]`))
      ?.split("\n") ?? [];
  const pairs = lines.slice(1).flatMap((line) => {
    const at = line.indexOf("=");
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  return new Map(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, all]) => [name, all.map(([, value]) => value)]),
  );
}

const service = settings("Service");
const one = (name: string): string => service.get(name)?.join(" ") ?? "";

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-unit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

beforeAll(() => {
  expect(unit).toContain("[Install]");
});

test.skipIf(!analyzer)("systemd finds nothing to complain about in the unit", () => {
  const complaints = (text: string): string => {
    const folder = folderOf({ "orch.service": text.replace("/usr/bin/orch", process.execPath) });
    const { stdout, stderr } = spawnSync(
      "systemd-analyze",
      ["verify", "--man=no", join(folder, "orch.service")],
      {
        encoding: "utf8",
      },
    );
    return `${stdout}${stderr}`;
  };
  expect(complaints(unit)).toBe("");
  // It would say so.
  expect(complaints(unit.replace("TimeoutStopSec=60", "TimeoutStopSecs=60"))).toContain("TimeoutStopSecs");
});

test("the unit writes to the journal's folder alone, and the page has it made first", () => {
  const [, ...args] = one("ExecStart").split(" ");
  expect(args.slice(0, 2)).toEqual(["serve", "."]);
  expect(one("ProtectSystem")).toBe("strict");
  expect(one("ReadWritePaths")).toBe(`${one("WorkingDirectory")}/.orch`);
  expect(one("User")).not.toBe("root");
  // systemd refuses to start a unit with a path to write that is not there.
  expect(page).toContain(`install -d -o ${one("User")} -m 700 ${one("ReadWritePaths")}`);
  expect(settings("Install").get("WantedBy")).toEqual(["multi-user.target"]);
});

test.skipIf(!built)("its commands start, reload and stop the server as it says", async () => {
  const folder = folderOf({
    "hall.orch": "module hall\nplan open() -> Bool { return true }\n",
    "server.json": "{}",
  });
  mkdirSync(join(folder, ".orch"), { mode: 0o700 });
  const [, ...args] = one("ExecStart").replace("--port 7300", "--port 0").split(" ");
  const child = spawn(process.execPath, [orch, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const exited = once(child, "exit");
  await vi.waitFor(() => expect(log).toMatch(/serving at http/u));
  writeFileSync(join(folder, "server.json"), '{"twoPersons": "all"}');
  const reload = one("ExecReload").replace("$MAINPID", String(child.pid)).split(" ");
  execFileSync(reload[0] ?? "", reload.slice(1));
  await vi.waitFor(() => expect(log).toMatch(/twoPersons/u));
  // systemd sends SIGTERM where the unit names no other signal.
  expect(service.has("KillSignal")).toBe(false);
  child.kill("SIGTERM");
  const [code] = await exited;
  expect([0, ...one("SuccessExitStatus").split(" ").map(Number)]).toContain(code);
});
