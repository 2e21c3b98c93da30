import type { Json } from "@orchlang/plan";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Ref } from "../../machine.ts";
import type { Need, ToControl } from "../../messages.ts";
import type { ControlInput } from "../events.ts";
import { told } from "../evolve.ts";
import { isKnown, wouldDo } from "../holds/choose.ts";
import { type ControlState, type RunEntry, refName, runOf } from "../state.ts";
import { readsOf, sendReads } from "./context.ts";
import { offerFiring, serveGroups } from "./firings.ts";
import { endHold, giveBack, lookForHold, openGate, serveAll } from "./gates.ts";
import { happened } from "./happenings.ts";
import { emit, say, type Turn } from "./turn.ts";

interface Received {
  /** The state before the message. */
  readonly before: ControlState;
  /** An equal occurrence was reported within the `dedupe` time. */
  readonly repeated: boolean;
  /** The message ends a quarantine. */
  readonly lifts: boolean;
}

/** Decides a run's message. */
export function decideRunMessage(
  turn: Turn,
  { from, ask, at }: Extract<ControlInput, { t: "Heard" }>,
  { before, repeated, lifts }: Received,
): void {
  const run = runOf(from);
  switch (ask.ask) {
    case "task":
      if (turn.state.tasks.has(refName(from))) emit(turn, { t: "Opened", task: from });
      return;
    case "gate":
      if (ask.watch === true) sendReads(turn, { ref: from, run }, ask.reads);
      else openGate(turn, from, ask);
      return;
    case "hold":
      lookForHold(turn, refName(from));
      return;
    case "read":
      sendReads(turn, { ref: from, run }, ask.names);
      return;
    case "survey":
      answerSurvey(turn, from, ask);
      return;
    case "emit":
      if (!repeated) happened(turn, told(turn.state, from, ask, at));
      return;
    case "subscribe":
      for (const occurrence of before.early.get(ask.event)?.get(run) ?? [])
        say(turn, run, { say: "matched", ref: from, occurrence });
      return;
    case "remember":
      return;
    case "release":
    case "cancel":
      letGo(turn, ask);
      if (lifts) serveAll(turn);
      return;
    case "closed": {
      for (const name of turn.state.runs.get(run)?.tasks ?? []) withdraw(turn, name);
      runEnded(turn, run, ask);
      serveAll(turn);
      return;
    }
    default:
      ask satisfies never;
  }
}

/** Something that was asked for is no longer wanted. */
function letGo(turn: Turn, ask: Extract<ToControl, { ask: "release" | "cancel" }>): void {
  const name = refName(ask.ref);
  if (ask.ask === "cancel" || ask.begun !== true) giveBack(turn, name);
  if (turn.state.holds.has(name))
    endHold(turn, name, ask.ask === "release" && ask.doubtful === true ? "doubtful" : "released");
  else withdraw(turn, name);
}

function withdraw(turn: Turn, name: string): void {
  const task = turn.state.tasks.get(name);
  if (task?.status === "open") emit(turn, { t: "Withdrawn", task: task.ref });
}

/**
 * Answers a run that is about to choose among a goal's plans: which members are available and what the context is
 * (semantics, rule 25).
 */

function answerSurvey(turn: Turn, ref: Ref, { names, wanted }: Extract<ToControl, { ask: "survey" }>): void {
  const absent = wanted.flatMap(({ plan, node, hold }) => {
    if (isKnown(turn.state, hold) && wouldDo(turn.state, hold)) return [];
    const short = hold.pool.slice(hold.pool.lastIndexOf(".") + 1);
    const many = hold.count === 1 ? `no \`${short}\` is` : `fewer than ${hold.count} of \`${short}\` are`;
    return [{ plan, node, why: `${many} there that would do` }];
  });
  say(turn, runOf(ref), { say: "surveyed", ref, reads: readsOf(turn.state, names), absent });
}

// A run has ended: its place is free, and triggers that listen to what came of it are set off.

function runEnded(turn: Turn, run: string, ask: Extract<ToControl, { ask: "closed" }>): void {
  const entry = turn.state.runs.get(run);
  emit(turn, { run, t: "Forgot" });
  if (entry === undefined) return;
  serveGroups(turn, [entry.among, entry.fired?.group]);
  const { status, value, failure } = ask;
  fire(
    turn,
    status,
    { id: run, run, entry },
    {
      ...(value === undefined ? {} : { result: value }),
      ...(failure === undefined ? {} : { error: { ...failure } as unknown as Json }),
    },
  );
}

/** A run goes on only once an operator has spoken: whoever listens to that is set off, each time that it is about more. */
export function needsAttention(turn: Turn, run: string, needs: readonly Need[]): void {
  const entry = turn.state.runs.get(run);
  if (entry === undefined) return;
  const about = needs.map(({ step, about: what }) => `${step} ${what}`).join(", ");
  fire(turn, "attention", { id: `${run}@${turn.state.at} ${about}`, run, entry }, {});
}

interface Come {
  /** The id of this cause. */
  readonly id: string;
  readonly run: string;
  readonly entry: RunEntry;
}

function fire(
  turn: Turn,
  what: string,
  { id, run, entry }: Come,
  more: Readonly<Record<string, Json>>,
): void {
  const { entry: plan, started, fired } = entry;
  const depth = (fired?.depth ?? 0) + 1;
  const about = { id: run, plan, started: formatInstant(started), input: fired?.args ?? null };
  for (const trigger of turn.state.laid.onOutcome.get(`${what} ${plan}`) ?? [])
    offerFiring(turn, trigger, { id, locals: { run: about, ...more }, depth });
}
