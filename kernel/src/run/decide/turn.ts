import type { Plan } from "@orchlang/plan";
import type { Key } from "../../identity.ts";
import type { DecidedEvent, RunEvent } from "../events.ts";
import { frameNamed } from "../evolve/open-frame.ts";
import { evolveInto } from "../evolve.ts";
import type { Draft, IntentState } from "../state.ts";

/** One turn of a run: what has been decided so far, and the state with it. Lives as long as the turn. */
export interface Turn {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly events: RunEvent[];
  /** Observes every end of an intent in order; undefined if no rule needs it. */
  readonly seeEnd: ((turn: Turn, before: Before | undefined, key: Key) => void) | undefined;
  /** The same of every end of a plan or goal that a step has called, with the frame of what ended. */
  readonly seeReturn: ((turn: Turn, target: string, frame: number) => void) | undefined;
  /** The same of every loop that completes: its frame, and its number in it. */
  readonly seeRounds: ((turn: Turn, frame: number, at: number) => void) | undefined;
}

/** An intent before it came to its end. */
export type Before = Pick<IntentState, "outcome" | "standing">;

/** Each decision sees all earlier ones (semantics, rule 3). */
export function emit(turn: Turn, event: DecidedEvent): void {
  append(turn, { ...event, at: turn.draft.at } as RunEvent);
}

export function append(turn: Turn, event: RunEvent): void {
  const { draft, seeEnd } = turn;
  const key = seeEnd === undefined ? undefined : endedBy(draft, event);
  const known = key === undefined ? undefined : draft.intents.get(key);
  const before = known === undefined ? undefined : { outcome: known.outcome, standing: known.standing };
  const returned = turn.seeReturn === undefined ? undefined : returnedBy(draft, event);
  const loop = turn.seeRounds === undefined ? undefined : loopCompletedBy(draft, event);
  turn.events.push(event);
  evolveInto(draft, event, draft.length);
  if (key !== undefined) seeEnd?.(turn, before, key);
  if (returned !== undefined) turn.seeReturn?.(turn, returned.target, returned.frame);
  if (loop !== undefined) turn.seeRounds?.(turn, loop.frame, loop.at);
}

/** The intent that an event may end. */
function endedBy(draft: Draft, event: RunEvent): Key | undefined {
  if (event.t === "Ended" || event.t === "Settled" || event.t === "Aborted") return event.key;
  if (event.t !== "Told" || event.say.say !== "answered") return undefined;
  const ask = draft.asks.get(event.say.ref.seq);
  return ask?.kind === "task" ? ask.key : undefined;
}

/** The plan or goal whose call an event ends. */
function returnedBy(
  draft: Draft,
  event: RunEvent,
): { readonly target: string; readonly frame: number } | undefined {
  if (event.t !== "Settled" || event.key !== undefined) return undefined;
  const { routine, site, node } = event.call;
  const outer = draft.frames.get(frameNamed(draft, routine, site) ?? -1);
  const at = outer?.template.number.get(node);
  const callee = outer === undefined || at === undefined ? undefined : outer.nodes.get(at)?.callee;
  if (callee?.frame === undefined || draft.frames.get(callee.frame)?.status === "over") return undefined;
  return { target: callee.target, frame: callee.frame };
}

/** The loop that an event completes. */
function loopCompletedBy(
  draft: Draft,
  event: RunEvent,
): { readonly frame: number; readonly at: number } | undefined {
  if (event.t !== "Settled" || event.key !== undefined || event.status !== "completed") return undefined;
  const { routine, site, node } = event.call;
  const id = frameNamed(draft, routine, site);
  const frame = id === undefined ? undefined : draft.frames.get(id);
  const at = frame?.template.number.get(node);
  if (frame === undefined || at === undefined || frame.template.nodes[at]?.node.kind !== "loop")
    return undefined;
  return { frame: frame.id, at };
}

/** The message before this one. */
export function previousMessage({ draft }: Turn): { readonly prev?: number } {
  return draft.lastSaid === undefined ? {} : { prev: draft.lastSaid };
}

/** A question is withdrawn; so is what it took. */
export function tellCancel(turn: Turn, seq: number): void {
  const ref = { stream: `run/${turn.draft.start?.run ?? ""}`, seq } as const;
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "cancel", ref } });
}
