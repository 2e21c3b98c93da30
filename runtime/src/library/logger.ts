import { hash } from "node:crypto";
import type { Json, Label, PlanFile } from "@orchlang/plan";
import type { RunId } from "../kernel/machine.ts";
import type { HandlerOutput } from "../workers/output.ts";
import type { LifecycleEvent } from "./lifecycle.ts";

/** Where lines go: a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * W3C trace context: 32 hex digits, the same for a run wherever it goes on. Whoever traces a handler's own calls finds
 * them by it.
 */
export function traceOf(run: RunId): string {
  return hash("sha256", `trace ${run}`, "hex").slice(0, 32);
}

/** 16 hex digits, for a step of a run. */
export function spanOf(run: RunId, step: string): string {
  return hash("sha256", `span ${run} ${step}`, "hex").slice(0, 16);
}

/** Writes a line an event. Values above `internal` are only told to be there (semantics, rule 50). */
export function logLifecycle(logger: Logger, { plan }: PlanFile, event: LifecycleEvent): void {
  if (event.type === "plan_created") return;
  const { run } = event;
  const ids = {
    run,
    trace: traceOf(run),
    ...("stepId" in event ? { step: event.stepId, span: spanOf(run, event.stepId) } : {}),
    ...("capability" in event ? { capability: event.capability } : {}),
  };
  const capability = "capability" in event ? plan.capabilities[event.capability ?? ""] : undefined;
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  switch (event.type) {
    case "execution_started":
      logger.info(
        { ...ids, plan: event.planId, input: maskedArguments(entry?.params ?? [], event.input) },
        event.type,
      );
      return;
    case "step_started":
      logger.debug({ ...ids, params: maskedArguments(capability?.params ?? [], event.params) }, event.type);
      return;
    case "step_completed": {
      const { duration, attempts, output } = event;
      logger.info(
        { ...ids, duration, attempts, output: masked(capability?.result?.label, output) },
        event.type,
      );
      return;
    }
    case "step_failed": {
      const { duration, attempts, error } = event;
      const labels = (capability?.params ?? []).map(({ label }) => label);
      logger.warn({ ...ids, duration, attempts, error: maskedError(labels, error) }, event.type);
      return;
    }
    case "execution_completed":
      logger.info(
        { ...ids, duration: event.duration, output: masked(entry?.result?.label, event.output) },
        event.type,
      );
      return;
    case "execution_failed": {
      const labels = Object.values(plan.capabilities).flatMap(({ params }) =>
        params.map(({ label }) => label),
      );
      const { status, duration, error } = event;
      logger.error({ ...ids, status, duration, error: maskedError(labels, error) }, event.type);
    }
  }
}

/** What a handler wrote: its own words, which nobody can mask. */
export function logOutput(logger: Logger, { job, by, text }: HandlerOutput): void {
  const ids =
    job === undefined
      ? {}
      : {
          run: job.run,
          trace: traceOf(job.run),
          capability: job.capability,
          key: job.key,
          attempt: job.attempt,
        };
  logger.info({ ...ids, by }, text);
}

function isOpen(label: Label | undefined): boolean {
  const { confidentiality = "internal" } = label ?? {};
  return confidentiality === "public" || confidentiality === "internal";
}

export function masked(label: Label | undefined, value: Json | undefined): Json {
  return isOpen(label) ? (value ?? null) : `‹${label?.confidentiality}›`;
}

function maskedArguments(
  params: readonly { readonly name: string; readonly label: Label }[],
  args: Json | undefined,
): Json {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return args ?? null;
  const labels = new Map(params.map(({ name, label }) => [name, label]));
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, masked(labels.get(name), value)]),
  );
}

/** A failure's words may repeat what its call was given: the join of its arguments' labels holds for them. */
function maskedError(
  labels: readonly Label[],
  { name, message }: { readonly name: string; readonly message: string },
): Json {
  const closed = labels.find((label) => !isOpen(label));
  return { name, message: masked(closed, message) };
}
