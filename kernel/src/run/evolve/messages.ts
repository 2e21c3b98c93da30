import type { Intent } from "../../identity.ts";
import { invariant, present } from "../../invariant.ts";
import type { Instant, Seq } from "../../machine.ts";
import type { ApprovalRequest, ToControl, ToRun } from "../../messages.ts";
import { added, first, withoutFirst } from "../../persistent/queue.ts";
import { mayBeGivenUp, scopesOf } from "../call.ts";
import { deferredBy } from "../deferral.ts";
import { changeIntent, changeNode, decideLater, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Callee } from "../node-state.ts";
import {
  type Draft,
  frameAt,
  type IntentState,
  nodeAt,
  type OpenAsk,
  type Place,
  type Shown,
} from "../state.ts";
import { joinNode, limit, newIntent } from "./attempts.ts";
import { contextAsked, contextHeard } from "./deferred.ts";
import { holdAnswered, holdAsked, holdLost, isHeld, isNotHeld, released, wantHold } from "./holds.ts";
import { frameNamed } from "./open-frame.ts";
import { occurrenceReceived, readAsked, readsReceived } from "./received.ts";
import { result } from "./results.ts";
import { markBegin } from "./trace.ts";

/** Messages to and from control. */

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

export function asked(draft: Draft, event: Event<"Asked">, seq: Seq): void {
  draft.lastSaid = seq;
  draft.unheard = added(draft.unheard, seq);
  const { ask, intent } = event;
  switch (ask.ask) {
    case "cancel":
      draft.asks = draft.asks.delete(ask.ref.seq);
      return;
    case "hold":
      holdAsked(draft, seq, ask, event.worst);
      return;
    case "read":
      readAsked(draft, seq, ask);
      return;
    case "survey":
      surveyAsked(draft, seq, ask);
      return;
    case "release":
      released(draft, ask.ref.seq);
      return;
    case "task":
    case "gate":
      invariant(intent !== undefined, "a task or gate is asked for an intent");
      if (ask.ask === "gate" && ask.watch === true) {
        contextAsked(draft, intent, ask, seq);
        return;
      }
      intentAsks(draft, intent, ask, seq, event);
      return;
    default:
      // Nothing to do.
      return;
  }
}

function intentAsks(
  draft: Draft,
  intent: Intent,
  ask: Extract<ToControl, { ask: "task" | "gate" }>,
  seq: Seq,
  { at, worst = {} }: Pick<Event<"Asked">, "at" | "worst">,
): void {
  draft.asks = draft.asks.set(seq, { kind: ask.ask, key: intent.key });
  const known = draft.intents.get(intent.key);
  const capability = ask.ask === "task" ? ask.task.capability : ask.capability;
  const args = ask.ask === "task" ? ask.task.args : ask.args;
  const before = known ?? newIntent(draft, { intent, args, capability }, seq);
  const due = ask.ask === "task" ? ask.task.due : undefined;
  const next = putIntent(draft, {
    ...before,
    deferral: before.deferral && deferredBy(before.deferral, [], at),
    args,
    status: "asking",
    todo: undefined,
    attempt: ask.ask === "task" ? 1 : ask.attempt,
    due,
    seq,
    ...shown(ask, at),
    hold: ask.ask === "gate" && ask.hold !== undefined ? seq : before.hold,
  });
  if (ask.ask === "gate" && ask.hold !== undefined) {
    const { frame, node, key } = next;
    const places = ask.limits === undefined ? "none" : "taken";
    wantHold(draft, seq, { frame, node, key, places }, ask.hold, worst);
  }
  joinNode(draft, next);
  limit(draft, next);
  if (ask.ask === "task") markBegin(draft, next);
}

/** The text that a person is shown, and whether only approval is asked for. */
function shown(
  ask: Extract<ToControl, { ask: "task" | "gate" }>,
  at: Instant,
): Pick<IntentState, "show" | "approval"> {
  if (ask.ask === "gate") {
    const show = shownFirst(ask.approvals ?? [], at);
    return { show, approval: show !== undefined };
  }
  const { role, count, show: text } = ask.task;
  return { show: { role, text, ...(count === 1 ? {} : { of: count }) }, approval: false };
}

/** The first of several successive approvals, asked now. */
function shownFirst([first, ...later]: readonly ApprovalRequest[], at: Instant): Shown | undefined {
  if (first === undefined) return undefined;
  const due = first.within === undefined ? {} : { due: at + first.within };
  return { role: first.role, text: first.show, ...due, ...(later.length === 0 ? {} : { later }) };
}

