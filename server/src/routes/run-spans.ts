import type { JsonObject } from "@orchlang/plan";
import type { Context } from "../context.ts";
import { maySee } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { summaryView } from "../run-view.ts";
import { count, list, oneOf, record, runSummary, text, time } from "../schemas.ts";

const span = record({ step: text, capability: text, status: text, began: time, ended: time }, [
  "capability",
  "ended",
]);

/** Several runs on one time axis. */
export const runSpanRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/runs/spans",
    operation: "listRunSpans",
    summary: "Runs with when they and their steps began and ended, newest first: no value of a run is in it",
    group: "runs",
    role: "viewer",
    query: record(
      {
        status: oneOf("running", "waiting", "attention", "completed", "failed", "cancelled", "damaged"),
        workflow: text,
        cursor: text,
        limit: { type: "integer", minimum: 1, maximum: 100, default: 25 },
      },
      ["status", "workflow", "cursor", "limit"],
    ),
    reply: record(
      {
        runs: list(record({ summary: runSummary, ended: time, steps: list(span) }, ["ended"])),
        next: text,
        total: count,
      },
      ["next"],
    ),
    handle: async ({ journal, runs }: Context, { by, query }) => {
      const filter = {
        ...(typeof query.status === "string" ? { status: query.status } : {}),
        ...(typeof query.workflow === "string" ? { entry: query.workflow } : {}),
      };
      const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
      const page = await runs.page(filter, cursor, Number(query.limit ?? 25), (entry) => maySee(by, entry));
      if (page === undefined)
        throw new ProblemError(400, "unknown_cursor", "Begin again without `cursor`: the list has changed.");
      const found: JsonObject[] = [];
      for (const summary of page.runs)
        found.push({ summary: summaryView(summary), ...(await spansOf(journal, summary.run)) });
      const { next, total } = page;
      return { body: { runs: found, ...(next === undefined ? {} : { next }), total } };
    },
  },
];

/** A run that cannot be read has no steps: its status says `damaged`. */
async function spansOf(journal: Context["journal"], run: string): Promise<JsonObject> {
  const report = await journal.detail(run);
  if ("refused" in report) return { steps: [] };
  const { ended, steps } = report;
  return {
    ...(ended === undefined ? {} : { ended }),
    steps: steps.map(
      ({ step, capability, status, began, ended: over }): JsonObject => ({
        step,
        ...(capability === undefined ? {} : { capability }),
        status,
        began,
        ...(over === undefined ? {} : { ended: over }),
      }),
    ),
  };
}
