import { hash } from "node:crypto";
import type { RunId } from "@orchlang/kernel";
import type { Json, Parameter, Plan, PlanFile } from "@orchlang/plan";
import { type HandlerOutput, toStandardError } from "../workers/output.ts";
import type { LifecycleEvent } from "./lifecycle.ts";
import { hidden, isOpen, labelInside, maskedArguments, maskedValue } from "./mask.ts";

/** Where lines go: a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * W3C trace context: 32 hex digits, constant for a run wherever it resumes. Use it to correlate the traces of a
 * handler's own calls.
 */
function traceOf(run: RunId): string {
  return hash("sha256", `trace ${run}`, "hex").slice(0, 32);
}

/** 16 hex digits, for a step of a run. */
function spanOf(run: RunId, step: string): string {
  return hash("sha256", `span ${run} ${step}`, "hex").slice(0, 16);
}

/** Writes a line for each event. Values above `internal` appear only as placeholders (semantics, rule 50). */
export function logLifecycle(logger: Logger, { plan }: PlanFile, event: LifecycleEvent): void {
  if (event.type === "plan_created") return;
  const { run } = event;
  const ids = {
    run,
    trace: traceOf(run),
    ...("stepId" in event ? { step: event.stepId, node: event.node, span: spanOf(run, event.stepId) } : {}),
    ...("capability" in event ? { capability: event.capability } : {}),
  };
  const capability = "capability" in event ? plan.capabilities[event.capability ?? ""] : undefined;
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  switch (event.type) {
    case "execution_started":
      logger.info(
        {
          ...ids,
          plan: event.planId,
          input: maskedArguments(entry?.params ?? [], event.input, { schemas: plan.schemas }),
        },
        event.type,
      );
      return;
    case "step_started":
      logger.debug(
        {
          ...ids,
          params: maskedArguments(capability?.params ?? [], event.params, { schemas: plan.schemas }),
        },
        event.type,
      );
      return;
    case "step_completed": {
      const { duration, attempts, output } = event;
      logger.info(
        {
          ...ids,
          duration,
          attempts,
          output: maskedValue(output, capability?.result, { schemas: plan.schemas }),
        },
        event.type,
      );
      return;
    }
    case "step_failed": {
      const { duration, attempts, error } = event;
      const closed = closedLabel(capability?.params ?? [], plan.schemas);
      logger.warn({ ...ids, duration, attempts, error: maskedError(closed, error) }, event.type);
      return;
    }
    case "execution_completed":
      logger.info(
        {
          ...ids,
          duration: event.duration,
          output: maskedValue(event.output, entry?.result, { schemas: plan.schemas }),
        },
        event.type,
      );
      return;
    case "execution_failed": {
      const params = Object.values(plan.capabilities).flatMap((one) => one.params);
      const closed = closedLabel(params, plan.schemas);
      const { status, duration, error } = event;
      logger.error({ ...ids, status, duration, error: maskedError(closed, error) }, event.type);
      return;
    }
    default:
      event satisfies never;
  }
}

/** Where lines of handlers go: to the logger, else to the standard error stream. */
export function outputOf(logger: Logger | undefined): (line: HandlerOutput) => void {
  return logger === undefined ? toStandardError : (line) => logOutput(logger, line);
}

/** Logs a handler's own output, which can't be masked. */
function logOutput(logger: Logger, { job, by, text }: HandlerOutput): void {
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

/** The first label above `internal` of what a call is given: of a parameter, or of anything inside of one. */
function closedLabel(params: readonly Parameter[], defs: Plan["schemas"]): string | undefined {
  for (const { label, schema } of params) {
    const confidentiality = isOpen(label) ? labelInside(schema, defs) : label.confidentiality;
    if (confidentiality !== undefined) return confidentiality;
  }
  return undefined;
}

/** A failure's words may repeat what its call was given: the labels of its arguments hold for them. */
function maskedError(
  closed: string | undefined,
  { name, message }: { readonly name: string; readonly message: string },
): Json {
  return { name, message: closed === undefined ? message : hidden(closed) };
}
