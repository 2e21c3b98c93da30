import { setTimeout as delay } from "node:timers/promises";
import type { Orchestrator } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { interruption } from "./interruption.ts";
import { openOrConnect } from "./operations.ts";
import type { HeldJournal, Holding } from "./operator.ts";
import { isDatabase, shownStore, storeOf } from "./place.ts";

/** How often a journal that another process holds is tried again, ms. */
const betweenMs = 200;

/**
 * Holds the journal for triggers until `use` is done. While a run of another command goes on in the process that holds it,
 * this one waits for its turn: handlers that are under way there can't be handed over. A process that has armed triggers
 * stays, so nobody waits for that.
 */
export async function withOrchestrator(
  invocation: Invocation,
  use: (orchestrator: Orchestrator, held: HeldJournal) => Promise<ExitCode>,
  holding: Pick<Holding, "clock" | "remote" | "doubles"> = {},
): Promise<ExitCode> {
  const held = await holdInTurn(invocation, holding);
  if (held === undefined) return ExitCode.interrupted;
  try {
    return await use(held.orchestrator, held);
  } finally {
    await held.close();
  }
}

/** Undefined: interrupted before its turn came. */
async function holdInTurn(
  invocation: Invocation,
  holding: Pick<Holding, "clock" | "remote" | "doubles">,
): Promise<HeldJournal | undefined> {
  const { err } = invocation.terminal;
  const interrupted = interruption();
  const reported = new Set<number>();
  try {
    for (;;) {
      const backend = await openOrConnect(invocation, { ...holding, triggers: true });
      if ("here" in backend) return backend.here;
      const { pid, triggers } = backend.owner.hello;
      backend.owner.close();
      if (triggers === true) throw alreadyUp(invocation, pid);
      if (!reported.has(pid))
        err.line(
          err.paint.dim(
            `a run goes on in process ${pid}, which holds the journal; triggers are armed when it ends`,
          ),
        );
      reported.add(pid);
      if ((await Promise.race([interrupted.promise, delay(betweenMs)])) === "interrupted") return undefined;
    }
  } finally {
    interrupted.dispose();
  }
}

function alreadyUp(invocation: Invocation, pid: number): UsageError {
  return new UsageError(
    `\`orch up\` or \`orch serve\` runs already: process ${pid} holds the journal \`${shownStore(storeOf(invocation))}\`.`,
    [
      `End it first: \`kill ${pid}\`. One process arms all programs of a folder; another project has a journal of its own.`,
      ...(isDatabase(storeOf(invocation))
        ? ["Several servers share a journal in PostgreSQL if each is started with `orch serve --join`."]
        : []),
    ],
  );
}
