import type { Readable } from "node:stream";
import { limits } from "../limits.ts";
import type { Job } from "../world/world.ts";
import type { ThreadOutput } from "./messages.ts";

/** A line that a handler wrote: by `context.log` or `context.progress`, or printed. */
export interface HandlerOutput {
  /** Absent if the attempt that wrote it can't be determined. */
  readonly job?: Job;
  readonly by: ThreadOutput["by"];
  readonly text: string;
}

/** One line, whatever stands in it: what could move a cursor, turn a direction or hide is replaced by a sign for it. */
export function toStandardError({ job, text }: HandlerOutput): void {
  outliveStandardError();
  const line = text
    .replaceAll("\t", "    ")
    .replaceAll(/[\p{Cc}\p{Cs}\p{DI}\u2028\u2029\ufff9-\ufffb]/gu, "\ufffd");
  process.stderr.write(job === undefined ? `${line}\n` : `[${job.capability}] ${line}\n`);
}

let isOutlived = false;

/** Output that can't be written is lost: a full disk, or a closed reader, stops no run. */
function outliveStandardError(): void {
  if (isOutlived) return;
  isOutlived = true;
  process.stderr.on("error", () => undefined);
}

interface LineEvents {
  line(text: string): void;
  /** A line exceeds the limit. It is dropped; reading continues after its end. */
  tooLong(): void;
}

/** The lines of a stream in UTF-8, of at most so many bytes each: whoever writes no line end fills no memory. */
export function readLines(stream: Readable, bytesMax: number, events: LineEvents): void {
  let kept: Buffer[] = [];
  let size = 0;
  let isSkipped = false;
  const keep = (piece: Buffer): void => {
    size += piece.length;
    if (size <= bytesMax) kept.push(piece);
    else if (!isSkipped) {
      isSkipped = true;
      kept = [];
      events.tooLong();
    }
  };
  const end = (): void => {
    const text = isSkipped || size === 0 ? undefined : Buffer.concat(kept).toString("utf8");
    kept = [];
    size = 0;
    isSkipped = false;
    if (text !== undefined) events.line(text.endsWith("\r") ? text.slice(0, -1) : text);
  };
  stream.on("data", (piece: Buffer) => {
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      keep(piece.subarray(from, to));
      end();
      from = to + 1;
    }
    if (from < piece.length) keep(piece.subarray(from));
  });
  stream.on("end", end);
}

/** Lets so many characters through in a second; what is more is dropped and counted. */
interface Flood {
  /** True if so many characters more may go through. */
  take(size: number): boolean;
  /** How many lines did not, since this was last asked. */
  dropped(): number;
}

export function newFlood(steady: () => number): Flood {
  let since = steady();
  let passed = 0;
  let dropped = 0;
  return {
    take(size) {
      if (steady() - since >= 1_000) {
        since = steady();
        passed = 0;
      }
      const goes = passed + size <= limits.logCharsPerSecondMax;
      if (goes) passed += size;
      else dropped += 1;
      return goes;
    },
    dropped() {
      const result = dropped;
      dropped = 0;
      return result;
    },
  };
}

export function droppedLines(count: number): string {
  return `${count} lines were dropped: more than ${limits.logCharsPerSecondMax} characters in a second`;
}

interface Capture {
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
