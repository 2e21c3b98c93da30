import type { Ref } from "../../machine.ts";
import type { ToControl } from "../../messages.ts";
import type { ControlInput } from "../events.ts";
import { told } from "../evolve.ts";
import { isKnown, wouldDo } from "../holds/choose.ts";
import { refName, runOf } from "../state.ts";
import { readsOf, sendReads } from "./context.ts";
import { giveBack, openGate } from "./gates.ts";
import { happened } from "./happenings.ts";
import { endHold, lookForHold, serveAll } from "./holds.ts";
import { runEnded } from "./outcomes.ts";
import { emit, say, type Turn } from "./turn.ts";

/**
 * Decides a run's message. `repeated`: an equal occurrence was reported within the `dedupe` time. `lifts`: the message
 * ends a quarantine.
 */
export function decideRunMessage(
  turn: Turn,
  { from, ask, at }: Extract<ControlInput, { t: "Heard" }>,
  { repeated, lifts }: { readonly repeated: boolean; readonly lifts: boolean },
): void {
  const run = runOf(from);
  switch (ask.ask) {
    case "task":
      if (turn.state.tasks.has(refName(from))) emit(turn, { t: "Opened", task: from });
      return;
    case "gate":
      openGate(turn, from, ask);
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
