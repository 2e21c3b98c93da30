import { limits } from "../limits.ts";
import type { ThreadOutput } from "./messages.ts";

/**
 * Takes what handlers print on this thread, so that it never mixes with what the program itself prints: lines go to the
 * main thread with the job they belong to. Only the native file descriptors themselves are out of reach.
 */
export function captureOutput(job: () => number | undefined, say: (output: ThreadOutput) => void): void {
  for (const by of ["stdout", "stderr"] as const) {
    const partial = new Map<number | undefined, string>();
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const slot = job();
      const text = (partial.get(slot) ?? "") + asText(chunk, encoding);
      const lines = text.split("\n");
      const rest = lines.pop() ?? "";
      if (rest.length >= limits.logCharsMax) lines.push(rest);
      partial.set(slot, rest.length >= limits.logCharsMax ? "" : rest);
      if (partial.get(slot) === "") partial.delete(slot);
      for (const line of lines) say(outputLine(by, line, slot));
      const after = typeof encoding === "function" ? encoding : done;
      if (typeof after === "function") queueMicrotask(() => after());
      return true;
    };
    process[by].write = write as typeof process.stdout.write;
  }
}

export function outputLine(by: ThreadOutput["by"], line: string, slot: number | undefined): ThreadOutput {
  const text = line.length <= limits.logCharsMax ? line : `${line.slice(0, limits.logCharsMax)} …`;
  return slot === undefined ? { by, text } : { slot, by, text };
}

function asText(chunk: string | Uint8Array, encoding: unknown): string {
  if (typeof chunk === "string") return chunk;
  return Buffer.from(chunk).toString(typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
}
