/** Error handlers: the ways in which a failed step may go on, in order (semantics, rules 11 and 25). */
import type { Json } from "@orchlang/plan";
import type { Rescue } from "@orchlang/plan/nodes";
import type { Failure } from "../../failure.ts";
import type { Slot, Standing } from "../../identity.ts";
import type { Reads } from "../../messages.ts";
import { callOf } from "../call.ts";
import type { CallStatus, Decided } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { errorValue, holdsAt, within } from "../scope.ts";
import { type IntentState, nodeAt } from "../state.ts";
import { emit, type Turn } from "./turn.ts";

interface FailedSlot {
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
  const { status } = nodeAt(frame, laid.at);
  const stopped = known?.stopping === true || known?.repeatedForResult === true || status === "cancelled";
  // A step that had ended before, and is called again only to discharge an obligation, has no error handlers.
  const wasOver = status === "failed" || status === "completed" || status === "skipped";
  const next =
    stopped || wasOver || slot.startsWith("ask") ? undefined : handlerFor(turn, frame, laid, slot, failure);
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

/** A handler's turn: a block of the plan, or another way of doing the step, which `start` begins. */
export function beginHandler(
  turn: Turn,
  frame: Frame,
  { node, at }: LaidNode,
  start: (slot: Slot, locals: Readonly<Record<string, Json>>) => void,
): void {
  const { slot, failure } = nodeAt(frame, at);
  const rescues: readonly Rescue[] = "rescues" in node ? node.rescues : [];
  const number = Number(slot.slice(4));
  const handler = rescues[number - 1];
  if (handler !== undefined && "block" in handler) {
    const { path, site } = frame;
    emit(turn, { t: "Branched", routine: path, node: node.id, site, took: number, reads: [] });
  } else start(slot, failure === undefined ? {} : { error: errorValue(failure) });
}
