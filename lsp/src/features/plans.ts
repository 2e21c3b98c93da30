import type { CompileTarget } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { Range } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { uriOfPath } from "../paths.ts";
import type { Workspace } from "../workspace.ts";

/** A plan or goal of a file, as pictures are asked for. */
export interface PlanInFile {
  readonly name: string;
  readonly kind: CompileTarget["kind"];
  readonly range: Range;
}

/** What a picture of a plan is asked by; without a name, the plan around the position, or the first that nothing calls. */
export interface PreviewParams {
  readonly uri: string;
  readonly name?: string;
  readonly line?: number;
}

/** A page about a plan, and where in the text its steps are written. */
export interface PreviewAnswer {
  readonly name: string;
  readonly plans: readonly PlanInFile[];
  /** None while the plan has a mistake: what was shown before stays. */
  readonly page?: string;
  readonly picture?: string;
  /** By the anchor of a step in the page. */
  readonly places: Readonly<Record<string, { readonly uri: string; readonly range: Range }>>;
  /** Of each step, by `module.plan/step`. */
  readonly anchors?: Readonly<Record<string, string>>;
}

/** Plans as pictures: `orch/plans` lists those of a file, `orch/preview` gives the page of one. */
export const plans: Feature = {
  capabilities: { experimental: { orchPreview: true } },
  listen({ connection, workspace }) {
    connection.onRequest("orch/plans", ({ uri }: { readonly uri: string }) => plansIn(uri, workspace));
    connection.onRequest("orch/preview", (params: PreviewParams) => preview(params, workspace));
    connection.onRequest("orch/planFile", ({ uri, name }: { uri: string; name: string }) => {
      const document = workspace.document(uri);
      return (document && planNamed(document.path, name, workspace)) ?? null;
    });
  },
};

export function plansIn(uri: string, workspace: Workspace): readonly PlanInFile[] {
  const asked = workspace.ask(uri);
  if (asked === undefined) return [];
  const { document, project } = asked;
  return project.parts(document.path).flatMap((part) =>
    part.declarations.flatMap((declaration) => {
      if (declaration.kind !== "planDeclaration" && declaration.kind !== "goalDeclaration") return [];
      const name = `${part.module}.${declaration.name.text}`;
      const { start, end } = declaration.span;
      return {
        name,
        kind: declaration.kind === "planDeclaration" ? ("plan" as const) : ("goal" as const),
        range: document.range({ start: start + part.base, end: end + part.base }),
      };
    }),
  );
}

function planNamed(path: string, name: string, workspace: Workspace): PlanFile | undefined {
  return workspace.compiled(path).result.plan(name);
}

async function preview(
  { uri, name, line }: PreviewParams,
  workspace: Workspace,
): Promise<PreviewAnswer | null> {
  const document = workspace.document(uri);
  const all = plansIn(uri, workspace);
  const isAround = ({ range }: PlanInFile) =>
    line !== undefined && range.start.line <= line && line <= range.end.line;
  const isRoot = ({ name: own }: PlanInFile) =>
    document !== undefined &&
    workspace.compiled(document.path).result.targets.some((target) => target.name === own && target.root);
  const chosen = all.find((plan) => plan.name === name) ?? all.find(isAround) ?? all.find(isRoot) ?? all[0];
  if (document === undefined || chosen === undefined) return null;
  const file = workspace.sessionOf(document.path).sketch(chosen.name);
  const shown = { name: chosen.name, plans: all };
  if (file === undefined) return { ...shown, places: {} };
  return { ...shown, ...(await pageOf(file, document.path, workspace)) };
}

/** The page about a plan, its picture alone, and where its steps are written. */
export async function pageOf(
  file: PlanFile,
  path: string,
  workspace: Workspace,
): Promise<Pick<PreviewAnswer, "page" | "picture" | "places" | "anchors">> {
  const { anchorsOf, renderHtml, renderSvg, sceneOf } = await import("@orchlang/compiler/drawing");
  const anchors = anchorsOf(file);
  return {
    page: renderHtml(file),
    picture: renderSvg(sceneOf(file)),
    anchors: Object.fromEntries(anchors),
    places: placesOf(file, anchors, workspace.rootOf(path), workspace),
  };
}

function placesOf(
  { about }: PlanFile,
  anchors: ReadonlyMap<string, string>,
  root: string,
  workspace: Workspace,
): PreviewAnswer["places"] {
  const found: Record<string, { uri: string; range: Range }> = {};
  for (const [key, anchor] of anchors) {
    const mark = about.map[key];
    const path = mark === undefined ? "" : `${root}/${mark.file}`.replace(/\/+/gu, "/");
    const document = mark && workspace.textAt(path);
    if (mark !== undefined && document !== undefined) {
      found[anchor] = { uri: uriOfPath(path), range: document.range(mark) };
    }
  }
  return found;
}
