import type { Plan } from "@orchlang/plan";
import type { Machine } from "../machine.ts";
import { command, type RunCommand } from "./commands.ts";
import { turnOf, turnsOf } from "./decide.ts";
import type { RunEvent, RunInput } from "./events.ts";
import { evolve } from "./evolve.ts";
import { nextWake, pending } from "./pending.ts";
import { emptyRun, type RunState } from "./state.ts";

/** The machine of one run. */
export const runMachine: Machine<Plan, RunState, RunInput, RunEvent, RunCommand> = {
  empty: emptyRun,
  decide: (plan, state, input) => turnOf(plan, state, input).events,
  turn: turnOf,
  turns: turnsOf,
  evolve,
  command,
  pending,
  nextWake,
};
