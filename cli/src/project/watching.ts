import { watch } from "node:fs";
import { dirname } from "node:path";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { findOrchFiles } from "./target.ts";

/** Editors write a file in several goes: what follows within this counts as one change. ms. */
const settling = 50;

/** Does it, and again whenever a program below the targets changes, until it is interrupted. */
export async function watching(invocation: Invocation, once: () => Promise<ExitCode>): Promise<ExitCode> {
  const { err } = invocation.terminal;
  let changed = Promise.withResolvers<"changed">();
  let timer: NodeJS.Timeout | undefined;
  const stir = (_: string, name: string | null): void => {
    if (name !== null && !name.endsWith(".orch") && !name.endsWith("orch.json")) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed.resolve("changed"), settling);
  };
  const watchers = foldersOf(invocation.args).map((folder) => watch(folder, { recursive: true }, stir));
  const interrupted = Promise.withResolvers<"interrupted">();
  const listen = (): void => interrupted.resolve("interrupted");
  process.once("SIGINT", listen);
  process.once("SIGTERM", listen);
  try {
    for (;;) {
      await runOrReport(invocation, once);
      err.line(err.paint.dim("Waiting for changes."));
      if ((await Promise.race([changed.promise, interrupted.promise])) === "interrupted")
        return ExitCode.interrupted;
      changed = Promise.withResolvers();
      err.line();
    }
  } finally {
    for (const watcher of watchers) watcher.close();
    clearTimeout(timer);
    process.off("SIGINT", listen);
    process.off("SIGTERM", listen);
  }
}

/** A file may be broken while it is being written; this is reported, and the next attempt may succeed. */
async function runOrReport({ terminal: { err } }: Invocation, once: () => Promise<ExitCode>): Promise<void> {
  try {
    await once();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.line(error.message);
  }
}

function foldersOf(args: readonly string[]): readonly string[] {
  const targets = (args.length === 0 ? ["."] : args).map((target) => target.split("#")[0] ?? target);
  const files = new Set(findOrchFiles(targets));
  return [...new Set(targets.map((path) => (files.has(path) ? dirname(path) : path)))];
}
