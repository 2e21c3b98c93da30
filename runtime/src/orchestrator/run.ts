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
import { sealedText } from "../journal/sealed.ts";
import type { Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import { lineOf } from "./report.ts";
import { holdAgainst, type RunRequest } from "./request.ts";

type LiveRun = Live<PlanFile["plan"], RunState, RunInput, RunEvent, RunCommand>;
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

/**
 * Keeps control's state from time to time, so that the next process need not fold all that ever happened. The journal
 * vouches for it first: one that is kept and not vouched for, or the other way round, is simply not used.
 */
export class ControlSnapshots {
  readonly #store: Store;
  readonly #failed: (error: unknown) => void;
  #last: number | undefined;
  #gap: number = limits.snapshotEvents;
  #keeping = false;

  constructor(store: Store, failed: (error: unknown) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  /** After every turn of control. */
  committed(control: LiveControl): void {
    this.#last ??= control.recoveredFrom;
    if (this.#keeping || control.length - this.#last < this.#gap) return;
    const { snapshots } = this.#store;
    const taken = snapshots && control.snapshot();
    this.#last = control.length;
    if (snapshots === undefined || taken === undefined) return;
    const { text, digest, length } = taken;
    // A large state is written down less often, so that an event never pays for more than so much of it.
    this.#gap = Math.max(limits.snapshotEvents, text.length / limits.snapshotCharsPerEvent);
    this.#keeping = true;
    control
      .offer((at) => ({ t: "Snapshotted", at, after: length, digest }))
      .then(async (decided) => {
        // Where it can't be kept the next start takes longer, and nothing else.
        if (decided === "stopped") return;
        // The snapshot contains what the events contain, including secrets.
        const { sealer } = this.#store;
        const rests = sealer?.inUse === true ? sealedText(sealer, text, `snapshot ${control.id}`) : text;
        await snapshots.keep(control.id, rests);
      })
      .catch(this.#failed)
      .finally(() => {
        this.#keeping = false;
      });
  }
}
