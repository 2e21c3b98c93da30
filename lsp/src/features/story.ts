import type { Feature } from "../feature.ts";
import { momentsOf } from "../moments.ts";
import { answer, type OfScenario, type Story } from "../requests.ts";
import type { Workspace } from "../workspace.ts";
import { pageOf } from "./plans.ts";
import { scenarioAt, verdictOf } from "./scenarios.ts";

/** A scenario as a story: `orch/story` gives the page of its plan, and what happens in it moment by moment. */
export const story: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    answer(connection, "orch/story", (asked) => storyOf(asked, workspace));
  },
};

async function storyOf({ uri, title }: OfScenario, workspace: Workspace): Promise<Story | null> {
  const document = workspace.document(uri);
  const scenario = document && scenarioAt(document, title, workspace);
  const file = scenario?.plan();
  if (document === undefined || scenario === undefined || file === undefined) return null;
  const { nodeKey, playScenario, stepName } = await import("@orchlang/simulator");
  const began = performance.now();
  const played = playScenario(scenario, file, scenario.context);
  const verdict = verdictOf(scenario, played, performance.now() - began, document);
  const page = await pageOf(file, document.path, workspace);
  const anchors = new Map(Object.entries(page.anchors));
  const moments = played.run === undefined ? [] : momentsOf(played.run, anchors, { nodeKey, stepName });
  return { name: scenario.target, ...page, moments, verdict };
}
