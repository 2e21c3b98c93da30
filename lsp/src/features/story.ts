import { formatDuration } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/runtime/simulator";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";
import { type PreviewAnswer, pageOf } from "./plans.ts";
import { type ScenarioVerdict, scenarioAt, verdictOf } from "./scenarios.ts";

/** What becomes of a step at some time of a simulated run. */
export interface Moment {
  /** ms since the run began. */
  readonly at: number;
  /** Of the step, in the page. */
  readonly anchor: string;
  readonly state: "running" | "done" | "failed" | "undone";
  readonly says: string;
}

export interface StoryAnswer extends PreviewAnswer {
  readonly moments: readonly Moment[];
  readonly verdict: ScenarioVerdict;
}

/** A scenario as a story: `orch/story` gives the page of its plan, and what happens in it moment by moment. */
export const story: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    connection.onRequest("orch/story", ({ uri, title }: { readonly uri: string; readonly title: string }) =>
      storyOf(uri, title, workspace),
    );
  },
};

async function storyOf(uri: string, title: string, workspace: Workspace): Promise<StoryAnswer | null> {
  const document = workspace.document(uri);
  const scenario = document && scenarioAt(document, title, workspace);
  const file = scenario?.plan();
  if (document === undefined || scenario === undefined || file === undefined) return null;
  const { playScenario, stepName } = await import("@orchlang/runtime/simulator");
  const began = performance.now();
  const played = playScenario(scenario, file, scenario.context);
  const verdict = verdictOf(scenario, played, performance.now() - began, document);
  const { anchorsOf } = await import("@orchlang/compiler/drawing");
  const moments = played.run === undefined ? [] : momentsOf(played.run, anchorsOf(file), stepName);
  return {
    name: scenario.target,
    plans: [],
    ...(await pageOf(file, document.path, workspace)),
    moments,
    verdict,
  };
}

type Names = typeof import("@orchlang/runtime/simulator")["stepName"];

function momentsOf(
  { events, started }: SimulatedRun,
  anchors: ReadonlyMap<string, string>,
  stepName: Names,
): readonly Moment[] {
  return events.flatMap((event): readonly Moment[] => {
    const told = stateOf(event);
    if (told === undefined) return [];
    const { call, state, says } = told;
    const routine = call.routine.slice(call.routine.lastIndexOf(">") + 1).split("/")[0] ?? "";
    const anchor = anchors.get(`${routine}/${call.node}`);
    if (anchor === undefined) return [];
    const at = event.at - started;
    return [{ at, anchor, state, says: `${formatDuration(at)}  ${stepName(call)} ${says}` }];
  });
}

type Event = SimulatedRun["events"][number];
type Call = Extract<Event, { t: "Began" }>["intent"]["call"];

function stateOf(
  event: Event,
): { readonly call: Call; readonly state: Moment["state"]; readonly says: string } | undefined {
  if (event.t === "Began") {
    const { call } = event.intent;
    const again = event.attempt > 1 ? `, try ${event.attempt}` : "";
    return call.slot === "undo"
      ? { call, state: "running", says: `is taken back${again}` }
      : { call, state: "running", says: `begins${again}` };
  }
  if (event.t !== "Settled") return undefined;
  const { call, status } = event;
  if (call.slot === "undo") return { call, state: "undone", says: `is ${status}` };
  const isGood = status === "completed";
  return { call, state: isGood ? "done" : "failed", says: `is ${status}` };
}
