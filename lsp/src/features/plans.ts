import type { PlanFile } from "@orchlang/plan";
import type { Range } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { uriOfPath } from "../paths.ts";
import { answer, type Page, type PlanInFile, type Preview, type PreviewParams } from "../requests.ts";
import type { Workspace } from "../workspace.ts";

/** Plans as pictures: `orch/plans` lists those of a file, `orch/preview` gives the page of one. */
export const plans: Feature = {
  capabilities: { experimental: { orchPreview: true } },
  listen({ connection, workspace }) {
    answer(connection, "orch/plans", ({ uri }) => plansIn(uri, workspace));
    answer(connection, "orch/preview", (params) => preview(params, workspace));
    answer(connection, "orch/planFile", ({ uri, name }) => {
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

async function preview({ uri, name, line }: PreviewParams, workspace: Workspace): Promise<Preview | null> {
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
): Promise<Page & Required<Pick<Page, "anchors">>> {
  const { pictured } = await import("@orchlang/presentation/drawing");
  const { page, picture, anchors } = pictured(file);
  return {
    page,
    picture,
    anchors: Object.fromEntries(anchors),
    places: placesOf(file, anchors, workspace.rootOf(path), workspace),
  };
}

/** Where steps are written, by their anchors in a page; `anchors`: of each, by `routine/node`. */
export function placesOf(
  { about }: PlanFile,
  anchors: ReadonlyMap<string, string>,
  root: string,
  workspace: Workspace,
): Page["places"] {
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
