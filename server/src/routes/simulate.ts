import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan, PlanFile } from "@orchlang/plan";
import { maskedValue } from "@orchlang/runtime";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Asked, Route } from "../route.ts";
import {
  anyJson,
  anyObject,
  count,
  duration,
  failure,
  list,
  oneOf,
  record,
  text,
  totals,
} from "../schemas.ts";
import { refusing } from "../task-view.ts";
import { runNamed } from "./runs.ts";
import { planNamed } from "./workflows.ts";

const reply = record(
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
);

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
    reply,
    handle: async (context, { by, body }) => {
      const file = planNamed(context.program, by, String(body.workflow_name));
      return { body: await played(context, file, { body, by }) };
    },
  },
  {
    method: "POST",
    path: "/runs/:run/simulate",
    operation: "simulateRun",
    summary:
      "Play a run on from one of its events: the same input, answers and faults until then, afterwards handlers succeed",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    body: record(
      {
        at: { ...count, description: "the last event that counts; left out: all of them" },
        people: {
          ...oneOf("agree", "refuse"),
          description: "left out: as they did, and those still to be asked agree",
        },
        version: { ...oneOf("same", "newest"), description: "of the plan; left out: that of the run" },
      },
      ["at", "people", "version"],
    ),
    reply,
    handle: async (context, { by, params, body }) => {
      const { file, report } = await runNamed(context, by, params.run ?? "");
      const newest = body.version === "newest" ? planNamed(context.program, by, file.plan.entry) : file;
      const last = typeof body.at === "number" ? body.at : Number.POSITIVE_INFINITY;
      const events: RunEvent[] = [];
      for await (const { seq, event } of context.journal.events(report.run))
        if (seq <= last) events.push(event);
      const people =
        body.people === "refuse" || body.people === "agree" ? answersOf(newest.plan, body.people) : {};
      const { flags, kinds, schemas } = context.program.world;
      const around = {
        flags: Object.values(flags).map(({ name, value }) => ({ name, value })),
        kinds,
        schemas,
      };
      const work = { file: newest, context: around, events, plan: file.plan, people };
      return {
        body: outcomeOf(newest, await context.simulations.simulate(work, context.simulateMs), context, by),
      };
    },
  },
];

/** The same yes or no to every question that is one. */
function answersOf(plan: Plan, as: "agree" | "refuse"): JsonObject {
  const answers = Object.entries(plan.capabilities).flatMap(([name, { human, result }]): [string, Json][] => {
    const no = human === undefined || result === null ? undefined : refusing(result.schema, plan);
    if (no === undefined) return [];
    return [[name, as === "refuse" ? no : agreed(no)]];
  });
  return Object.fromEntries(answers);
}

function agreed(no: Json): Json {
  if (no === false) return true;
  if (typeof no !== "object" || no === null || Array.isArray(no)) return no;
  return Object.fromEntries(Object.entries(no).map(([name, one]) => [name, agreed(one)]));
}

async function played(
  context: Context,
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
  return outcomeOf(
    file,
    await context.simulations.simulate({ file, world }, context.simulateMs),
    context,
    by,
  );
}

function outcomeOf(
  { plan }: PlanFile,
  run: Awaited<ReturnType<Context["simulations"]["simulate"]>>,
  { simulateMs }: Context,
  by: Principal,
): JsonObject {
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
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
      : {
          value: maskedValue(outcome.value, entry?.result, {
            schemas: plan.schemas,
            clearance: by.clearance,
          }),
        }),
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
