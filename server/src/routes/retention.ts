import type { Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import { retentionSchema } from "../retention.ts";
import type { Route } from "../route.ts";
import { count, list, record, text, time } from "../schemas.ts";

/** How long ended runs are kept, what is due to be pruned, and pruning it at once. */
export const retentionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/retention",
    operation: "readRetention",
    summary:
      "How long ended runs and events are kept, and what a pass would prune now: the runs, oldest first, and how many events",
    group: "audit",
    role: "operator",
    query: record({ limit: { ...count, minimum: 1, maximum: 1_000 } }, ["limit"]),
    reply: record({
      settings: retentionSchema,
      due: list(record({ run: text, workflow: text, started: time, events: count })),
      more: { type: "boolean", description: "there are more than `limit`" },
      events: {
        ...count,
        description: "events, readings, answers and decisions that a pass would prune now",
      },
      pruned: { ...count, description: "runs pruned since the server started" },
    }),
    handle: async ({ retention }, { by, query }) => {
      needsAll(by);
      const limit = Number(query.limit ?? 100);
      const due = orProblem(await retention.due(limit + 1));
      const { until, from } = orProblem(await retention.dueEvents());
      return {
        body: {
          settings: retention.settings,
          due: due
            .slice(0, limit)
            .map(({ run, entry, started, events }) => ({ run, workflow: entry, started, events })),
          more: due.length > limit,
          events: until - from,
          pruned: retention.counts.pruned,
        },
      };
    },
  },
  {
    method: "POST",
    path: "/retention/prune",
    operation: "pruneRuns",
    summary:
      "Prune now what the retention settings do not keep any longer; a repetition prunes what is due since",
    group: "audit",
    role: "admin",
    body: record({}),
    reply: record({ pruned: count, events: count }),
    handle: async ({ retention }, { by }) => {
      needsAll(by);
      return { body: orProblem(await retention.pass(by.user.id)) };
    },
  },
];

function needsAll({ plans }: Principal): void {
  if (plans !== undefined)
    throw new ProblemError(
      403,
      "plans",
      "A token of some plans does not prune, and does not see the whole installation.",
    );
}
