import { stepName } from "@orchlang/runtime";
import type { OpenQuestion } from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import { forecastView } from "../forecast-view.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import { anyJson, count, forecast, list, record, text } from "../schemas.ts";
import { holds, planOf, taskSchema, taskView } from "../task-view.ts";

const done = record({ done: { const: true } });

export const taskRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/tasks",
    operation: "listTasks",
    summary: "One inbox: what people are asked and have not answered, over all runs, oldest first",
    group: "tasks",
    role: "approver",
    query: record(
      {
        role: text,
        run: text,
        workflow: text,
        mine: { type: "boolean", description: "only those that the token's user has the role for" },
        claimed: { type: "boolean", description: "only those kept for the token's user, or for nobody" },
        limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
      ["role", "run", "workflow", "mine", "claimed", "limit"],
    ),
    reply: record({ tasks: list(taskSchema), total: count }),
    handle: async (context, { by, query }) => {
      const asked = context.orchestrator
        .questions()
        .filter(({ role }) => query.role === undefined || role === query.role)
        .filter(({ run }) => query.run === undefined || run === query.run)
        .filter(({ role }) => query.mine !== true || holds(by, role))
        .filter(({ claims }) => query.claimed === undefined || claims.includes(by.user.id) === query.claimed);
      const seen: OpenQuestion[] = [];
      for (const question of asked) {
        const entry = (await planOf(context, question))?.plan.entry;
        if (entry === undefined || !maySee(by, entry)) continue;
        if (query.workflow === undefined || isNamed(entry, String(query.workflow))) seen.push(question);
      }
      const shown = seen.slice(0, Number(query.limit ?? 50));
      const tasks = await Promise.all(shown.map((question) => taskView(context, by, question)));
      const records = tasks.filter((task) => task !== undefined);
      records.sort((one, other) => Number(one.asked) - Number(other.asked));
      return { body: { tasks: records, total: seen.length } };
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
    reply: done,
    handle: async (context, { by, body, key }) => {
      if (context.orchestrator.hasTaken(key)) return again;
      const { run, call } = await questionOf(context, by, String(body.task));
      orProblem(await context.orchestrator.answer(run, stepName(call), body.value ?? null, by.user, key));
      return { body: { done: true } };
    },
  },
  {
    method: "POST",
    path: "/tasks/forecast",
    operation: "forecastAnswer",
    summary: "The consequences of an answer: what would begin, what would be undone, what would stay",
    group: "tasks",
    role: "approver",
    body: record({ task: text, value: anyJson }),
    reply: forecast,
    handle: async (context, { by, body }) => {
      const { journal } = context;
      const { run, call, role } = await questionOf(context, by, String(body.task));
      const { plan } = orProblem(await journal.plan(run));
      const supposed = { step: stepName(call), answer: body.value ?? null };
      const foresight = orProblem(await journal.foresee(run, supposed));
      // As in the question itself, whoever is asked sees personal values.
      const clearance = holds(by, role) ? "personal" : by.clearance;
      const redaction = await redactionOf(journal, plan, run, clearance);
      const redacted = (said: string): string => redaction.redacted(said);
      return { body: forecastView(foresight, { plan, clearance, redacted }) };
    },
  },
  {
    method: "POST",
    path: "/tasks/claim",
    operation: "claimTask",
    summary: "Keep a task for the token's user, who alone answers it then",
    group: "tasks",
    role: "approver",
    keyed: true,
    body: record({ task: text }),
    status: 202,
    reply: done,
    handle: async (context, { by, body, key }) => {
      if (context.orchestrator.hasTaken(key)) return again;
      const { ref, role } = await questionOf(context, by, String(body.task));
      needsRole(by, role);
      orProblem(await context.orchestrator.claim(ref, { holder: by.user.id }, by.user, key));
      return { body: { done: true } };
    },
  },
  {
    method: "POST",
    path: "/tasks/release",
    operation: "releaseTask",
    summary: "Give a claimed task back to everybody; an operator also releases the claims of others",
    group: "tasks",
    role: "approver",
    keyed: true,
    body: record({ task: text, from: text }, ["from"]),
    status: 202,
    reply: done,
    handle: async (context, { by, body, key }) => {
      if (context.orchestrator.hasTaken(key)) return again;
      const { ref } = await questionOf(context, by, String(body.task));
      const instead = holderOf(by, body.from);
      orProblem(await context.orchestrator.claim(ref, { instead }, by.user, key));
      return { body: { done: true } };
    },
  },
  {
    method: "POST",
    path: "/tasks/delegate",
    operation: "delegateTask",
    summary: "Keep a task for somebody else, instead of the token's user or of who has claimed it",
    group: "tasks",
    role: "approver",
    keyed: true,
    body: record({ task: text, to: { ...text, minLength: 1, maxLength: 200 }, from: text }, ["from"]),
    status: 202,
    reply: done,
    handle: async (context, { by, body, key }) => {
      if (context.orchestrator.hasTaken(key)) return again;
      const { ref, role, claims } = await questionOf(context, by, String(body.task));
      if (!includes(by.role, "operator")) needsRole(by, role);
      const from = holderOf(by, body.from);
      const instead = claims.includes(from) ? { instead: from } : {};
      orProblem(await context.orchestrator.claim(ref, { holder: String(body.to), ...instead }, by.user, key));
      return { body: { done: true } };
    },
  },
];

/** The response to a request that is sent again: its task may be closed since. */
const again = { body: { done: true } };

async function questionOf(context: Context, by: Principal, task: string): Promise<OpenQuestion> {
  const question = context.orchestrator.questions().find(({ ref }) => ref === task);
  const file = question && (await planOf(context, question));
  if (question !== undefined && file !== undefined && maySee(by, file.plan.entry)) return question;
  throw new ProblemError(
    404,
    "unknown_task",
    "There is no such open task: it was answered, or its run has gone on. List the tasks again.",
  );
}

function needsRole(by: Principal, role: string): void {
  if (!holds(by, role))
    throw new ProblemError(403, "not_asked", `Only somebody who is \`${role}\` may claim it or hand it on.`);
}

/** The holder of a claim: the caller, or for an operator anybody. */
function holderOf(by: Principal, from: unknown): string {
  if (typeof from !== "string" || from === by.user.id) return by.user.id;
  if (includes(by.role, "operator")) return from;
  throw new ProblemError(403, "role", "Only an operator acts on the claims of others.");
}

function isNamed(entry: string, name: string): boolean {
  return entry === name || entry.endsWith(`.${name}`);
}
