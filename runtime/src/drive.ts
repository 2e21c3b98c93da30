import type { StreamId } from "@orchlang/kernel";
import { CellMap } from "./drive/cell-map.ts";
import type { LiveStream, Turn } from "./drive/live.ts";
import { type Appended, DamagedJournal, type Store } from "./journal/store.ts";
import { limits } from "./limits.ts";
import type { Clock } from "./world/world.ts";

interface DriveHooks {
  /** After each turn, once the commands of all its streams were handed over. */
  turned(streams: readonly LiveStream[]): void;
  /** Nothing is left to decide. */
  idle(): void;
  /** The journal takes nothing more. Once. `fault`: of this program itself, where that is why. */
  stopped(message: string, fault?: unknown): void;
  /** A stream was recovered after a failed append: its unanswered commands are to be carried out again. */
  recovered(stream: LiveStream): Promise<void>;
}

type Done = Appended | { readonly fault: unknown };

/** An append that was asked for. */
interface UnderWay {
  /** All that were looked at for it. */
  readonly streams: readonly LiveStream[];
  readonly turns: ReadonlyMap<LiveStream, Turn>;
  done?: Done;
}

/**
 * The loop. In one turn of the event loop, all streams with inputs decide them, and one append makes all their events
 * durable together. Only then are inputs acknowledged, watchers notified and commands carried out (semantics, rules 1,
 * 2). While the store has as many appends in progress as it takes at once, inputs gather for the next turn, so the
 * disk's pace sets the batch size.
 */
export class Drive {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #hooks: DriveHooks;
  readonly #streams = new CellMap<StreamId, LiveStream>();
  /** A new one for each turn: what an old one has held it holds until the next full collection. */
  #ready = new Set<LiveStream>();
  /** Those in `#ready` that only time moves on. */
  #rung = new Set<LiveStream>();
  #added = 0;
  readonly #places = new WeakMap<LiveStream, number>();
  readonly #alarms = new CellMap<StreamId, { readonly due: number; readonly cancel: () => void }>();
  /** Appends that were asked for, the oldest first. */
  readonly #appends: UnderWay[] = [];
  #wake: (() => void) | undefined;
  #turning: Promise<void> | undefined;
  #failures = 0;
  #stopped: string | undefined;
  #closing = false;
  readonly #onStop = new Set<() => void>();

  constructor(store: Store, clock: Clock, hooks: DriveHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#hooks = hooks;
    store.hold?.onLost((why) => this.halt(why));
  }

  /** Why nothing goes on any more. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** True if nothing is being decided or written. */
  get idle(): boolean {
    return this.#turning === undefined;
  }

  /** Calls when nothing goes on any more; the answer cancels that. */
  onStop(call: () => void): () => void {
    this.#onStop.add(call);
    return () => this.#onStop.delete(call);
  }

