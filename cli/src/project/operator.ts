import type { Clock, Orchestrator, OrchestratorOptions, Store } from "@orchlang/runtime";
import type { Kept, StoreFault } from "@orchlang/runtime/journal";
import type { OwnerSocket } from "@orchlang/runtime/owner";
import type { RemoteWorkers } from "@orchlang/runtime/remote";
import type { HandlerOutput } from "@orchlang/runtime/world";
import type { Invocation, OptionDefinition } from "../command.ts";
import type { Sink } from "../terminal/terminal.ts";
import { version } from "../version.ts";
import { socketOf } from "./ingress-file.ts";
import { endedBySignals } from "./interruption.ts";
import { openToWrite, unusable } from "./journal.ts";
import { openLog } from "./options.ts";
import { filesOf } from "./place.ts";

export const rootOption: OptionDefinition = {
  form: "--root <dir>",
  says: "the folder of the handlers, if the project has moved since the run began",
};

/** A journal that this process holds: nobody else writes to it, and what other commands ask is done here. */
export interface HeldJournal {
  readonly orchestrator: Orchestrator;
  /** Where others are heard; undefined: nothing can be listened on here, and that was told. */
  readonly socket: OwnerSocket | undefined;
  /** Undefined: what it would keep is in files beside the journal. */
  readonly kept: Kept | undefined;
  close(): Promise<void>;
}

export interface Holding {
  /** Another than this machine's. */
  readonly clock?: Clock | undefined;
  /** Workers elsewhere, to whom members of pools belong. */
  readonly remote?: RemoteWorkers | undefined;
  /** Called in place of every handler. */
  readonly doubles?: OrchestratorOptions["doubles"] | undefined;
  /** Triggers are armed: the journal is held until the process is ended. */
  readonly triggers?: true;
  /** Opened before. */
  readonly store?: Store;
}

/**
 * Opens the journal that a command is about for writing: one process at a time may. `locked`: another has it. Whatever else
 * is wrong is thrown.
 */
export async function holdJournal(
  invocation: Invocation,
  { clock, remote, doubles, triggers, store: before }: Holding = {},
): Promise<HeldJournal | (StoreFault & { readonly fault: "locked" })> {
  const { createOrchestrator } = await import("@orchlang/runtime");
  const { serveOwner } = await import("@orchlang/runtime/owner");
  const logger = await openLog(invocation);
  const store = before ?? (await openToWrite(invocation));
  if ("fault" in store) {
    if (store.fault === "locked") return { ...store, fault: "locked" };
    throw unusable(invocation, store);
  }
  const { err } = invocation.terminal;
  const root = invocation.text("root");
  let ownerSocket: OwnerSocket | undefined;
  const opened = createOrchestrator({
    store,
    ...(root === undefined ? {} : { root }),
    ...(logger === undefined
      ? { output: outputTo(err, (run, text) => ownerSocket?.say(run, text) === true) }
      : { logger }),
    ...(clock === undefined ? {} : { clock }),
    ...(remote === undefined ? {} : { remote }),
    ...(doubles === undefined ? {} : { doubles }),
  });
  const usable = opened.then((orchestrator) => {
    if ("fault" in orchestrator) throw unusable(invocation, orchestrator);
    return orchestrator;
  });
  // Others are heard from here on, and wait for what is being opened.
  const socket = await serveOwner(usable, socketOf(filesOf(invocation)), {
    version,
    ...(triggers && { triggers }),
  });
  if ("fault" in socket)
    err.line(err.paint.doubtful(`Commands of other processes are not received meanwhile: ${socket.fault}`));
  else ownerSocket = socket;
  try {
    const orchestrator = await usable;
    const signals = endedBySignals();
    return {
      orchestrator,
      socket: ownerSocket,
      kept: store.kept,
      close: async () => {
        await ownerSocket?.close();
        await orchestrator.close();
        signals.dispose();
      },
    };
  } catch (error) {
    await ownerSocket?.close();
    throw error;
  }
}

/** Prints the output of handlers among the events of the runs. `shown`: where their run is followed, if that is elsewhere. */
function outputTo(
  { line }: Sink,
  shown: (run: string, text: string) => boolean,
): (output: HandlerOutput) => void {
  return ({ job, text }) => {
    const result = job === undefined ? text : `[${job.capability}] ${text}`;
    if (job === undefined || !shown(job.run, result)) line(result);
  };
}
