import type { Orchestrator } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import type { ExitCode } from "../exit.ts";
import { follow } from "./follow.ts";
import { orRefused } from "./journal.ts";
import { withOrchestrator } from "./operator.ts";

/** Starts a run and shows it until it is closed or waits; the answer is the process's exit code. */
export function startAndFollow(
  invocation: Invocation,
  start: Parameters<Orchestrator["start"]>[0],
  answers: ReadonlyMap<string, string>,
): Promise<ExitCode> {
  return withOrchestrator(invocation, async (orchestrator) => {
    const started = orRefused(await orchestrator.start(start));
    return follow(orchestrator, started.run, invocation, answers);
  });
}
