import type { Seq } from "../machine.ts";
import { refusalOf } from "./answer.ts";
import type { ControlEvent } from "./events.ts";
import { type ControlState, noMessages, refName, runOf, type TaskState } from "./state.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;
type Change<T extends ControlEvent["t"]> = (state: ControlState, event: Event<T>, seq: Seq) => ControlState;

export function evolveControl(
  _plan: null,
  before: ControlState,
  event: ControlEvent,
  seq: Seq,
): ControlState {
  const state = { ...before, length: seq + 1, at: event.at };
  return changes[event.t](state, event as never, seq);
}

const changes: { readonly [T in ControlEvent["t"]]: Change<T> } = {
  Requested: (state) => state,
  Admitted: admitted,
  Heard: heard,
  Answer: answer,
  Woke: (state) => state,
  Opened: (state) => state,
  Withdrawn: (state, { task }) => withTask(state, refName(task), { status: "withdrawn" }),
  Answered: said,
  Granted: said,
  Refused: (state) => state,
  Forgot: forgot,
};

function admitted(state: ControlState, { run }: Event<"Admitted">, seq: Seq): ControlState {
  const entry = {
    seq,
    heard: false,
    forgotten: false,
    tasks: [],
    lastSaid: undefined,
    unacknowledged: noMessages,
  };
  return { ...state, runs: state.runs.set(run, entry) };
}

/** A message was taken: its sender's mark moves, and what it says it has had need not be sent again. */
function heard(state: ControlState, { from, ack, ask }: Event<"Heard">): ControlState {
  const run = runOf(from);
  const entry = state.runs.get(run);
  if (entry === undefined) return state;
  const unacknowledged = entry.unacknowledged.filter((seq) => seq > ack);
  const next: ControlState = {
    ...state,
    marks: state.marks.set(from.stream, from.seq),
    runs: state.runs.set(run, { ...entry, heard: true, unacknowledged }),
  };
  if (ask.ask !== "task" || state.taskOf.has(ask.task.key)) return next;
  const name = refName(from);
  const task: TaskState = { ref: from, run, task: ask.task, status: "open", answers: [] };
  return {
    ...next,
    tasks: next.tasks.set(name, task),
    taskOf: next.taskOf.set(ask.task.key, name),
    runs: next.runs.set(run, { ...entry, heard: true, unacknowledged, tasks: [...entry.tasks, name] }),
  };
}

/** Where several are asked their answers are gathered; a refused one is not. */
function answer(before: ControlState, event: Event<"Answer">): ControlState {
  const state = { ...before, taken: before.taken.set(event.id, true) };
  const name = refName(event.task);
  const task = state.tasks.get(name);
  if (task === undefined || refusalOf(task, event) !== undefined) return state;
  return withTask(state, name, { answers: [...task.answers, { by: event.by.id, value: event.value }] });
}

function said(state: ControlState, event: Event<"Answered"> | Event<"Granted">, seq: Seq): ControlState {
  const entry = state.runs.get(event.run);
  if (entry === undefined) return state;
  const runs = state.runs.set(event.run, {
    ...entry,
    lastSaid: seq,
    unacknowledged: entry.unacknowledged.push(seq),
  });
  const next = { ...state, runs };
  return event.say.say === "answered" ? withTask(next, refName(event.say.ref), { status: "answered" }) : next;
}

function withTask(state: ControlState, name: string, change: Partial<TaskState>): ControlState {
  const task = state.tasks.get(name);
  return task === undefined ? state : { ...state, tasks: state.tasks.set(name, { ...task, ...change }) };
}

/** A closed run has nothing more to say or to hear; only its id is kept. */
function forgot(state: ControlState, { run }: Event<"Forgot">): ControlState {
  const entry = state.runs.get(run);
  if (entry === undefined) return state;
  const keys = entry.tasks.flatMap((name) => state.tasks.get(name)?.task.key ?? []);
  const gone = {
    ...entry,
    heard: true,
    forgotten: true,
    tasks: [],
    lastSaid: undefined,
    unacknowledged: noMessages,
  };
  return {
    ...state,
    runs: state.runs.set(run, gone),
    marks: state.marks.delete(`run/${run}`),
    tasks: state.tasks.deleteAll(entry.tasks),
    taskOf: state.taskOf.deleteAll(keys),
  };
}
