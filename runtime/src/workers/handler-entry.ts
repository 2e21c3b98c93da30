import { AsyncLocalStorage } from "node:async_hooks";
import { parentPort } from "node:worker_threads";
import { asJson, canonical } from "@orchlang/plan/json";
import { systemHands } from "../world/node.ts";
import type { Workplace } from "../world/world.ts";
import { type AttemptResult, attempt, type Surroundings } from "./attempt.ts";
import { claim, reportSpoilt, takeUp, tellRead } from "./claims.ts";
import { classify } from "./classify.ts";
import { type Intrinsics, watchIntrinsics } from "./intrinsics.ts";
import { type Loaded, load } from "./load.ts";
import { atThread, fromThread, type Seating, type ThreadJob, type ToThread } from "./messages.ts";
import { newOutbox, type Outbox } from "./outbox.ts";
import { captureOutput, dropModuleWarnings, outputLine } from "./output.ts";
import { Stop } from "./stopped.ts";
import { hardenThread, resolveHandlerEntry } from "./thread-hardening.ts";

/** The shared state of this thread's jobs. */
interface Thread {
  readonly claims: Seating["claims"];
  readonly outbox: Outbox;
  readonly load: (place: Workplace) => Loaded | Promise<Loaded>;
  readonly intrinsics: Intrinsics<Workplace>;
}

/** A job under way on this thread. */
class UnderWay implements Surroundings {
  readonly slot: number;
  readonly stop = new Stop();
  readonly #place: Workplace;
  readonly #thread: Thread;
  /** Set once its handler has given a promise. */
  #fail: ((error: unknown) => void) | undefined;
  /** Thrown before that. */
  #strayed: { readonly error: unknown } | undefined;

  constructor(slot: number, place: Workplace, thread: Thread) {
    this.slot = slot;
    this.#place = place;
    this.#thread = thread;
  }

  load(): Loaded | Promise<Loaded> {
    return this.#thread.load(this.#place);
  }

  /** Where something was altered that others rely on, only what has brought that along is called still. */
  claim(): boolean {
    const { intrinsics, claims } = this.#thread;
    if (!intrinsics.suits(this.#place) || !claim(claims, this.slot)) return false;
    intrinsics.calls();
    return true;
  }

  called(): void {
    this.#thread.intrinsics.called();
  }

  say(by: "log" | "progress", text: string): void {
    this.#thread.outbox.output(outputLine(by, text, this.slot));
  }

  sign(): void {
    this.#thread.outbox.alive(this.slot);
  }

  stray(): Promise<never> {
    return new Promise((_, reject) => {
      this.#fail = reject;
      if (this.#strayed !== undefined) reject(this.#strayed.error);
    });
  }

  /** Something was thrown where nobody awaits it. */
  strays(error: unknown): void {
    if (this.#fail === undefined) this.#strayed = { error };
    else this.#fail(error);
  }
}

/** A worker's thread: takes jobs from its port until the port closes, any number at a time. */
function sit({ port, claims }: Seating): void {
  hardenThread();
  const current = new AsyncLocalStorage<UnderWay>();
  // A handler may put another in the place of what all ports have.
  const post = port.postMessage.bind(port);
  const intrinsics = watchIntrinsics<Workplace>((how) => reportSpoilt(claims, how));
  const outbox = newOutbox((text) => {
    intrinsics.look();
    post(text);
  }, systemHands.steady);
  /** By slot: a map that much goes through keeps garbage alive (`CellMap`). */
  const underWay: (UnderWay | undefined)[] = [];
  const schemas = new Map<number, Workplace["schemas"]>();
  const places = new Map<string, Workplace>();
  const thread: Thread = { claims, outbox, load: loader(intrinsics), intrinsics };
  dropModuleWarnings();
  const capture = captureOutput(() => current.getStore()?.slot, outbox.output);

  const begin = ({ slot, job }: ThreadJob): void => {
    if (!takeUp(claims, slot)) {
      outbox.settled(skipped(slot));
      return;
    }
    const place = places.get(job.place)!;
    const here = new UnderWay(slot, place, thread);
    underWay[slot] = here;
    void current.run(here, async () => {
      const result = await attempt(job, place, here).catch((error: unknown) => faulty(error, place));
      underWay[slot] = undefined;
      // Nothing that was worked out since can be relied on: what was begun is lost, the rest is done elsewhere.
      if (!intrinsics.look() || (result === "skipped" && !intrinsics.suits(place))) return;
      capture.finish(slot);
      if (result === "skipped") outbox.settled(skipped(slot));
      else outbox.settled(`{"slot":${slot},"outcome":${result.outcome},"spent":${result.spent}}`);
    });
  };

  const take = (message: ToThread): void => {
    // Jobs that were not begun are done elsewhere.
    if (!intrinsics.look()) return;
    for (const [id, named] of Object.entries(message.schemas ?? {})) schemas.set(Number(id), named);
    for (const [id, place] of Object.entries(message.places ?? {})) {
      places.set(id, { ...place, schemas: schemas.get(place.schemas)! });
    }
    for (const slot of message.abort ?? []) {
      outbox.stopping(slot);
      underWay[slot]?.stop.ask();
    }
    for (const job of message.jobs ?? []) begin(job);
  };

  watchStrays(current, underWay, outbox);
  resolveHandlerEntry();
  post(fromThread([], [], []));
  port.on("message", (text: string) => {
    take(atThread(text));
    tellRead(claims);
  });
}

// Handed over by a message: what a thread is started with can be read by every module on it.
parentPort?.once("message", sit);

/** Loads what each place calls, once. */
function loader(intrinsics: Intrinsics<Workplace>): (place: Workplace) => Loaded | Promise<Loaded> {
  const loaded = new Map<Workplace, Loaded>();
  const first = async (place: Workplace): Promise<Loaded> => {
    const result = await intrinsics.whileLoading(place, () => load(place));
    if ("call" in result) loaded.set(place, result);
    return result;
  };
  return (place) => loaded.get(place) ?? first(place);
}

function skipped(slot: number): string {
  return `{"slot":${slot},"skipped":true}`;
}

/** A fault of this package itself; still, the job must end. */
function faulty(error: unknown, place: Workplace): AttemptResult {
  return { outcome: canonical(asJson(classify(error, place.capability))), spent: "{}" };
}

/**
 * An error thrown where no one awaits it (in a timer's callback, say) would end the thread and everybody's work on it.
 * It ends the job that it came from instead; where that job is over or unknown, it is only written down.
 */
function watchStrays(
  current: AsyncLocalStorage<UnderWay>,
  underWay: readonly (UnderWay | undefined)[],
  outbox: Outbox,
): void {
  const stray = (error: unknown): void => {
    const from = current.getStore();
    if (from !== undefined && underWay[from.slot] === from) {
      from.strays(error);
      return;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    outbox.output(outputLine("stderr", `Thrown where nobody awaits it: ${text}`, undefined));
  };
  process.on("uncaughtException", stray);
  process.on("unhandledRejection", stray);
}
