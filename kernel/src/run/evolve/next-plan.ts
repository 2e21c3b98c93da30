/** One plan of a goal has failed and another takes over what it can of it (semantics, rules 25 and 26). */
import { present } from "../../invariant.ts";
import { changeFrame, changeIntent, changeNode } from "../draft.ts";
import type { Carried, RunEvent } from "../events.ts";
import type { Callee } from "../node-state.ts";
import { type Draft, frameAt, intentAt, nodeAt } from "../state.ts";
import { begin, openPending } from "./frames.ts";
import { frameNamed } from "./open-frame.ts";
import { resumeParked } from "./rebinding.ts";
import { settle } from "./settle.ts";
import { markEnd } from "./trace.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;
type Call = Event<"Switched">["call"];

/** It is opened with what it takes over; everything else of it waits. */
export function chooseNext(draft: Draft, { call, plan, carried }: Event<"Chose">, routine: string): void {
  const callee = calleeOf(draft, call);
  const before = frameAt(draft, present(callee.frame, "the plan that failed"));
  const opened = openPending(draft, routine, callee.input, plan, before);
  setCallee(draft, call, { ...callee, next: { plan, frame: opened.id } }, opened.id);
  draft.suspended += 1;
  for (const one of carried) carry(draft, opened.id, one);
}

/** The undoing is complete, and the failed plan has ended. */
export function switched(draft: Draft, { call }: Event<"Switched">): void {
  const callee = calleeOf(draft, call);
  const { plan, frame } = present(callee.next, "the plan that comes next");
  const before = present(callee.frame, "the plan that failed");
  changeFrame(draft, before, { status: "over", todo: undefined });
  const { next: _, ...rest } = callee;
  setCallee(draft, call, { ...rest, chosen: plan, frame }, undefined);
  changeFrame(draft, frame, { status: "forward", started: true });
  draft.suspended -= 1;
  begin(draft, frame, callee.since);
  resumeParked(draft);
}

/** It is stopped before it has started; what it took over is stopped and undone like everything else. */
export function abandoned(draft: Draft, id: number): void {
  const { parent } = frameAt(draft, id);
  changeFrame(draft, id, {
    status: parent === undefined ? "unwinding" : "over",
    todo: undefined,
    cancelled: true,
  });
  draft.suspended -= 1;
  resumeParked(draft);
}

/**
 * A prepared next plan that has to unwind becomes the last plan of the run: the calls it took over are undone in it.
 */
export function becomesLast(draft: Draft, id: number): void {
  const { callee } = draft.root;
  if (callee?.next?.frame !== id) return;
  const { next, frame, ...rest } = callee;
  if (frame !== undefined) changeFrame(draft, frame, { status: "over", todo: undefined });
  draft.root = { ...draft.root, todo: undefined, callee: { ...rest, chosen: next.plan, frame: id } };
}

/** The plan or goal that is wanted. */
export function calleeOf(draft: Draft, call: Call): Callee {
  if (call === undefined) return present(draft.root.callee, "what the run is for");
  const { frame, node } = placeOf(draft, call);
  return present(nodeAt(frameAt(draft, frame), node).callee, "a callee");
}

function setCallee(draft: Draft, call: Call, callee: Callee, opened: number | undefined): void {
  if (call === undefined) {
    draft.root = { ...draft.root, todo: undefined, callee };
    return;
  }
  const { frame, node } = placeOf(draft, call);
  const { frames } = nodeAt(frameAt(draft, frame), node);
  changeNode(draft, frame, node, {
    todo: undefined,
    callee,
    frames: opened === undefined ? frames : [...frames, opened],
  });
}

function placeOf(draft: Draft, call: NonNullable<Call>): { readonly frame: number; readonly node: number } {
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  return { frame, node: present(frameAt(draft, frame).template.number.get(call.node), call.node) };
}

/** From here on it is a call of the next plan, with the key that it has. */
function carry(draft: Draft, id: number, { node: name, key }: Carried): void {
  const at = present(frameAt(draft, id).template.number.get(name), name);
  const { frame, node, began } = intentAt(draft, key);
  const { keys } = nodeAt(frameAt(draft, frame), node);
  changeNode(draft, frame, node, { keys: keys.filter((one) => one !== key) });
  const intent = changeIntent(draft, key, { frame: id, node: at });
  changeNode(draft, id, at, {
    status: "active",
    keys: [key],
    began,
  });
  if (intent.status !== "ended") return;
  markEnd(draft, intent);
  settle(draft, id, at, { status: "completed", value: intent.result ?? null });
}
