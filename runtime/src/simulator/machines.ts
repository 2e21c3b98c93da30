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
