import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Another process, running a program of the tests from its source. Ended with the test. */
export interface Other {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Its output so far, line by line, as it comes. */
  readonly lines: AsyncIterable<string>;
  /** Its exit: code or signal, and everything it wrote to the error stream. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly errors: string;
  }>;
}

/** `name`: of a program in `processes/` here, or `orchestrator/…` there. */
export function start(name: string, args: readonly string[]): Other {
  const [folder, program] = name.includes("/") ? name.split("/") : ["journal", name];
  const file = fileURLToPath(new URL(`../${folder}/processes/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=orch-source", file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, errors }));
  return { child, lines: createInterface(child.stdout), ended };
}

/** Runs it to its end and gives what it printed. */
export async function output(name: string, args: readonly string[]): Promise<string> {
  const other = start(name, args);
  const lines: string[] = [];
  for await (const line of other.lines) lines.push(line);
  const { code, errors } = await other.ended;
  if (code !== 0) throw new Error(errors);
  return lines.join("\n");
}
