import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Entry, Refusal, StartRequest } from "@orchlang/runtime";
import type { StoreFault } from "@orchlang/runtime/journal";
import type { Operations, Owner } from "@orchlang/runtime/owner";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { socketOf } from "./ingress-file.ts";
import { interruption } from "./interruption.ts";
import { unusable } from "./journal.ts";
import { type HeldJournal, type Holding, holdJournal } from "./operator.ts";
import { filesOf } from "./place.ts";

/** The runtime as a command uses it, whoever holds the journal: this process, or another that is asked. */
export interface CommandOperations extends Operations {
  /** The process that holds the journal, if it is another. */
  holder(): number | undefined;
  /** As of the runtime; false of runs that another process has. */
  sleeps(run: string, patience: number): boolean;
}

/**
 * Opens the journal, or connects to the process that holds it, and does what the command does. Where that process ends
 * before, this one takes its place and goes on; where this one has the journal and is done, it stays until the runs that
 * others have begun here rest.
 */
export async function withOperations(
  invocation: Invocation,
  use: (operations: CommandOperations) => Promise<ExitCode>,
): Promise<ExitCode> {
  const operations = new Handing(invocation, await openOrConnect(invocation));
  try {
    const code = await use(operations);
    if (code !== ExitCode.interrupted) await operations.stay();
    return code;
  } finally {
    await operations.close();
  }
}

/** How long a process may have the journal and not be heard of: it is about to begin, or to end. ms. */
const absentMsMax = 3_000;
const betweenMs = 40;

/** The journal itself, or somebody who has it. */
type Backend = { readonly here: HeldJournal } | { readonly owner: Owner };

export async function openOrConnect(invocation: Invocation, holding?: Holding): Promise<Backend> {
  const { connectOwner } = await import("@orchlang/runtime/owner");
  const path = filesOf(invocation);
  const until = performance.now() + absentMsMax;
  const lease = new LeaseSeen();
  for (;;) {
    const here = await holdJournal(invocation, holding);
    if (!("fault" in here)) return { here };
    lease.see(here.leaseMs);
    const owner = await connectOwner(socketOf(path), randomUUID);
    if ("hello" in owner) {
      refuseOwn(invocation, owner);
      return { owner };
    }
    if ("fault" in owner)
      throw new UsageError(unusable(invocation, here).message, [`It can't be asked: ${owner.fault}.`]);
    if (performance.now() > until && !lease.mayEnd) throw heldElsewhere(invocation, here);
    await delay(betweenMs);
  }
}

/** The lease of a database's journal. One that nobody renews ends, so it is waited for: its holder was killed. */
class LeaseSeen {
  #end: number | undefined;
  #isRenewed = false;

  see(leaseMs: number | undefined): void {
    const end = leaseMs === undefined ? undefined : performance.now() + leaseMs;
    if (end !== undefined && this.#end !== undefined && end > this.#end + renewedMs) this.#isRenewed = true;
    this.#end = end === undefined ? undefined : Math.min(end, this.#end ?? end);
  }

  get mayEnd(): boolean {
    return this.#end !== undefined && !this.#isRenewed;
  }
}

/** By so much later a lease ends than it first did, ms, if it was renewed: more than it takes to ask for it. */
const renewedMs = 500;

function heldElsewhere(invocation: Invocation, fault: StoreFault & { readonly fault: "locked" }): UsageError {
  const { address } = fault;
  return new UsageError(unusable(invocation, fault).message, [
    address === undefined
      ? "It accepts no commands from other processes."
      : `It is served at ${address}: use that API, or start a node beside it with \`orch serve --join\`.`,
  ]);
}

/** Refuses options that only the process which holds the journal can have. */
function refuseOwn(invocation: Invocation, { hello: { pid } }: Owner): void {
  for (const option of ["root", "log"])
    if (invocation.text(option) !== undefined)
      throw new UsageError(
        `Process ${pid} holds the journal, and accepts no \`--${option}\` from other processes.`,
        ["Omit it, or use it after that process has ended."],
      );
}

interface Watcher {
  readonly run: string;
  next: number;
  see(entry: Entry): void;
  readonly refused: ((why: Refusal) => void) | undefined;
  end: () => void;
}

class Handing implements CommandOperations {
  readonly #invocation: Invocation;
  #backend: Backend;
  #reopening: Promise<void> | undefined;
  /** The runs that this command is about. */
  readonly #runs = new Set<string>();
  readonly #watchers = new Set<Watcher>();

  constructor(invocation: Invocation, backend: Backend) {
    this.#invocation = invocation;
    this.#backend = backend;
  }

  holder(): number | undefined {
    return "owner" in this.#backend ? this.#backend.owner.hello.pid : undefined;
  }

  sleeps(run: string, patience: number): boolean {
    return "here" in this.#backend && this.#backend.here.orchestrator.sleeps(run, patience);
  }

  async start(wanted: StartRequest): ReturnType<Operations["start"]> {
    const started = await this.#ask((operations) => operations.start(this.#named(wanted)));
    if ("run" in started) this.#runs.add(started.run);
    return started;
  }

