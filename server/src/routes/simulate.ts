import { spentOf, stepsOf } from "@orchlang/kernel/run";
import type { JsonObject } from "@orchlang/plan";
import { maskedValue } from "@orchlang/runtime";
import { simulate } from "@orchlang/simulator";
import { ProblemError } from "../problem.ts";
import { anyJson, anyObject, count, list, type Route, record, text } from "../route.ts";
import { duration, failure, oneOf, totals } from "../schemas.ts";
import { planNamed } from "./workflows.ts";

/** A plan played in a simulated world: no handler is called, nobody is asked, nothing is written. */
export const simulateRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/simulate",
    operation: "simulateWorkflow",
    summary: "Play a plan in a simulated world in which handlers succeed and people agree",
    group: "workflows",
    role: "viewer",
    body: record(
      {
        workflow_name: text,
        input: { ...anyObject, description: "arguments; those left out are made up" },
        seed: { type: "string", pattern: "^[0-9a-f]{16}$" },
        signals: { ...anyObject, description: "signals by qualified name" },
      },
      ["input", "seed", "signals"],
    ),
    reply: record(
      {
        workflow: text,
        status: oneOf("completed", "failed", "cancelled", "open"),
        value: anyJson,
        failure,
        duration,
        events: count,
        spent: totals,
        steps: list(record({ step: text, status: text, attempts: count, began: duration })),
      },
      ["value", "failure"],
    ),
    handle: ({ program }, { by, body }) => {
      const file = planNamed(program, by, String(body.workflow_name));
      return { body: played(file, body, by.clearance) };
    },
  },
];

function played(
  file: Parameters<typeof simulate>[0],
  body: JsonObject,
  clearance: "internal" | "personal",
): JsonObject {
  const { plan } = file;
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  const names = (entry?.params ?? []).map(({ name }) => name);
  const strange = Object.keys((body.input ?? {}) as JsonObject).filter((name) => !names.includes(name));
  if (strange.length > 0)
    throw new ProblemError(422, "input", `There is no parameter \`${strange[0]}\`.`, names);
  const run = simulated(file, {
    ...(body.input === undefined ? {} : { input: body.input as JsonObject }),
    ...(typeof body.seed === "string" ? { seed: body.seed } : {}),
    ...(body.signals === undefined ? {} : { readings: body.signals as JsonObject }),
  });
  const { closed } = run.state;
  const outcome = closed?.outcome;
  const spent = spentOf(run.state);
  return {
    workflow: plan.entry,
    status: outcome?.status ?? "open",
    ...(outcome?.value === undefined
      ? {}
      : { value: maskedValue(outcome.value, entry?.result, plan.schemas, clearance) }),
    ...(outcome?.failure === undefined
      ? {}
      : {
          failure: {
            class: outcome.failure.class,
            name: outcome.failure.name,
            message: outcome.failure.message,
          },
        }),
    duration: run.ended - run.started,
    events: run.events.length,
    spent: { cost: spent.cost.map((money) => ({ ...money })), energy: spent.energy, tokens: spent.tokens },
    steps: stepsOf(plan, run.state).map(({ step, status, attempts, began }) => ({
      step,
      status,
      attempts,
      began: began - run.started,
    })),
  };
}

/** The simulator throws a `TypeError` at an input that is not the plan's. */
function simulated(...[file, world]: Required<Parameters<typeof simulate>>): ReturnType<typeof simulate> {
  try {
    return simulate(file, world);
  } catch (error) {
    if (error instanceof TypeError) throw new ProblemError(422, "input", error.message);
    throw error;
  }
}
