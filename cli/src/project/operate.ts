import type { Refusal } from "@orchlang/runtime";
import type { Operations } from "@orchlang/runtime/owner";
import type { Invocation } from "../command.ts";
import type { ExitCode } from "../exit.ts";
import { follow } from "./follow.ts";
import { orRefused, runIdOf } from "./journal.ts";
import { withOperations } from "./operations.ts";

/** A word to a run. */
interface Word {
  /** The run's id, or its first characters. */
  readonly run: string;
  /** How the run ends where the command has reached what it is for; default: it completes. */
  readonly wanted?: "cancelled";
  say(operations: Operations, run: string): Promise<{ readonly done: true } | Refusal>;
}

/** Says it, and carries the run on. */
export async function operate(invocation: Invocation, word: Word): Promise<ExitCode> {
  const run = await runIdOf(invocation, word.run);
  return await withOperations(invocation, async (operations) => {
    orRefused(await operations.resume(run));
    orRefused(await word.say(operations, run));
    return follow(operations, run, invocation, new Map(), word.wanted);
  });
}
