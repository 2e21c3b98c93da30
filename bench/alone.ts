import type { Json, PlanFile } from "@orchlang/plan";
import type { RunEvent, RunInput } from "../kernel/src/run/events.ts";
import { runMachine } from "../kernel/src/run/machine.ts";
import { limits } from "../runtime/src/limits.ts";

/** The run of every measurement: nothing is journalled under it twice. */
export const run = "ABCDEFGHJKMNPQRS";

/**
 * A whole run by the kernel alone: every dispatch ends at once, in its order. As in the loop, what has come in meanwhile
 * is taken together, up to the loop's bound. `see` is given each turn's events.
 */
export function alone(
  { plan, id }: PlanFile,
  input: Json,
  see: (events: readonly RunEvent[]) => void = () => undefined,
): number {
  let state = runMachine.empty;
  let at = Date.UTC(2026, 0, 1);
  let count = 0;
  const inputs: RunInput[] = [started(id, input, at)];
  for (let taken = 0; taken < inputs.length; ) {
    const turns = runMachine.turns(plan, state);
    const end = Math.min(inputs.length, taken + limits.turnInputsMax);
    for (; taken < end; taken++) {
      const events = turns.take(inputs[taken]!);
      count += events.length;
      see(events);
      for (const event of events) if (event.t === "Began") inputs.push(ended(event, ++at));
    }
    state = turns.end();
  }
  if (state.closed?.outcome.status !== "completed") throw new Error("the run did not come to its end");
  return count;
}

function ended({ intent, attempt }: Extract<RunEvent, { t: "Began" }>, at: number): RunInput {
  return { t: "Ended", at, key: intent.key, attempt, dispatch: 1, outcome: { ok: 7 }, spent: {} };
}

function started(plan: PlanFile["id"], input: Json, at: number): RunInput {
  return {
    t: "Started",
    at,
    run,
    plan,
    deploy: "sha256:0",
    input,
    user: { id: "bench", roles: [], consents: ["*"] },
    seed: "0123456789abcdef",
    label: { confidentiality: "public", integrity: "trusted" },
    cause: { request: "bench" },
  };
}
