import type { Json, JsonObject } from "@orchlang/plan";
import { runIdOf } from "../keys.ts";
import type { RunId, Turned } from "../machine.ts";
import { fireAlarms, isDue } from "./decide/alarms.ts";
import { lookAtAll, sensed } from "./decide/conditions.ts";
import { notifyWithdrawn, tellStale, userTold } from "./decide/context.ts";
import { isClosedTo, isFull, offerFiring, serveGroups } from "./decide/firings.ts";
import { approval, serveAll, serveLines } from "./decide/gates.ts";
import { happened } from "./decide/happenings.ts";
import { heardOf } from "./decide/members.ts";
import { decideRunMessage, needsAttention } from "./decide/run-message.ts";
import { append, emit, say, type Turn } from "./decide/turn.ts";
import type { ControlEvent, ControlInput } from "./events.ts";
import { isRepeated } from "./evolve/happenings.ts";
import { wasAdmitted } from "./evolve/history.ts";
import { isTaken } from "./evolve/holds.ts";
import { emitted } from "./evolve.ts";
import { lastWordOf, refusalOfSet } from "./governance.ts";
import type { Happening } from "./happening.ts";
import { poolDeclaration } from "./holds/pool.ts";
import { sameNeeds } from "./replacing.ts";
import { type ControlState, refName, runOf } from "./state.ts";
import { asKnown, refusalOf, refusalOfClaim } from "./users.ts";

/** One input, and what follows from it. */
export function turnOfControl(
  _plan: null,
  state: ControlState,
  input: ControlInput,
): Turned<ControlState, ControlEvent> {
  const requested = input.t === "Requested" ? runIdOf(input.request) : "";
  if (isDuplicate(state, input, requested)) return { events: [], state };
  const turn: Turn = { state, events: [] };
  const refusal =
    input.t === "Answer"
      ? refusalOf(state.tasks.get(refName(input.task)), { by: asKnown(state, input.by) })
      : input.t === "Claimed"
        ? refusalOfClaim(state.tasks.get(refName(input.task)), input)
        : input.t === "Set"
          ? refusalOfSet(state, input)
          : undefined;
  const at = Math.max(input.at, state.at);
  const happening = happeningOf(input, at);
  const repeated = happening !== undefined && isRepeated(state, happening);
  append(turn, input.t === "Occurred" ? occurred({ ...input, at }, repeated) : { ...input, at });
  if (input.t === "Requested") asked(turn, input, requested);
  else if (input.t === "Answer") answer(turn, input, refusal);
  else if ((input.t === "Claimed" || input.t === "Set") && refusal !== undefined)
    emit(turn, { t: "Refused", id: input.id, why: refusal });
  else if (input.t === "Heard")
    decideRunMessage(
      turn,
      { ...input, at },
      { before: state, repeated, lifts: liftsQuarantine(state, input) },
    );
  else if (input.t === "Admission") serveGroups(turn, [...turn.state.groups.keys()]);
  else if (input.t === "Provided") provided(turn);
  else if (input.t === "Member") heardOf(turn, input, state.pools.get(input.pool)?.members.get(input.member));
  else if (input.t === "Pool") serveLines(turn, input.pool);
  else if (input.t === "Sensed") sensed(turn, input.name, state);
  else if (input.t === "Set" && state.laid.bySource.has(input.name)) sensed(turn, input.name, state);
  else if (input.t === "Occurred") {
    if (happening !== undefined && !repeated)
      happened(turn, { ...happening, came: turn.state.length, depth: 0 });
  } else if (input.t === "Armed") provided(turn);
  else if (input.t === "Attention" && input.needs.length > 0) needsAttention(turn, input.run, input.needs);
  else if (input.t === "Called") called(turn, input);
  else if (input.t === "Pulled") pulled(turn, input);
  else if (input.t === "Unstarted") {
    const firing = state.firings.get(input.run);
    serveGroups(turn, [firing?.among?.group, firing?.group]);
  } else if (input.t === "Withdrew") notifyWithdrawn(turn, input.user, input.scope);
  else if (input.t === "User") userTold(turn, input, state);
  // Alarms that fell due while the process was down fire before any new input is decided.
  else if (input.t === "Woke" || input.t === "Disarmed") fireAlarms(turn);
  return turn;
}

function occurred(input: Input<"Occurred">, repeated: boolean): Input<"Occurred"> {
  if (repeated) return { ...input, repeated };
  const { repeated: _, ...first } = input;
  return first;
}

/**
 * A firing of a trigger has its place already, and waits where no run begins: it is asked for again once runs do. A direct
 * request is turned away while its group is full, and where a word about the admission of runs has overtaken it.
 */
