import type { Json } from "@orchlang/plan";
import type { Clock, Job, JobResult, Workers } from "../../world/world.ts";
import type { HandlerOutput } from "../output.ts";
import type { Link } from "./known.ts";
import {
  type Flight,
  type FromWorker,
  flightName,
  type Hello,
  protocol,
  type SentJob,
  toWorker,
} from "./messages.ts";

interface WorkerOptions {
  readonly clock: Clock;
  /** They do the jobs, and are closed by whoever made them. */
  readonly workers: Workers;
  /** The place of each capability, by which `workers` know it. */
  readonly places: Readonly<Record<string, string>>;
  readonly hello: Omit<Hello, "under">;
  /** The server will not have it. */
  refused(why: string): void;
  /** Something that whoever runs the worker may want to read. */
  says?(what: string): void;
}

interface Under {
  readonly job: Job;
  /** Nobody wants its result any more. */
  dropped: boolean;
  /** To be begun once this one has ended: never two calls at a time under one key. */
  next?: SentJob;
}

interface Kept {
  readonly flight: Flight;
  readonly text: string;
  readonly at: number;
}

/** Results that may have been on their way when a connection or the server died. */
const keptMax = 1_000;
const keptCharsMax = 64 * 1024 * 1024;

/**
 * The worker's side of `desk.ts`. It works on while a connection is lost, and shows what it has as it is connected again.
 * After the length of its lease without an answer it stops what it does, since the server then gives it to others.
 */
