/** The kernel's own laws, read off one run by themselves (semantics, rule 61). Dearer than what is asked of plans. */

import { type Call, runIdOf } from "@orchlang/kernel";
import {
  observedKinds,
  type RunInput,
  type RunState,
  redecide,
  stepName,
  wholeRun,
} from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";

import { callNow } from "../expect/actions.ts";
import { kernel, type Machines } from "../machines.ts";
import type { SimulatedRun } from "../simulate.ts";
import type { Trial } from "./case.ts";
import { effectsOf } from "./effects.ts";
import { nodeOf } from "./plan-facts.ts";

const runSimulated = runIdOf("simulated");

/** The laws that a run breaks, in words. */
export function brokenLaws(trial: Trial, machines: Machines = kernel): readonly string[] {
  const { run } = trial;
  return [
    ...decidedAgain(run),
    ...foldedAnew(run, machines),
    ...messagesInOrder(run),
    ...heardOnce(run),
    ...keysStable(run),
    ...fencesRise(run),
    ...sentOnce(trial),
    ...nothingBeginsInside(run),
    ...undoneInOrder(run),
    ...undoneWithinHold(run),
    ...nothingLeftInHold(trial),
    ...nothingReserved(run),
  ];
}

function decidedAgain({ file, events }: SimulatedRun): readonly string[] {
  const again = redecide(file.plan, events);
  return again.same ? [] : [`decided again it differs at ${again.seq}`];
}

/** After each turn the fold of the events is the state that the turn gave. */
function foldedAnew({ file, events }: SimulatedRun, { run: machine }: Machines): readonly string[] {
  let turned = machine.empty;
  let folded = machine.empty;
  let seq = 0;
  for (const event of events) {
    const inTurn = seq < turned.length;
    if (!inTurn) {
      if (!observedKinds.has(event.t)) return [`${event.t} at ${seq} follows from nothing`];
      turned = machine.turn(file.plan, turned, event as RunInput).state;
    }
    folded = machine.evolve(file.plan, folded, event, seq);
    seq += 1;
    if (seq === turned.length && looks(folded) !== looks(turned))
      return [`folded anew its state is another at ${seq}`];
  }
  return [];
}

function looks(one: RunState): string {
  return JSON.stringify([
    one.length,
    one.live,
    one.flying,
    one.closed?.outcome,
    kernel.run.nextWake(one),
    kernel.run.pending(one),
    [...one.intents.values()].map(({ key, status, standing, attempt }) => [key, status, standing, attempt]),
  ]);
}

/** A run receives control's messages in order, without gaps. */
function messagesInOrder({ events, controlEvents }: SimulatedRun): readonly string[] {
  const id = runSimulated;
  const results = controlEvents.flatMap((event, seq) => ("say" in event && event.run === id ? [seq] : []));
  const taken = events.flatMap((event) => (event.t === "Told" ? [event.from.seq] : []));
  const wrong = taken.findIndex((seq, place) => seq !== results[place]);
  return wrong < 0 ? [] : [`message ${taken[wrong]} is taken, and ${results[wrong]} was said before it`];
}

function heardOnce({ events }: SimulatedRun): readonly string[] {
  const collected = new Set<string>();
  for (const event of events) {
    if (event.t !== "Ended") continue;
    const name = `${event.key} ${event.attempt}.${event.dispatch}`;
    if (collected.has(name)) return [`the end of ${name} is taken twice`];
    collected.add(name);
  }
  return [];
}

/**
 * An attempt after the first has the key of the one before it. One that was asked for at a gate and did not begin has its
 * number all the same: a limit is taken by key and attempt (semantics, rule 12).
 */
function keysStable({ events }: SimulatedRun): readonly string[] {
  const begun = new Map<string, number>();
  const named = new Map<string, number>();
  for (const event of events) {
    if (event.t === "Asked" && event.ask.ask === "gate") named.set(event.ask.key, event.ask.attempt);
    if (event.t !== "Began") continue;
    const { key, call } = event.intent;
    const before = begun.get(key) ?? 0;
    const asked = named.get(key) ?? before;
    const follows = event.attempt === Math.max(before, asked) + 1;
    const isAsked = event.attempt === asked && asked > before;
    if (!follows && !isAsked) return [`attempt ${event.attempt} of ${stepName(call)} has another key`];
    begun.set(key, event.attempt);
  }
  return [];
}

