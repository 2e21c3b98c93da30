import type { CompiledScenario } from "@orchlang/compiler";
import { titleOf } from "@orchlang/editing";
import type { PlayedScenario } from "@orchlang/simulator";
import { askAgain } from "../ask-again.ts";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";
import { answer, type ScenarioInFile, type ScenarioVerdict } from "../requests.ts";
import type { Workspace } from "../workspace.ts";

/** Scenarios as tests: `orch/scenarios` lists those of a file, `orch/play` plays one. */
export const scenarios: Feature = {
  capabilities: {},
  listen(site) {
    const { connection, workspace } = site;
    answer(connection, "orch/scenarios", ({ uri }) => scenariosIn(uri, workspace));
    answer(connection, "orch/play", async ({ uri, title }) => {
      const revision = workspace.revisionOf(workspace.document(uri)?.path ?? uri);
      const verdict = await play(uri, title, workspace);
      if (verdict === null) return null;
      workspace.verdicts.set(verdictKey(uri, title), { status: verdict.status, revision });
      askAgain(site, "codeLens");
      return verdict;
    });
  },
};

/** By what the verdict of a scenario is kept. */
export function verdictKey(uri: string, title: string): string {
  return `${uri} ${title}`;
}

/** As they are written, whether they can be played or not. */
export function scenariosIn(uri: string, workspace: Workspace): readonly ScenarioInFile[] {
  const asked = workspace.ask(uri);
  if (asked === undefined) return [];
  const { document, project } = asked;
  return project.parts(document.path).flatMap((part) =>
    part.declarations.flatMap((declaration) => {
      if (declaration.kind !== "scenarioDeclaration") return [];
      const { start, end } = declaration.span;
      const range = document.range({ start: start + part.base, end: end + part.base });
      return { title: titleOf(declaration), target: declaration.target.text, range };
    }),
  );
}

async function play(uri: string, title: string, workspace: Workspace): Promise<ScenarioVerdict | null> {
  const document = workspace.document(uri);
  const found = document && scenarioAt(document, title, workspace);
  if (document === undefined || found === undefined) return null;
  const { notPlayed, playScenario } = await import("@orchlang/simulator");
  const began = performance.now();
  const file = found.plan();
  const played =
    file === undefined
      ? notPlayed(found, "it has no plan that can be run")
      : playScenario(found, file, found.context);
  return verdictOf(found, played, performance.now() - began, document);
}

export function verdictOf(
  scenario: CompiledScenario,
  { status, outcome, expectations }: PlayedScenario,
  took: number,
  document: TextDocument,
): ScenarioVerdict {
  const unmet = expectations.flatMap(({ clause, status: came, because = "" }) => {
    const span = scenario.clauses[clause]?.span;
    return came !== "unmet" || span === undefined ? [] : [{ range: document.range(span), because }];
  });
  return { status, outcome, took, unmet };
}

export function scenarioAt(
  { path }: TextDocument,
  title: string,
  workspace: Workspace,
): CompiledScenario | undefined {
  return workspace.compiled(path).result.scenarios.find(({ file, says }) => file === path && says === title);
}
