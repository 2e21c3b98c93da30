import type { Plan } from "@orchlang/plan";
import { invariant } from "../invariant.ts";
import type { Turned, Turns } from "../machine.ts";
import { first } from "../persistent/queue.ts";
import { awaitedEvents } from "./context-names.ts";
import { overrunOf } from "./decide/budget.ts";
import { decideFrame, decideRoot } from "./decide/frame.ts";
import { release } from "./decide/hold.ts";
import { abortSuperseded, decideIntent, dispatchOut, type Out } from "./decide/intent.ts";
import { decideNode } from "./decide/node.ts";
import { obligationObserver } from "./decide/obligation.ts";
import { obey } from "./decide/order.ts";
import { fireTimers } from "./decide/timers.ts";
import { append, emit, previousMessage, type Turn } from "./decide/turn.ts";
import { draftOf, todoOf } from "./draft.ts";
import { isDuplicate } from "./duplicate.ts";
import type { RunEvent, RunInput } from "./events.ts";
import type { Draft, RunState, Subject } from "./state.ts";

/**
 * One input and all its consequences: the input itself as an event, its direct answer, then the agenda until it is
 * empty. Expired timers are decided last, and only for an input that reports time.
 */
export function turnOf(plan: Plan, state: RunState, input: RunInput): Turned<RunState, RunEvent> {
  if (isDuplicate(state, input)) return { events: [], state };
  const draft = draftOf(plan, state);
  const events = turnInto(draft, input);
  draft.spoken = -1;
  return { events, state: events.length === 0 ? state : draft };
}

/** Several of them on one draft. */
export function turnsOf(plan: Plan, state: RunState): Turns<RunState, RunInput, RunEvent> {
  let draft: Draft | undefined;
  return {
    take: (input) => {
      draft ??= draftOf(plan, state);
      return turnInto(draft, input);
    },
    end: () => {
      if (draft === undefined || draft.length === state.length) return state;
      draft.spoken = -1;
      return draft;
    },
  };
}

/** The same on a draft, which then is the state after it; an input that was taken before leaves it as it is. */
export function turnInto(draft: Draft, input: RunInput): readonly RunEvent[] {
  const { plan } = draft;
  if (isDuplicate(draft, input)) return [];
  const observer = obligationObserver(plan);
  const turn: Turn = { plan, draft, events: [], ...observer };
  const answers = input.t === "Ended" || input.t === "Returned";
  const running = answers ? dispatchOut(draft, input.key) : undefined;
  // Time doesn't run backwards within a stream, whatever the clock of whoever brings the input says.
  append(turn, input.at >= draft.at ? input : { ...input, at: draft.at });
  answer(turn, running, input);
  workOff(turn);
  if (input.t === "Woke" || (input.t === "Ordered" && input.order.order === "unpause")) {
    while (!turn.draft.paused && fireTimers(turn)) workOff(turn);
  }
  return turn.events;
}

/** The direct consequences of an input, apart from the agenda. */
function answer(turn: Turn, running: Out | undefined, input: RunInput): void {
  if (input.t === "Ended") {
    const overrun = overrunOf(turn, input);
    if (overrun !== undefined) emit(turn, overrun);
    if (running !== undefined) abortSuperseded(turn, running, input);
  } else if (input.t === "Returned") {
    if (running !== undefined) emit(turn, { t: "Aborted", key: input.key, ...running, why: "superseded" });
  } else if (input.t === "Ordered") obey(turn, input);
  else if (input.t === "Started") listen(turn);
}

/** Subscribes at the start to all events that the plan waits for: they may occur before the wait begins. */
function listen(turn: Turn): void {
  for (const event of awaitedEvents(turn.plan)) {
    emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "subscribe", event } });
  }
}

function workOff(turn: Turn): void {
  const { draft } = turn;
  while (!draft.paused && draft.closed === undefined) {
    const subject = first(draft.agenda);
    if (subject === undefined) return;
    const asked = questionOf(draft, subject);
    decideOn(turn, subject);
    // Else the turn would never end.
    const same =
      draft.closed === undefined && first(draft.agenda) === subject && questionOf(draft, subject) === asked;
    if (same)
      invariant(false, `${asked} of ${JSON.stringify(subject)} was decided, and is still to be decided`);
  }
}

/**
 * The pending decision; for a step with the handler it has reached, since one handler may be refused at once and the
 * next one asked.
 */
function questionOf(draft: Draft, subject: Subject): string {
  const todo = todoOf(draft, subject) ?? "nothing";
  if (!("frame" in subject) || subject.node === undefined) return todo;
  return `${todo} by ${draft.frames.get(subject.frame)?.nodes.get(subject.node)?.slot}`;
}

function decideOn(turn: Turn, subject: Subject): void {
  if ("frame" in subject) {
    if (subject.node === undefined) decideFrame(turn, subject.frame);
    else decideNode(turn, subject.frame, subject.node);
  } else if ("key" in subject) decideIntent(turn, subject.key);
  else if ("release" in subject) release(turn, subject.release);
  else decideRoot(turn);
}
