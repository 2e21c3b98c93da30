import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { onTestFinished } from "vitest";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { Verified } from "../../src/journal-api.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import type { Registration } from "../../src/orchestrator/registry.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { ControlEntry, IngressRecord, RunSummary } from "../../src/orchestrator-types.ts";
import { accepted } from "./open.ts";
import { noThreads, SetClock } from "./set-clock.ts";

interface OpenOptions {
  readonly resume?: boolean;
  readonly arm?: boolean;
}

/** A whole program on an orchestrator with a clock of its own: streams go in, handlers are called, runs end. */
export class Stage {
  readonly clock: SetClock;
  readonly control: ControlEntry["event"][] = [];
  readonly compiled;
  /** Where its `orch.json` would be. */
  root = "/";
  orch!: Orchestrator;
  #disk: MemoryDisk = memoryDisk();
  #capabilities: readonly Registration[];
  #ids = 0;

  constructor(text: string, start: string, capabilities: Readonly<Record<string, Registration["handler"]>>) {
    this.clock = new SetClock(Date.parse(start));
    this.#capabilities = Object.entries(capabilities).map(([name, handler]) => ({ name, handler }));
    const path = "/program.orch";
    this.compiled = compile(
      { files: [path], root: "/" },
      {
        read: (file) => (file === path ? { text } : { fault: "missing", message: "there is no such file" }),
        list: () => [],
        standard: standardModule,
        standardModules,
      },
    );
  }

  /** The process ends; another comes that goes on with nothing by itself. */
  async abandon(): Promise<void> {
    await this.orch.close();
    await this.open({ resume: false });
  }

  /** Begins, or begins again with nothing but the journal. */
  async open({ resume = true, arm = true }: OpenOptions = {}): Promise<this> {
    const random = { hex: (bytes: number) => (++this.#ids).toString(16).padStart(bytes * 2, "0") };
    const made = await createOrchestrator({
      store: openMemoryStore(this.#disk),
      world: { clock: this.clock, random, workers: noThreads },
      capabilities: this.#capabilities,
    });
    if ("fault" in made) throw new Error(made.message);
    onTestFinished(() => made.close());
    this.orch = made;
    made.listen(({ event }) => this.control.push(event));
    const { world, plans } = this.compiled.world();
    if (arm) accepted(await made.arm({ world, plans, root: this.root }));
    if (resume) accepted(await made.resume());
    return this;
  }

  async tell(record: DistributiveOmit<IngressRecord, "id">): Promise<string> {
    const answer = await this.orch.ingest({ id: `n${++this.#ids}`, ...record } as IngressRecord);
    await this.settle();
    return "refused" in answer ? answer.refused : "taken";
  }

  async settle(): Promise<void> {
    await this.orch.settled(0);
  }

  /** Time moves on to an instant; whatever is due on the way comes about at its own time. */
  async until(instant: string | number): Promise<void> {
    const end = typeof instant === "string" ? Date.parse(instant) : instant;
    for (let next = this.clock.next; next !== undefined && next <= end; next = this.clock.next) {
      this.clock.at = Math.max(this.clock.at, next);
      this.clock.ring();
      await this.#turn();
    }
    this.clock.at = end;
    await this.#turn();
  }

  /** Control has a turn, and with it whatever is due. */
  async #turn(): Promise<void> {
    await this.orch.ingest({ kind: "member", id: `t${++this.#ids}`, pool: "nothing", member: "tick" });
    await this.settle();
  }

  async runs(): Promise<readonly RunSummary[]> {
    const journal = readJournal(openReading(this.#disk));
    const found: RunSummary[] = [];
    for await (const run of journal.runs()) found.push(run);
    return found;
  }

  async outcomes(): Promise<readonly (readonly [string, string, Json | undefined])[]> {
    const journal = readJournal(openReading(this.#disk));
    const found = [];
    for await (const { run, entry, status } of journal.runs()) {
      const report = accepted(await journal.report(run));
      found.push([entry, status, report.value] as const);
    }
    return found;
  }

  /** The journal's hash chains, checked. */
  async verified(): Promise<Verified> {
    return accepted(await readJournal(openReading(this.#disk)).verify());
  }

  fired(): readonly string[] {
    return this.control.flatMap((event) => (event.t === "Fired" ? [event.trigger] : []));
  }
}

/** Reading takes no epoch. */
function openReading(disk: MemoryDisk) {
  const { epoch } = disk;
  const store = openMemoryStore(disk);
  disk.epoch = epoch;
  return store;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
