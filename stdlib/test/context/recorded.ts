import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import { type Clock, createOrchestrator, memoryDisk, openMemoryStore } from "@orchlang/runtime";
import { ingressRecordOf } from "@orchlang/runtime/events";
import type { Workers } from "@orchlang/runtime/world";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, onTestFinished } from "vitest";

/** A clock that stands still between the lines of a recording. */
class RecordingClock implements Clock {
  at: number;
  readonly #alarms = new Set<{ readonly at: number; readonly call: () => void }>();

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }

  wake(at: number, call: () => void): () => void {
    const alarm = { at, call };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  get next(): number {
    return Math.min(...[...this.#alarms].map(({ at }) => at));
  }

  ring(): void {
    const due = [...this.#alarms].filter(({ at }) => at <= this.at);
    for (const alarm of due) if (this.#alarms.delete(alarm)) alarm.call();
  }
}

/** Nothing is called while a recording is played. */
const noWorkers: Workers = {
  equip: () => undefined,
  start: () => undefined,
  abort: () => undefined,
  close: async () => undefined,
};

/** The world that a program arms: its signals and flags with those of every module that it imports from. */
export function worldOf(text: string) {
  const result = compile(
    { files: ["/main.orch"], root: "/" },
    {
      read: (path) =>
        path === "/main.orch" ? { text } : { fault: "missing", message: "there is no such file" },
      standard: standardModule,
      standardModules,
    },
  );
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return result.world();
}

/** A flag has another value from `at` on (ms since 1970); none: it is unknown. */
export interface Turn {
  readonly at: number;
  readonly flag: string;
  readonly value: Json | undefined;
  readonly confidence: number | undefined;
  /** It is kept true by its `hold` until then, ms since 1970. */
  readonly lapses: number | undefined;
}

/** Plays recorded news, lines of JSON with an `at`, to a program. Returns every change of a flag. */
export async function turnsOf(program: string, recording: string): Promise<readonly Turn[]> {
  const lines = recording
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const clock = new RecordingClock(Date.parse(lines[0].at));
  let ids = 0;
  const made = await createOrchestrator({
    store: openMemoryStore(memoryDisk()),
    world: {
      clock,
      random: { hex: (bytes) => (++ids).toString(16).padStart(bytes * 2, "0") },
      workers: noWorkers,
    },
  });
  if ("fault" in made) throw new Error(made.message);
  onTestFinished(() => made.close());
  const turns: Turn[] = [];
  made.listen(({ event }) => {
    if (event.t !== "Turned") return;
    const { at, name, value, confidence, lapses } = event;
    turns.push({ at, flag: name, value, confidence, lapses });
  });
  const { world, plans } = worldOf(program);
  expect(await made.arm({ world, plans, root: "/" })).toEqual({ done: true });
  for (const line of lines) {
    const at = Date.parse(line.at);
    for (let { next } = clock; next <= at; { next } = clock) {
      clock.at = Math.max(clock.at, next);
      clock.ring();
      await made.ingest({ kind: "member", id: `t${++ids}`, pool: "nothing", member: "tick" });
      await made.settled(0);
    }
    clock.at = at;
    const record = ingressRecordOf(line, () => `n${++ids}`);
    if ("fault" in record) throw new Error(record.fault);
    const heard = await made.ingest(record);
    if ("refused" in heard) throw new Error(`${JSON.stringify(line)}: ${JSON.stringify(heard)}`);
    await made.settled(0);
  }
  return turns;
}
