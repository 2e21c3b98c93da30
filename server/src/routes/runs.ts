import { createHash } from "node:crypto";
import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { RunDetail } from "@orchlang/runtime";
import { lifecycleReader } from "@orchlang/runtime/library";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { redactionOf, runView, summaryView } from "../run-view.ts";
import {
  anyJson,
  count,
  list,
  record,
  runDetail,
  runSummary,
  text,
  timelineEntry as timelineEntrySchema,
} from "../schemas.ts";
import { timelineEntryOf } from "../timeline-view.ts";
import { withCandidates } from "../work/why-waiting.ts";

const runParam = record({ run: text });

export const runRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/runs",
    operation: "listRuns",
    summary: "Runs, newest first, a page at a time",
    group: "runs",
    role: "viewer",
    query: record(
      {
        status: {
          type: "string",
          enum: ["running", "waiting", "attention", "completed", "failed", "cancelled", "damaged"],
        },
        workflow: text,
        attention: { type: "boolean" },
        cursor: text,
        limit: { type: "integer", minimum: 1, maximum: 500, default: 50 },
      },
      ["status", "workflow", "attention", "cursor", "limit"],
    ),
    reply: record({ runs: list(runSummary), next: text, total: count }, ["next"]),
    handle: async ({ runs }, { by, query }) => {
      const filter = {
        ...(typeof query.status === "string" ? { status: query.status } : {}),
        ...(typeof query.workflow === "string" ? { entry: query.workflow } : {}),
        ...(typeof query.attention === "boolean" ? { attention: query.attention } : {}),
      };
      const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
      const page = await runs.page(filter, cursor, Number(query.limit ?? 50), (entry) => maySee(by, entry));
      if (page === undefined)
        throw new ProblemError(400, "unknown_cursor", "Begin again without `cursor`: the list has changed.");
      const { next, total } = page;
      return {
        body: { runs: page.runs.map(summaryView), ...(next === undefined ? {} : { next }), total },
      };
    },
  },
  {
    method: "GET",
    path: "/runs/:run",
    operation: "getRun",
    summary: "One run: its steps, what it waits for, what it has spent; as it is or as it was after an event",
    group: "runs",
    role: "viewer",
    params: runParam,
    query: record({ at: count }, ["at"]),
    reply: runDetail,
    handle: async (context, { by, params, query }) => {
      const { file, report } = await runNamed(context, by, params.run ?? "", query.at);
      const view = await runView(context.journal, file, report, by.clearance);
      const known = query.at === undefined ? withCandidates(view, context, report.run) : view;
      return { body: withReferences(known, report.run) };
    },
  },
  {
    method: "GET",
    path: "/values/:hash",
    operation: "getValue",
    summary: "A value of a run above 32 KiB, by the hash that stands for it, as the caller may see it",
    group: "runs",
    role: "viewer",
    params: record({ hash: { ...text, pattern: "^sha256:[0-9a-f]{64}$" } }),
    query: record({ run: text }),
    reply: record({ value: anyJson }),
    handle: async (context, { by, params, query }) => {
      const { file, report } = await runNamed(context, by, String(query.run));
      const view = await runView(context.journal, file, report, by.clearance);
      const value = valueOfHash(view, params.hash ?? "");
      if (value === undefined)
        throw new ProblemError(
          404,
          "unknown_value",
          "The run has no such value, or it is shown to you otherwise.",
        );
      return { body: { value } };
    },
  },
  {
    method: "GET",
    path: "/runs/:run/timeline",
    operation: "getTimeline",
    summary: "The events of a run, in order",
    group: "runs",
    role: "viewer",
    params: runParam,
    reply: record({ run: text, entries: list(timelineEntrySchema) }),
    handle: async (context, { by, params }) => {
      const { file, report } = await runNamed(context, by, params.run ?? "");
      const redaction = await redactionOf(context.journal, file.plan, report.run, by.clearance);
      const reader = lifecycleReader(report.run, file);
      const entries: JsonObject[] = [];
      for await (const entry of context.journal.events(report.run))
        for (const event of reader.add(entry))
          entries.push(
            shortened(
              timelineEntryOf(event, file, by, (said) => redaction.redacted(said)),
              report.run,
            ),
          );
      return { body: { run: report.run, entries } };
    },
  },
];

/** By its id or an unambiguous beginning of it. A run of a plan that the token may not see does not exist for it. */
export async function runNamed(
  { journal }: Context,
  by: Principal,
  beginning: string,
  at?: unknown,
): Promise<{ readonly file: PlanFile; readonly report: RunDetail }> {
  const { run } = orProblem(await journal.find(beginning));
  const file = orProblem(await journal.plan(run));
  if (!maySee(by, file.plan.entry))
    throw new ProblemError(404, "unknown_run", `There is no run \`${beginning}\`.`);
  const report = orProblem(await journal.detail(run, typeof at === "number" ? at : undefined));
  return { file, report };
}

function shortened(entry: JsonObject, run: string): JsonObject {
  return entry.output === undefined ? entry : { ...entry, output: byReference(entry.output, run) };
}

/** Above it, a value of a run is in responses by its hash: lists of steps stay small. Characters of its JSON. */
const inlineMax = 32 * 1024;

/** SHA-256 of a value's canonical JSON (RFC 8785), as somebody sees it: after masking. */
function hashOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** The value, or what stands for it where it is large: `{"$value": HASH, "chars": N, "at": PATH}`. */
function byReference(value: Json, run: string): Json {
  const text = JSON.stringify(value);
  if (text.length <= inlineMax) return value;
  const hash = hashOf(canonical(value));
  return { $value: hash, chars: text.length, at: `/values/${hash}?run=${run}` };
}

/** A run's view with its large values by reference: its result, each parameter of its input, the result of each step. */
function withReferences(view: JsonObject, run: string): JsonObject {
  const input = Object.entries((view.input ?? {}) as JsonObject).map(([name, value]) => [
    name,
    byReference(value, run),
  ]);
  const steps = (view.steps ?? []) as readonly JsonObject[];
  return {
    ...view,
    input: Object.fromEntries(input),
    ...referred(view, run),
    steps: steps.map((step) => ({ ...step, ...referred(step, run) })),
  };
}

function referred({ value }: JsonObject, run: string): JsonObject {
  return value === undefined ? {} : { value: byReference(value, run) };
}

/** The value of this hash in a run's view; undefined: it has none. */
function valueOfHash(view: JsonObject, hash: string): Json | undefined {
  const steps = (view.steps ?? []) as readonly JsonObject[];
  const all = [
    view.value,
    ...Object.values((view.input ?? {}) as JsonObject),
    ...steps.map(({ value }) => value),
  ];
  return all.find((value) => value !== undefined && hashOf(canonical(value)) === hash);
}
