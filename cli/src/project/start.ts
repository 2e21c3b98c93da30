import type { Orchestrator } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import type { ExitCode } from "../exit.ts";
import type { Answers } from "./answers.ts";
import { tellBegun } from "./detach.ts";
import { follow } from "./follow.ts";
import { orRefused } from "./journal.ts";
import { withOrchestrator } from "./operator.ts";

/** Starts a run and shows it until it is closed or waits; the answer is the process's exit code. */
export function startAndFollow(
  invocation: Invocation,
  start: Parameters<Orchestrator["start"]>[0],
  answers: Answers,
): Promise<ExitCode> {
  return withOrchestrator(invocation, async (orchestrator) => {
    const started = orRefused(await orchestrator.start(start));
    tellBegun(started.run);
    return follow(orchestrator, started.run, invocation, answers);
  });
}
