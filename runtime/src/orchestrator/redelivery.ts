import type { RunId } from "@orchlang/kernel";
import { type Flight, type RunCommand, recovery } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import type { LiveStream } from "../drive/live.ts";
import { DamagedJournal } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { carryControl } from "./carry-control.ts";
import type { LiveRuns } from "./live-runs.ts";
import { type RunRequest, requestOf, unaskedFor } from "./request.ts";
import { type Run, recoverRun } from "./run.ts";
import type { UnderWay } from "./under-way.ts";

interface Parts {
  readonly runs: LiveRuns;
  readonly underWay: UnderWay;
  /** As one to be read, of which nothing is here yet. */
  read(id: RunId, file: PlanFile, request: RunRequest, root: string): Run;
  /** `resumed`: an earlier process has carried it out before. */
  carry(run: Run, command: RunCommand, resumed?: true): void;
}

/** Repeats messages, commands and reports after a stream was read from the journal (semantics, rule 1). */
export class Redelivery {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Repeats unanswered messages, and reports attempts that died with another process. */
  async repeatAll(run: Run): Promise<void> {
    const { live } = run;
    await this.#toControl(run);
    await this.fromControl(run);
    // After what control has said: nothing is sent again with a member that is known to be gone, or against a cancel.
    const dead = await this.#goingOn(run, recovery(live.state).lost);
    this.#parts.underWay.died(run.id, dead, (lost) => live.offer((at) => ({ at, ...lost })));
  }

  /** Gives jobs again to workers that outlive this process. The answer is what has died with the earlier one. */
  async #goingOn(run: Run, flights: readonly Flight[]): Promise<readonly Flight[]> {
    const { runs, carry } = this.#parts;
    const { workers } = runs.world;
    const { state } = run.live;
    const running = flights.filter(({ key }) => state.intents.get(key)?.status === "running");
    if (running.length === 0 || workers.outlives === undefined) return flights;
    const alive = new Set<number>();
    const seqs = running.map(({ seq }) => seq);
    for (const { seq, command } of await run.live.pending(runs.store, seqs)) {
      if (command.do !== "dispatch" || !workers.outlives(command)) continue;
      alive.add(seq);
      carry(run, command, true);
    }
    return flights.filter(({ seq }) => !alive.has(seq));
  }

  /**
   * Control may have sent messages before the run was here, or had begun. A message that control sends while its
   * earlier ones are looked up reaches the run before them, and is left as beyond a gap (semantics, rule 7). So
   * messages are repeated until no new one has come in between.
   */
  async fromControl({ id }: Run): Promise<void> {
    const { runs } = this.#parts;
    for (let last = -1; ; ) {
      const all = runs.control.state.runs.get(id)?.unacknowledged ?? [];
      const unheard = all.filter((seq) => seq > last);
      if (unheard.length === 0) return;
      for (const { command } of await runs.control.pending(runs.store, unheard)) carryControl(runs, command);
      last = Math.max(...unheard);
    }
  }

  /** A run that closed without control having heard of it: its last message is said again. */
  async repeatClosed(id: RunId): Promise<void> {
    const why = await this.#last(id);
    if (why !== undefined) this.#parts.runs.left(id, why);
  }

  /** After a failed append, in this same process: its workers still have what they were given. */
  async afterFailedAppend(stream: LiveStream, here: Iterable<Run>): Promise<void> {
    const { runs, underWay, carry } = this.#parts;
    if (stream === runs.control) {
      for (const { command } of await runs.control.pending(runs.store)) carryControl(runs, command);
      return;
    }
    const run = [...here].find(({ live }) => live === stream);
    if (run === undefined) return;
    for (const { command } of await run.live.pending(runs.store)) {
      if (command.do !== "dispatch" || !underWay.has(run.id, command)) carry(run, command);
    }
  }

  async #toControl(run: Run): Promise<void> {
    for (const { command } of await run.live.pending(this.#parts.runs.store)) {
      if (command.do === "send") this.#parts.carry(run, command);
    }
  }

  async #last(id: RunId): Promise<Refusal | undefined> {
    const { runs, read } = this.#parts;
    try {
      const request = await requestOf(runs.store, id);
      if (request === undefined) return unaskedFor(id);
      const file = await runs.plans.get(request.plan);
      if ("refused" in file) return file;
      const run = read(id, file, request, request.root);
      await recoverRun(run, runs.store);
      await this.#toControl(run);
      return undefined;
    } catch (error) {
      if (error instanceof DamagedJournal) return { refused: "journal", message: error.message };
      throw error;
    }
  }
}
