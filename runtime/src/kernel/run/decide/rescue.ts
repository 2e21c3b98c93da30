/** What follows when a way of doing a step has failed: its handlers in order (semantics, rules 11 and 25). */
import type { Json, Rescue } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import type { Slot, Standing } from "../../identity.ts";
import type { Reads } from "../../messages.ts";
import { callOf, undoOf } from "../call.ts";
import { frameAt, laidAt, nodeAt } from "../draft.ts";
import type { CallStatus, Decided } from "../events.ts";
import type { LaidNode } from "../layout.ts";
import { errorValue, holdsAt, within } from "../scope.ts";
import type { Frame, IntentState } from "../state.ts";
import { emit, type Turn } from "./turn.ts";

export interface FailedSlot {
  readonly frame: Frame;
  readonly laid: LaidNode;
  readonly slot: Slot;
  /** The intent whose last try it was. */
  readonly known: IntentState | undefined;
  readonly why: {
    readonly failure: Failure;
    readonly checks?: readonly Decided[];
    readonly reads?: Reads;
  };
  readonly status?: CallStatus;
  readonly standing?: Standing;
}

/** Settles a way of doing a step as failed, and says which handler takes over. */
export function failSlot(turn: Turn, { frame, laid, slot, known, why, standing }: FailedSlot): void {
  const { failure, checks = [], reads = [] } = why;
  const stopped =
    known?.stopping === true || known?.learning === true || nodeAt(frame, laid.at).status === "cancelled";
  const next = stopped || slot.startsWith("ask") ? undefined : handlerFor(turn, frame, laid, slot, failure);
  emit(turn, {
    t: "Settled",
    call: callOf(frame, laid, slot),
    ...(known === undefined ? {} : { key: known.key }),
    ...(next === undefined ? {} : { next }),
    status: stopped ? "cancelled" : "failed",
    standing: standing ?? known?.standing ?? "none",
    failure,
    ...(checks.length === 0 ? {} : { checks }),
    ...(reads.length === 0 ? {} : { reads }),
  });
}

/** Something that is done without an intent has failed. */
export function failStatement(turn: Turn, frame: Frame, laid: LaidNode, failure: Failure): void {
  failSlot(turn, { frame, laid, slot: "do", known: undefined, why: { failure } });
}

/** The first handler after this slot whose condition holds of the failure. */
export function handlerFor(
  turn: Turn,
  frame: Frame,
  { node, block }: LaidNode,
  slot: Slot,
  failure: Failure,
): Slot | undefined {
  const rescues: readonly Rescue[] = "rescues" in node ? node.rescues : [];
  const from = slot.startsWith("else") ? Number(slot.slice(4)) : 0;
  const position = within(frame, block.id, { error: errorValue(failure) });
  for (let index = from; index < rescues.length; index++) {
    const when = rescues[index]?.when;
    if (when === undefined || holdsAt(turn.draft, position, when)) return `else${index + 1}`;
  }
  return undefined;
}

/**
 * A handler's turn. What it stands in for is undone before, where it can be (rule 22); what is in doubt does not come
 * here, and an idempotent effect without undo stays.
 */
export function rescue(
  turn: Turn,
  id: number,
  at: number,
  start: (slot: Slot, locals: Readonly<Record<string, Json>>) => void,
  undo: (intent: IntentState) => void,
): void {
  const frame = frameAt(turn.draft, id);
  const laid = laidAt(frame, at);
  const node = nodeAt(frame, at);
  const standing = [...node.keys]
    .reverse()
    .map((key) => turn.draft.intents.get(key))
    .find((intent) => intent !== undefined && isToBeUndone(turn, intent));
  if (standing !== undefined) {
    undo(standing);
    return;
  }
  const rescues: readonly Rescue[] = "rescues" in laid.node ? laid.node.rescues : [];
  const number = Number(node.slot.slice(4));
  const handler = rescues[number - 1];
  if (handler !== undefined && "block" in handler) {
    const { path, site } = frame;
    emit(turn, { t: "Branched", routine: path, node: laid.node.id, site, took: number, reads: [] });
  } else start(node.slot, node.failure === undefined ? {} : { error: errorValue(node.failure) });
}

function isToBeUndone(turn: Turn, intent: IntentState): boolean {
  if (intent.kept || (intent.standing !== "applied" && intent.standing !== "maybe")) return false;
  return undoOf(turn.plan, turn.draft, intent) !== undefined;
}
