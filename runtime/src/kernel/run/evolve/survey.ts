/** Before one of a goal's plans is chosen control is asked what is there and what is true (semantics, rule 25). */
import { present } from "../../invariant.ts";
import type { Seq } from "../../machine.ts";
import type { ToControl, ToRun } from "../../messages.ts";
import { changeNode, type Draft, decideLater, frameAt, nodeAt } from "../draft.ts";
import type { Callee } from "../frame-state.ts";
import type { Place } from "../state.ts";
import { frameNamed } from "./frames.ts";

export function surveyAsked(draft: Draft, seq: Seq, { call }: Extract<ToControl, { ask: "survey" }>): void {
  const place = call === undefined ? undefined : placeOf(draft, call);
  draft.asks = draft.asks.set(seq, { kind: "survey", place });
  change(draft, place, present(wanted(draft, place), "a goal"), { asked: seq });
}

/** What was asked goes on to be chosen, unless nobody wants it any more. */
export function surveyed(draft: Draft, { ref, reads, absent }: Extract<ToRun, { say: "surveyed" }>): void {
  const ask = draft.asks.get(ref.seq);
  if (ask?.kind !== "survey") return;
  draft.asks = draft.asks.delete(ref.seq);
  const callee = wanted(draft, ask.place);
  if (callee?.survey?.asked === ref.seq)
    change(draft, ask.place, callee, { asked: ref.seq, found: { reads, absent } });
}

/** The goal of which no plan is chosen yet. */
function wanted(draft: Draft, place: Place | undefined): Callee | undefined {
  const callee =
    place === undefined ? draft.root.callee : nodeAt(frameAt(draft, place.frame), place.node).callee;
  return callee?.goal === true && callee.frame === undefined ? callee : undefined;
}

function change(
  draft: Draft,
  place: Place | undefined,
  before: Callee,
  survey: NonNullable<Callee["survey"]>,
): void {
  const callee = { ...before, survey };
  const todo = survey.found === undefined ? undefined : "choose";
  if (place === undefined) draft.root = { ...draft.root, todo, callee };
  else changeNode(draft, place.frame, place.node, { todo, callee });
  if (todo !== undefined) decideLater(draft, place ?? { root: true });
}

function placeOf(draft: Draft, call: NonNullable<Extract<ToControl, { ask: "survey" }>["call"]>): Place {
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  return { frame, node: present(frameAt(draft, frame).template.number.get(call.node), call.node) };
}
