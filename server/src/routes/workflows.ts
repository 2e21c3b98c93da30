import { type Json, type JsonObject, type PlanFile, planFileSchema, type Schema } from "@orchlang/plan";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { linkIn } from "../observability/spans.ts";
import { parentNote } from "../observability/tracer.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, list, record, text } from "../schemas.ts";

/* Parts of a plan file that responses contain as they are. */

const definitions = (planFileSchema.$defs ?? {}) as Readonly<Record<string, JsonObject>>;

/** A definition of the plan file's schema with what it refers to in place; none of those used here is recursive. */
function planPart(name: string): JsonObject {
  return inPlace(definitions[name] ?? {}) as JsonObject;
}

function inPlace(schema: Json): Json {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((one: Json) => inPlace(one));
  const { $ref } = schema as JsonObject;
  if (typeof $ref === "string") return planPart($ref.replace("#/$defs/", ""));
  return Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, inPlace(one)]));
}

const runBounds: JsonObject = planPart("RunBounds");
const obligation: JsonObject = planPart("Obligation");

const workflowFields = {
  name: text,
  plan: text,
  parameters: list(record({ name: text, schema: anyJson })),
  bounds: runBounds,
  triggers: list(text),
};
const workflow = record(workflowFields);
const workflowDetail = record(
  {
    ...workflowFields,
    goal: {
      ...record({
        phrases: list(text),
        optimize: text,
        alternatives: list(record({ name: text, bounds: runBounds })),
      }),
      description: "of a goal: the plans that fulfil it, in the order in which they are tried",
    },
    guardrails: list(record({ name: text, severity: text })),
    verdicts: list(obligation),
    capabilities: list(record({ name: text, kind: text })),
  },
  ["goal"],
);

export const workflowRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/workflows",
    operation: "listWorkflows",
    summary: "The plans and goals that can be started, with their bounds and triggers",
    group: "workflows",
    role: "viewer",
    reply: record({ workflows: list(workflow) }),
    handle: ({ program }, { by }) => ({
      body: {
        workflows: program.plans
          .filter(({ plan }) => maySee(by, plan.entry))
          .map((file) => workflowView(file, program)),
      },
    }),
  },
  {
    method: "GET",
    path: "/workflows/:workflow_name",
    operation: "getWorkflow",
    summary: "One plan or goal, with the rules that meet it and the verdict on each",
    group: "workflows",
    role: "viewer",
    params: record({ workflow_name: text }),
    reply: workflowDetail,
    handle: ({ program }, { by, params }) => {
      const file = planNamed(program, by, params.workflow_name ?? "");
      const { guardrails, obligations, capabilities, goals, entry } = file.plan;
      const goal = goals[entry];
      return {
        body: {
          ...workflowView(file, program),
          ...(goal === undefined ? {} : { goal: goalView(goal, file.plan) }),
          guardrails: guardrails.map(({ name, severity }) => ({ name, severity })),
          verdicts: obligations as unknown as JsonObject[],
          capabilities: Object.values(capabilities).map(({ name, kind }) => ({ name, kind })),
        },
      };
    },
  },
  {
    method: "POST",
    path: "/workflow/execute",
    operation: "executeWorkflow",
    summary: "Start a run of a plan or goal in the name of the token's user",
    group: "workflows",
    role: "operator",
    keyed: true,
    body: record(
      {
        workflow_name: text,
        input: anyJson,
        budget: { ...text, description: "of a goal: limits of this run, as `cost <= $5, latency <= 10m`" },
        keep: {
          ...text,
          description: "of a goal: labels of data that stay at a tier, as `personal at device`",
        },
        optimize: { ...text, description: "of a goal: what makes one of its plans better, as `privacy`" },
        alternatives: {
          ...{ type: "integer", minimum: 1 },
          description: "of a goal: how many of its plans are tried at most, and no more than the goal says",
        },
      },
      ["input", "budget", "keep", "optimize", "alternatives"],
    ),
    status: 202,
    reply: record({ run: text, workflow: text, plan: text, bounds: runBounds, without: list(text) }),
    handle: async ({ orchestrator, program }, { by, body, key, traceparent }) => {
      const { file, without } = requested(program, planNamed(program, by, String(body.workflow_name)), body);
      const { run } = orProblem(
        await orchestrator.start({
          plan: file,
          input: body.input ?? {},
          root: program.root,
          user: by.user,
          request: key,
          ...(program.certificates === undefined ? {} : { certificates: program.certificates }),
        }),
      );
      // Its trace is linked to the caller's.
      if (traceparent !== undefined && linkIn(traceparent) !== undefined)
        await orchestrator.note(parentNote, { run, traceparent }, `${parentNote} ${run}`);
      const { entry: name, bounds } = file.plan;
      return {
        body: {
          run,
          workflow: name,
          plan: file.id,
          bounds: bounds as unknown as JsonObject,
          without: [...without],
        },
      };
    },
  },
];

