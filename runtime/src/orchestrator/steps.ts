import type { Call, Key, Standing } from "../kernel/identity.ts";
import type { Seq } from "../kernel/machine.ts";
import type { RunEvent } from "../kernel/run/events.ts";
import type { StepReport, Totals } from "../orchestrator-api.ts";
import { stepKey, stepName } from "./step-name.ts";
import { nothingSpent, plus } from "./totals.ts";

/** The steps of a run as its events tell them, folded one by one. */
export interface Steps {
  readonly byKey: Map<string, StepReport>;
  readonly ofIntent: Map<Key, string>;
  /** Tasks by the event that asked. */
  readonly ofTask: Map<Seq, string>;
  spent: Totals;
}

export function noSteps(): Steps {
  return { byKey: new Map(), ofIntent: new Map(), ofTask: new Map(), spent: nothingSpent };
}

type Of<T extends RunEvent["t"]> = Extract<RunEvent, { readonly t: T }>;

/** Adds an event. Changes `steps` in place: it is the fold's own. */
export function addStep(steps: Steps, event: RunEvent, seq: Seq): void {
  if (event.t === "Began") began(steps, event);
  else if (event.t === "Ended") ended(steps, event);
  else if (event.t === "Asked") asked(steps, event, seq);
  else if (event.t === "Told") told(steps, event);
  else if (event.t === "Settled") settled(steps, event);
  else if (event.t === "Doubted") {
    change(steps, steps.ofIntent.get(event.key), { status: "in doubt", standing: "maybe" });
  }
}

function began(steps: Steps, event: Of<"Began">): void {
  const { call, key } = event.intent;
  const step = enter(steps, call, event.at);
  steps.ofIntent.set(key, step);
  const attempts = (steps.byKey.get(step)?.attempts ?? 0) + 1;
  change(steps, step, { status: "running", attempts, capability: event.capability }, "ended");
}

function ended(steps: Steps, event: Of<"Ended">): void {
  steps.spent = plus(steps.spent, event.spent);
  const step = steps.ofIntent.get(event.key);
  const before = step === undefined ? undefined : steps.byKey.get(step);
  if (before === undefined) return;
  const spent = plus(before.spent, event.spent);
  if ("ok" in event.outcome) {
    const value = event.outcome.ok;
    change(
      steps,
      step,
      { status: "completed", standing: "applied", value, spent, ended: event.at },
      "failure",
    );
    if (before.call.slot === "undo") undone(steps, before.call);
    return;
  }
  const { failure, reach } = event.outcome;
  const standing = ({ reached: "applied", not_reached: "none", unknown: "maybe" } as const)[reach];
  change(steps, step, { status: "failed", standing, failure, spent, ended: event.at });
}

function undone(steps: Steps, undo: Call): void {
  change(steps, stepKey({ ...undo, slot: "do" }), { standing: "undone" });
}

function asked(steps: Steps, event: Of<"Asked">, seq: Seq): void {
  if (event.ask.ask !== "task") return;
  const { call, key } = event.ask.task;
  const step = enter(steps, call, event.at);
  steps.ofIntent.set(key, step);
  steps.ofTask.set(seq, step);
  change(steps, step, { status: "waiting" });
}

function told(steps: Steps, event: Of<"Told">): void {
  if (event.say.say !== "answered") return;
  const step = steps.ofTask.get(event.say.ref.seq);
  change(steps, step, { status: "completed", value: event.say.value, ended: event.at });
}

function settled(steps: Steps, event: Of<"Settled">): void {
  const { call, status, standing, value, failure } = event;
  const step = enter(steps, call, event.at);
  change(steps, step, {
    status,
    standing,
    ...(value === undefined ? {} : { value }),
    ...(failure === undefined ? {} : { failure }),
    ended: event.at,
  });
}

function enter(steps: Steps, call: Call, at: number): string {
  const key = stepKey(call);
  if (!steps.byKey.has(key)) {
    const standing: Standing = "none";
    const step = { step: stepName(call), call, status: "running", standing, attempts: 0 } as const;
    steps.byKey.set(key, { ...step, began: at, spent: nothingSpent });
  }
  return key;
}

function change(
  steps: Steps,
  step: string | undefined,
  to: Partial<StepReport>,
  without?: "ended" | "failure",
): void {
  const before = step === undefined ? undefined : steps.byKey.get(step);
  if (step === undefined || before === undefined) return;
  const after = { ...before, ...to };
  if (without !== undefined) delete after[without];
  steps.byKey.set(step, after);
}
