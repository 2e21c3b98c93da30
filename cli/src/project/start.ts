import type { StartRequest } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import type { ExitCode } from "../exit.ts";
import type { Answers } from "./answers.ts";
import { tellBegun } from "./detach.ts";
import { follow } from "./follow.ts";
import { orRefused } from "./journal.ts";
import { withOperations } from "./operations.ts";
import { hideInput } from "./secrets.ts";

/** Starts a run and shows it until it is closed or waits; the answer is the process's exit code. */
export async function startAndFollow(
  invocation: Invocation,
  start: StartRequest,
  answers: Answers,
): Promise<ExitCode> {
  await hideInput(start);
  return await withOperations(invocation, async (operations) => {
    const { run } = orRefused(await operations.start(start));
    tellBegun({ run, pid: operations.holder() ?? process.pid });
    return follow(operations, run, invocation, answers);
  });
}
