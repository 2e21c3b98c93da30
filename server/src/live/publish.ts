import type { Ref } from "@orchlang/kernel";
import type { JsonObject } from "@orchlang/plan";
import { type ControlEvent, type LifecycleEvent, type Orchestrator, stepName } from "@orchlang/runtime";
import type { OpenQuestion } from "@orchlang/runtime/reports";
import { delegationSetting } from "../consent/delegations.ts";
import type { Program } from "../context.ts";
import type { RunIndex } from "../run-index.ts";
import type { Feed, Frame } from "./feed.ts";

/** Kinds of control's events that the `events` channel has, by their names in the journal. */
const eventKinds: Readonly<Partial<Record<ControlEvent["t"], string>>> = {
  Occurred: "event_ingested",
  Sensed: "reading_ingested",
  Debounced: "event_debounced",
  Fused: "event_fused",
  Fired: "trigger_fired",
  Queued: "trigger_queued",
  Skipped: "trigger_skipped",
  Granted: "resource_allocated",
  Freed: "resource_released",
  Member: "member_changed",
  Turned: "flag_changed",
  Armed: "system_status",
  Disarmed: "system_status",
  Admission: "admission_changed",
  Set: "setting_changed",
};

/** Kinds of the `alerts` channel. */
export const alertKinds = [
  "attention",
  "step_held",
  "task_overdue",
  "policy_violation",
  "workflow_failed",
  "run_not_started",
] as const;

const statusKinds: Readonly<Record<LifecycleEvent["type"], string>> = {
  plan_created: "plan_created",
  execution_started: "workflow_started",
  step_started: "step_started",
  step_completed: "step_completed",
  step_failed: "step_failed",
  execution_completed: "workflow_completed",
  execution_failed: "workflow_failed",
};

interface Published {
  readonly program: Program;
  readonly runs: RunIndex;
  /** ms since 1970. */
  now(): number;
}

/** Publishes what happens in the runtime. No frame contains a value of a run or of an event above `internal`. */
export function publishTo(
  feed: Feed,
  orchestrator: Orchestrator,
  { program, runs, now }: Published,
): () => void {
  const entries = new Map(program.plans.map(({ id, plan }) => [id, plan.entry]));
  const targets = new Map(program.world.triggers.map(({ name, starts }) => [name, starts.target]));
  const admitted = new Map<string, string>();
  const entryOf = (run: string): string | undefined => admitted.get(run) ?? runs.entryOf(run);
  const aboutOf = (event: ControlEvent): string | undefined => {
    if (event.t === "Fired" || event.t === "Skipped") return targets.get(event.trigger);
    if (event.t === "Queued") return targets.get(event.firing.trigger);
    if (event.t === "Admission") return event.scope?.plan;
    return "run" in event ? entryOf(event.run) : undefined;
  };
  const unlisten = orchestrator.listen(({ seq, event }) => {
    const kind = eventKinds[event.t];
    if (event.t === "Admitted") admitted.set(event.run, event.entry);
    if (event.t === "Forgot") admitted.delete(event.run);
    const about = aboutOf(event);
    const entry = about === undefined ? {} : { entry: about };
    const frame = { at: event.at, ...entry, data: { journal: seq, ...orchestrator.shown(event) } };
    if (isAboutConsents(event)) feed.publish("events", consentsChanged(event.at, seq));
    // The server's own, such as proposals, may have values that not everybody sees.
    if (event.t === "Set" && event.name.startsWith("server ")) return;
    if (event.t === "Admission" && event.of !== undefined) return;
    if (kind !== undefined) feed.publish("events", { ...frame, kind });
    if (event.t === "Attention") feed.publish("alerts", { ...frame, kind: "attention" });
    if (event.t === "Opened") held(event.task, frame.at);
    if (event.t === "Claimed") claimed(event.task, frame.at, seq);
    // One that another word about the admission of runs has overtaken is asked for again.
    if ((event.t === "TurnedAway" && event.among !== undefined) || event.t === "Unstarted")
      feed.publish("alerts", { ...frame, kind: "run_not_started" });
  });
  function asked(task: Ref): OpenQuestion | undefined {
    const ref = `${task.stream}#${task.seq}`;
    return orchestrator.questions().find((one) => one.ref === ref);
  }
  /** For whom it is kept is in the inbox, for those who may read that. */
  function claimed(task: Ref, at: number, journal: number): void {
    const question = asked(task);
    if (question === undefined) return;
    const { run, call } = question;
    const entry = entryOf(run);
    const about = entry === undefined ? {} : { entry };
    feed.publish("events", {
      at,
      kind: "task_claimed",
      ...about,
      data: { journal, run, step: stepName(call) },
    });
  }
  function held(task: Ref, at: number): void {
    const question = asked(task);
    if (question?.approval === true) feed.publish("alerts", alertOf(question, at, "step_held", entryOf));
  }
  const overdue = overdueWatch(feed, orchestrator, entryOf, now);
  const stops = (Object.keys(statusKinds) as LifecycleEvent["type"][]).map((type) =>
    orchestrator.on(type, (event) => {
      if (event.type === "plan_created") return;
      const entry = entries.get(event.planId);
      const about = entry === undefined ? {} : { entry };
      const frame = { at: event.at, kind: statusKinds[event.type], ...about, data: statusData(event) };
      feed.publish("workflow-status", frame);
      if (event.type === "execution_failed" && event.status === "failed")
        feed.publish("alerts", { ...frame, kind: "workflow_failed" });
      if (event.type === "step_failed" && event.error.class === "denied")
        feed.publish("alerts", { ...frame, kind: "policy_violation" });
    }),
  );
  return () => {
    overdue();
    unlisten();
    for (const stop of stops) stop();
  };
}