/** One of several has answered, or agreed; whoever is asked after that is. */
function signed(draft: Draft, { ref, by, of }: Extract<ToRun, { say: "signed" }>, at: Instant): void {
  const ask = draft.asks.get(ref.seq);
  const intent = ask?.kind === "task" || ask?.kind === "gate" ? draft.intents.get(ask.key) : undefined;
  if (intent?.status !== "asking" || intent.show === undefined) return;
  const { show } = intent;
  const next = intent.approval ? shownFirst(show.later ?? [], at) : show;
  const known = { of, signed: [...(show.signed ?? []), by.id] };
  changeIntent(draft, intent.key, { show: next && { ...next, ...known } });
}

export function told(draft: Draft, event: Event<"Told">): void {
  const { from, ack, say } = event;
  draft.marks = draft.marks.set(from.stream, from.seq);
  acknowledged(draft, ack);
  if (say.say === "withdrawn") {
    withdrawn(draft, say.scope);
    return;
  }
  if (say.say === "matched") {
    occurrenceReceived(draft, say.occurrence);
    return;
  }
  if (say.say === "signed") {
    signed(draft, say, event.at);
    return;
  }
  if (say.say === "reads") {
    const asked = draft.asks.get(say.ref.seq);
    if (asked?.kind === "read") readsReceived(draft, say.ref.seq, asked, say.reads);
    else if (asked?.kind === "watch") contextHeard(draft, asked.key, say.reads);
    return;
  }
  if (say.say === "surveyed") {
    surveyed(draft, say);
    return;
  }
  if (say.say === "holdLost") {
    holdLost(draft, say);
    return;
  }
  if (say.say !== "answered" && say.say !== "granted" && say.say !== "refused" && say.say !== "held") return;
  const ask: OpenAsk | undefined = draft.asks.get(say.ref.seq);
  if (ask === undefined) return;
  draft.asks = draft.asks.delete(say.ref.seq);
  if (ask.kind === "read" || ask.kind === "survey") return;
  if (ask.kind === "hold") {
    if (say.say === "held" || say.say === "refused") holdAnswered(draft, say);
    return;
  }
  const intent = draft.intents.get(ask.key);
  if (intent?.status !== "asking" || say.say === "held") return;
  if (say.say === "answered") {
    result(draft, changeIntent(draft, ask.key, { due: undefined }), { ok: say.value });
    return;
  }
  const refusal = say.say === "refused" ? { why: say.why, none: say.none === true } : undefined;
  if (say.say === "granted" && say.members !== undefined) isHeld(draft, say.ref.seq, say.members);
  const recalled = say.say === "granted" ? say.recalled : undefined;
  if (refusal !== undefined || recalled !== undefined) isNotHeld(draft, say.ref.seq);
  changeIntent(draft, ask.key, {
    todo: say.say,
    reads: say.reads,
    due: undefined,
    refusal,
    recalled,
    show: undefined,
    approved: say.say === "granted" && intent.approval ? true : intent.approved,
    approval: false,
  });
  decideLater(draft, { key: ask.key });
}

/** A consent was withdrawn: looks at the attempts under it, which may be abortable. */
function withdrawn(draft: Draft, scope: string): void {
  draft.withdrawn = draft.withdrawn.set(scope, true);
  for (const intent of [...draft.intents.values()]) {
    const { key, role, status, stopping, todo, capability } = intent;
    const goesOn =
      status === "asking" ||
      status === "resting" ||
      ((status === "running" || status === "called") && mayBeGivenUp(draft.plan, capability));
    if (role !== "do" || !goesOn || stopping || todo !== undefined) continue;
    if (!scopesOf(draft, intent).includes(scope)) continue;
    changeIntent(draft, key, { todo: "revoked" });
    decideLater(draft, { key });
  }
}

/** Control has had all up to here: it need not be said again. */
function acknowledged(draft: Draft, ack: Seq): void {
  for (let next = first(draft.unheard); next !== undefined && next <= ack; next = first(draft.unheard)) {
    draft.unheard = withoutFirst(draft.unheard);
  }
}

/** Before one of a goal's plans is chosen control is asked what is there and what is true (semantics, rule 25). */

function surveyAsked(draft: Draft, seq: Seq, { call }: Extract<ToControl, { ask: "survey" }>): void {
  const place = call === undefined ? undefined : placeOf(draft, call);
  draft.asks = draft.asks.set(seq, { kind: "survey", place });
  change(draft, place, present(wanted(draft, place), "a goal"), { asked: seq });
}

/** Continues with the choice of a plan after a survey, unless the call is no longer wanted. */
function surveyed(draft: Draft, { ref, reads, absent }: Extract<ToRun, { say: "surveyed" }>): void {
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
