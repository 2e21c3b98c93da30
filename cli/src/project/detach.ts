import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Invocation } from "../command.ts";
import { ExitCode, isExitCode, UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";
import { filesOf, suggesting } from "./place.ts";

/** Tells the process that is started that somebody waits to hear which run it has begun. */
const asked = "ORCH_DETACHED";

interface Begun {
  readonly run: string;
  /** The process that it goes on in: the one that was started, or the one that holds the journal. */
  readonly pid: number;
}

/**
 * Does what this command line says, but for `--detach`, in a process of its own: it has no terminal, and outlives this
 * one. What it writes is added to a file beside the journal. Ends once the run is in the journal, or was refused.
 */
export async function detach(invocation: Invocation): Promise<ExitCode> {
  const { terminal, format } = invocation;
  const log = `${filesOf(invocation)}-detached.log`;
  const output = openLog(log);
  const written = fstatSync(output).size;
  const [, script = "", ...args] = process.argv;
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, ...args.filter((arg) => arg !== "--detach")],
    {
      detached: true,
      env: { ...process.env, [asked]: "1", NO_COLOR: "1" },
      stdio: ["ignore", output, output, "ipc"],
    },
  );
  closeSync(output);
  const { promise, resolve } = Promise.withResolvers<Begun | { readonly code: number | null }>();
  child.once("message", (begun) => resolve(begun as Begun));
  child.once("exit", (code) => resolve({ code }));
  child.once("error", () => resolve({ code: null }));
  const outcome = await promise;
  if (!("run" in outcome)) {
    // Why it was refused.
    terminal.err.document(readFileSync(log).subarray(written).toString("utf8"));
    return isExitCode(outcome.code) ? outcome.code : ExitCode.internal;
  }
  child.disconnect();
  child.unref();
  const { run, pid } = outcome;
  if (format === "json") terminal.out.json({ type: "detached", run, pid, log });
  else terminal.out.line(`run ${run} continues in process ${pid}: ${suggesting(invocation)(`show ${run}`)}`);
  return ExitCode.done;
}

/** In the process that was started so: whoever waits hears which run it is, and goes. */
export function tellBegun(begun: Begun): void {
  if (process.env[asked] === undefined || process.send === undefined) return;
  delete process.env[asked];
  process.send(begun);
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "a", 0o600);
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be written: ${reason(error)}`);
  }
}
