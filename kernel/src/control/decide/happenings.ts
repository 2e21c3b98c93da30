/** An event occurred: notifies its subscribers, then triggers and fusions. */
import { evaluate } from "@orchlang/plan/expressions";
import { sha256Hex } from "@orchlang/plan/json";
import { limits } from "../../limits.ts";
import { type Arrival, lastOf } from "../happening.ts";
import { contextScope } from "../world/condition.ts";
import type { LaidFusion } from "../world/laid.ts";
import { keyOf, matchOf } from "../world/match.ts";
import { offerFiring } from "./firings.ts";
import { emit, say, type Turn } from "./turn.ts";

/** Repetitions are filtered out before this call. */
export function happened(turn: Turn, arrival: Arrival): void {
  const { id, event, fields, came, depth } = arrival;
  for (const { ref, run } of turn.state.subscribers.get(event) ?? [])
    say(turn, run, { say: "matched", ref, occurrence: { id, event, fields } });
  for (const run of turn.state.early.get(event)?.keys() ?? [])
    emit(turn, { t: "Kept", run, occurrence: { id, event, fields } });
  const { laid } = turn.state;
  const locals = { event: fields };
  // All triggers read the context as it was before any of them fired.
  const scope = contextScope(turn.state, locals);
  for (const { trigger, where } of laid.onEvent.get(event) ?? []) {
    if (where !== undefined) {
      const is = evaluate(where, scope);
      if (!("value" in is) || is.value !== true) continue;
    }
    offerFiring(turn, trigger, { id, locals, depth, came });
  }
  for (const fusion of laid.fusions.get(event) ?? []) {
    if (fusion.late === undefined) join(turn, fusion, arrival);
    else release(turn, fusion, false);
  }
}

/** Time has come to those that were waited for: nothing older will be heard. */
export function fusionDue(turn: Turn, name: string): void {
  const event = turn.state.fusions.get(name)?.pending.first()?.event ?? "";
  const fusion = turn.state.laid.fusions.get(event)?.find((one) => one.name === name);
  if (fusion !== undefined) release(turn, fusion, true);
}

/** In the order of their own time, whatever the order in which they came. `all`: nobody is waited for any more. */
function release(turn: Turn, fusion: LaidFusion, all: boolean): void {
  for (;;) {
    const state = turn.state.fusions.get(fusion.name);
    const next = state?.pending.first();
    if (state === undefined || next === undefined) return;
    const pressed = state.pending.size > limits.fusionHeldMax;
    if (!all && !pressed && next.when >= state.newest - (fusion.late ?? 0)) return;
    emit(turn, { t: "Released", fusion: fusion.name, id: next.id });
    join(turn, fusion, next);
  }
}

function join(turn: Turn, fusion: LaidFusion, arrival: Arrival): void {
  const state = turn.state.fusions.get(fusion.name);
  const match = state && matchOf(fusion, state, arrival);
  if (match === undefined) return;
  const { parts, fields } = match;
  const id = sha256Hex(JSON.stringify([fusion.name, parts.map((part) => part.id)])).slice(0, 32);
  const last = lastOf(parts);
  const of = parts.map((part) => ({ event: part.event, id: part.id }));
  const key = keyOf(fusion, arrival) ?? "";
  emit(turn, { t: "Fused", fusion: fusion.name, key, id, fields, when: last.when, of });
  happened(turn, { id, event: fusion.name, fields, ...last });
}
