import { watch } from "node:fs";
import { join } from "node:path";
import { endOf, startOrch } from "../command-line.ts";

/** What a command did before its end. `isKilled`: it did not end by itself. */
export interface KilledCommand {
  readonly isKilled: boolean;
  /** Whether it had reached the journal's folder. */
  readonly isHolding: boolean;
  readonly code: number | null;
  readonly out: string;
}

/** When a command is killed: so many ms after its start, or after it first wrote to the folder of its journal. */
export interface Instant {
  readonly from: "start" | "journal";
  readonly ms: number;
}

/** How long commands take, by name: ms to the journal, and from there to the end. */
export class Lives {
  readonly #known = new Map<string, { start: number; work: number }>();

  of(name: string): { readonly start: number; readonly work: number } {
    return this.#known.get(name) ?? this.#known.get("run") ?? { start: 500, work: 300 };
  }

  note(name: string, start: number, work: number): void {
    const before = this.#known.get(name) ?? { start, work };
    this.#known.set(name, { start: (before.start + start) / 2, work: (before.work + work) / 2 });
  }
}

/** Runs a command in a project, to its end or to the instant at which it is killed (SIGKILL). */
export async function runAndKill(
  folder: string,
  [name, ...args]: readonly [string, ...string[]],
  instant: Instant | undefined,
  lives: Lives,
): Promise<KilledCommand> {
  const began = performance.now();
  let reached: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const kill = (ms: number): void => {
    timer = setTimeout(() => child.kill("SIGKILL"), ms);
  };
  const watching = watch(join(folder, ".orch"), () => {
    if (reached !== undefined) return;
    reached = performance.now();
    if (instant?.from === "journal") kill(instant.ms);
  });
  const child = startOrch([name, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  if (instant?.from === "start") kill(instant.ms);
  let out = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const { signal, code } = await endOf(child);
  clearTimeout(timer);
  watching.close();
  const isKilled = signal === "SIGKILL";
  if (!isKilled && reached !== undefined) lives.note(name, reached - began, performance.now() - reached);
  return { isKilled, isHolding: reached !== undefined, code, out };
}
