import type { User } from "@orchlang/kernel/run";
import { type Done, stopped } from "./answer.ts";
import type { Runs } from "./runs.ts";

/** A wish to keep an open question for somebody, or no longer. */
interface Claim {
  readonly ref: string;
  readonly holder?: string;
  readonly instead?: string;
  readonly by: User;
  readonly id: string;
}

export async function claim(runs: Runs, wanted: Claim): Promise<Done> {
  const { ref, id, by, holder, instead } = wanted;
  const { control } = runs;
  const open = control.state.tasks.get(ref);
  if (open === undefined) return { refused: "unknown", message: "Nobody is asked that, or not any longer." };
  const who = {
    ...(holder === undefined ? {} : { holder }),
    ...(instead === undefined ? {} : { instead }),
  };
  const decided = await control.offer((at) => ({ t: "Claimed", at, id, task: open.ref, ...who, by }));
  if (decided === "stopped") return stopped(runs);
  for (const { event } of decided) {
    if (event.t === "Refused") return { refused: "not_waiting", message: `It is not claimed: ${event.why}.` };
  }
  return { done: true };
}
