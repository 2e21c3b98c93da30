import type { Json, Plan } from "@orchlang/plan";
import { evaluate, matches } from "@orchlang/plan/expressions";
import type { Node, RaceNode } from "@orchlang/plan/nodes";
import type { Failure } from "../../failure.ts";
import type { Slot } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { keyUnder } from "../../keys.ts";
import { attemptOf, callOf, capabilityOf, mayBeGivenUp } from "../call.ts";
import { agreement, askedBy, winnersOf } from "../contest.ts";
import { withDefaults } from "../evolve/frames.ts";
import { speakOf } from "../evolve/open-frame.ts";
import { isSettled } from "../evolve/settle.ts";
import type { Frame } from "../frame-state.ts";
import { type LaidNode, nodeLanes } from "../layout.ts";
import type { NodeTodo, RaceState } from "../node-state.ts";
import { holdsAt, type Locals, noValue, scopeAt, valueAt, within } from "../scope.ts";
import { frameAt, intentAt, laidAt, nodeAt } from "../state.ts";
import { begin, beginAgain, gateReads } from "./begin.ts";
import { enter } from "./enter.ts";
import { beginHandler, failSlot, failStatement } from "./error-handlers.ts";
import { stop } from "./frame.ts";
import { chooseForCall } from "./goal.ts";
import { holdAnswered, startHold } from "./hold.ts";
import { rounds, startLoop } from "./loop.ts";
import { holdLost } from "./rebind.ts";
import { failing, leaveRace, unwound } from "./region.ts";
import { standingBefore } from "./resume.ts";
import { completed, emitOccurrence, fail, give } from "./statement.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";
import { lookAt, startWait } from "./wait.ts";

function startRace(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "race") return;
  const { path: routine, site } = frame;
  emit(turn, { t: "Branched", routine, node: node.id, site, took: node.branches.length, reads: [] });
}

/** A branch is at its end: enough have won, or too few still can. */
function race(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  const state = nodeAt(frameAt(turn.draft, frame.id), laid.at);
  if (node.kind !== "race" || state.race === undefined) return;
  if (state.race.won.length >= winnersOf(node)) {
    const value = winnersValue(turn, frame, node, state.race);
    if (node.losers === "cancel") stopLosers(turn, frame, node);
    completed(turn, frame, laid, value);
    return;
  }
  failStatement(turn, frame, laid, lostAll(turn, frame, node));
}

/** Where branches have names a record with those that won, else the winner's value, or the winners' in order. */
function winnersValue(turn: Turn, frame: Frame, node: RaceNode, { won }: RaceState): Json {
  const now = frameAt(turn.draft, frame.id);
  const winners = won.slice(0, winnersOf(node));
  const valueAt = (at: number): Json => nodeAt(now, at).value ?? null;
  if (node.branches.every(({ name }) => name === undefined)) {
    const values = winners.map(valueAt);
    return winners.length === 1 ? (values[0] ?? null) : values;
  }
  return Object.fromEntries(
    node.branches.flatMap((branch) => {
      const at = now.template.number.get(branch.node) ?? -1;
      if (!winners.includes(at)) return [];
      return [[branch.name ?? branch.node, branch.nothing ? true : valueAt(at)]];
    }),
  );
}

function stopLosers(turn: Turn, frame: Frame, node: RaceNode): void {
  for (const branch of node.branches) {
    const now = frameAt(turn.draft, frame.id);
    const at = now.template.number.get(branch.node);
    if (at === undefined || isSettled(nodeAt(now, at))) continue;
    leaveRace(turn, frame, laidAt(now, at));
  }
}

/** The last branch that failed says why. */
function lostAll(turn: Turn, frame: Frame, node: RaceNode): Failure {
  const now = frameAt(turn.draft, frame.id);
  const failures = node.branches.flatMap(({ node: name }) => {
    const at = now.template.number.get(name);
    const failure = at === undefined ? undefined : nodeAt(now, at).failure;
    return failure === undefined ? [] : [failure];
  });
  const last = failures.at(-1);
  if (node.settles === true && last !== undefined) return last;
  return {
    class: last?.class ?? "permanent",
    name: last?.name ?? "permanent",
    message: `too few branches of \`${node.id}\` succeeded: ${last?.message ?? "none did"}`,
  };
}

type Decision = (turn: Turn, frame: Frame, laid: LaidNode) => void;

/** The decision for each entry that a node can have on the agenda. */
const decisions: { readonly [Todo in NodeTodo]: Decision } = {
  start: (turn, frame, laid) => {
    if (!asksContext(turn, frame, laid)) starts[laid.node.kind](turn, frame, laid);
  },
  rescue: (turn, frame, laid) =>
    beginHandler(turn, frame, laid, (slot, locals) => call(turn, frame, laid, slot, locals)),
  choose: chooseForCall,
  rounds,
  race,
  quorum,
  failing,
  unwound,
  answered: holdAnswered,
  lost: holdLost,
  look: lookAt,
};

/** How each kind of statement begins. */
const starts: { readonly [Kind in Node["kind"]]: Decision } = {
  call: (turn, frame, laid) => call(turn, frame, laid, "do", {}),
  let: give,
  branch,
  // A join has no decision; it is settled as what it joins is.
  join: () => undefined,
  loop: startLoop,
  race: startRace,
  quorum: (turn, frame, laid) => startQuorum(turn, frame, laid, call),
  wait: startWait,
  hold: startHold,
  emit: emitOccurrence,
  return: give,
  yield: give,
  fail,
  commit: (turn, frame, laid) => completed(turn, frame, laid),
};

export function decideNode(turn: Turn, id: number, at: number): void {
  speakOf(turn.draft, id);
  const frame = frameAt(turn.draft, id);
  const todo = present(nodeAt(frame, at).todo, "something to decide");
  decisions[todo](turn, frame, laidAt(frame, at));
}

