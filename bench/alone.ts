import type { Json, PlanFile } from "@orchlang/plan";
import type { RunEvent, RunInput } from "../runtime/src/kernel/run/events.ts";
import { runMachine } from "../runtime/src/kernel/run/machine.ts";

/** The run of every measurement: nothing is journalled under it twice. */
export const run = "ABCDEFGHJKMNPQRS";

/** A whole run by the kernel alone: every dispatch ends at once, in its order. `see` is given each turn's events. */
export function alone(
  { plan, id }: PlanFile,
  input: Json,
  see: (events: readonly RunEvent[]) => void = () => undefined,
): number {
  let state = runMachine.empty;
  let at = Date.UTC(2026, 0, 1);
  let count = 0;
  const inputs: RunInput[] = [started(id, input, at)];
  for (let index = 0; index < inputs.length; index++) {
    const turned = runMachine.turn(plan, state, inputs[index]!);
    ({ state } = turned);
    count += turned.events.length;
    see(turned.events);
    for (const event of turned.events) {
      if (event.t !== "Began") continue;
      const { intent, attempt } = event;
      at += 1;
      inputs.push({
        t: "Ended",
        at,
        key: intent.key,
        attempt,
        dispatch: 1,
        outcome: { ok: 7 },
        spent: {},
      });
    }
  }
  if (state.closed?.outcome.status !== "completed") throw new Error("the run did not come to its end");
  return count;
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
