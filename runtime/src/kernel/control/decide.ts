import type { Json, JsonObject } from "@orchlang/plan";
import { runIdOf } from "../keys.ts";
import type { Turned } from "../machine.ts";
import { refusalOf } from "./answer.ts";
import { fireAlarms, isDue } from "./decide/alarms.ts";
import { happened, tellWatchers } from "./decide/context.ts";
import { approval } from "./decide/gates.ts";
import { hear } from "./decide/hear.ts";
import { loseMember, serveLine } from "./decide/holds.ts";
import { append, emit, say, type Turn } from "./decide/turn.ts";
import type { ControlEvent, ControlInput } from "./events.ts";
import { poolDeclaration } from "./holds/pool.ts";
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
  else if (input.t === "Provided") serveLine(turn);
  else if (input.t === "Member") heardOf(turn, input);
  else if (input.t === "Sensed") tellWatchers(turn, input.name);
  else if (input.t === "Occurred") happened(turn, { id: input.id, event: input.event, fields: input.fields });
  else if (input.t === "Woke") fireAlarms(turn);
  return turn;
}

type Input<T extends ControlInput["t"]> = Extract<ControlInput, { t: T }>;

/** Taken before, or too early: a message is taken only right after the one before it (semantics, rule 7). */
function isDuplicate(state: ControlState, input: ControlInput): boolean {
  switch (input.t) {
    case "Requested":
      return state.runs.has(runIdOf(input.request));
    case "Answer":
    case "Member":
    case "Sensed":
    case "Occurred":
      return state.taken.has(input.id);
    case "Provided":
      return Object.entries(input.pools).every(([name, said]) => isDeclared(state, name, said));
    case "Heard": {
      const run = state.runs.get(runOf(input.from));
      if (run === undefined || run.forgotten) return true;
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
    approval(turn, gate, value, by.id);
    return;
  }
  // One who says no is enough; a yes needs everybody that was asked for.
  if (task.answers.length < task.task.count && !saysNo(value)) return;
  say(turn, task.run, { say: "answered", ref: task.ref, value, by });
}

function saysNo(value: Json): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === false;
}

function isDeclared({ pools }: ControlState, name: string, said: JsonObject): boolean {
  const known = pools.get(name)?.declared;
  return known !== undefined && JSON.stringify(known) === JSON.stringify(poolDeclaration(name, said));
}

function heardOf(turn: Turn, { pool, member, health }: Input<"Member">): void {
  if (health === "lost" || health === "maintenance")
    loseMember(
      turn,
      pool,
      member,
      `\`${member}\` is ${health === "lost" ? "lost" : "taken out for maintenance"}`,
    );
  else serveLine(turn);
}