function asked(turn: Turn, input: Input<"Requested">, run: RunId): void {
  const { plan, entry, by, among, awaits, seen } = input;
  const firing = turn.state.firings.get(run);
  if (firing !== undefined && isClosedTo(turn.state, { target: entry, plan, args: firing.args })) return;
  if (firing === undefined && seen !== lastWordOf(turn.state)) {
    emit(turn, { t: "TurnedAway", run });
    return;
  }
  const own = firing !== undefined ? undefined : among;
  if (own !== undefined && isFull(turn.state.groups, own)) {
    emit(turn, { t: "TurnedAway", run, among: own.group });
    return;
  }
  const place = own === undefined ? {} : { among: own.group };
  const awaited = awaits === undefined || firing !== undefined ? {} : { awaits };
  emit(turn, { entry, plan, run, t: "Admitted", user: by.id, ...place, ...awaited });
  tellStale(turn, run, input);
}

/** A holder lets go of what was quarantined because of it. */
function liftsQuarantine({ quarantine }: ControlState, { ask }: Input<"Heard">): boolean {
  return ask.ask === "release" && ask.doubtful !== true && quarantine.has(refName(ask.ref));
}

function happeningOf(input: ControlInput, at: number): Happening | undefined {
  if (input.t === "Heard" && input.ask.ask === "emit") return emitted(input.from, input.ask, at);
  if (input.t !== "Occurred") return undefined;
  const { id, event, fields, when = at } = input;
  return { id, event, fields, when: Math.min(when, at) };
}

function provided(turn: Turn): void {
  lookAtAll(turn);
  serveAll(turn);
}

function called(turn: Turn, { id, path, request }: Input<"Called">): void {
  for (const trigger of turn.state.laid.onRequest.get(path) ?? [])
    offerFiring(turn, trigger, { id, locals: { request }, depth: 0 });
}

function pulled(turn: Turn, { id, trigger: name }: Input<"Pulled">): void {
  const trigger = turn.state.laid.triggers.get(name);
  if (trigger !== undefined) offerFiring(turn, trigger, { id, locals: {}, depth: 0 });
}

type Input<T extends ControlInput["t"]> = Extract<ControlInput, { t: T }>;

/**
 * Taken before, or too early: a message is taken only right after the one before it (semantics, rule 7). `requested`:
 * the run that a request asks for.
 */
function isDuplicate(state: ControlState, input: ControlInput, requested: RunId): boolean {
  switch (input.t) {
    case "Requested":
      return wasAdmitted(state, requested);
    case "Answer":
    case "Claimed":
    case "Admission":
    case "Set":
    case "Noted":
    case "Member":
    case "Pool":
    case "Sensed":
    case "Withdrew":
    case "Consented":
    case "User":
    case "Occurred":
    case "Armed":
    case "Called":
    case "Pulled":
      return isTaken(state, input.id);
    case "Attention": {
      const entry = state.runs.get(input.run);
      return entry === undefined || sameNeeds(entry.attention, input.needs);
    }
    case "Snapshotted":
    case "Debounced":
      return false;
    case "Disarmed":
      return state.armed === undefined;
    case "Unstarted":
      return !state.firings.has(input.run);
    case "Provided":
      return (
        Object.entries(input.pools).every(([name, fields]) => isDeclared(state, name, fields)) &&
        isTold(state.declared.signals, input.signals) &&
        isTold(state.declared.flags, input.flags) &&
        isTold(state.declared.events, input.events)
      );
    case "Heard": {
      if (!state.runs.has(runOf(input.from))) return true;
      return state.marks.get(input.from.stream) !== input.from.prev;
    }
    case "Woke":
      return !isDue(state, input.at);
  }
}

/** A person's answer goes to the run that asked; one that is not taken goes back to its giver. */
function answer(
  turn: Turn,
  { id, task: ref, value, by }: Input<"Answer">,
  refusal: string | undefined,
): void {
  const task = turn.state.tasks.get(refName(ref));
  if (refusal !== undefined || task === undefined) {
    emit(turn, { t: "Refused", id, why: refusal ?? "it was refused" });
    return;
  }
  const gate = turn.state.gates.get(refName(ref));
  if (gate !== undefined) {
    approval(turn, gate, value, by);
    return;
  }
  // One who says no is enough; a yes needs everybody that was asked for.
  const { count } = task.task;
  if (task.answers.length < count && !saysNo(value)) {
    say(turn, task.run, { say: "signed", ref: task.ref, by, have: task.answers.length, of: count });
    return;
  }
  const of = count === 1 ? {} : { of: count };
  say(turn, task.run, { say: "answered", ref: task.ref, value, by, ...of });
}

function saysNo(value: Json): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === false;
}

function isDeclared({ pools }: ControlState, name: string, fields: JsonObject): boolean {
  const known = pools.get(name)?.declared;
  return known !== undefined && JSON.stringify(known) === JSON.stringify(poolDeclaration(name, fields));
}

function isTold(
  known: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>> = {},
): boolean {
  return Object.entries(fields).every(([name, one]) => JSON.stringify(known[name]) === JSON.stringify(one));
}
