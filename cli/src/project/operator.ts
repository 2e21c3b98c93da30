import type { Clock, HandlerOutput, Orchestrator } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import type { Sink } from "../terminal/terminal.ts";
import { endedBySignals } from "./interruption.ts";
import { unusable } from "./journal.ts";
import { openLog } from "./log.ts";

/** Where a journal is made that is not there yet. */
export const rootOption: OptionDefinition = {
  form: "--root <dir>",
  says: "where handlers are, if the project has moved since the run began",
};

interface Otherwise<T> {
  /** Another than this machine's. */
  readonly clock?: Clock | undefined;
  /** What is done where another process holds the journal; undefined: nothing can be. */
  held?(holder: string | undefined): Promise<T | undefined>;
}

/** Opens the journal that `--store` names, for writing: one process at a time may. */
export async function withOrchestrator<T>(
  invocation: Invocation,
  use: (orchestrator: Orchestrator) => Promise<T>,
  { clock, held }: Otherwise<T> = {},
): Promise<T> {
  const { createOrchestrator, openSqliteStore } = await import("@orchlang/runtime");
  const path = invocation.text("store") ?? "";
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) {
    const done = store.fault === "locked" ? await held?.(store.holder) : undefined;
    if (done === undefined) throw unusable(path, store);
    return done;
  }
  const signals = endedBySignals();
  const root = invocation.text("root");
  const logger = await openLog(invocation);
  const orchestrator = await createOrchestrator({
    store,
    ...(root === undefined ? {} : { root }),
    ...(logger === undefined ? { output: outputTo(invocation.terminal.err) } : { logger }),
    ...(clock === undefined ? {} : { clock }),
  });
  if ("fault" in orchestrator) throw unusable(path, orchestrator);
  try {
    return await use(orchestrator);
  } finally {
    await orchestrator.close();
    signals.dispose();
  }
}

/** What handlers say of themselves, among what is told of the runs. */
function outputTo({ line }: Sink): (output: HandlerOutput) => void {
  return ({ job, text }) => line(job === undefined ? text : `[${job.capability}] ${text}`);
}
