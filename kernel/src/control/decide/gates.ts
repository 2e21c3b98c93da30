/** Gates: who has to agree, what may still begin in the time, what has to be held (semantics, rule 12). */
import type { Json } from "@orchlang/plan";
import { formatDuration } from "@orchlang/plan/quantities";
import type { Ref } from "../../machine.ts";
import type { LimitRequest } from "../../messages.ts";
import type { User } from "../../run/events.ts";
import { recalledFor } from "../evolve/remembered.ts";
import { type ControlState, type GateState, refName, runOf } from "../state.ts";
import { readsOf } from "./context.ts";
import { lookForHold } from "./holds.ts";
import { emit, say, type Turn } from "./turn.ts";

export function openGate(turn: Turn, ref: Ref, ask: GateState["ask"]): void {
  const full = (ask.limits ?? []).find((limit) => isFull(turn.state, limit));
  if (full !== undefined && recalledFor(turn.state, ask) === undefined) refuse(turn, ref, tooMany(full));
  else if (turn.state.gates.has(refName(ref))) emit(turn, { t: "Opened", task: ref });
  else pass(turn, ref, ask);
}

/** Everybody has agreed: what is counted is counted, then what is to be held is looked for. */
function pass(turn: Turn, ref: Ref, ask: GateState["ask"]): void {
  const name = refName(ref);
  const recalled = recalledFor(turn.state, ask);
  if (recalled !== undefined) {
    say(turn, runOf(ref), { say: "granted", ref, reads: readsOf(turn.state, ask.reads), recalled });
    return;
  }
  const limits = ask.limits ?? [];
  const full = limits.find((limit) => isFull(turn.state, limit));
  if (full !== undefined) {
    refuse(turn, ref, tooMany(full));
    return;
  }
  for (const { name: limit, per } of limits) emit(turn, { t: "Took", limit, per, gate: name });
  if (ask.hold !== undefined) lookForHold(turn, name);
  else say(turn, runOf(ref), { say: "granted", ref, reads: readsOf(turn.state, ask.reads) });
}

/** The answer of somebody who had to agree. */
export function approval(turn: Turn, gate: GateState, value: Json, by: User): void {
  const name = refName(gate.ref);
  if (!agrees(value)) {
    refuse(turn, gate.ref, `${by.id} did not agree`);
    return;
  }
  emit(turn, { t: "Approved", gate: name });
  const of = gate.ask.approvals?.length ?? 1;
  say(turn, gate.run, { say: "signed", ref: gate.ref, by, have: gate.approved + 1, of });
  if (turn.state.gates.has(name)) emit(turn, { t: "Opened", task: gate.ref });
  else pass(turn, gate.ref, gate.ask);
}

/** Nobody has said anything in time. */
export function gateOverdue(turn: Turn, name: string): void {
  const gate = turn.state.gates.get(name);
  const asked = gate?.ask.approvals?.[gate.approved];
  if (gate === undefined || asked === undefined) return;
  const role = asked.role.slice(asked.role.lastIndexOf(".") + 1);
  refuse(turn, gate.ref, `no \`${role}\` agreed within ${formatDuration(asked.within ?? 0)}`);
}

/** Returns what a gate has taken from its limits, because the attempt did not begin. */
export function giveBack(turn: Turn, name: string): void {
  if (turn.state.limits.some((list) => list.some(({ by }) => by === name)))
    emit(turn, { t: "GaveBack", gate: name });
}

function refuse(turn: Turn, ref: Ref, why: string): void {
  say(turn, runOf(ref), { say: "refused", ref, why, reads: [] });
}

function isFull({ limits, at }: ControlState, { name, count, per }: LimitRequest): boolean {
  const counting = limits.get(name)?.count((one) => one.at > at - per) ?? 0;
  return counting >= count;
}

function tooMany({ name, count, per }: LimitRequest): string {
  const rule = name.slice(0, name.indexOf(" "));
  return `\`${rule.slice(rule.lastIndexOf(".") + 1)}\` allows ${count} in ${formatDuration(per)}`;
}

function agrees(value: Json): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === true;
}
