import type { JsonObject } from "@orchlang/plan";
import type { Context } from "../context.ts";
import { planGraph, runGraph, runStates } from "../graph/plan-graph.ts";
import type { Asked, Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import {
  ahead,
  count,
  duration,
  flag,
  limitOf,
  list,
  money,
  nodeState,
  oneOf,
  progress,
  record,
  text,
} from "../schemas.ts";
import { runNamed } from "./runs.ts";
import { planNamed } from "./workflows.ts";

const number: JsonObject = { type: "number" };
const area = { x: number, y: number, width: number, height: number };

const node: JsonObject = record(
  {
    id: { ...text, description: "`routine/node`; with `#end` or `#undo` for what belongs to a node" },
    routine: text,
    node: text,
    kind: oneOf(
      "call",
      "let",
      "branch",
      "join",
      "loop",
      "race",
      "quorum",
      "wait",
      "hold",
      "emit",
      "return",
      "yield",
      "fail",
      "commit",
      "end",
      "undo",
    ),
    form: oneOf("step", "person", "head", "choice", "act", "stop", "end", "undo"),
    label: text,
    lines: {
      ...list(record({ text, role: oneOf("title", "what", "worst", "note") })),
      description: "its box",
    },
    group: { ...text, description: "the loop, race, hold or called plan that it stands in" },
    ...area,
    source: record({ file: text, line: count, start: count, end: count }),
    capability: record({ name: text, kind: text, effect: text }),
    calls: { ...text, description: "the plan or goal that it calls; the group `plan NAME` draws it" },
    undo: { ...text, description: "the capability that undoes it" },
    bounds: record({
      cost: record({ best: money, worst: limitOf(money) }),
      latency: record({ best: duration, worst: limitOf(duration) }),
    }),
    critical: { ...flag, description: "on the longest path" },
    rules: list(record({ rule: text, verdict: oneOf("proved", "checked", "refused") })),
    state: nodeState,
  },
  ["group", "source", "capability", "calls", "undo", "bounds", "state"],
);

const edge: JsonObject = record(
  {
    id: text,
    from: text,
    to: text,
    kind: oneOf("order", "data", "failure", "compensation"),
    label: text,
    critical: flag,
    points: list(record({ x: number, y: number })),
  },
  ["label"],
);

const group: JsonObject = record(
  { id: text, kind: oneOf("plan", "hold", "loop", "race"), label: text, parent: text, ...area },
  ["parent"],
);

const drawing = {
  workflow: text,
  plan: text,
  says: { ...text, description: "the drawing in one sentence" },
  width: number,
  height: number,
  nodes: list(node),
  edges: list(edge),
  groups: list(group),
};

const planGraphSchema: JsonObject = record(drawing);

const standing = { run: text, at: count, status: text, progress, remaining: ahead };

const runGraphSchema: JsonObject = record({ ...drawing, ...standing }, ["remaining"]);

const runStatesSchema: JsonObject = record(
  { plan: text, states: list(record({ id: text, state: nodeState })), ...standing },
  ["remaining"],
);

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
    handle: async (context, asked) => {
      const { file, report, redacted } = await redactedRun(context, asked);
      return { body: runGraph(file, report, redacted) };
    },
  },
  {
    method: "GET",
    path: "/runs/:run/graph/states",
    operation: "getNodeStates",
    summary: "The state of every node of a run's graph that something has happened to, now or after an event",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    query: record({ at: count }, ["at"]),
    reply: runStatesSchema,
    handle: async (context, asked) => {
      const { file, report, redacted } = await redactedRun(context, asked);
      return { body: runStates(file, report, redacted) };
    },
  },
];

/** A run and its plan, with what removes the texts that are above the reader's clearance. */
async function redactedRun(context: Context, { by, params, query }: Asked) {
  const { file, report } = await runNamed(context, by, params.run ?? "", query.at);
  const redaction = await redactionOf(context.journal, file.plan, report.run, by.clearance);
  return { file, report, redacted: (text: string): string => redaction.redacted(text) };
}
