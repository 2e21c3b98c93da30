import type { LiveStream, Turn } from "./drive/live.ts";
import { type Appended, DamagedJournal, type Store } from "./journal/store.ts";
import type { StreamId } from "./kernel/machine.ts";
import { limits } from "./limits.ts";
import type { Clock } from "./world/world.ts";

export interface DriveHooks {
  /** After each turn, once the commands of all its streams were handed over. */
  turned(streams: readonly LiveStream[]): void;
  /** Nothing is left to decide. */
  idle(): void;
  /** The journal takes nothing more. Once. `fault`: of this program itself, where that is why. */
  stopped(message: string, fault?: unknown): void;
  /** A stream was recovered after a failed append: its unanswered commands are to be carried out again. */
  recovered(stream: LiveStream): Promise<void>;
}

/**
 * The loop. In one turn of the event loop all streams that have inputs decide them; one append makes all their events
 * durable together; only then are inputs acknowledged, watchers told and commands carried out (semantics, rules 1, 2).
 * While an append is under way inputs gather for the next turn, so the disk's pace sets the batch.
 */
export class Drive {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #hooks: DriveHooks;
  readonly #streams = new Map<StreamId, LiveStream>();
  readonly #ready = new Set<LiveStream>();
  readonly #alarms = new Map<LiveStream, { readonly due: number; readonly cancel: () => void }>();
  #turning: Promise<void> | undefined;
  #failures = 0;
  #stopped: string | undefined;

  constructor(store: Store, clock: Clock, hooks: DriveHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#hooks = hooks;
  }

  /** Why nothing goes on any more. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Whether nothing is being decided or written. */
  get idle(): boolean {
    return this.#turning === undefined;
  }

  /** Takes a recovered stream in. */
  add(stream: LiveStream): void {
    this.#streams.set(stream.id, stream);
    if (this.#stopped !== undefined) stream.stop();
    else this.stir(stream);
  }

  remove(stream: LiveStream): void {
    this.#streams.delete(stream.id);
    this.#ready.delete(stream);
    this.#alarms.get(stream)?.cancel();
    this.#alarms.delete(stream);
  }

  /** Something waits in the stream's inbox. */
  stir(stream: LiveStream): void {
    if (this.#streams.get(stream.id) !== stream || this.#stopped !== undefined) return;
    this.#ready.add(stream);
    this.#turning ??= this.#turns();
  }

  /** Ends the loop after the turn that is under way. */
  async close(): Promise<void> {
    this.halt("The orchestrator was closed.");
    await this.#turning;
  }

  /** Nothing goes on from here. `fault`: of this program itself, where that is why. */
  halt(message: string, fault?: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = message;
    this.#ready.clear();
    for (const { cancel } of this.#alarms.values()) cancel();
    this.#alarms.clear();
    for (const stream of this.#streams.values()) stream.stop();
    this.#hooks.stopped(message, fault);
  }

  async #turns(): Promise<void> {
    try {
      while (this.#ready.size > 0) {
        // Everything that comes in during this turn of the event loop is part of the turn.
        await new Promise((resolve) => setImmediate(resolve));
        await this.#turn();
        if (this.#ready.size === 0 && this.#stopped === undefined) this.#hooks.idle();
      }
    } catch (fault) {
      this.halt("The orchestrator has a fault of its own.", fault);
    } finally {
      this.#turning = undefined;
    }
  }

  async #turn(): Promise<void> {
    const now = this.#clock.now();
    const streams = [...this.#ready];
    this.#ready.clear();
    const turns = new Map<LiveStream, Turn>();
    for (const stream of streams) {
      const turn = stream.turn(now);
      if (turn === undefined) this.#arm(stream);
      else turns.set(stream, turn);
    }
    const appends = [...turns.values()].flatMap(({ append }) => append ?? []);
    const done: Appended = appends.length === 0 ? { ok: true } : await this.#store.append(appends);
    if (!done.ok) return await this.#failed(done, [...turns.keys()]);
    this.#failures = 0;
    // Closed meanwhile: what was decided is safe, and carried out by whoever goes on.
    if (this.#stopped !== undefined) return;
    for (const [stream, turn] of turns) {
      turn.commit();
      this.#arm(stream);
    }
    this.#hooks.turned(streams);
  }

  /** Sees to it that the stream gets a turn when time is all that it waits for, or at once if inputs are left. */
  #arm(stream: LiveStream): void {
    const due = stream.busy ? 0 : stream.nextWake;
    const alarm = this.#alarms.get(stream);
    if (due !== undefined && alarm?.due === due) return;
    alarm?.cancel();
    this.#alarms.delete(stream);
    if (due === undefined || this.#streams.get(stream.id) !== stream) return;
    if (due === 0) {
      this.#ready.add(stream);
      return;
    }
    const cancel = this.#clock.wake(due, () => {
      this.#alarms.delete(stream);
      this.stir(stream);
    });
    this.#alarms.set(stream, { due, cancel });
  }

  /** What is in memory may differ from the disk now: it is dropped, and the disk is asked. */
  async #failed(done: Exclude<Appended, { ok: true }>, streams: readonly LiveStream[]): Promise<void> {
    for (const stream of streams) stream.drop();
    this.#failures += 1;
    const lasting = done.why !== "unknown" && done.why !== "unexpected_seq";
    if (lasting || this.#failures >= limits.appendTriesMax) {
      this.halt(done.message);
      return;
    }
    try {
      for (const stream of streams) await stream.recover(this.#store);
      for (const stream of streams) await this.#hooks.recovered(stream);
    } catch (error) {
      if (!(error instanceof DamagedJournal)) throw error;
      this.halt(error.message);
      return;
    }
    for (const stream of streams) this.#ready.add(stream);
  }
}
