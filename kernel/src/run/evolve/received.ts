/** Context and occurrences that a run receives (semantics, rules 11 and 12). */
import { List } from "immutable";
import { present } from "../../invariant.ts";
import { limits } from "../../limits.ts";
import type { Seq } from "../../machine.ts";
import type { Occurrence, Reads, ToControl } from "../../messages.ts";
import { arm, changeNode, decideLater } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { type Draft, frameAt, laidAt, nodeAt, type Place } from "../state.ts";
import { waitProgressOf } from "../wait-progress.ts";
import { frameNamed } from "./open-frame.ts";
import { look } from "./settle.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

export function readAsked(
  draft: Draft,
  seq: Seq,
  { call, watch }: Extract<ToControl, { ask: "read" }>,
): void {
  const place = placeOf(draft, call);
  draft.asks = draft.asks.set(seq, { kind: "read", ...place });
  if (watch === true) {
    draft.watches = draft.watches.set(seq, "open");
    changeNode(draft, place.frame, place.node, { watch: seq });
  } else changeNode(draft, place.frame, place.node, { todo: undefined });
}

/** An answer to a single read lets its statement begin; a watched change makes the statement look again. */
export function readsReceived(draft: Draft, asked: Seq, place: Place, reads: Reads): void {
  for (const reading of reads) draft.context = draft.context.set(reading.name, reading);
  if (draft.watches.has(asked)) look(draft, place);
  else {
    draft.asks = draft.asks.delete(asked);
    const { status, todo } = nodeAt(frameAt(draft, place.frame), place.node);
    if (status !== "ready" || todo !== undefined) return;
    changeNode(draft, place.frame, place.node, { read: true, todo: "start" });
    decideLater(draft, place);
  }
}

export function occurrenceReceived(draft: Draft, occurrence: Occurrence): void {
  const known = draft.occurrences.get(occurrence.event) ?? List();
  const kept = known.size >= limits.occurrencesMax ? known.shift() : known;
  draft.occurrences = draft.occurrences.set(occurrence.event, kept.push({ ...occurrence, at: draft.at }));
  for (const [name, place] of draft.awaiting) {
    const { status } = nodeAt(frameAt(draft, place.frame), place.node);
    if (status !== "active") draft.awaiting = draft.awaiting.delete(name);
    else if (awaitedEvent(draft, place) === occurrence.event) look(draft, place);
  }
}

function awaitedEvent(draft: Draft, { frame, node: at }: Place): string | undefined {
  const { node } = laidAt(frameAt(draft, frame), at);
  if (node.kind === "wait" && node.for.kind === "occurrence") return node.for.event;
  return node.kind === "loop" && node.over.kind === "occurrences" ? node.over.event : undefined;
}

/** It is some wait's or round's, and no other's: who was to look at it as well goes on waiting. */
export function takeOccurrence(draft: Draft, event: string, id: string): void {
  const left = draft.occurrences.get(event)?.filter((one) => one.id !== id);
  if (left === undefined) return;
  draft.occurrences = draft.occurrences.set(event, left);
  for (const place of draft.awaiting.values()) {
    const { frame, node } = place;
    if (nodeAt(frameAt(draft, frame), node).todo !== "look" || awaitedEvent(draft, place) !== event) continue;
    if (waitProgressOf(draft, place) === undefined) changeNode(draft, frame, node, { todo: undefined });
  }
}

export function awaited(draft: Draft, { call, due }: Event<"Awaited">, seq: Seq): void {
  const { frame, node } = placeOf(draft, call);
  changeNode(draft, frame, node, { status: "active", began: draft.at, todo: undefined, due, seq: undefined });
  if (due !== undefined) arm(draft, { due, id: `await ${seq}`, kind: "wait", frame, node });
  draft.awaiting = draft.awaiting.set(`${frame}/${node}`, { frame, node });
  look(draft, { frame, node });
}

/** From here its condition has to hold, or it holds no longer. */
export function holdsFrom(draft: Draft, { call, id, due }: Event<"TimerSet">): void {
  const { frame, node } = placeOf(draft, present(call, "a wait"));
  changeNode(draft, frame, node, { holdsUntil: due, todo: undefined });
  arm(draft, { due, id, kind: "holds", frame, node });
}

/** A condition holds no longer; a loop takes no further round. */
export function timeIsOver(draft: Draft, call: Event<"Awaited">["call"]): void {
  const { frame, node } = placeOf(draft, call);
  const { loop } = nodeAt(frameAt(draft, frame), node);
  if (loop !== undefined) changeNode(draft, frame, node, { due: undefined, loop: { ...loop, isLast: true } });
  else changeNode(draft, frame, node, { holdsUntil: undefined, todo: undefined });
}

function placeOf(draft: Draft, call: Event<"Awaited">["call"]): Place {
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  return { frame, node: present(frameAt(draft, frame).template.number.get(call.node), call.node) };
}
