import type { Plan } from "@orchlang/plan";
import { present } from "../invariant.ts";
import type { Seq } from "../machine.ts";
import { emptySchedule } from "../persistent/schedule.ts";
import { arm, changeIntent, changeNode, decideLater, draftOf, tidied } from "./draft.ts";
import type { RunEvent } from "./events.ts";
import { aborted, began, dispatched, ended, limit, lost, resumed } from "./evolve/attempts.ts";
import { branched } from "./evolve/branched.ts";
import { deferred } from "./evolve/deferred.ts";
import { choosePlan, enter, isGoal, openRoutine } from "./evolve/frames.ts";
import { withStanding } from "./evolve/ledger.ts";
import { asked, told } from "./evolve/messages.ts";
import { calleeOf, chooseNext, switched } from "./evolve/next-plan.ts";
import { obligationBreached, obligationEnded, obligationIncurred } from "./evolve/obligations.ts";
import { frameNamed } from "./evolve/open-frame.ts";
import { ordered } from "./evolve/orders.ts";
import { awaited, holdsFrom, timeIsOver } from "./evolve/received.ts";
import { unwinding } from "./evolve/region.ts";
import { dead, returned } from "./evolve/results.ts";
import { outermostDone, settle } from "./evolve/settle.ts";
import { settled } from "./evolve/settled.ts";
import { firstTry } from "./node-state.ts";
import { type Draft, frameAt, intentAt, nodeAt, type RunState } from "./state.ts";
import { bounds, greater } from "./worst.ts";

/** The state after one more event. `seq` is its place in the stream, from 0. */
export function evolve(plan: Plan, state: RunState, event: RunEvent, seq: Seq): RunState {
  const draft = draftOf(plan, state);
  evolveInto(draft, event, seq);
  draft.spoken = -1;
  return draft;
}

/** The same on a draft. */
export function evolveInto(draft: Draft, event: RunEvent, seq: Seq): void {
  draft.at = event.at;
  draft.length = seq + 1;
  changes[event.t](draft, event as never, seq);
  tidied(draft);
  closeWhenQuiet(draft);
}

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

/** The change of state for each event: observed events first, then decided ones. */
const changes: { readonly [T in RunEvent["t"]]: (draft: Draft, event: Event<T>, seq: Seq) => void } = {
  Started: started,
  Ended: ended,
  Lost: lost,
  Returned: returned,
  Told: told,
  Ordered: ordered,
  Hooked: () => undefined,
  Deployed: deployed,
  Woke: () => undefined,
  Asked: asked,
  Began: began,
  Resumed: resumed,
  Deferred: deferred,
  Dispatched: dispatched,
  Aborted: aborted,
  Entered: entered,
  TimerSet: timerSet,
  TimerCleared: timerCleared,
  Awaited: awaited,
  Branched: branched,
  Settled: settled,
  Doubted: doubted,
  Overran: overran,
  Owed: obligationIncurred,
  Paid: obligationEnded,
  Waived: obligationEnded,
  Breached: obligationBreached,
  Chose: chose,
  Switched: switched,
  Unwinding: unwinding,
  Closed: closed,
};

function started(draft: Draft, event: Event<"Started">): void {
  const { run, plan, deploy, at, input, user, seed, priority } = event;
  const { entry } = draft.plan;
  const goal = isGoal(draft.plan, entry);
  const urgent = priority === undefined ? {} : { priority };
  draft.start = { run, plan, deploy, at, input, user, seed, ...urgent };
  draft.root = {
    callee: {
      target: entry,
      input,
      goal,
      since: at,
      chosen: goal ? -1 : 0,
      frame: goal ? undefined : 0,
      tries: firstTry,
      entered: {},
    },
    todo: goal ? "choose" : undefined,
    outcome: undefined,
  };
  if (goal) decideLater(draft, { root: true });
  else openRoutine(draft, entry, input, 0, undefined);
}

function deployed(draft: Draft, { deploy }: Event<"Deployed">): void {
  draft.start = { ...present(draft.start, "a run that has begun"), deploy };
}

function entered(draft: Draft, event: Event<"Entered">): void {
  const { call } = event;
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  const at = present(frameAt(draft, frame).template.number.get(call.node), call.node);
  enter(draft, frame, at, call.slot, event);
}

