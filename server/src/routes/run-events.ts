import type { JsonObject } from "@orchlang/plan";
import { eventReader } from "../event-view.ts";
import type { Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import { anyJson, count, failure, list, record, text, time } from "../schemas.ts";
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
