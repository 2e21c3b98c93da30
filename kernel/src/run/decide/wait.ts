/** Waits: for time, for a condition, for something to happen (semantics, rule 11). */
import type { Expression } from "@orchlang/plan/expressions";
import { parseInstant } from "@orchlang/plan/quantities";
import type { Failure } from "../../failure.ts";
import { present } from "../../invariant.ts";
import { callOf } from "../call.ts";
import { contextNames } from "../context-names.ts";
import { siteKeyOf } from "../evolve/open-frame.ts";
import type { Frame } from "../frame-state.ts";
import { goesOn, interruptedBy } from "../interruption.ts";
import { isRaceBranch, type LaidNode } from "../layout.ts";
import { noValue, numberAt, valueAt, within } from "../scope.ts";
import { nodeAt } from "../state.ts";
import { waitProgressOf } from "../wait-progress.ts";
import { failStatement } from "./error-handlers.ts";
import { leaveRace } from "./region.ts";
import { completed } from "./statement.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

export function startWait(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "wait") return;
  const { for: what } = node;
  if (what.kind === "duration") waitFor(turn, frame, laid, what.duration);
  else if (what.kind === "instant") waitFor(turn, frame, laid, what.instant);
  else {
    awaits(turn, frame, laid, what.kind === "while" ? undefined : what.within);
    if (what.kind !== "occurrence") watch(turn, frame, laid, what.condition);
  }
}

function waitFor(turn: Turn, frame: Frame, laid: LaidNode, until: Expression): void {
  const evaluated = valueAt(turn.draft, within(frame, laid.block.id), until);
  if (!("value" in evaluated)) {
    failStatement(turn, frame, laid, noValue(evaluated));
    return;
  }
  const due = dueAt(turn, evaluated.value);
  if (due === undefined) {
    failStatement(turn, frame, laid, noValue({ fault: `\`${laid.node.id}\` is not told how long to wait` }));
    return;
  }
  emit(turn, { t: "TimerSet", id: timerName("wait", frame, laid), due, call: callOf(frame, laid, "do") });
}

function timerName(what: string, { path, site }: Frame, { node }: LaidNode): string {
  return `${what} ${path}#${siteKeyOf(site)}/${node.id}`;
}

function dueAt(turn: Turn, value: unknown): number | undefined {
  if (typeof value === "number") return turn.draft.at + Math.max(0, value);
  if (typeof value !== "string") return undefined;
  const parsed = parseInstant(value);
  return "ok" in parsed ? parsed.ok : undefined;
}

/** Something is waited for, at most so long. */
export function awaits(turn: Turn, frame: Frame, laid: LaidNode, longest: Expression | undefined): void {
  const limit =
    longest === undefined ? undefined : numberAt(turn.draft, within(frame, laid.block.id), longest);
  emit(turn, {
    t: "Awaited",
    call: callOf(frame, laid, "do"),
    ...(limit === undefined ? {} : { due: turn.draft.at + Math.max(0, limit) }),
  });
}

function watch(turn: Turn, frame: Frame, laid: LaidNode, condition: Expression): void {
  const names = contextNames(condition);
  if (names.length === 0) return;
  const call = callOf(frame, laid, "do");
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "read", call, names, watch: true } });
}

/**
 * Acts on a change in what is awaited: the condition holds, begins or ceases to hold, the time is over, or the
 * occurrence arrived.
 */
export function lookAt(turn: Turn, frame: Frame, laid: LaidNode): void {
  const progress = present(
    waitProgressOf(turn.draft, { frame: frame.id, node: laid.at }),
    "what is waited for",
  );
  const call = callOf(frame, laid, "do");
  const id = timerName("holds", frame, laid);
  switch (progress.kind) {
    case "holds":
      completed(turn, frame, laid, true);
      return;
    case "begins":
      emit(turn, { t: "TimerSet", id, due: progress.until, call, held: true });
      return;
    case "ends":
      emit(turn, { t: "TimerCleared", id, call });
      return;
    case "drifts":
      drifts(turn, frame, laid);
      return;
    case "over":
      completed(turn, frame, laid);
      return;
    case "occurrence":
      if (laid.node.kind === "loop") roundFor(turn, frame, laid, progress.heard.id);
      else {
        const value = progress.heard.fields;
        const occurrence = progress.heard.id;
        const interrupted = interruptedBy(frame.template, laid);
        // Work that has ended in this turn, or failed, was faster.
        if (interrupted !== undefined && !goesOn(nodeAt(frame, interrupted.work.at))) {
          leaveRace(turn, frame, interrupted.until);
          return;
        }
        emit(turn, { t: "Settled", call, occurrence, status: "completed", standing: "none", value });
        if (interrupted !== undefined) leaveRace(turn, frame, interrupted.work);
      }
      return;
    default:
      progress satisfies never;
  }
}

/** The condition that something is done under holds no longer: what is done is stopped at once. */
function drifts(turn: Turn, frame: Frame, laid: LaidNode): void {
  const interrupted = interruptedBy(frame.template, laid);
  // Work that has ended in this turn, or failed, was faster.
  if (interrupted !== undefined && !goesOn(nodeAt(frame, interrupted.work.at))) {
    leaveRace(turn, frame, interrupted.until);
    return;
  }
  failStatement(turn, frame, laid, {
    class: "drifted",
    name: "drifted",
    message: drifted(turn, frame, laid),
  });
  if (interrupted !== undefined) leaveRace(turn, frame, interrupted.work);
}

function drifted(turn: Turn, frame: Frame, { node, block }: LaidNode): string {
  if (node.kind !== "wait" || node.for.kind !== "while") return "";
  const names = contextNames(node.for.condition);
  if (names.length === 0) return "the condition of its `while` does not hold";
  const evaluated = valueAt(turn.draft, within(frame, block.id), node.for.condition);
  if (!("value" in evaluated)) return noValue(evaluated).message;
  return `the condition of its \`while\` over ${names.map((name) => `\`${name}\``).join(", ")} holds no longer`;
}

function roundFor(turn: Turn, frame: Frame, { node, at }: LaidNode, occurrence: string): void {
  const took = (nodeAt(frame, at).loop?.rounds ?? 0) + 1;
  const { path: routine, site } = frame;
  emit(turn, { t: "Branched", routine, node: node.id, site, took, reads: [], occurrence });
}

/** It was long enough: what has not come by now is not waited for any longer. */
export function waitIsOver(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "wait") {
    // The round that runs is the last.
    const isRunning = (nodeAt(frame, laid.at).loop?.running ?? 0) > 0;
    if (isRunning)
      emit(turn, { t: "TimerCleared", id: timerName("wait", frame, laid), call: callOf(frame, laid, "do") });
    else completed(turn, frame, laid);
    return;
  }
  const { for: what } = node;
  if (what.kind === "duration" || what.kind === "instant") completed(turn, frame, laid);
  // Nothing came: a branch of a race has lost by that, whatever else it runs against.
  else if (what.kind === "condition" && node.rescues.length > 0)
    failStatement(turn, frame, laid, late(what.kind));
  else if (what.kind === "occurrence" && (node.rescues.length > 0 || isRaceBranch(frame.template, laid)))
    failStatement(turn, frame, laid, late(what.kind));
  else completed(turn, frame, laid, what.kind === "condition" ? false : null);
}

function late(kind: "condition" | "occurrence"): Failure {
  const message = kind === "condition" ? "it did not come true in time" : "nothing happened in time";
  return { class: "timeout", name: "timeout", message };
}