function undoReadsResult(
  plan: Plan,
  { intent: { call }, capability }: Extract<SimulatedRun["events"][number], { t: "Began" }>,
): boolean {
  const node = nodeOf(plan, call.routine, call.node)?.node;
  const own = node?.kind === "call" ? node.attempt.options.undo : undefined;
  const args = (own ?? plan.capabilities[capability]?.undo)?.args ?? {};
  return Object.values(args).some((value) => freeReads(value).some(({ name }) => name === "result"));
}

function fencesRise({ events }: SimulatedRun): readonly string[] {
  const last = new Map<string, number>();
  for (const event of events) {
    if (event.t !== "Told" || !("members" in event.say)) continue;
    for (const { id, fence } of event.say.members ?? []) {
      if (fence <= (last.get(id) ?? 0)) return [`${id} is given with a fence that does not rise`];
      last.set(id, fence);
    }
  }
  return [];
}

/**
 * No call begins in a statement that has completed, failed or been skipped; but one is sent once more whose undo needs the
 * result that it never said (semantics, rule 27).
 */
function nothingBeginsInside({ file, events }: SimulatedRun): readonly string[] {
  const over = new Set<string>();
  const place = ({ routine, site }: Call, node: string, loops: number): string =>
    `${routine}/${node} ${site.plan} ${JSON.stringify(site.loops.slice(0, loops))}`;
  for (const event of events) {
    if (event.t === "Entered") {
      // A plan that is called again begins anew.
      for (const one of over) if (one.startsWith(`${event.call.routine}/`)) over.delete(one);
    } else if (event.t === "Settled" && event.key === undefined && event.next === undefined) {
      const { call, status } = event;
      if (status !== "cancelled") over.add(place(call, call.node, call.site.loops.length));
    } else if (event.t === "Began" && event.intent.generation === 1 && event.of === undefined) {
      const { call } = event.intent;
      if (event.attempt > 1 && undoReadsResult(file.plan, event)) continue;
      let rounds = call.site.loops.length;
      for (const { id, kind } of nodeOf(file.plan, call.routine, call.node)?.around ?? []) {
        // A loop stands outside of its rounds.
        if (kind === "loop") rounds -= 1;
        if (over.has(place(call, id, rounds)))
          return [`${stepName(call)} begins after \`${id}\` around it is over`];
      }
    }
  }
  return [];
}

/** One dispatch is sent once, unless the process that sent it died: then it is another. */
function sentOnce({ calls }: Trial): readonly string[] {
  const sent = new Set<string>();
  for (const { key, attempt } of calls) {
    if (sent.has(`${key} ${attempt}`)) return [`attempt ${attempt} of ${key} is sent twice`];
    sent.add(`${key} ${attempt}`);
  }
  return [];
}

interface Undone {
  readonly node: string;
  readonly routine: string;
  readonly site: string;
  /** When what is undone had begun, and when its undo began and ended. */
  readonly done: number;
  readonly began: number;
  readonly ended: number;
}

/**
 * Later effects are undone first, among those that existed when the undoing began. A step that replaces a failed one
 * comes after the undo of that (semantics, rule 22), and so does everything after both.
 */
function undoneInOrder(run: SimulatedRun): readonly string[] {
  const undone = undosOf(run);
  for (const one of undone) {
    for (const other of undone) {
      if (one === other || one.routine !== other.routine || one.site !== other.site) continue;
      if (one.done > other.began || other.began >= one.ended) continue;
      if (comesAfter(run.file.plan, one, other))
        return [`${other.node} is undone before ${one.node}, which came after it`];
    }
  }
  return [];
}

