import type { Key } from "../identity.ts";
import type { Instant, Seq } from "../machine.ts";
import { listed } from "../persistent/queue.ts";
import { nextTimer } from "./draft.ts";
import { dispatchTag } from "./duplicate.ts";
import { mayKeep, mayResolve } from "./evolve/orders.ts";
import type { IntentState, RunState } from "./state.ts";

/** A dispatch whose end has not been heard. */
export interface Flight {
  readonly key: Key;
  readonly attempt: number;
  readonly dispatch: number;
  /** The sequence number of its `Began` or `Dispatched`. */
  readonly seq: Seq;
}

/** The shell's tasks after it has folded a run's stream again (see `machine.ts`). */
interface Recovery {
  /** Their commands are carried out once more: messages and timers. */
  readonly reissue: readonly Seq[];
  /** To be reported as `Lost`, each, unless whoever does them outlived the shell. */
  readonly lost: readonly Flight[];
}

/** The events whose command is not answered yet, in order. */
export function pending(state: RunState): readonly Seq[] {
  const { reissue, lost } = recovery(state);
  return [...reissue, ...lost.map(({ seq }) => seq)].sort((one, other) => one - other);
}

/** Looks through the whole run: it is asked once, when a run is taken up again. */
export function recovery(state: RunState): Recovery {
  // A message is taken only right after the one before it, so everything unheard is said again, the last one included.
  const unheard = listed(state.unheard);
  if (state.closed !== undefined) return { reissue: [...unheard, state.closed.seq], lost: [] };
  const reissue: Seq[] = [...new Set([...unheard, ...state.asks.keys()])];
  const lost: Flight[] = [];
  for (const intent of state.intents.values()) {
    const { key, attempt, dispatch, seq, status, quiet } = intent;
    // A try that was given up may be alive as well; nobody is asked for its result, but for its end.
    if (status === "running" || (quiet !== undefined && !isHeard(intent)))
      lost.push({ key, attempt, dispatch, seq });
    else if (status === "resting") reissue.push(seq);
  }
  for (const frame of state.frames) {
    if (frame.status === "over") continue;
    frame.nodes.each(({ seq }) => {
      if (seq !== undefined) reissue.push(seq);
    });
  }
  return { reissue: reissue.sort(ascending), lost: lost.sort((one, other) => one.seq - other.seq) };
}

/**
 * The end of its last dispatch was heard, though not what became of it: the request of a call back was taken, or whoever
 * made it died. It is under way no more, and taken for that it would be made again.
 */
function isHeard({ heard, attempt, dispatch }: IntentState): boolean {
  return (["Ended", "Lost"] as const).some((t) => heard.includes(dispatchTag({ t, attempt, dispatch })));
}

function ascending(one: Seq, other: Seq): number {
  return one - other;
}

/** When the earliest of all timers is due: tries, delays, waits, limits, pending obligations. Nothing is due while it is paused. */
export function nextWake(state: RunState): Instant | undefined {
  return state.paused ? undefined : nextTimer(state)?.due;
}

// The orders that an operator may give for a waiting item, as things stand.

/** An order that is accepted now, and the step that it names. `completed` and `failed` resolve. */
export interface OpenOrder {
  readonly order: "completed" | "failed" | "resolve retry" | "retry" | "skip";
  readonly step: string;
}

/** Where the region stops nothing is tried again; what has to be undone can be left as it is. */
export function ordersOfDoubt(intent: IntentState, step: string): readonly OpenOrder[] {
  return [
    { order: "completed", step },
    ...(mayResolve(intent) ? [{ order: "resolve retry", step } as const] : []),
    { order: "failed", step },
    ...(mayKeep(intent) ? [{ order: "skip", step } as const] : []),
  ];
}

/** The step that an undo is of stands for it: one word. */
export function ordersOfUndo(undo: string): readonly OpenOrder[] {
  const step = undo.replace(/^undo /u, "");
  return [
    { order: "retry", step },
    { order: "skip", step },
  ];
}
