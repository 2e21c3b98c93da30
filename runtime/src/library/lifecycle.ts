import type { Failure, Instant, Key, RunId, Seq } from "@orchlang/kernel";
import {
  emptyRun,
  nodeKey,
  type RunEvent,
  type RunState,
  type RunStatus,
  runMachine,
  type StepView,
  stepOfCall,
  stepOfKey,
} from "@orchlang/kernel/run";
import type { Json, PlanFile, PlanId } from "@orchlang/plan";
import type { Entry } from "../orchestrator-types.ts";

/** Events that a program can listen to, reported as soon as they are in the journal. */
export const lifecycleTypes = [
  "plan_created",
  "execution_started",
  "step_started",
  "step_completed",
  "step_failed",
  "execution_completed",
  "execution_failed",
] as const;

/** The name of one of these events. */
export type LifecycleType = (typeof lifecycleTypes)[number];

/** A plan file was made of an object, and is about to be run. */
export interface PlanCreated {
  readonly type: "plan_created";
  readonly planId: PlanId;
  readonly plan: PlanFile;
}

interface OfRun {
  readonly planId: PlanId;
  readonly run: RunId;
  readonly at: Instant;
  /** The sequence number of the journal's event. */
  readonly seq: Seq;
}

/** A run has begun. */
export interface ExecutionStarted extends OfRun {
  readonly type: "execution_started";
  readonly input: Json;
}

interface OfStep extends OfRun {
  /** As a person writes it: `send`, in a loop `send[2]`. */
  readonly stepId: string;
  /** The node in the plan file, `routine/node`: the same in every round of a loop, whatever the caller. */
  readonly node: string;
  readonly capability?: string;
}

/** A step calls its capability, or begins to wait, for the first time. */
export interface StepStarted extends OfStep {
  readonly type: "step_started";
  /** The arguments of its capability. */
  readonly params?: Json;
}

/** A step is over and has given its output. */
export interface StepCompleted extends OfStep {
  readonly type: "step_completed";
  readonly output: Json;
  /** ms. */
  readonly duration: number;
  readonly attempts: number;
}

/** Failed for good: after its retries and fallbacks. */
export interface StepFailed extends OfStep {
  readonly type: "step_failed";
  readonly error: Failure;
  readonly duration: number;
  readonly attempts: number;
}

/** A run is over and has given its output. */
export interface ExecutionCompleted extends OfRun {
  readonly type: "execution_completed";
  readonly output: Json;
  readonly duration: number;
}

/** `status`: `cancelled` where somebody wanted it so. */
export interface ExecutionFailed extends OfRun {
  readonly type: "execution_failed";
  readonly status: Exclude<RunStatus, "completed">;
  readonly error: Failure;
  readonly duration: number;
}

/** The events of {@link Library.on}. */
export type LifecycleEvent =
  | PlanCreated
  | ExecutionStarted
  | StepStarted
  | StepCompleted
  | StepFailed
  | ExecutionCompleted
  | ExecutionFailed;

/** Reads a run's journal in these words. Entries come in order, from the first. */
interface LifecycleReader {
  add(entry: Entry): readonly LifecycleEvent[];
}

/** A reader of the journal of one run, which belongs to this plan file. */
export function lifecycleReader(run: RunId, { id: planId, plan }: PlanFile): LifecycleReader {
  let state: RunState = emptyRun;
  /** Steps that were reported as begun, and those reported as ended. */
  const begun = new Set<string>();
  const ended = new Set<string>();
  /** The key of the step for each question to control. */
  const asked = new Map<Seq, Key>();
  return {
    add({ seq, event }) {
      if (seq !== state.length) return [];
      state = runMachine.evolve(plan, state, event, seq);
      const of: OfRun = { planId, run, at: event.at, seq };
      if (event.t === "Asked" && event.intent !== undefined) asked.set(seq, event.intent.key);
      return [
        ...opening(event, of),
        ...stepsOf(stepAt(state, event, asked), event, of, begun, ended),
        ...closing(state, event, of),
      ];
    },
  };
}

function opening(event: RunEvent, of: OfRun): readonly LifecycleEvent[] {
  return event.t === "Started" ? [{ type: "execution_started", ...of, input: event.input }] : [];
}

function closing(state: RunState, event: RunEvent, of: OfRun): readonly LifecycleEvent[] {
  if (event.t !== "Closed") return [];
  const duration = event.at - (state.start?.at ?? event.at);
  if (event.status === "completed")
    return [{ type: "execution_completed", ...of, output: event.value ?? null, duration }];
  const error = event.failure ?? {
    class: event.status === "cancelled" ? "cancelled" : "permanent",
    name: event.status,
    message: event.status,
  };
  return [{ type: "execution_failed", ...of, status: event.status, error, duration }];
}

function stepsOf(
  step: StepView | undefined,
  event: RunEvent,
  of: OfRun,
  begun: Set<string>,
  ended: Set<string>,
): readonly LifecycleEvent[] {
  if (step === undefined) return [];
  const { capability } = step;
  const id = {
    stepId: step.step,
    node: nodeKey(step.call),
    ...(capability === undefined ? {} : { capability }),
  };
  const lifecycleEvents: LifecycleEvent[] = [];
  if (!begun.has(step.step) && step.status !== "skipped") {
    begun.add(step.step);
    lifecycleEvents.push({
      type: "step_started",
      ...of,
      ...id,
      ...(event.t === "Began" ? { params: event.args } : {}),
    });
  }
  if (ended.has(step.step) || (step.status !== "completed" && step.status !== "failed"))
    return lifecycleEvents;
  ended.add(step.step);
  const rest = { duration: (step.ended ?? of.at) - step.began, attempts: step.attempts };
  const unknown: Failure = { class: "permanent", name: "failed", message: "it failed" };
  lifecycleEvents.push(
    step.status === "completed"
      ? { type: "step_completed", ...of, ...id, output: step.value ?? null, ...rest }
      : { type: "step_failed", ...of, ...id, error: step.failure ?? unknown, ...rest },
  );
  return lifecycleEvents;
}

/** The step that an event is about; an undo or a confirm is not a step. */
function stepAt(state: RunState, event: RunEvent, asked: ReadonlyMap<Seq, Key>): StepView | undefined {
  switch (event.t) {
    case "Told": {
      const key = "ref" in event.say ? asked.get(event.say.ref.seq) : undefined;
      return key === undefined ? undefined : stepOfKey(state, key);
    }
    case "Began":
    case "Deferred":
      return stepOfKey(state, event.intent.key);
    case "Asked":
      return event.intent === undefined ? undefined : stepOfKey(state, event.intent.key);
    case "Ended":
    case "Returned":
    case "Lost":
    case "Doubted":
      return stepOfKey(state, event.key);
    case "TimerSet":
    case "Awaited":
      return event.call === undefined ? undefined : stepOfCall(state, event.call);
    case "Entered":
      return stepOfCall(state, event.call);
    case "Settled":
      return stepOfCall(state, event.call);
    default:
      return undefined;
  }
}
