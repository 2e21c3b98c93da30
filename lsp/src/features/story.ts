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
  const { nodeKey, playScenario, stepName } = await import("@orchlang/runtime/simulator");
  const began = performance.now();
  const played = playScenario(scenario, file, scenario.context);
  const verdict = verdictOf(scenario, played, performance.now() - began, document);
  const { anchorsOf } = await import("@orchlang/compiler/drawing");
  const moments =
    played.run === undefined ? [] : momentsOf(played.run, anchorsOf(file), { nodeKey, stepName });
  return {
    name: scenario.target,
    plans: [],
    ...(await pageOf(file, document.path, workspace)),
    moments,
    verdict,
  };
}

type Names = Pick<typeof import("@orchlang/runtime/simulator"), "nodeKey" | "stepName">;

function momentsOf(
  { events, started }: SimulatedRun,
  anchors: ReadonlyMap<string, string>,
  { nodeKey, stepName }: Names,
): readonly Moment[] {
  const calls = new Map<string, Call>();
  return events.flatMap((event): readonly Moment[] => {
    if (event.t === "Began") calls.set(event.intent.key, event.intent.call);
    const told = stateOf(event, calls);
    if (told === undefined) return [];
    const { call, state, says } = told;
    const anchor = anchors.get(nodeKey(call));
    if (anchor === undefined) return [];
    const at = event.at - started;
    return [{ at, anchor, state, says: `${formatDuration(at)}  ${shownName(stepName(call))} ${says}` }];
  });
}

/** `return@1` is the first return: who reads the story sees which. */
function shownName(name: string): string {
  return name.replace(/@\d+$/u, "");
}

type Event = SimulatedRun["events"][number];
type Call = Extract<Event, { t: "Began" }>["intent"]["call"];

interface Told {
  readonly call: Call;
  readonly state: Moment["state"];
  readonly says: string;
}

function stateOf(event: Event, calls: ReadonlyMap<string, Call>): Told | undefined {
  if (event.t === "Began") {
    const { call } = event.intent;
    const again = event.attempt > 1 ? `, try ${event.attempt}` : "";
    const says = call.slot === "undo" ? `is taken back${again}` : `begins${again}`;
    return { call, state: "running", says };
  }
  if (event.t === "Ended") {
    // What came of it is told of where it says nothing more: a try that failed may be followed by another.
    const call = calls.get(event.key);
    if (call === undefined) return undefined;
    const isGood = "ok" in event.outcome;
    const says = isGood ? "is done" : "has failed";
    if (call.slot === "undo")
      return { call, state: isGood ? "undone" : "failed", says: isGood ? "is undone" : says };
    return { call, state: isGood ? "done" : "failed", says };
  }
  if (event.t !== "Settled") return undefined;
  const { call, status } = event;
  if (call.slot === "undo") return { call, state: "undone", says: `is ${status}` };
  const isGood = status === "completed";
  return { call, state: isGood ? "done" : "failed", says: `is ${status}` };
}
