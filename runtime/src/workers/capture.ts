import { limits } from "../limits.ts";
import type { ThreadOutput } from "./messages.ts";

export interface Capture {
  /** Says what a job has printed of an unfinished line: it is over. */
  finish(slot: number): void;
}

/**
 * Takes what handlers print on this thread, so that it never mixes with what the program itself prints: lines go to the
 * main thread with the job they belong to. Only the native file descriptors themselves are out of reach.
 */
export function captureOutput(job: () => number | undefined, say: (output: ThreadOutput) => void): Capture {
  const unfinished = {
    stdout: new Map<number | undefined, string>(),
    stderr: new Map<number | undefined, string>(),
  };
  for (const by of ["stdout", "stderr"] as const) {
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const slot = job();
      const lines = ((unfinished[by].get(slot) ?? "") + asText(chunk, encoding)).split("\n");
      const rest = lines.pop() ?? "";
      unfinished[by].delete(slot);
      if (rest.length >= limits.logCharsMax) lines.push(rest);
      else if (rest !== "") unfinished[by].set(slot, rest);
      for (const line of lines) say(outputLine(by, line, slot));
      const after = typeof encoding === "function" ? encoding : done;
      if (typeof after === "function") queueMicrotask(() => after());
      return true;
    };
    process[by].write = write as typeof process.stdout.write;
  }
  return {
    finish: (slot) => {
      if (unfinished.stdout.size + unfinished.stderr.size === 0) return;
      for (const by of ["stdout", "stderr"] as const) {
        const rest = unfinished[by].get(slot);
        if (rest !== undefined) say(outputLine(by, rest, slot));
        unfinished[by].delete(slot);
      }
    },
  };
}

/**
 * Drops what Node warns of about the form of a handler's module: that a package states no `type`, and that types are
 * stripped. Both work, and neither is the handler's output.
 */
export function dropModuleWarnings(): void {
  const emit = process.emitWarning as (...args: unknown[]) => void;
  const quieter = (warning: unknown, ...more: unknown[]): void => {
    const [about, code] = more;
    const isTypeless =
      typeof about === "object" && about !== null && "code" in about && about.code === typeless;
    const isStripping = about === "ExperimentalWarning" && String(warning).startsWith("Type Stripping");
    if (!isTypeless && code !== typeless && !isStripping) emit.call(process, warning, ...more);
  };
  process.emitWarning = quieter as typeof process.emitWarning;
}

const typeless = "MODULE_TYPELESS_PACKAGE_JSON";

export function outputLine(by: ThreadOutput["by"], line: string, slot: number | undefined): ThreadOutput {
  const text = line.length <= limits.logCharsMax ? line : `${line.slice(0, limits.logCharsMax)} …`;
  return slot === undefined ? { by, text } : { slot, by, text };
}

function asText(chunk: string | Uint8Array, encoding: unknown): string {
  if (typeof chunk === "string") return chunk;
  return Buffer.from(chunk).toString(typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
}
