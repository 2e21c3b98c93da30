import type { Plan } from "@orchlang/plan";
import type { ControlCommand, ControlEvent, ControlInput } from "../kernel/control/events.ts";
import { controlMachine } from "../kernel/control/machine.ts";
import type { ControlState } from "../kernel/control/state.ts";
import type { Machine } from "../kernel/machine.ts";
import type { RunCommand } from "../kernel/run/commands.ts";
import type { RunEvent, RunInput } from "../kernel/run/events.ts";
import { runMachine } from "../kernel/run/machine.ts";
import type { RunState } from "../kernel/run/state.ts";

/** The two machines that a simulated run is decided by; others than the kernel's are on trial. */
export interface Machines {
  readonly run: Machine<Plan, RunState, RunInput, RunEvent, RunCommand>;
  readonly control: Machine<null, ControlState, ControlInput, ControlEvent, ControlCommand>;
}

export const kernel: Machines = { run: runMachine, control: controlMachine };

/** A run's state as its journal makes it. */
export function foldedRun({ run }: Machines, plan: Plan, events: readonly RunEvent[]): RunState {
  return events.reduce<RunState>((state, event, seq) => run.evolve(plan, state, event, seq), run.empty);
}

export function foldedControl({ control }: Machines, events: readonly ControlEvent[]): ControlState {
  return events.reduce<ControlState>(
    (state, event, seq) => control.evolve(null, state, event, seq),
    control.empty,
  );
}
