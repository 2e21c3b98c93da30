import type { JsonObject, Plan, PlanFile } from "@orchlang/plan";
import {
  type Journal,
  maskedArguments,
  maskedValue,
  type RunDetail,
  type StepView,
  type WaitingFor,
} from "@orchlang/runtime";
import { Redaction, secretReader } from "@orchlang/runtime/library";
import { aheadView } from "./forecast-view.ts";
import type { Clearance } from "./identity/token.ts";
import { type IndexedRun, needsAttention, shownStatus } from "./run-list.ts";

/** A run in a list. Nothing in it is a value of the run. */
export function summaryView(summary: IndexedRun): JsonObject {
  const { run, entry, plan, started, events, paused, waiting, progress, ahead } = summary;
  return {
    run,
    entry,
    plan,
    started,
    events,
    status: shownStatus(summary),
    attention: needsAttention(summary),
    paused: paused === true,
    waiting: waiting.map((one) => withoutWhy(waitingView(one, () => ""))),
    ...(progress === undefined ? {} : { progress: { ...progress } }),
    ...(ahead === undefined ? {} : { remaining: aheadView(ahead) }),
  };
}

/** The reason may quote values of the run. All else are names of the plan. */
function withoutWhy({ why: _, ...waiting }: JsonObject): JsonObject {
  return waiting;
}

/** Why a run does not go on, without the question that a person is shown. */
export function waitingView(waiting: WaitingFor, redacted: (text: string) => string): JsonObject {
  const { step } = waiting;
  const until = "until" in waiting && waiting.until !== undefined ? { until: waiting.until } : {};
  switch (waiting.for) {
    case "answer": {
      const due = waiting.due === undefined ? {} : { until: waiting.due };
      return { step, for: waiting.for, role: waiting.role, ...due };
    }
    case "resource":
      return { step, for: waiting.for, pool: waiting.pool, ...until };
    case "policy": {
      const { policy, again } = waiting;
      return { step, for: waiting.for, policy, again, why: redacted(waiting.because), ...until };
    }
    case "operator": {
      const orders = waiting.orders.map((one) => ({ ...one }));
      return { step, for: waiting.for, why: redacted(waiting.why), about: waiting.about, orders };
    }
    case "event":
    case "condition": {
      const event = waiting.event === undefined ? {} : { event: waiting.event };
      return { step, for: waiting.for, ...event, ...until };
    }
    default:
      return { step, for: waiting.for, ...until };
  }
}

/** A run as somebody with this clearance may see it: values by their types, texts without the values above it. */
export async function runView(
  journal: Journal,
  { plan }: PlanFile,
  report: RunDetail,
  clearance: Clearance,
): Promise<JsonObject> {
  const redaction = await redactionOf(journal, plan, report.run, clearance);
  const failureOf = ({ failure }: { readonly failure?: StepView["failure"] }): JsonObject =>
    failure === undefined
      ? {}
      : {
          failure: {
            class: failure.class,
            name: failure.name,
            message: redaction.redacted(failure.message),
          },
        };
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  const { at, ended, value, steps, spent } = report;
  return {
    ...summaryView(report),
    at,
    ...(ended === undefined ? {} : { ended }),
    ...(value === undefined
      ? {}
      : { value: maskedValue(value, entry?.result, { schemas: plan.schemas, clearance }) }),
    ...failureOf(report),
    input: maskedArguments(entry?.params ?? [], report.input, { schemas: plan.schemas, clearance }),
    waiting: report.waiting.map((one) => waitingView(one, (text) => redaction.redacted(text))),

    steps: steps.map((step): JsonObject => {
      const { step: name, capability, status, standing, attempts, began, ended: stepEnded } = step;
      const result = resultType(plan, step);
      return {
        step: name,
        ...(capability === undefined ? {} : { capability }),
        status,
        standing,
        attempts,
        began,
        ...(stepEnded === undefined ? {} : { ended: stepEnded }),
        ...(step.value === undefined
          ? {}
          : { value: maskedValue(step.value, result, { schemas: plan.schemas, clearance }) }),
        ...failureOf(step),
        cost: step.spent.cost.map((money) => ({ ...money })),
      };
    }),
    spent: { cost: spent.cost.map((money) => ({ ...money })), energy: spent.energy, tokens: spent.tokens },
  };
}

function resultType(plan: Plan, { capability }: StepView): Parameters<typeof maskedValue>[1] {
  if (capability === undefined) return undefined;
  const called = plan.capabilities[capability] ?? plan.routines[capability] ?? plan.goals[capability];
  return called?.result;
}

/** Knows every value of the run that is labelled above the clearance. */
export async function redactionOf(
  journal: Journal,
  plan: Plan,
  run: string,
  clearance: Clearance,
): Promise<Redaction> {
  const redaction = new Redaction();
  const reader = secretReader(plan, clearance);
  for await (const { seq, event } of journal.events(run)) redaction.add(reader.add(seq, event));
  return redaction;
}
