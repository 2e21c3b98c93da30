import type { Json, JsonObject } from "@orchlang/plan";
import { orders } from "@orchlang/runtime/owner";
import type { Context } from "../context.ts";
import { forecastView } from "../forecast-view.ts";
import type { Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import { anyJson, forecast, list, record, text } from "../schemas.ts";
import { runNamed } from "./runs.ts";

type Word = (typeof orders)[number];

const order = {
  order: { type: "string", enum: [...orders] },
  step: { ...text, description: "the step that it is about, for `resolve`, `retry` and `skip`" },
  detail: {
    ...anyJson,
    description:
      'for `resolve`: {"completed": value}, {"failed": "why"} or "retry"; for `cancel`: {"undo": false} or {"force": true}',
  },
};
const why: JsonObject = { ...text, minLength: 1, maxLength: 1_000 };
const runs: JsonObject = { ...list(text), minItems: 1, maxItems: 200 };
const problem = record({ code: text, detail: text });

/** Orders of an operator, by run or for many, and their forecasts. */
export const orderRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/runs/:run/orders",
    operation: "orderRun",
    summary: "An operator's order: cancel, pause, unpause, resolve, retry or skip",
    group: "runs",
    role: "operator",
    keyed: true,
    action: "orders",
    params: record({ run: text }),
    body: record({ ...order, why }, ["step", "detail"]),
    status: 202,
    reply: record({ done: { const: true } }),
    handle: async (context, { by, params, body, key }) => {
      await ordered(context, by, params.run ?? "", body, key);
      return { body: { done: true } };
    },
  },
  {
    method: "POST",
    path: "/runs/:run/orders/forecast",
    operation: "forecastOrder",
    summary: "The consequences of an order: what would be undone, what would stay, what stands in doubt",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    body: record(order, ["step", "detail"]),
    reply: forecast,
    handle: async (context, { by, params, body }) => ({
      body: await foreseen(context, by, params.run ?? "", body),
    }),
  },
  {
    method: "POST",
    path: "/runs/orders",
    operation: "orderRuns",
    summary: "One order for many runs, each with its own result",
    group: "runs",
    role: "operator",
    keyed: true,
    action: "orders",
    body: record({ runs, ...order, why }, ["step", "detail"]),
    status: 202,
    reply: record({
      results: list(record({ run: text, done: { const: true }, problem }, ["done", "problem"])),
    }),
    handle: async (context, { by, body, key }) => ({
      body: {
        results: await forEach(body, async (run) => {
          await ordered(context, by, run, body, `${key} ${run}`);
          return { done: true };
        }),
      },
    }),
  },
  {
    method: "POST",
    path: "/runs/orders/forecast",
    operation: "forecastOrders",
    summary: "The consequences of one order for many runs",
    group: "runs",
    role: "viewer",
    body: record({ runs, ...order }, ["step", "detail"]),
    reply: record({ results: list(record({ run: text, forecast, problem }, ["forecast", "problem"])) }),
    handle: async (context, { by, body }) => ({
      body: {
        results: await forEach(body, async (run) => ({ forecast: await foreseen(context, by, run, body) })),
      },
    }),
  },
];

async function ordered(
  context: Context,
  by: Principal,
  name: string,
  body: JsonObject,
  key: string,
): Promise<void> {
  const { report } = await runNamed(context, by, name);
  const { step, word, detail } = wordOf(body);
  const reason = String(body.why);
  orProblem(await context.orchestrator.order(report.run, step, word, detail, reason, by.user, key));
}

async function foreseen(
  context: Context,
  by: Principal,
  name: string,
  body: JsonObject,
): Promise<JsonObject> {
  const { file, report } = await runNamed(context, by, name);
  const { step, word, detail } = wordOf(body);
  const supposed = { step, order: word, detail };
  const foresight = orProblem(await context.journal.foresee(report.run, supposed));
  const redaction = await redactionOf(context.journal, file.plan, report.run, by.clearance);
  return forecastView(foresight, {
    plan: file.plan,
    clearance: by.clearance,
    redacted: (said) => redaction.redacted(said),
  });
}

function wordOf({ order: word, step, detail = null }: JsonObject): {
  readonly step: string | undefined;
  readonly word: Word;
  readonly detail: Json;
} {
  return {
    step: typeof step === "string" ? step : undefined,
    word: orders.find((one) => one === word) ?? "pause",
    detail,
  };
}

/** One run after another. A run that refuses does not keep the others from it. */
async function forEach(
  { runs: listed }: JsonObject,
  work: (run: string) => Promise<JsonObject>,
): Promise<readonly JsonObject[]> {
  const names = Array.isArray(listed) ? [...new Set(listed.map(String))] : [];
  const results: JsonObject[] = [];
  for (const run of names) {
    try {
      results.push({ run, ...(await work(run)) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { code, detail } = error.problem;
      results.push({ run, problem: { code, detail } });
    }
  }
  return results;
}
