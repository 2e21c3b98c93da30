/** A `with` whose member is lost waits for another, and goes on with it (semantics, rule 32). */
import { freeReads } from "@orchlang/plan/expressions";
import type { Seq } from "../../machine.ts";
import { emptyQueue, listed } from "../../persistent/queue.ts";
import { changeIntent, changeNode, decideLater, ownNode } from "../draft.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { framesUnder, readersOf } from "../member-readers.ts";
import { valueAt, within } from "../scope.ts";
import { type Draft, frameAt, type IntentState, intentAt, laidAt, nodeAt } from "../state.ts";

/** Requests another member. Steps that read the member do not begin before it arrives. */
export function suspend(draft: Draft, id: number, at: number, asked: Seq): void {
  const { hold } = nodeAt(frameAt(draft, id), at);
  if (hold === undefined) return;
  const { rebinds, members, why } = hold;
  changeNode(draft, id, at, {
    todo: undefined,
    due: undefined,
    hold: { asked, members, why, until: undefined, lost: false, rebinds: rebinds + 1, suspended: true },
  });
  draft.suspended += 1;
  for (const { key, status, todo } of intentsOf(draft, frameAt(draft, id), at)) {
    const goesOn = status === "resting" || (status === "tried" && todo !== "rebound");
    if (!goesOn) continue;
    changeIntent(draft, key, { status: "tried", todo: "rebound", due: undefined });
    decideLater(draft, { key });
  }
  const waiting = listed(draft.agenda);
  draft.agenda = emptyQueue;
  for (const subject of waiting) decideLater(draft, subject);
}

/** Nothing waits for it any longer: it has come, or the `with` is at its end. */
export function resume(draft: Draft, id: number, at: number): void {
  const { hold } = nodeAt(frameAt(draft, id), at);
  if (hold?.suspended !== true) return;
  changeNode(draft, id, at, { hold: { ...hold, suspended: false } });
  draft.suspended -= 1;
  resumeParked(draft);
}

/** Puts parked decisions back on the agenda. */
export function resumeParked(draft: Draft): void {
  const { parked } = draft;
  draft.parked = [];
  for (const subject of parked) decideLater(draft, subject);
}

/** Values that were made of the member are made of the new one; what was called with it is called anew. */
export function rebound(draft: Draft, id: number, at: number): void {
  const frame = frameAt(draft, id);
  const { node } = laidAt(frame, at);
  if (node.kind !== "hold") return;
  const { lets, all } = readersOf(frame.template, node);
  for (const { id: inside } of framesUnder(draft, frame, all)) {
    for (const name of lets) {
      const now = frameAt(draft, inside);
      const number = now.template.number.get(name);
      if (number !== undefined && nodeAt(now, number).status === "completed")
        letAnew(draft, now, laidAt(now, number));
    }
  }
}

function letAnew(draft: Draft, frame: Frame, { node, at, block }: LaidNode): void {
  if (node.kind === "join") {
    const side = node.of.map((name) => nodeAt(frame, frame.template.number.get(name) ?? -1));
    const taken = side.find(({ status }) => status === "completed");
    if (taken !== undefined) ownNode(draft, frame.id, at).value = taken.value;
  }
  if (node.kind !== "let" || freeReads(node.value).some(({ from }) => from === "context")) return;
  const evaluated = valueAt(draft, within(frame, block.id), node.value);
  if ("value" in evaluated) ownNode(draft, frame.id, at).value = evaluated.value;
}

/** The unfinished intents of the steps that read the member of a `with`. */
export function intentsOf(draft: Draft, frame: Frame, at: number): readonly IntentState[] {
  return usersOf(draft, frame, at).filter(({ status }) => status !== "ended");
}

/** Those that are over as well. */
export function usersOf(draft: Draft, frame: Frame, at: number): readonly IntentState[] {
  const { node } = laidAt(frame, at);
  if (node.kind !== "hold") return [];
  const { nodes, all } = readersOf(frame.template, node);
  return framesUnder(draft, frame, all).flatMap((inside) =>
    [...nodes.keys()].flatMap((name) => {
      const number = inside.template.number.get(name);
      const keys = number === undefined ? [] : nodeAt(inside, number).keys;
      return keys.map((key) => intentAt(draft, key));
    }),
  );
}
