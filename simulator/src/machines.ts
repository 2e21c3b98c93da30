import type { Machine } from "@orchlang/kernel";
import {
  type ControlCommand,
  type ControlEvent,
  type ControlInput,
  type ControlState,
  controlMachine,
} from "@orchlang/kernel/control";
import {
  type RunCommand,
  type RunEvent,
  type RunInput,
  type RunState,
  runMachine,
} from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

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