function chose(draft: Draft, event: Event<"Chose">): void {
  const { goal, call, plan } = event;
  const routine = present(draft.plan.goals[goal]?.alternatives[plan], `plan ${plan} of ${goal}`);
  if (calleeOf(draft, call).frame !== undefined) {
    chooseNext(draft, event, routine);
    return;
  }
  if (call !== undefined) {
    const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
    const at = present(frameAt(draft, frame).template.number.get(call.node), call.node);
    choosePlan(draft, frame, at, plan, routine);
    return;
  }
  const callee = present(draft.root.callee, "what the run is for");
  draft.root = {
    ...draft.root,
    todo: undefined,
    callee: { ...callee, chosen: plan, frame: draft.frames.size },
  };
  openRoutine(draft, routine, callee.input, plan, undefined);
}

function timerSet(draft: Draft, event: Event<"TimerSet">, seq: Seq): void {
  const { id, due, key, call, held } = event;
  if (held === true) {
    holdsFrom(draft, event);
    return;
  }
  if (key !== undefined) {
    const intent = changeIntent(draft, key, { status: "resting", todo: undefined, due, seq });
    limit(draft, intent);
    return;
  }
  if (call === undefined) return;
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  const node = present(frameAt(draft, frame).template.number.get(call.node), call.node);
  const before = nodeAt(frameAt(draft, frame), node);
  // A repeated call keeps the start time of its first call.
  const began = before.callee === undefined ? draft.at : before.began;
  changeNode(draft, frame, node, { status: "active", began, todo: undefined, due, seq });
  arm(draft, { due, id, kind: "wait", frame, node });
}

/** Only the grace of a try that was given up, a condition, and a loop's time while a round runs end without anything else. */
function timerCleared(draft: Draft, { id, call }: Event<"TimerCleared">): void {
  if (call !== undefined) {
    timeIsOver(draft, call);
    return;
  }
  const intent = draft.intents.get(id.replace(/^grace /, ""));
  if (intent?.quiet !== undefined) dead(draft, intent);
}

/** Nobody can say what became of it: the operator is asked. An `optional` step is left without a value at once. */
function doubted(draft: Draft, { key }: Event<"Doubted">): void {
  const before = intentAt(draft, key);
  const standing = before.standing === "applied" ? "applied" : "maybe";
  const intent = changeIntent(draft, key, {
    ...withStanding(draft, before, standing),
    status: "doubt",
    todo: undefined,
    quiet: undefined,
  });
  const frame = frameAt(draft, intent.frame);
  const { node } = present(frame.template.nodes[intent.node], "a node");
  if ("optional" in node && node.optional === true && nodeAt(frame, intent.node).status === "active") {
    settle(draft, intent.frame, intent.node, { status: "failed" });
  }
}

function overran(draft: Draft, { key, actual }: Event<"Overran">): void {
  const { capability } = intentAt(draft, key);
  const used = bounds({
    cost: actual.cost,
    latency: undefined,
    energy: actual.energy,
    tokens: actual.tokens,
  });
  const before = draft.overran.get(capability);
  draft.overran = draft.overran.set(
    capability,
    before === undefined ? used : { ...used, ...greater(before, used) },
  );
}

function closed(draft: Draft, { t: _, at, abandoned: __, ...outcome }: Event<"Closed">, seq: Seq): void {
  draft.closed = { seq, prev: draft.lastSaid, at, outcome };
  draft.lastSaid = seq;
  draft.timers = emptySchedule;
}

/** The run's own plan is done only when what optional steps and lost branches left open is. */
function closeWhenQuiet(draft: Draft): void {
  if (draft.live > 0 || draft.closed !== undefined) return;
  const { callee, outcome, todo } = draft.root;
  if (callee?.frame === undefined) return;
  if (outcome !== undefined) {
    if (todo === undefined && !hasBlockingObligation(draft)) {
      draft.root = { ...draft.root, todo: "close" };
      decideLater(draft, { root: true });
    }
    return;
  }
  const frame = frameAt(draft, callee.frame);
  if (frame.status === "forward" && frame.open === 0) outermostDone(draft, frame.id);
}

function hasBlockingObligation(draft: Draft): boolean {
  return draft.obligations.some(({ blocking }) => blocking);
}
