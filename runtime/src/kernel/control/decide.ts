import type { Json } from "@orchlang/plan";
import { runIdOf } from "../keys.ts";
import type { Turned } from "../machine.ts";
import type { ToRun } from "../messages.ts";
import { refusalOf } from "./answer.ts";
import type { ControlDecided, ControlEvent, ControlInput } from "./events.ts";
import { evolveControl } from "./evolve.ts";
import { type ControlState, refName, runOf } from "./state.ts";

/** One input, and what follows from it. */
export function turnOfControl(
  _plan: null,
  state: ControlState,
  input: ControlInput,
): Turned<ControlState, ControlEvent> {
  if (isDuplicate(state, input)) return { events: [], state };
  const turn: Turn = { state, events: [] };
  const refusal = input.t === "Answer" ? refusalOf(state.tasks.get(refName(input.task)), input) : undefined;
  append(turn, { ...input, at: Math.max(input.at, state.at) });
  if (input.t === "Requested") {
    emit(turn, { t: "Admitted", run: runIdOf(input.request), plan: input.plan, entry: input.entry });
  } else if (input.t === "Answer") answer(turn, input, refusal);
  else if (input.t === "Heard") hear(turn, input);
  return turn;
}

interface Turn {
  state: ControlState;
  readonly events: ControlEvent[];
}

type Input<T extends ControlInput["t"]> = Extract<ControlInput, { t: T }>;

function emit(turn: Turn, event: ControlDecided): void {
  append(turn, { at: turn.state.at, ...event } as ControlEvent);
}

function append(turn: Turn, event: ControlEvent): void {
  turn.events.push(event);
  turn.state = evolveControl(null, turn.state, event, turn.state.length);
}

/** Taken before, or too early: a message is taken only right after the one before it (semantics, rule 7). */
function isDuplicate(state: ControlState, input: ControlInput): boolean {
  switch (input.t) {
    case "Requested":
      return state.runs.has(runIdOf(input.request));
    case "Answer":
      return state.taken.has(input.id);
    case "Heard": {
      const run = state.runs.get(runOf(input.from));
      if (run === undefined || run.forgotten) return true;
      return state.marks.get(input.from.stream) !== input.from.prev;
    }
    case "Woke":
      return true;
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
  // One who says no is enough; a yes needs everybody that was asked for.
  if (task.answers.length < task.task.count && !saysNo(value)) return;
  say(turn, task.run, { say: "answered", ref: task.ref, value, by });
}

function saysNo(value: Json): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === false;
}

function say(turn: Turn, run: string, body: ToRun): void {
  const prev = turn.state.runs.get(run)?.lastSaid;
  const t = body.say === "answered" ? "Answered" : "Granted";
  emit(turn, { t, run, ...(prev === undefined ? {} : { prev }), say: body });
}

/** What a run wants. What control does not carry yet is taken note of. */
function hear(turn: Turn, { from, ask }: Input<"Heard">): void {
  const run = runOf(from);
  switch (ask.ask) {
    case "task":
      if (turn.state.tasks.has(refName(from))) emit(turn, { t: "Opened", task: from });
      return;
    case "gate":
      // No context, limits or holds yet: nothing is read, and the run's own policies decide over that.
      say(turn, run, { say: "granted", ref: from, reads: [] });
      return;
    case "cancel":
      withdraw(turn, refName(ask.ref));
      return;
    case "closed": {
      for (const name of turn.state.runs.get(run)?.tasks ?? []) withdraw(turn, name);
      emit(turn, { t: "Forgot", run });
      return;
    }
    default:
      return;
  }
}

function withdraw(turn: Turn, name: string): void {
  const task = turn.state.tasks.get(name);
  if (task?.status === "open") emit(turn, { t: "Withdrawn", task: task.ref });
}
