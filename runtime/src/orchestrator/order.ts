import type { Key, RunId } from "@orchlang/kernel";
import {
  frameAt,
  type IntentState,
  intentNamed,
  isSettled,
  laidAt,
  mayCancel,
  mayKeep,
  mayResolve,
  mayRetry,
  nodeAt,
  type Order,
  type RunState,
  stepName,
  wouldDischarge,
} from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Store } from "../journal/store.ts";
import type { Refusal, Word } from "../orchestrator-types.ts";
import { admitted, type Done, stopped } from "./answer.ts";
import { foldedOr } from "./fold-run.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

/** Makes out what is meant, refuses what cannot be, and hands the rest to the run. */
export async function order(runs: Runs, run: Run, word: Word): Promise<Done> {
  const { why, by, id = runs.world.random.hex(16) } = word;
  if (hasTaken(run.live.state, id)) return { done: true };
  const result = meaning(run, word);
  if ("refused" in result) return result;
  const decided = await run.live.offer((at) => ({ t: "Ordered", at, id, by, why, order: result }));
  return decided === "stopped" ? stopped(runs) : { done: true };
}

/** True if a run that has ended was given this word before. */
export async function wasOrdered(store: Store, run: RunId, id: string | undefined): Promise<boolean> {
  if (id === undefined) return false;
  const folded = await foldedOr(store, run);
  return !("refused" in folded) && hasTaken(folded.state, id);
}

function hasTaken({ taken }: RunState, id: string): boolean {
  return taken.has(`order ${id}`);
}

/** A run that is looked at: live, or as the journal has it. */
interface Seen {
  readonly file: PlanFile;
  readonly live: { readonly state: RunState };
}

/** An order as the run would take it now; or the reason why it has no effect. */
export function meaning(run: Seen, word: Word): Order | Refusal {
  const { detail } = word;
  switch (word.order) {
    case "pause":
    case "unpause":
      return { order: word.order };
    case "cancel": {
      const force = has(detail, "force") && detail.force === true;
      const undo = !(has(detail, "undo") && detail.undo === false);
      return stopping(run, force) ?? { order: "cancel", undo, ...(force ? { force } : {}) };
    }
    case "retry": {
      const intent = payer(run, word.step) ?? orItsUndo(run, named(run, word.step));
      if ("refused" in intent) return intent;
      if (mayRetry({ ...run.live.state, plan: run.file.plan }, intent))
        return { order: "retry", key: intent.key };
      const message = `${word.step} does not wait for another try, was not undone, and would pay nothing that is owed.`;
      return { refused: "not_waiting", message };
    }
    case "skip": {
      const intent = orItsUndo(run, named(run, word.step));
      if ("refused" in intent) return intent;
      return unskippable(run, intent) ?? needed(run, intent) ?? { order: "skip", key: intent.key };
    }
    case "resolve":
      return resolution(run, word);
    default: {
      const message = `There is no order ${JSON.stringify(word.order)}: there are cancel, pause, unpause, retry, skip and resolve.`;
      return { refused: "shape", message };
    }
  }
}

/** An order that is accepted must have an effect. A cancel always ends a pause. */
function stopping({ live: { state } }: Seen, force: boolean): Refusal | undefined {
  if (force || mayCancel(state)) return undefined;
  const message =
    "The run is stopped already, or its work is over. By force it closes at once, and says what it leaves as it is.";
  return { refused: "not_waiting", message };
}

function unskippable({ live: { state } }: Seen, intent: IntentState): Refusal | undefined {
  const isOwed = state.obligations.some(({ key }) => key === intent.key);
  if (waits(intent) || intent.status === "stuck" || mayKeep(intent) || isOwed) return undefined;
  const step = stepName(intent.intent.call);
  const message =
    intent.status === "doubt"
      ? `${step} is in doubt: say what became of it.`
      : `${step} is not being asked about and does not wait for its next try, and nothing is owed for it.`;
  return { refused: "not_waiting", message };
}

/** Asked about, or waits for its next try or to be called back. */
function waits({ role, status }: IntentState): boolean {
  return role === "do" && (status === "asking" || status === "resting" || status === "called");
}

/**
 * Nothing may go on as if a value had been there: a condition that reads it would let through what it was to hold back. So a
 * step whose value somebody needs is not skipped, unless the plan says that it is optional.
 */
function needed({ live: { state } }: Seen, intent: IntentState): Refusal | undefined {
  if (!waits(intent)) return undefined;
  const frame = frameAt(state, intent.frame);
  const { node } = laidAt(frame, intent.node);
  if (node.kind !== "call" || node.optional === true) return undefined;
  const reader = frame.template.nodes.find(
    (laid) =>
      laid.node.needs.some((need) => need.node === node.id && need.why === "data") &&
      !isSettled(nodeAt(frame, laid.at)),
  );
  if (reader === undefined) return undefined;
  const step = stepName(intent.intent.call);
  const instead =
    intent.status === "asking" ? "Answer it, or cancel the run." : "Retry it, or cancel the run.";
  const message = `${step} can't be skipped: ${reader.node.id} needs what it gives. ${instead}`;
  return { refused: "not_waiting", message };
}

function resolution(run: Seen, { step, detail, by }: Word): Order | Refusal {
  const intent = named(run, step);
  if ("refused" in intent) return intent;
  if (intent.status !== "doubt") return { refused: "not_waiting", message: `${step} is not in doubt.` };
  const resolve = (key: Key, as: Extract<Order, { order: "resolve" }>["as"]): Order => ({
    order: "resolve",
    key,
    as,
  });
  if (detail === "retry" && !mayResolve(intent)) {
    const message = `${step} is not tried again, since what it is part of is stopped: say that it was done, or failed.`;
    return { refused: "not_waiting", message };
  }
  if (detail === "retry") return resolve(intent.key, "retry");
  if (has(detail, "failed") && typeof detail.failed === "string") {
    return resolve(intent.key, { failed: detail.failed.toWellFormed() });
  }
  if (!has(detail, "completed")) {
    const message = 'Resolving wants { "completed": value }, "retry" or { "failed": "why" }.';
    return { refused: "shape", message };
  }
  const value = admitted(run.file.plan, intent.capability, detail.completed ?? null, by);
  return "ok" in value ? resolve(intent.key, { completed: value.ok }) : value;
}

/** The failed call among those of the step that would discharge a pending obligation. */
function payer({ live: { state }, file }: Seen, step: string | undefined): IntentState | undefined {
  return [...state.intents.values()].find(
    (intent) => stepName(intent.intent.call) === step && wouldDischarge(file.plan, state, intent),
  );
}

/** For a step whose undo has failed, the order refers to the undo. */
function orItsUndo({ live }: Seen, intent: IntentState | Refusal): IntentState | Refusal {
  if ("refused" in intent || intent.undo === undefined) return intent;
  const undo = live.state.intents.get(intent.undo);
  return undo?.status === "stuck" ? undo : intent;
}

function named(run: Seen, step: string | undefined): IntentState | Refusal {
  if (step === undefined) return { refused: "unknown_step", message: "Which step? This order wants one." };
  const intent = intentNamed(run.live.state, step);
  return intent ?? { refused: "unknown_step", message: `The run has no step ${step} that was begun.` };
}

function has<Name extends string>(value: Json, name: Name): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name);
}
