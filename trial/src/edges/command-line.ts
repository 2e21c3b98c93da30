import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../../cli/bin/orch.js", import.meta.url));

/** How the command line may end where nobody kills it and nothing in it is broken. */
export const exitCodes: readonly (number | null)[] = [0, 1, 2, 3, 130];

interface Starting extends Pick<SpawnOptions, "stdio"> {
  readonly cwd: string;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  /** Redirections before the command: `1>&-`. */
  readonly redirected?: string;
  /** A shell command that runs before. */
  readonly before?: string;
}

/** Starts the built `orch`. What was compiled of it is kept, so that thousands of starts are cheap. */
export function startOrch(
  args: readonly string[],
  { cwd, stdio = "ignore", node = [], redirected = "", before = "" }: Starting,
): ChildProcess {
  const env = { ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: join(tmpdir(), "orch-edges-compiled") };
  const words = [...node, binary, ...args];
  if (redirected === "" && before === "") return spawn(process.execPath, words, { env, cwd, stdio });
  const script = `${before}\nexec "$0" "$@" ${redirected}`;
  return spawn("sh", ["-c", script, process.execPath, ...words], { env, cwd, stdio });
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It did not end by itself. */
  readonly late: boolean;
}

/** Resolves when it has ended; killed after so many ms. */
export function endOf(child: ChildProcess, msMax = 120_000): Promise<Ended> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, msMax);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, late });
    });
  });
}

/** A folder of its own, in memory where the machine has such files. */
export function freshFolder(): string {
  return mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "orch-edges-"));
}

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the trial itself, from its sources, to its end. */
export function spawnEngine(file: string, args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, ["--conditions=orch-source", file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (stderr.length < 4_000) stderr += text;
  });
  return endOf(child, 300_000).then(({ code }) => ({ code, stdout, stderr }));
}
