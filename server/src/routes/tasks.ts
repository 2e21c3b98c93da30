import type { JsonObject, PlanFile } from "@orchlang/plan";
import { answerSchemaOf, stepName } from "@orchlang/runtime";
import type { OpenQuestion } from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import { anyJson, anyObject, list, type Route, record, text } from "../route.ts";
import { redactionOf } from "../run-view.ts";

export const taskRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/tasks",
    operation: "listTasks",
    summary: "What people are asked and have not answered, over all runs",
    group: "tasks",
    role: "approver",
    query: record({ role: text, run: text, mine: { type: "boolean" } }, ["role", "run", "mine"]),
    reply: record({ tasks: list(anyObject) }),
    handle: async (context, { by, query }) => {
      const asked = context.orchestrator
        .questions()
        .filter(({ role }) => query.role === undefined || role === query.role)
        .filter(({ run }) => query.run === undefined || run === query.run)
        .filter(({ role }) => query.mine !== true || holds(by, role));
      const tasks = await Promise.all(asked.map((question) => taskView(context, by, question)));
      return { body: { tasks: tasks.filter((task) => task !== undefined) } };
    },
  },
  {
    method: "POST",
    path: "/tasks/answer",
    operation: "answerTask",
    summary: "Answer a task in the name of the token's user, who must have the role that is asked",
    group: "tasks",
    role: "approver",
    keyed: true,
    body: record({ task: text, value: anyJson }),
    status: 202,
    reply: record({ done: { const: true } }),
    handle: async (context, { by, body, key }) => {
      const { orchestrator } = context;
      const question = orchestrator.questions().find(({ ref }) => ref === body.task);
      const file = question && (await planOf(context, question));
      if (question === undefined || file === undefined || !maySee(by, file.plan.entry))
        throw new ProblemError(
          404,
          "unknown_task",
          "There is no such open task: it was answered, or its run has gone on. List the tasks again.",
        );
      const { run, call } = question;
      const step = stepName(call);
      orProblem(await orchestrator.answer(run, step, body.value ?? null, by.user, key));
      return { body: { done: true } };
    },
  },
];

async function planOf({ journal }: Context, { run }: OpenQuestion): Promise<PlanFile | undefined> {
  const file = await journal.plan(run);
  return "refused" in file ? undefined : file;
}

async function taskView(
  context: Context,
  by: Principal,
  question: OpenQuestion,
): Promise<JsonObject | undefined> {
  const file = await planOf(context, question);
  if (file === undefined || !maySee(by, file.plan.entry)) return undefined;
  const { ref, run, call, role, show, approval, later } = question;
  const schema = answerSchemaOf(file.plan, call, approval);
  // The person who is asked sees personal values in the question; nobody is sent a secret.
  const clearance = holds(by, role) ? "personal" : by.clearance;
  const redaction = await redactionOf(context.journal, file.plan, run, clearance);
  return {
    task: ref,
    run,
    workflow: file.plan.entry,
    step: stepName(call),
    role,
    show: redaction.redacted(show),
    approval,
    later: later.map((next) => next.role),
    ...(schema === undefined ? {} : { answer: schema as JsonObject }),
  };
}

function holds({ user }: Principal, role: string): boolean {
  return user.roles.some((one) => one === role || role.endsWith(`.${one}`));
}