/** A consent concerns one person: whoever shows any reads them again. */
function consentsChanged(at: number, journal: number): Omit<Frame, "channel" | "seq"> {
  return { at, kind: "consents_changed", data: { journal }, everybody: true };
}

function isAboutConsents(event: ControlEvent): boolean {
  if (event.t === "Set") return event.name.startsWith(delegationSetting);
  return event.t === "Consented" || event.t === "Withdrew" || event.t === "Lapsed";
}

function alertOf(
  { run, call, role, due }: OpenQuestion,
  at: number,
  kind: (typeof alertKinds)[number],
  entryOf: (run: string) => string | undefined,
): Omit<Frame, "channel" | "seq"> {
  const entry = entryOf(run);
  const data = { run, step: stepName(call), role, ...(due === undefined ? {} : { due }) };
  return { at, kind, ...(entry === undefined ? {} : { entry }), data };
}

/** How often is looked for questions whose time is over, ms. */
const overdueMs = 10_000;

/** Publishes each question once that was not answered in time. */
function overdueWatch(
  feed: Feed,
  orchestrator: Orchestrator,
  entryOf: (run: string) => string | undefined,
  now: () => number,
): () => void {
  let known = new Set<string>();
  const look = (): void => {
    const at = now();
    const late = orchestrator.questions().filter(({ due }) => due !== undefined && due < at);
    for (const question of late)
      if (!known.has(question.ref)) feed.publish("alerts", alertOf(question, at, "task_overdue", entryOf));
    known = new Set(late.map(({ ref }) => ref));
  };
  const timer = setInterval(look, overdueMs);
  timer.unref();
  return () => clearInterval(timer);
}

function statusData(event: Exclude<LifecycleEvent, { type: "plan_created" }>): JsonObject {
  const { run, planId, seq } = event;
  const about = { run, plan: planId, journal: seq };
  switch (event.type) {
    case "execution_started":
      return about;
    case "execution_completed":
      return { ...about, duration: event.duration };
    case "execution_failed":
      return {
        ...about,
        status: event.status,
        class: event.error.class,
        name: event.error.name,
        duration: event.duration,
      };
    case "step_started":
      return { ...about, step: event.stepId };
    case "step_completed":
      return { ...about, step: event.stepId, duration: event.duration, attempts: event.attempts };
    case "step_failed":
      return {
        ...about,
        step: event.stepId,
        class: event.error.class,
        name: event.error.name,
        attempts: event.attempts,
      };
  }
}
