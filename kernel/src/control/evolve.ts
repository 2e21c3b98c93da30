import type { Instant, Ref, Seq } from "../machine.ts";
import type { ToControl } from "../messages.ts";
import type { ControlEvent } from "./events.ts";
import { tidied } from "./evolve/alarms.ts";
import { lookedAt, stood, turned } from "./evolve/conditions.ts";
import {
  awaiting,
  consented,
  faded,
  keptEarly,
  lapsed,
  notAwaiting,
  sensed,
  subscribed,
  unsubscribed,
  unwatched,
  userTold,
  watched,
  withdrew,
} from "./evolve/context.ts";
import {
  armed,
  disarmed,
  fired,
  groupJoined,
  groupLeft,
  queued,
  skipped,
  ticked,
  unstarted,
} from "./evolve/firings.ts";
import { approved, gateGone, gateHeard, gaveBack, remembered, took } from "./evolve/gates.ts";
import { fused, happened, released } from "./evolve/happenings.ts";
import { pruned, withEnded, withHistory } from "./evolve/history.ts";
import { cameDue, gone, held, provided, reserved, wanted, withTakenBounded } from "./evolve/holds.ts";
import { served } from "./evolve/lines.ts";
import { capacity, judgedMember, letGoLate, member } from "./evolve/members.ts";
import { admission, setTo } from "./governance.ts";
import type { Arrival, Happening } from "./happening.ts";
import { type ControlState, noMessages, type RunEntry, refName, runOf, type TaskState } from "./state.ts";
import { asKnown, refusalOf, refusalOfClaim } from "./users.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;
type Change<T extends ControlEvent["t"]> = (state: ControlState, event: Event<T>, seq: Seq) => ControlState;

export function evolveControl(
  _plan: null,
  before: ControlState,
  event: ControlEvent,
  seq: Seq,
): ControlState {
  const state = { ...withTakenBounded(before), length: seq + 1, at: event.at };
  return tidied(withHistory(changes[event.t](state, event as never, seq), event));
}

const changes: { readonly [T in ControlEvent["t"]]: Change<T> } = {
  Requested: (state) => state,
  Admitted: admitted,
  TurnedAway: (state) => state,
  User: userTold,
  Consented: consented,
  Withdrew: withdrew,
  Lapsed: lapsed,
  Retracted: said,
  Heard: heard,
  Answer: answer,
  Claimed: claimed,
  Admission: admission,
  Set: setTo,
  Noted: (state, { id }) => ({ ...state, taken: state.taken.set(id, true) }),
  Snapshotted: (state) => state,
  Woke: (state) => state,
  Opened: (state) => state,
  Withdrawn: (state, { task }) =>
    gateGone(withTask(state, refName(task), { status: "withdrawn" }), refName(task)),
  Answered: said,
  Signed: said,
  Granted: said,
  Refused: (state, { id, why }) => ({ ...state, taken: state.taken.set(id, why) }),
  Provided: provided,
  Member: member,
  Pool: capacity,
  Judged: judgedMember,
  Declined: (state, event, seq) =>
    gateGone(gone(said(state, event, seq), nameOf(event), true), nameOf(event)),
  Approved: approved,
  Took: took,
  GaveBack: gaveBack,
  Revoked: said,
  Read: said,
  Matched: said,
  Kept: keptEarly,
  Sensed: sensed,
  Occurred: (state, { id, event, fields, when, at, source }) =>
    happened(
      { ...unquiet(state, source, event), taken: state.taken.set(id, true) },
      { id, event, fields, when: Math.min(when ?? at, at), came: state.length, depth: 0 },
    ),
  Attention: attention,
  Debounced: (state, { source, event }) => unquiet(state, source, event),
  Faded: faded,
  Pruned: (state, { name }) => pruned(state, name),
  Reserved: reserved,
  CameDue: cameDue,
  Freed: (state, { hold, why }) => gone(state, hold, why === "released"),
  Served: (state, { pool }) => served(state, pool),
  Forgot: forgot,
  Turned: turned,
  Looked: lookedAt,
  Stood: stood,
  Released: released,
  Fused: fused,
  Armed: armed,
  Disarmed: disarmed,
  Ticked: ticked,
  Fired: fired,
  Queued: queued,
  Replaced: (state) => state,
  Skipped: skipped,
  Unstarted: unstarted,
  Called: (state, { id }) => ({ ...state, taken: state.taken.set(id, true) }),
  Pulled: (state, { id }) => ({ ...state, taken: state.taken.set(id, true) }),
};

