/** This process's memory of a run, and of control. */

import type { RunId, StreamId } from "@orchlang/kernel";
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
import type { PlanFile } from "@orchlang/plan";
import { Live, type StreamAdapter } from "../drive/live.ts";
import type { Store } from "../journal/store.ts";

import { lineOf } from "./report.ts";
import { holdAgainst, type RunRequest } from "./request.ts";

export type LiveRun = Live<PlanFile["plan"], RunState, RunInput, RunEvent, RunCommand>;
export type LiveControl = Live<null, ControlState, ControlInput, ControlEvent, ControlCommand>;

/** One that goes on in this process. */
export interface Run {
  readonly id: RunId;
  readonly file: PlanFile;
  readonly request: RunRequest;
  readonly root: string;
  readonly live: LiveRun;
}

export const controlStream: StreamId = "control/main";

/** Nothing of it is read yet. `stir`: it has something to decide. */
export function newRun(
  what: Omit<Run, "live">,
  adapter: Omit<StreamAdapter<RunState, RunEvent, RunCommand>, "closed" | "line">,
  stir: (live: LiveRun) => void,
): Run {
  const live: LiveRun = new Live(
    `run/${what.id}`,
    what.file.plan,
    runMachine,
    (at) => ({ t: "Woke", at }),
    {
      ...adapter,
      closed: (state) => state.closed !== undefined,
      line: (state) => lineOf(what.id, what.file, state),
    },
    () => stir(live),
  );
  return { ...what, live };
}

/** Reads it from the journal. Throws `DamagedJournal`. */
export async function recoverRun({ id, request, live }: Run, store: Store): Promise<void> {
  await live.recover(store);
  holdAgainst(id, request, live.state.start);
}

export function newControl(
  adapter: Omit<StreamAdapter<ControlState, ControlEvent, ControlCommand>, "closed">,
  stir: (live: LiveControl) => void,
): LiveControl {
  const live: LiveControl = new Live(
    controlStream,
    null,
    controlMachine,
    (at) => ({ t: "Woke", at }),
    { ...adapter, closed: () => false },
    () => stir(live),
  );
  return live;
}
