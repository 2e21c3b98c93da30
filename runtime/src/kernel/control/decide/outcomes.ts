/** A run has ended: its place is free, and triggers that listen to what came of it are set off. */
import { formatInstant, type Json } from "@orchlang/plan";
import type { ToControl } from "../../messages.ts";
import { offerFiring, serveGroups } from "./firings.ts";
import { emit, type Turn } from "./turn.ts";

export function runEnded(turn: Turn, run: string, ask: Extract<ToControl, { ask: "closed" }>): void {
  const entry = turn.state.runs.get(run);
  emit(turn, { run, t: "Forgot" });
  if (entry === undefined) return;
  serveGroups(turn, [entry.among, entry.fired?.group]);
  const { status, value, failure } = ask;
  const { entry: plan, started, fired } = entry;
  const triggers = turn.state.laid.onOutcome.get(`${status} ${plan}`) ?? [];
  if (triggers.length === 0) return;
  const locals: Record<string, Json> = {
    run: { id: run, plan, started: formatInstant(started), input: fired?.args ?? null },
    ...(value === undefined ? {} : { result: value }),
    ...(failure === undefined ? {} : { error: { ...failure } as unknown as Json }),
  };
  const depth = (fired?.depth ?? 0) + 1;
  for (const trigger of triggers) offerFiring(turn, trigger, { id: run, locals, depth });
}
