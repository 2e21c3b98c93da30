/** A run has ended: its place is free, and triggers that listen to what came of it are set off. */
import type { Json } from "@orchlang/plan";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Need, ToControl } from "../../messages.ts";
import type { RunEntry } from "../state.ts";
import { offerFiring, serveGroups } from "./firings.ts";
import { emit, type Turn } from "./turn.ts";

export function runEnded(turn: Turn, run: string, ask: Extract<ToControl, { ask: "closed" }>): void {
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
