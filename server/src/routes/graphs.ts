import { planGraph } from "../graph/plan-graph.ts";
import { runGraph } from "../graph/run-graph.ts";
import { planGraphSchema, runGraphSchema } from "../graph/schemas.ts";
import type { Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import { count, record, text } from "../schemas.ts";
import { runNamed } from "./runs.ts";
import { planNamed } from "./workflows.ts";

/** Plans and runs as graphs, placed as in the compiler's drawings. */
export const graphRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/workflows/:workflow_name/graph",
    operation: "getWorkflowGraph",
    summary: "A plan as nodes, edges and groups, with their places in pixels",
    group: "workflows",
    role: "viewer",
    params: record({ workflow_name: text }),
    reply: planGraphSchema,
    handle: ({ program }, { by, params }) => ({
      body: planGraph(planNamed(program, by, params.workflow_name ?? "")),
    }),
  },
  {
    method: "GET",
    path: "/runs/:run/graph",
    operation: "getRunGraph",
    summary: "The graph of a run's plan with the state of every node, now or after an event",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    query: record({ at: count }, ["at"]),
    reply: runGraphSchema,
    handle: async (context, { by, params, query }) => {
      const { file, report } = await runNamed(context, by, params.run ?? "", query.at);
      const redaction = await redactionOf(context.journal, file.plan, report.run, by.clearance);
      return { body: runGraph(file, report, (said) => redaction.redacted(said)) };
    },
  },
];
