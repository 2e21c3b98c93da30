import type { ContextDeclarations, ControlInput } from "@orchlang/kernel/control";
import type { PlanFile } from "@orchlang/plan";
import type { Runs } from "./runs.ts";

/** Declares the pools, signals and flags of a plan to control before any run uses them. */
export async function provide(runs: Runs, { plan }: PlanFile): Promise<void> {
  const { pools, signals, flags, schemas } = plan;
  // A plan file says of events no more than that they are objects.
  const events = plan.events as unknown as NonNullable<ContextDeclarations["events"]>;
  if ([pools, signals, flags, events].every((one) => Object.keys(one).length === 0)) return;
  await runs.control.offer(
    (at): ControlInput => ({ t: "Provided", at, pools, signals, flags, events, schemas }),
  );
}