  /** Asked of another it has a name of its own, so that asking again starts nothing twice. */
  #named(wanted: StartRequest): StartRequest {
    if (wanted.request !== undefined || "here" in this.#backend) return wanted;
    this.#request ??= randomUUID();
    // Nobody can have asked under this name before, whatever the journal has lost.
    return { ...wanted, request: this.#request, afterLoss: true };
  }
  #request: string | undefined;

  async resume(run?: string): ReturnType<Operations["resume"]> {
    const resumed = await this.#ask((operations) => operations.resume(run));
    if ("runs" in resumed) for (const each of resumed.runs) this.#runs.add(each);
    return resumed;
  }

  rest: Operations["rest"] = (run, patience) => this.#ask((operations) => operations.rest(run, patience));

  answer: Operations["answer"] = (run, step, value, by, id = randomUUID()) =>
    this.#ask((operations) => operations.answer(run, step, value, by, id));

  callback: Operations["callback"] = (token, value, by) =>
    this.#ask((operations) => operations.callback(token, value, by));

  order: Operations["order"] = (run, step, order, detail, why, by, id = randomUUID()) =>
    this.#ask((operations) => operations.order(run, step, order, detail, why, by, id));

  prunable: Operations["prunable"] = (runs) => this.#ask((operations) => operations.prunable(runs));

  prune: Operations["prune"] = (runs) => this.#ask((operations) => operations.prune(runs));

  prunableEvents: Operations["prunableEvents"] = (before) =>
    this.#ask((operations) => operations.prunableEvents(before));

  pruneEvents: Operations["pruneEvents"] = (before, end) =>
    this.#ask((operations) => operations.pruneEvents(before, end));

  note: Operations["note"] = (about, fields, id) =>
    this.#ask((operations) => operations.note(about, fields, id));

  watch: Operations["watch"] = (run, from, see, refused) => {
    const watcher: Watcher = { run, next: from, see, refused, end: () => undefined };
    this.#watchers.add(watcher);
    this.#watch(watcher);
    return () => {
      this.#watchers.delete(watcher);
      watcher.end();
    };
  };

  #watch(watcher: Watcher): void {
    const backend = this.#backend;
    const see = (entry: Entry): void => {
      if (entry.seq < watcher.next) return;
      watcher.next = entry.seq + 1;
      watcher.see(entry);
    };
    const { run, next, refused } = watcher;
    watcher.end =
      "here" in backend
        ? backend.here.orchestrator.watch(run, next, see, refused)
        : backend.owner.watch(run, next, {
            see,
            refused,
            said: (text) => this.#invocation.terminal.err.line(text),
            // Why there is nobody to be asked any more is told to who asks for something next.
            gone: () => void this.#reopen(backend).catch(() => undefined),
          });
  }

  /** Asks again where nobody has replied: each operation has a name by which it counts once. */
  async #ask<T>(operation: (operations: Omit<Operations, "watch">) => Promise<T>): Promise<T> {
    const { OwnerGone } = await import("@orchlang/runtime/owner");
    for (;;) {
      const backend = this.#backend;
      try {
        return await operation("here" in backend ? backend.here.orchestrator : backend.owner);
      } catch (error) {
        if (!(error instanceof OwnerGone) || this.#isClosed) throw error;
        await this.#reopen(backend);
      }
    }
  }

  async #reopen(gone: Backend): Promise<void> {
    if (this.#backend !== gone || this.#isClosed) return;
    this.#reopening ??= this.#reopened().finally(() => {
      this.#reopening = undefined;
    });
    await this.#reopening;
  }

  async #reopened(): Promise<void> {
    const backend = await openOrConnect(this.#invocation);
    const operations = "here" in backend ? backend.here.orchestrator : backend.owner;
    for (const run of this.#runs) await operations.resume(run);
    const before = this.holder();
    this.#backend = backend;
    const { err } = this.#invocation.terminal;
    const now = this.holder();
    if (now !== before)
      err.line(
        err.paint.dim(
          `process ${before} has ended; ${now === undefined ? "this one" : `process ${now}`} continues`,
        ),
      );
    for (const watcher of this.#watchers) this.#watch(watcher);
  }

  /** Until the runs that others have begun here, or carried on, rest; those then go on where they are asked for next. */
  async stay(): Promise<void> {
    if (!("here" in this.#backend)) return;
    const { orchestrator, socket } = this.#backend.here;
    const { err } = this.#invocation.terminal;
    const interrupted = interruption();
    const reported = new Set<string>();
    try {
      for (let asked = -1; socket !== undefined && asked !== socket.asked(); ) {
        asked = socket.asked();
        for (const run of socket.runs()) {
          const rest = orchestrator.rest(run, restPatience);
          const soon = await Promise.race([rest, delay(betweenMs, "goes on" as const)]);
          if (soon === "goes on" && !reported.has(run)) {
            reported.add(run);
            err.line(
              err.paint.dim(
                `run ${run} of another command continues here; this command ends when that run rests`,
              ),
            );
          }
          if ((await Promise.race([rest, interrupted.promise])) === "interrupted") return;
        }
      }
    } finally {
      interrupted.dispose();
    }
  }

  #isClosed = false;

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const watcher of this.#watchers) watcher.end();
    if ("here" in this.#backend) await this.#backend.here.close();
    else this.#backend.owner.close();
  }
}

/** As of a command that follows a run: who waits longer has ended too. ms. */
const restPatience = 60_000;
