import type { CompiledScenario } from "@orchlang/compiler";
import { titleOf } from "@orchlang/editing";
import type { PlayedScenario } from "@orchlang/simulator";
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { askAgain } from "../ask-again.ts";
import type { TextDocument } from "../document.ts";
import type { Feature, Site } from "../feature.ts";
import { momentsOf } from "../moments.ts";
import {
  answer,
  type OfScenario,
  type ScenarioInFile,
  type ScenarioVerdict,
  type Story,
  type Verified,
  type VerifyParams,
} from "../requests.ts";
import { searchInThread } from "../search/thread.ts";
import type { Workspace } from "../workspace.ts";
import { pageOf } from "./plans.ts";

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
  const compiledScenario = document && scenarioAt(document, title, workspace);
  if (document === undefined || compiledScenario === undefined) return null;
  const { notPlayed, playScenario } = await import("@orchlang/simulator");
  const began = performance.now();
  const file = compiledScenario.plan();
  const played =
    file === undefined
      ? notPlayed(compiledScenario, "it has no plan that can be run")
      : playScenario(compiledScenario, file, compiledScenario.context);
  return verdictOf(compiledScenario, played, performance.now() - began, document);
}

function verdictOf(
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

function scenarioAt(
  { path }: TextDocument,
  title: string,
  workspace: Workspace,
): CompiledScenario | undefined {
  return workspace.compiled(path).result.scenarios.find(({ file, says }) => file === path && says === title);
}

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

/** Searches that go on, by file and plan: who asks again has changed something. */
type Searches = Map<string, AbortController>;

/** A search for runs that break what has to hold: `orch/verify` gives the page of a plan, and each of them told in it. */
export const verify: Feature = {
  capabilities: {},
  listen(site) {
    const searches: Searches = new Map();
    answer(site.connection, "orch/verify", (params, token) => search(params, token, site, searches));
  },
};

async function search(
  { uri, name, workDoneToken }: VerifyParams,
  token: CancellationToken,
  { connection, workspace, over, searchEntry }: Site,
  searches: Searches,
): Promise<Verified | null> {
  const document = workspace.document(uri);
  const result = document && workspace.compiled(document.path).result;
  const [file, context] = [result?.plan(name), result?.context(name)];
  if (document === undefined || file === undefined || context === undefined) return null;
  const page = await pageOf(file, document.path, workspace);
  const key = `${uri} ${name}`;
  searches.get(key)?.abort();
  const stop = new AbortController();
  searches.set(key, stop);
  token.onCancellationRequested(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, over]);
  const progress = connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin("orch verify", undefined, undefined, true);
  const hear = (runs: number): void => progress.report(`${runs.toLocaleString("en")} runs`);
  try {
    const { plan, id } = file;
    const wanted = { file: { plan, id }, context, anchors: new Map(Object.entries(page.anchors)) };
    const found = await searchInThread(searchEntry, wanted, hear, signal);
    if (found === undefined) throw new ResponseError(LSPErrorCodes.RequestCancelled, "No longer wanted.");
    return { name, ...page, ...found };
  } finally {
    if (!over.aborted) progress.done();
    if (searches.get(key) === stop) searches.delete(key);
  }
}