function attention(state: ControlState, { run, needs }: Event<"Attention">): ControlState {
  const entry = state.runs.get(run);
  if (entry === undefined) return state;
  const { attention: _, ...calm } = entry;
  const next = needs.length === 0 ? calm : { ...calm, attention: needs };
  return { ...state, runs: state.runs.set(run, next) };
}

/** There are no more of these than sources and events that a project has. */
function unquiet(state: ControlState, source: string | undefined, event: string): ControlState {
  return source === undefined
    ? state
    : { ...state, unquiet: state.unquiet.set(`${source} ${event}`, state.at) };
}

function admitted(state: ControlState, event: Event<"Admitted">, seq: Seq): ControlState {
  const { run, entry: name, user, at } = event;
  const firing = state.firings.get(run);
  const { trigger, group, depth, args } = firing ?? {};
  const among = firing === undefined ? event.among : firing.among?.group;
  const entry: RunEntry = {
    seq,
    entry: name,
    user,
    started: at,
    ...(trigger === undefined || group === undefined || depth === undefined || args === undefined
      ? {}
      : { fired: { trigger, group, depth, args } }),
    ...(among === undefined ? {} : { among }),
    heard: false,
    tasks: [],
    asks: [],
    lastSaid: undefined,
    unacknowledged: noMessages,
  };
  const counted = firing === undefined ? awaiting(groupJoined(state, run, among), run, event.awaits) : state;
  return { ...counted, firings: state.firings.delete(run), runs: state.runs.set(run, entry) };
}

/** A message was taken: its sender's mark moves, and what it says it has had need not be sent again. */
function heard(state: ControlState, event: Event<"Heard">): ControlState {
  const { from, ack, ask } = event;
  const run = runOf(from);
  const entry = state.runs.get(run);
  if (entry === undefined) return state;
  const oldest = entry.unacknowledged[0];
  const unacknowledged =
    oldest === undefined || oldest > ack
      ? entry.unacknowledged
      : entry.unacknowledged.filter((seq) => seq > ack);
  const known: RunEntry = { ...entry, heard: true, unacknowledged };
  const taken = (mine: RunEntry): ControlState => ({
    ...state,
    marks: state.marks.set(from.stream, from.seq),
    runs: state.runs.set(run, mine),
  });
  const name = refName(from);
  const hold = ask.ask === "hold" ? ask.hold : undefined;
  const noted = (): ControlState => taken({ ...known, asks: [...entry.asks, name] });
  if (ask.ask === "gate" && ask.watch === true) return watched(noted(), event, { names: ask.reads });
  if (ask.ask === "gate") return gateHeard(noted(), event, ask);
  if (hold !== undefined) return wanted(noted(), { ref: from, at: event.at, ask }, hold);
  if (ask.ask === "read" && ask.watch === true) return watched(noted(), event, ask);
  if (ask.ask === "task" && !state.taskOf.has(ask.task.key)) {
    const task: TaskState = { ref: from, run, task: ask.task, status: "open", answers: [] };
    const next = taken({ ...known, tasks: [...entry.tasks, name] });
    return { ...next, tasks: next.tasks.set(name, task), taskOf: next.taskOf.set(ask.task.key, name) };
  }
  const next = taken(known);
  if (ask.ask === "remember") return remembered(next, ask, event.at);
  if (ask.ask === "subscribe") return subscribed(next, event, ask);
  if (ask.ask === "emit") return happened(next, told(next, from, ask, event.at));
  if (ask.ask === "release") {
    const left = unwatched(next, refName(ask.ref));
    return ask.doubtful === true ? left : letGoLate(left, refName(ask.ref));
  }
  return next;
}

