import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { Orchestrator } from "@orchlang/runtime";
import type { RecordedClock } from "@orchlang/runtime/world";
import { type Timed, withWrongClocks } from "./wrong-clocks.ts";

/** So many lines of a file are looked through for when it begins. */
const linesMax = 10_000;

/** The time of the first record of a file whose clock was right, ms; undefined where none says so. */
export async function beginningOf(path: string): Promise<number | undefined> {
  for await (const { at, isAhead } of withWrongClocks(timesIn(path))) {
    if (at !== undefined && !isAhead) return at;
  }
  return undefined;
}

async function* timesIn(path: string): AsyncGenerator<Timed, void, void> {
  let read = 0;
  for await (const line of createInterface({ input: createReadStream(path, "utf8") })) {
    yield { at: instantIn(line) };
    read += 1;
    if (read >= linesMax) return;
  }
}

function instantIn(line: string): number | undefined {
  try {
    return instantOf(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The time that a record states, ms. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || !("at" in value)) return undefined;
  const at = typeof value.at === "string" ? Date.parse(value.at) : value.at;
  return typeof at === "number" && Number.isFinite(at) ? at : undefined;
}

interface Surroundings {
  readonly clock: RecordedClock;
  /** How many times as fast time goes while nothing else does. */
  readonly speed: number;
  readonly orchestrator: Pick<Orchestrator, "settled">;
  /** True if anybody is being asked: people are not hurried. */
  isAsking(): boolean;
}

/** ms between two looks at whether somebody has answered. */
const lookMs = 50;

/**
 * The time of a day that was recorded. While a step runs or somebody is asked it goes as it does outside, since handlers
 * and people do; in between it goes faster. Several files go through one day.
 */
export class RecordedDay {
  readonly #around: Surroundings;
  readonly #waiting = new Set<number>();
  #moving: Promise<void> | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Resolves when the day has come so far. */
  async until(at: number): Promise<void> {
    const { clock } = this.#around;
    this.#waiting.add(at);
    while (clock.now() < at) {
      // One moves the day on for all.
      this.#moving ??= this.#move(Math.min(...this.#waiting)).finally(() => {
        this.#moving = undefined;
      });
      await this.#moving;
    }
    this.#waiting.delete(at);
  }

  /** Everything that was started is at its end, or waits for what no time brings: those. */
  async rest(): Promise<readonly string[]> {
    const { clock, orchestrator } = this.#around;
    for (;;) {
      const open = await orchestrator.settled(0);
      const { next } = clock;
      if (open.length === 0 || (next === undefined && !this.#around.isAsking())) return open;
      await this.#move(next ?? Number.POSITIVE_INFINITY);
    }
  }

  /** On to an instant, or to what comes before it. */
  async #move(to: number): Promise<void> {
    const { clock, orchestrator, speed } = this.#around;
    await orchestrator.settled(0);
    if (this.#around.isAsking()) {
      await pause(lookMs);
      return;
    }
    const target = Math.min(to, clock.next ?? Number.POSITIVE_INFINITY);
    const left = target - clock.now();
    if (left > 0 && Number.isFinite(speed)) await pause(Math.min(left / speed, lookMs));
    clock.skipTo(left / speed <= lookMs ? target : clock.now() + lookMs * speed);
    // Due callbacks run from a timer of their own; their consequences are awaited before time goes on.
    do await pause(1);
    while ((clock.next ?? Number.POSITIVE_INFINITY) <= clock.now());
    await orchestrator.settled(0);
  }
}
