import type { JsonObject } from "@orchlang/plan";
import type { Context } from "../context.ts";
import { eventReader } from "../event-view.ts";
import { maySee } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { redactionOf, summaryView } from "../run-view.ts";
import { anyJson, count, failure, list, oneOf, record, runSummary, text, time } from "../schemas.ts";
import { runNamed } from "./runs.ts";

const runEvent = record(
  {
    seq: count,
    at: time,
    kind: { ...text, description: "as the journal names it" },
    step: text,
    capability: text,
    attempt: count,
    args: anyJson,
    value: anyJson,
    status: text,
    standing: text,
    failure,
    by: text,
    why: text,
    order: text,
    due: time,
    rule: text,
    took: { type: "integer", description: "the arm, round or plan that was chosen" },
  },
  [
    ...["step", "capability", "attempt", "args", "value", "status", "standing"],
    ...["failure", "by", "why", "order", "due", "rule", "took"],
  ],
);

/** The journal of one run. */
export const runEventRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/runs/:run/events",
    operation: "listRunEvents",
    summary:
      "The events of a run as the journal has them, a page at a time; values above the clearance masked",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    query: record(
      {
        from: { ...count, default: 0, description: "the first event" },
        limit: { type: "integer", minimum: 1, maximum: 1000, default: 200 },
      },
      ["from", "limit"],
    ),
    reply: record({ run: text, events: list(runEvent), next: count, total: count }, ["next"]),
    handle: async (context, { by, params, query }) => {
      const { journal } = context;
      const { file, report } = await runNamed(context, by, params.run ?? "");
      const { plan } = file;
      const redaction = await redactionOf(journal, plan, report.run, by.clearance);
      const { clearance } = by;
      const reader = eventReader({ plan, clearance, redacted: (said) => redaction.redacted(said) });
      const from = Number(query.from ?? 0);
      const end = from + Number(query.limit ?? 200);
      const events: JsonObject[] = [];
      for await (const entry of journal.events(report.run)) {
        if (entry.seq >= end) break;
        const event = reader.add(entry);
        if (entry.seq >= from) events.push(event);
      }
      const next = end < report.events ? { next: end } : {};
      return { body: { run: report.run, events, ...next, total: report.events } };
    },
  },
];

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
      const records: JsonObject[] = [];
      for (const summary of page.runs)
        records.push({ summary: summaryView(summary), ...(await spansOf(journal, summary.run)) });
      const { next, total } = page;
      return { body: { runs: records, ...(next === undefined ? {} : { next }), total } };
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