/** The plan with the limits and the strategy of the request compiled into it. */
function requested(
  { forRequest }: Context["program"],
  file: PlanFile,
  { budget, keep, optimize, alternatives }: JsonObject,
): { readonly file: PlanFile; readonly without: readonly string[] } {
  if (budget === undefined && keep === undefined && optimize === undefined && alternatives === undefined)
    return { file, without: [] };
  if (file.plan.goals[file.plan.entry] === undefined || forRequest === undefined)
    throw new ProblemError(422, "no_goal", "Only a goal takes limits and a strategy with the request.");
  const result = forRequest(file.plan.entry, {
    ...(typeof budget === "string" ? { budget } : {}),
    ...(typeof keep === "string" ? { keep } : {}),
    ...(typeof optimize === "string" ? { optimize } : {}),
    ...(typeof alternatives === "number" ? { alternatives: String(alternatives) } : {}),
  });
  if ("plan" in result) return { file: result.plan, without: result.without };
  const isRead = result.why === "over_limits";
  const detail = isRead
    ? "No plan of the goal keeps these limits in every run."
    : "The limits or the strategy can't be read.";
  throw new ProblemError(422, result.why, detail, result.faults);
}

function goalView({ intents, optimize, alternatives }: Goal, { routines }: PlanFile["plan"]): JsonObject {
  return {
    phrases: intents,
    optimize,
    alternatives: alternatives.flatMap((name): JsonObject[] => {
      const bounds = routines[name]?.bounds;
      return bounds === undefined ? [] : [{ name, bounds: bounds as unknown as JsonObject }];
    }),
  };
}

type Goal = PlanFile["plan"]["goals"][string];

function workflowView({ id, plan }: PlanFile, { world }: Context["program"]): JsonObject {
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  return {
    name: plan.entry,
    plan: id,
    parameters: (entry?.params ?? []).map(({ name, schema }) => ({ name, schema: whole(schema, plan) })),
    bounds: plan.bounds as unknown as JsonObject,
    triggers: world.triggers.filter(({ starts }) => starts.target === plan.entry).map(({ name }) => name),
  };
}

/** With the named types that it refers to, so that a form can be made of it alone. */
function whole(schema: Schema, { schemas }: PlanFile["plan"]): Schema {
  return typeof schema === "object" && JSON.stringify(schema).includes('"$ref"')
    ? { ...schema, $defs: schemas as JsonObject }
    : schema;
}

/** By its qualified name, or its last part where only one plan has it. */
export function planNamed({ plans }: Context["program"], by: Principal, name: string): PlanFile {
  const visible = plans.filter(({ plan }) => maySee(by, plan.entry));
  const planFiles = visible.filter(({ plan }) => plan.entry === name || plan.entry.endsWith(`.${name}`));
  const [file] = planFiles;
  if (file !== undefined && planFiles.length === 1) return file;
  const names = (planFiles.length > 1 ? planFiles : visible).map(({ plan }) => plan.entry);
  throw new ProblemError(
    planFiles.length > 1 ? 409 : 404,
    planFiles.length > 1 ? "ambiguous_workflow" : "unknown_workflow",
    planFiles.length > 1
      ? `\`${name}\` names several plans: give the whole name.`
      : `There is no plan \`${name}\`; \`faults\` lists those that can be started.`,
    names,
  );
}
