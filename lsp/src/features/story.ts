import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { type PreviewAnswer, pageOf } from "./plans.ts";
import { type ScenarioVerdict, scenarioAt, verdictOf } from "./scenarios.ts";

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
