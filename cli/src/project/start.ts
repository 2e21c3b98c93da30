import { encodePlanFile } from "@orchlang/plan";
import type { Orchestrator, StartRequest } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import type { Answers } from "./answers.ts";
import { tellBegun } from "./detach.ts";
import { follow } from "./follow.ts";
import { orRefused } from "./journal.ts";
import { doorOf, refuseUser, tell, writeTold } from "./operate.ts";
import { withOrchestrator } from "./operator.ts";
import { hideInput } from "./secrets.ts";

/**
 * Starts a run and shows it until it is closed or waits; the answer is the process's exit code. Where `orch up` holds the
 * journal the run is started there.
 */
export async function startAndFollow(
  invocation: Invocation,
  start: StartRequest,
  answers: Answers,
): Promise<ExitCode> {
  await hideInput(start);
  const here = async (orchestrator: Orchestrator): Promise<ExitCode> => {
    const started = orRefused(await orchestrator.start(start));
    tellBegun({ run: started.run, pid: process.pid });
    return follow(orchestrator, started.run, invocation, answers);
  };
  return withOrchestrator(invocation, here, {
    held: async (holder) => {
      const door = doorOf(invocation, holder);
      if (door === undefined) return undefined;
      if (answers.size > 0)
        throw new UsageError(
          `Process ${door.pid} holds the journal and would run it; it takes no \`--answer\` beforehand.`,
          ["Leave it out, and say `orch answer` when it asks."],
        );
      refuseUser(invocation, door);
      const { plan, root, input, request, locked } = start;
      if (start.certificates !== undefined) {
        const { admissionHere } = await import("@orchlang/runtime");
        orRefused(admissionHere(start));
      }
      const reply = await tell(door, "/runs", {
        plan: encodePlanFile(plan.plan, plan.about),
        root,
        input,
        ...(request === undefined ? {} : { request }),
        ...(locked === undefined ? {} : { locked }),
      });
      const { run } = reply as { readonly run: string };
      tellBegun({ run, pid: door.pid });
      writeTold(invocation, run, door);
      return ExitCode.done;
    },
  });
}