export class RemoteWorker {
  readonly #options: WorkerOptions;
  /** By key and attempt. */
  readonly #under = new Map<string, Under>();
  readonly #kept = new Map<string, Kept>();
  #keptChars = 0;
  #link: Link | undefined;
  #leaseMs: number | undefined;
  /** When the last beat was sent that the server has answered: it counts from then at the latest. */
  #answered = 0;
  #sent: { readonly n: number; readonly at: number } | undefined;
  #beats = 0;
  #timer: (() => void) | undefined;
  #drained: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  /** Jobs of no pool that a node takes at once while it stands by. Said as it connects. */
  shares: number | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.shares = options.hello.shares;
    options.workers.onSign?.((job) => {
      if (job.heartbeat !== undefined) this.#tell({ says: "alive", ...flightOf(job) });
    });
  }

  /** Jobs that it does now. */
  get busy(): number {
    return this.#under.size;
  }

  connected(link: Link): void {
    this.#link = link;
    const { clock } = this.#options;
    const hello = {
      ...this.#options.hello,
      ...(this.shares === undefined ? {} : { shares: this.shares }),
    };
    this.#prune();
    const under = [
      ...[...this.#under.values()].flatMap(({ job, dropped }) => (dropped ? [] : [flightOf(job)])),
      ...[...this.#kept.values()].map(({ flight }) => flight),
    ];
    // The server hears of it now; the answer to that is the welcome.
    this.#sent = { n: -1, at: clock.now() };
    this.#tell({ says: "hello", protocol, ...hello, under });
  }

  disconnected(link: Link): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#endUnlessConnected();
  }

  receive(text: string): void {
    const result = toWorker(text);
    if (result === undefined) {
      this.#link?.close("a message of the server can't be read");
      return;
    }
    switch (result.says) {
      case "welcome":
        this.#leaseMs = result.lease;
        this.#answer(-1);
        if (this.#drained !== undefined) this.#tell({ says: "drain" });
        return;
      case "beat":
        this.#answer(result.n);
        return;
      case "job":
        this.#begin(result.job);
        return;
      case "keep": {
        const kept = this.#kept.get(flightName(result));
        if (kept !== undefined) this.#link?.send(kept.text);
        return;
      }
      case "drop":
        this.#drop(result);
        return;
      case "abort":
        this.#options.workers.abort(result.key, result.attempt);
        return;
      case "drained":
        this.#drained?.resolve();
        return;
      case "refused":
        this.#options.refused(result.why);
        return;
      default:
        result satisfies never;
    }
  }

  /** Takes no more jobs; resolves when nothing of it is held any more. */
  drain(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    this.#tell({ says: "drain" });
    this.#endUnlessConnected();
    return this.#drained.promise;
  }

  /** A server that is away for the length of the lease has given the worker up: nothing is left to drain. */
  #endUnlessConnected(): void {
    const drained = this.#drained;
    if (drained === undefined || this.#link !== undefined) return;
    const { clock } = this.#options;
    clock.wake(clock.now() + (this.#leaseMs ?? 0), () => {
      if (this.#link === undefined) drained.resolve();
    });
  }

  /** Stops everything that it does. */
  close(): void {
    this.#timer?.();
    this.#giveUp();
  }

  #begin(sent: SentJob): void {
    const under = this.#under.get(nameOf(sent));
    if (under !== undefined) {
      if (under.job.dispatch >= sent.dispatch && !under.dropped) return;
      under.dropped = true;
      under.next = sent;
      this.#options.workers.abort(sent.key, sent.attempt);
      return;
    }
    const { left, ...rest } = sent;
    const { places, clock, workers } = this.#options;
    const place = Object.hasOwn(places, sent.capability) ? places[sent.capability] : undefined;
    const job: Job = {
      ...rest,
      place: place ?? "",
      ...(left === undefined ? {} : { due: clock.now() + left }),
    };
    if (place === undefined) {
      const failure = {
        class: "transient",
        name: "transient",
        message: `No code of ${sent.capability}.`,
      } as const;
      this.#deliver(job, { outcome: { failure, reach: "not_reached" }, spent: {} });
      return;
    }
    this.#under.set(nameOf(job), { job, dropped: false });
    workers.start([job], (done, result) => {
      const ended = this.#under.get(nameOf(done));
      this.#under.delete(nameOf(done));
      if (ended?.dropped === false) this.#deliver(done, result);
      if (ended?.next !== undefined) this.#begin(ended.next);
    });
  }

  /** Also of the job that wrote it. */
  output({ job, by, text }: HandlerOutput): void {
    if (job !== undefined && this.#under.get(nameOf(job))?.dropped === false)
      this.#tell({ says: "output", ...flightOf(job), by, text });
  }

  #deliver(job: Job, result: JobResult): void {
    const flight = flightOf(job);
    const message: FromWorker = { says: "result", ...flight, result: result as unknown as Json };
    const text = JSON.stringify(message);
    this.#kept.set(flightName(flight), { flight, text, at: this.#options.clock.now() });
    this.#keptChars += text.length;
    this.#link?.send(text);
    this.#prune();
  }

  /** Results are kept for as long as the server may ask for them again: it is up again by then, or has given up. */
  #prune(): void {
    const old = this.#options.clock.now() - 4 * (this.#leaseMs ?? 15_000);
    for (const [name, { text, at }] of this.#kept) {
      if (at >= old && this.#kept.size <= keptMax && this.#keptChars <= keptCharsMax) break;
      this.#kept.delete(name);
      this.#keptChars -= text.length;
    }
  }

  #drop(flight: Flight): void {
    const kept = this.#kept.get(flightName(flight));
    if (kept !== undefined) {
      this.#kept.delete(flightName(flight));
      this.#keptChars -= kept.text.length;
      this.#options.says?.(`the server refuses a result that came late: ${flight.key}`);
    }
    const under = this.#under.get(nameOf(flight));
    if (under?.job.dispatch !== flight.dispatch || under.dropped) return;
    under.dropped = true;
    this.#options.says?.(
      `the server has given up a job that is under way: ${under.job.capability} ${flight.key}`,
    );
    this.#options.workers.abort(flight.key, flight.attempt);
  }

  #answer(n: number): void {
    if (this.#sent?.n !== n) return;
    this.#answered = this.#sent.at;
    this.#sent = undefined;
    this.#timer?.();
    const every = Math.max(1, Math.floor((this.#leaseMs ?? 0) / 3));
    this.#wake(every, () => this.#beat());
  }

  #beat(): void {
    const { clock } = this.#options;
    this.#sent = { n: this.#beats++, at: clock.now() };
    this.#tell({ says: "beat", n: this.#sent.n });
    // Without an answer, the lease ends as long after the last beat that had one.
    this.#wake(this.#answered + (this.#leaseMs ?? 0) - clock.now(), () => {
      this.#options.says?.("the server has not answered for the length of the lease");
      this.#giveUp();
      this.#link?.close("the server does not answer");
    });
  }

  /** Aborts all jobs. Their results no longer count; the server already knows that they were begun. */
  #giveUp(): void {
    for (const under of this.#under.values()) {
      if (!under.dropped) this.#deliver(under.job, { lost: "worker" });
      under.dropped = true;
      this.#options.workers.abort(under.job.key, under.job.attempt);
    }
  }

  #wake(after: number, call: () => void): void {
    const { clock } = this.#options;
    this.#timer = clock.wake(clock.now() + Math.max(0, after), call);
  }

  #tell(message: FromWorker): void {
    this.#link?.send(JSON.stringify(message));
  }
}

function flightOf({ key, attempt, dispatch }: Flight): Flight {
  return { key, attempt, dispatch };
}

function nameOf({ key, attempt }: Pick<Flight, "key" | "attempt">): string {
  return `${key}/${attempt}`;
}