/** Before a statement begins, the context is requested that it reads, and the rules about plans that it calls. */
function asksContext(turn: Turn, frame: Frame, laid: LaidNode): boolean {
  const { at } = laid;
  const ofRules = entryReads(turn.plan, laid.node);
  const names = ofRules.length === 0 ? laid.reads : [...new Set([...laid.reads, ...ofRules])].sort();
  if (names.length === 0 || nodeAt(frame, at).read) return false;
  emit(turn, {
    t: "Asked",
    ...previousMessage(turn),
    ask: { ask: "read", call: callOf(frame, laid, "do"), names },
  });
  return true;
}

/** The context that rules read when a plan or goal is entered; a capability's gate asks by itself. */
function entryReads(plan: Plan, node: Node): readonly string[] {
  if (node.kind !== "call") return [];
  const handlers = node.rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []));
  const checks = [node.attempt, ...handlers].flatMap((attempt) =>
    "capability" in attempt.target ? [] : (attempt.checks ?? []).flatMap((id) => plan.checks[id] ?? []),
  );
  return checks.length === 0 ? [] : gateReads(plan, checks);
}

/** One way of doing a step: a capability, a plan or a goal, with its arguments. */
function call(turn: Turn, frame: Frame, laid: LaidNode, slot: Slot, locals: Locals): void {
  const attempt = present(attemptOf(laid, slot), "a way of doing it");
  const scope = scopeAt(turn.draft, within(frame, laid.block.id, locals));
  const given: Record<string, Json> = {};
  for (const name of Object.keys(attempt.args)) {
    const expression = present(attempt.args[name], name);
    const evaluated = evaluate(expression, scope);
    if (!("value" in evaluated)) {
      failSlot(turn, { frame, laid, slot, known: undefined, why: { failure: noValue(evaluated) } });
      return;
    }
    given[name] = evaluated.value;
  }
  const { target } = attempt;
  const place = callOf(frame, laid, slot);
  if (!("capability" in target)) {
    const name = "routine" in target ? target.routine : target.goal;
    enter(turn, { frame, laid, slot, attempt, target: name, given });
    return;
  }
  const { capability } = target;
  const args = withDefaults(turn.draft, capabilityOf(turn.plan, capability).params, given);
  const standing = standingBefore(turn, frame, laid, { slot, attempt, capability, args });
  if (standing !== undefined) {
    const { key, generation } = standing.intent;
    emit(turn, { t: "Resumed", intent: { call: place, key, generation } });
    beginAgain(turn, intentAt(turn.draft, key), attempt);
    return;
  }
  begin(turn, {
    intent: {
      call: place,
      generation: 1,
      key: keyUnder(frame.lanes, nodeLanes(frame.template, laid), slot, 1, 1),
    },
    capability,
    args,
    attempt: 1,
    planned: attempt,
    frame,
    laid,
    known: undefined,
  });
}

/** The first arm that holds is taken; what is not known does not hold. */
function branch(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "branch") return;
  const position = within(frame, laid.block.id);
  const subject = node.subject === undefined ? undefined : valueAt(turn.draft, position, node.subject);
  if (subject !== undefined && !("value" in subject)) {
    failStatement(turn, frame, laid, noValue(subject));
    return;
  }
  const took = node.arms.findIndex(({ condition, patterns }) => {
    if (condition !== undefined && !holdsAt(turn.draft, position, condition)) return false;
    return patterns === undefined || patterns.length === 0 || matches(patterns, subject?.value ?? null);
  });
  emit(turn, { t: "Branched", routine: frame.path, node: node.id, site: frame.site, took, reads: [] });
}

/** Begins a way of doing a node. */
type Start = (turn: Turn, frame: Frame, laid: LaidNode, slot: Slot, locals: Locals) => void;

/** Several are asked at once. */
function startQuorum(turn: Turn, frame: Frame, laid: LaidNode, start: Start): void {
  const { node } = laid;
  if (node.kind !== "quorum") return;
  const { path: routine, site } = frame;
  emit(turn, { t: "Branched", routine, node: node.id, site, took: node.attempts.length, reads: [] });
  for (const index of node.attempts.keys()) {
    start(turn, frameAt(turn.draft, frame.id), laid, `ask${index + 1}`, {});
  }
}

/** Ends a quorum when enough voters agree, or when they can't agree any more. The others need not answer. */
function quorum(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node, at } = laid;
  if (node.kind !== "quorum") return;
  const agreed = agreement(turn.draft, frame.id, at, node);
  if (agreed === undefined) {
    stopOthers(turn, frame, laid);
    failStatement(turn, frame, laid, disagreement(turn, frame, laid));
  } else {
    completed(turn, frame, laid, agreed.value);
    stopOthers(turn, frame, laid);
  }
}

function stopOthers(turn: Turn, frame: Frame, { at }: LaidNode): void {
  for (const intent of askedBy(turn.draft, frame.id, at)) {
    const stoppable =
      intent.status === "asking" ||
      intent.status === "resting" ||
      (intent.status === "running" && mayBeGivenUp(turn.plan, intent.capability));
    if (stoppable) stop(turn, intent);
  }
}

function disagreement(turn: Turn, frame: Frame, { at, node }: LaidNode): Failure {
  const asked = node.kind === "quorum" ? node.attempts.length : 0;
  const agree = node.kind === "quorum" ? node.agree : 0;
  const answered = askedBy(turn.draft, frame.id, at).filter(({ outcome }) => outcome === "completed").length;
  const message = `of ${asked} that were asked ${answered} answered, and no ${agree} of them agree`;
  return { class: "no_quorum", name: "no_quorum", message };
}
