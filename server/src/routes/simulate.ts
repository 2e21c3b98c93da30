import type { JsonObject, PlanFile } from "@orchlang/plan";
import { maskedValue } from "@orchlang/runtime";
import type { Context } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { type Asked, anyJson, anyObject, count, list, type Route, record, text } from "../route.ts";
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
    handle: async (context, { by, body }) => {
      const file = planNamed(context.program, by, String(body.workflow_name));
      return { body: await played(context, file, { body, by }) };
    },
  },
];

async function played(
  { simulations, simulateMs }: Context,
  file: PlanFile,
  { body, by }: Pick<Asked, "body" | "by">,
): Promise<JsonObject> {
  const { plan } = file;
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  const names = (entry?.params ?? []).map(({ name }) => name);
  const strange = Object.keys((body.input ?? {}) as JsonObject).filter((name) => !names.includes(name));
  if (strange.length > 0)
    throw new ProblemError(422, "input", `There is no parameter \`${strange[0]}\`.`, names);
  const world = {
    ...(body.input === undefined ? {} : { input: body.input as JsonObject }),
    ...(typeof body.seed === "string" ? { seed: body.seed } : {}),
    ...(body.signals === undefined ? {} : { readings: body.signals as JsonObject }),
  };
  const run = await simulations.simulate({ file, world }, simulateMs);
  if ("refused" in run)
    throw run.refused === "input"
      ? new ProblemError(422, "input", run.message)
      : new ProblemError(
          503,
          "simulation_limit",
          `It did not end within ${simulateMs / 1000} s, others before it included. Try again, or give it less to do.`,
        );
  const { outcome, started, ended, events, spent, steps } = run;
  return {
    workflow: plan.entry,
    status: outcome?.status ?? "open",
    ...(outcome?.value === undefined
      ? {}
      : { value: maskedValue(outcome.value, entry?.result, plan.schemas, by.clearance) }),
    ...(outcome?.failure === undefined
      ? {}
      : {
          failure: {
            class: outcome.failure.class,
            name: outcome.failure.name,
            message: outcome.failure.message,
          },
        }),
    duration: ended - started,
    events,
    spent: { cost: spent.cost.map((money) => ({ ...money })), energy: spent.energy, tokens: spent.tokens },
    steps: steps.map(({ step, status, attempts, began }) => ({
      step,
      status,
      attempts,
      began: began - started,
    })),
  };
}