  /** Resolves once nothing is being decided or written. */
  async rest(): Promise<void> {
    while (this.#turning !== undefined) await this.#turning;
  }

  /** Takes a recovered stream in. */
  add(stream: LiveStream): void {
    this.#streams.set(stream.id, stream);
    this.#places.set(stream, this.#added++);
    if (this.#stopped !== undefined) stream.stop();
    else this.stir(stream);
  }

  remove(stream: LiveStream): void {
    this.#streams.delete(stream.id);
    this.#ready.delete(stream);
    this.#alarms.get(stream.id)?.cancel();
    this.#alarms.delete(stream.id);
  }

  /** Something waits in the stream's inbox. */
  stir(stream: LiveStream): void {
    if (this.#streams.get(stream.id) !== stream || this.#stopped !== undefined) return;
    this.#ready.add(stream);
    this.#wake?.();
    this.#turning ??= this.#turns();
  }

  /** Ends the loop after the turn that is under way. */
  async close(): Promise<void> {
    this.#closing = true;
    this.halt("The orchestrator was closed.");
    this.#store.hold?.abandon();
    await this.#turning;
  }

  /** Nothing goes on from here. `fault`: of this program itself, where that is why. */
  halt(message: string, fault?: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = message;
    this.#ready = new Set();
    for (const { cancel } of this.#alarms.values()) cancel();
    this.#alarms.clear();
    for (const stream of this.#streams.values()) stream.stop();
    this.#hooks.stopped(message, fault);
    for (const call of this.#onStop) call();
    // Another node goes on, where this one can't.
    if (!this.#closing) this.#store.hold?.resign(message);
  }

  async #turns(): Promise<void> {
    try {
      for (;;) {
        const done = this.#appends[0]?.done;
        if (done !== undefined) await this.#land(done);
        else if (this.#mayDecide()) {
          // Everything that comes in during this turn of the event loop is part of the turn.
          await new Promise((resolve) => setImmediate(resolve));
          this.#decide();
        } else if (this.#appends.length > 0) await this.#something();
        else break;
      }
    } catch (fault) {
      this.halt("The orchestrator has a fault of its own.", fault);
    } finally {
      this.#turning = undefined;
    }
    if (this.#stopped === undefined) this.#hooks.idle();
  }

  #mayDecide(): boolean {
    return this.#ready.size > 0 && this.#appends.length < (this.#store.appendsMax ?? 1);
  }

  /** An append is done, or a stream has something to decide. */
  #something(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Decides for all streams that are ready, and asks for one append of it all. */
  #decide(): void {
    const now = this.#clock.now();
    const streams = this.#inOrder();
    this.#ready = new Set();
    this.#rung = new Set();
    const turns = new Map<LiveStream, Turn>();
    for (const stream of streams) {
      const turn = stream.turn(now);
      if (turn !== undefined) turns.set(stream, turn);
      // Timers that fall due during this write do not wait for the disk.
      this.#arm(stream);
    }
    const wanted = [...turns.values()].flatMap(({ append }) => append ?? []);
    const append: UnderWay = { streams, turns };
    this.#appends.push(append);
    if (wanted.length === 0) append.done = { ok: true };
    else {
      const tell = (done: Done): void => {
        append.done = done;
        this.#wake?.();
      };
      this.#store.append(wanted).then(tell, (fault: unknown) => tell({ fault }));
    }
  }

  /** Those that have heard something, then those whose time has come, as they were added: clocks ring in any order. */
  #inOrder(): readonly LiveStream[] {
    if (this.#rung.size < 2) return [...this.#ready];
    const placeOf = (stream: LiveStream): number => this.#places.get(stream) ?? this.#added;
    const liveStreams = [...this.#ready].filter((stream) => !this.#rung.has(stream));
    const due = [...this.#ready].filter((stream) => this.#rung.has(stream));
    return [...liveStreams, ...due.sort((one, other) => placeOf(one) - placeOf(other))];
  }

  /** The oldest append is done. */
  async #land(done: Done): Promise<void> {
    if ("fault" in done) throw done.fault;
    if (!done.ok) return await this.#failed(done);
    this.#failures = 0;
    if (!(await this.#holds())) return;
    const append = this.#appends.shift();
    if (append !== undefined) this.#commit(append);
  }

  /**
   * What was appended is carried out only while nobody else can have done so: a process that was frozen since waits for its
   * lease to be renewed. False: another has the journal, and nothing goes on here.
   */
  async #holds(): Promise<boolean> {
    const { hold } = this.#store;
    if (hold === undefined || hold.holds() || (await hold.regained())) return true;
    this.halt("Another process writes to this journal now.");
    this.#appends.splice(0);
    return false;
  }

  #commit({ streams, turns }: UnderWay, but: ReadonlySet<LiveStream> = new Set()): void {
    // Closed meanwhile: what was decided is safe, and carried out by whoever goes on.
    if (this.#stopped !== undefined) return;
    for (const [stream, turn] of turns) {
      if (but.has(stream)) continue;
      turn.commit();
      this.#arm(stream);
    }
    this.#hooks.turned(streams);
  }

  /** Sees to it that the stream gets a turn when time is all that it waits for, or at once if inputs are left. */
  #arm(stream: LiveStream): void {
    if (this.#streams.get(stream.id) !== stream) return;
    const due = stream.waits ? 0 : stream.nextWake;
    const alarm = this.#alarms.get(stream.id);
    // One that rings before its time finds nothing to do and is set anew: with every step the stream's time moves on.
    if (due !== undefined && due > 0 && alarm !== undefined && alarm.due <= due) return;
    alarm?.cancel();
    this.#alarms.delete(stream.id);
    if (due === undefined) return;
    if (due === 0) {
      this.#ready.add(stream);
      return;
    }
    const cancel = this.#clock.wake(due, () => {
      this.#alarms.delete(stream.id);
      if (!this.#ready.has(stream)) this.#rung.add(stream);
      this.stir(stream);
    });
    this.#alarms.set(stream.id, { due, cancel });
  }

  /**
   * Memory may now differ from the disk. It is dropped, with everything decided on top of it, and read again from the
   * disk. Turns that other streams have decided since stand if they were appended.
   */
  async #failed(done: Exclude<Appended, { ok: true }>): Promise<void> {
    const dropped = new Set<LiveStream>();
    let lasting = false;
    for (const append of this.#appends.splice(0)) {
      const answer = await this.#answered(append);
      if (!(await this.#holds())) return;
      if (answer.ok) {
        this.#commit(append, dropped);
        continue;
      }
      for (const stream of append.turns.keys()) {
        stream.drop();
        dropped.add(stream);
      }
      lasting ||= answer.why !== "unknown" && answer.why !== "unexpected_seq";
    }
    this.#failures += 1;
    if (lasting || this.#failures >= limits.appendTriesMax) {
      this.halt(done.message);
      return;
    }
    try {
      for (const stream of dropped) await stream.recover(this.#store);
      for (const stream of dropped) await this.#hooks.recovered(stream);
    } catch (error) {
      if (!(error instanceof DamagedJournal)) throw error;
      this.halt(error.message);
      return;
    }
    for (const stream of dropped) this.#ready.add(stream);
  }

  async #answered(append: UnderWay): Promise<Appended> {
    while (append.done === undefined) await this.#something();
    if ("fault" in append.done) throw append.done.fault;
    return append.done;
  }
}
