import type { StatementView } from "@orchlang/kernel/run";
import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { RunDetail } from "@orchlang/runtime";
import { shownStatus } from "../run-index.ts";
import { waitingView } from "../run-view.ts";
import { type PlanGraph, planGraph } from "./plan-graph.ts";

/** The graph of a run's plan, with the state of every node that something has happened to. */
export function runGraph(
  file: PlanFile,
  detail: RunDetail,
  redacted: (text: string) => string,
): PlanGraph & JsonObject {
  const graph = planGraph(file);
  const states = new Map(detail.statements.map((one) => [one.key, one]));
  const nodes = graph.nodes.map((node) => {
    const state = states.get(node.id);
    return state === undefined ? node : { ...node, state: stateView(state, redacted) };
  });
  return {
    ...graph,
    nodes,
    run: detail.run,
    at: detail.at,
    status: shownStatus(detail),
    progress: { ...detail.progress },
    ...(detail.ahead === undefined ? {} : { remaining: detail.ahead as unknown as JsonObject }),
  } as PlanGraph & JsonObject;
}

function stateView(state: StatementView, redacted: (text: string) => string): JsonObject {
  const { status, instances, attempts, began, ended, waiting } = state;
  return {
    status,
    instances,
    attempts,
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined ? {} : { ended }),
    ...(waiting === undefined ? {} : { waiting: waitingView(waiting, redacted) }),
  };
}