/** An occurrence from a run's `emit`. */
export function emitted(
  from: Ref,
  { event, fields }: Extract<ToControl, { ask: "emit" }>,
  when: Instant,
): Happening {
  return { id: refName(from), event, fields, when };
}

/** The same, as it came. */
export function told(
  state: ControlState,
  from: Ref,
  ask: Extract<ToControl, { ask: "emit" }>,
  when: Instant,
): Arrival {
  const led = state.runs.get(runOf(from))?.fired?.depth ?? 0;
  return { ...emitted(from, ask, when), came: state.length, depth: led + 1 };
}

/** Where several are asked their answers are gathered; a refused one is not. */
function answer(before: ControlState, event: Event<"Answer">): ControlState {
  const state = { ...before, taken: before.taken.set(event.id, true) };
  const name = refName(event.task);
  const task = state.tasks.get(name);
  if (task === undefined || refusalOf(task, { by: asKnown(state, event.by) }) !== undefined) return state;
  // A person who has answered keeps no place among those who have not.
  const claims =
    task.claims === undefined ? {} : { claims: task.claims.filter((one) => one !== event.by.id) };
  return withTask(state, name, {
    answers: [...task.answers, { by: event.by.id, value: event.value }],
    ...claims,
  });
}

function claimed(before: ControlState, event: Event<"Claimed">): ControlState {
  const { id, holder, instead } = event;
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const name = refName(event.task);
  const task = state.tasks.get(name);
  if (task === undefined || refusalOfClaim(task, event) !== undefined) return state;
  const others = (task.claims ?? []).filter((one) => one !== instead && one !== holder);
  return withTask(state, name, { claims: holder === undefined ? others : [...others, holder] });
}

type Saying = Extract<ControlEvent, { readonly say: unknown }>;

function nameOf({ say }: Saying): string {
  return "ref" in say ? refName(say.ref) : "";
}

function said(state: ControlState, event: Saying, seq: Seq): ControlState {
  const entry = state.runs.get(event.run);
  if (entry === undefined) return state;
  const runs = state.runs.set(event.run, {
    ...entry,
    lastSaid: seq,
    unacknowledged: [...entry.unacknowledged, seq],
  });
  const next = { ...state, runs };
  const { say } = event;
  if ((say.say === "held" || say.say === "granted") && say.members !== undefined && say.until !== undefined) {
    return held(next, refName(say.ref), say.members, say.until);
  }
  return say.say === "answered" ? withTask(next, refName(say.ref), { status: "answered" }) : next;
}

function withTask(state: ControlState, name: string, change: Partial<TaskState>): ControlState {
  const task = state.tasks.get(name);
  return task === undefined ? state : { ...state, tasks: state.tasks.set(name, { ...task, ...change }) };
}

/** A closed run has nothing more to say or to hear; only its id is kept, for a long while. */
function forgot(state: ControlState, { run }: Event<"Forgot">): ControlState {
  const entry = state.runs.get(run);
  if (entry === undefined) return state;
  const keys = entry.tasks.flatMap((name) => state.tasks.get(name)?.task.key ?? []);
  // Holds that the run did not release itself may still be in use, because it was ended by force.
  const released = entry.asks.reduce((all, name) => gone(all, name, false), state);
  const ended = [unwatched, gateGone].reduce((all, end) => entry.asks.reduce(end, all), released);
  const left = groupLeft(notAwaiting(unsubscribed(ended, run), run), run, entry.fired?.group);
  const free = groupLeft(left, run, entry.among);
  return {
    ...free,
    ...withEnded(free, run),
    marks: state.marks.delete(`run/${run}`),
    tasks: state.tasks.deleteAll(entry.tasks),
    taskOf: state.taskOf.deleteAll(keys),
  };
}
