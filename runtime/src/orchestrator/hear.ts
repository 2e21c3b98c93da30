import type { ControlInput } from "../kernel/control/events.ts";
import type { News, Refusal } from "../orchestrator-api.ts";
import { stopped } from "./answer.ts";
import type { Runs } from "./runs.ts";

/** What there is, what is so, what happens: told to control, once whatever how often it is said. */
export async function hear(runs: Runs, news: News): Promise<{ readonly done: true } | Refusal> {
  const decided = await runs.control.offer((at) => ({ ...inputOf(news), at }) as ControlInput);
  return decided === "stopped" ? stopped(runs) : { done: true };
}

function inputOf({ tells, ...word }: News): object {
  const t = { reading: "Sensed", occurrence: "Occurred", member: "Member" } as const;
  return { t: t[tells], ...word };
}
