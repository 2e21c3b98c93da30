import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const binary = fileURLToPath(new URL("../bin/orch.js", import.meta.url));
const programs = fileURLToPath(new URL("./programs", import.meta.url));

/** How a process ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real binary to its end. */
export function orch(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return ending(start(args, options));
}

/** Starts the real binary; the caller ends it. */
export function start(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly stdin?: "pipe";
    /** A command that runs the command after it. */
    readonly under?: readonly string[];
  } = {},
): ChildProcess {
  const [command = "", ...rest] = [...(options.under ?? []), process.execPath, binary, ...args];
  return spawn(command, rest, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: [options.stdin ?? "ignore", "pipe", "pipe"],
  });
}

export function ending(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A folder of the test's own with the test programs in it; gone when the test ends. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-test-"));
  cpSync(programs, folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The last line of `run --format json`. */
export function resultOf(ended: Ended): Record<string, unknown> {
  const line = ended.stdout.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(line) as Record<string, unknown>;
}

/** Waits until the process has written that to its standard output, since it was last waited for something. */
export function listening(child: ChildProcess): (what: string) => Promise<void> {
  let seen = "";
  return (what) =>
    new Promise((resolve) => {
      const look = (more = ""): void => {
        seen += more;
        if (!seen.includes(what)) return;
        child.stdout?.off("data", look).pause();
        seen = "";
        resolve();
      };
      child.stdout?.on("data", look).resume();
    });
}

/** What goes with a request to the door of `orch up`, from the file beside the journal. */
export function doorHeaders(cwd: string): { readonly authorization: string } {
  const line = readFileSync(join(cwd, ".orch/journal.db-token"), "utf8").trim();
  return { authorization: line.replace("Authorization: ", "") };
}