/** Calls that a goal's next plan has taken over count in that plan's order. */
function undosOf({ events, state }: SimulatedRun): readonly Undone[] {
  const ends = new Map<string, number>();
  const begins = new Map<string, number>();
  events.forEach((event, seq) => {
    if (event.t === "Ended") ends.set(event.key, seq);
    else if (event.t === "Began" && event.attempt === 1) begins.set(event.intent.key, seq);
  });
  return events.flatMap((event, seq) => {
    if (event.t !== "Began" || event.intent.call.slot !== "undo" || event.attempt > 1) return [];
    const of = state.intents.get(event.of ?? "");
    const { routine, site, node } = of === undefined ? event.intent.call : callNow(state, of);
    const ended = ends.get(event.intent.key) ?? Number.POSITIVE_INFINITY;
    const done = begins.get(event.of ?? "") ?? 0;
    return [{ node, routine, site: JSON.stringify(site), done, began: seq, ended }];
  });
}

function comesAfter(plan: Plan, later: Undone, earlier: Undone): boolean {
  const seen = new Set<string>();
  const queue = [later.node];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const need of nodeOf(plan, later.routine, node)?.node.needs ?? []) {
      if (need.node === earlier.node) return true;
      if (!seen.has(need.node)) queue.push(need.node);
      seen.add(need.node);
    }
  }
  return false;
}

/** An undo on a member runs while the member is held. */
function undoneWithinHold({ events }: SimulatedRun): readonly string[] {
  const held = new Map<number, readonly string[]>();
  const known = new Set<string>();
  for (const event of events) {
    if (event.t === "Told" && event.say.say === "held") {
      const ids = event.say.members.map(({ id }) => id);
      held.set(event.say.ref.seq, ids);
      for (const id of ids) known.add(id);
    } else if (event.t === "Asked" && event.ask.ask === "release") held.delete(event.ask.ref.seq);
    else if (event.t === "Began" && event.intent.call.slot === "undo") {
      const given = Object.values((event.args ?? {}) as object).filter((value) => known.has(String(value)));
      const gone = given.find((id) => ![...held.values()].some((ids) => ids.includes(String(id))));
      if (gone !== undefined)
        return [`${stepName(event.intent.call)} is of ${gone}, which is not held any more`];
    }
  }
  return [];
}

/** An action on a member is undone if its block does not complete and the member is still available. */
function nothingLeftInHold(trial: Trial): readonly string[] {
  const { run } = trial;
  const { closed } = run.state;
  if (closed === undefined || closed.outcome.status === "completed") return [];
  const ended = new Map<string, string>();
  for (const event of run.events) {
    if (event.t !== "Settled") continue;
    const { status, failure, call } = event;
    const { routine, node, site } = call;
    ended.set(placeOf(routine, node, site.loops), failure?.class === "resource_lost" ? "lost" : status);
  }
  return effectsOf(trial).flatMap(({ intent, stands, hasUndo }) => {
    if (!stands || !hasUndo || intent.kept) return [];
    const { routine, node, site } = intent.intent.call;
    const { around = [] } = nodeOf(run.file.plan, routine, node) ?? {};
    const at = around.findIndex(({ kind }) => kind === "hold");
    const [hold] = around.slice(at, at + 1);
    // Each round has a hold of its own.
    const inside = around.slice(0, Math.max(at, 0)).filter(({ kind }) => kind === "loop").length;
    const loops = site.loops.slice(0, site.loops.length - inside);
    const end = at < 0 || hold === undefined ? undefined : ended.get(placeOf(routine, hold.id, loops));
    return end === "failed" || end === "cancelled"
      ? [`${stepName(intent.intent.call)} is not undone with its block`]
      : [];
  });
}

function placeOf(routine: string, node: string, loops: Call["site"]["loops"]): string {
  return `${routine}/${node} ${JSON.stringify(loops)}`;
}

function nothingReserved({ state }: SimulatedRun): readonly string[] {
  const ledger = state.ledgers.get(wholeRun);
  if (state.closed === undefined || ledger === undefined) return [];
  return ledger.reserved.cost.length === 0 ? [] : ["a closed run still sets something aside"];
}
