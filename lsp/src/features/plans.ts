import { compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { type ApprovalAsked, approvalsOf, differenceOf, leadsOf, withoutValue } from "@orchlang/presentation";
import type { Range } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { uriOfPath } from "../paths.ts";
import {
  answer,
  type Difference,
  type DifferenceParams,
  type OfPlan,
  type Page,
  type PlanInFile,
  type Preview,
  type PreviewParams,
  type Question,
  type Questions,
} from "../requests.ts";
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
function placesOf(
  { about }: PlanFile,
  anchors: ReadonlyMap<string, string>,
  root: string,
  workspace: Workspace,
): Page["places"] {
  const places: Record<string, { uri: string; range: Range }> = {};
  for (const [key, anchor] of anchors) {
    const mark = about.map[key];
    const path = mark === undefined ? "" : `${root}/${mark.file}`.replace(/\/+/gu, "/");
    const document = mark && workspace.textAt(path);
    if (mark !== undefined && document !== undefined) {
      places[anchor] = { uri: uriOfPath(path), range: document.range(mark) };
    }
  }
  return places;
}

/** The questions that a plan and its policies ask people: `orch/questions`. */
export const questions: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    answer(connection, "orch/questions", (asked) => questionsOf(asked, workspace));
  },
};

function questionsOf({ uri, name }: OfPlan, workspace: Workspace): Questions {
  const document = workspace.document(uri);
  const plan = document && workspace.compiled(document.path).result.plan(name)?.plan;
  const answers: Record<string, Question> = {};
  const approvals: Record<string, readonly ApprovalAsked[]> = {};
  for (const routine of Object.values(plan?.routines ?? {})) {
    for (const node of routine.nodes) {
      if (plan === undefined || node.kind !== "call") continue;
      const key = `${routine.name}/${node.id}`;
      const asked = approvalsOf(plan, node);
      if (asked.length > 0) approvals[key] = asked;
      const { target } = node.attempt;
      const asks = "capability" in target && plan.capabilities[target.capability]?.human !== undefined;
      if (asks) answers[key] = { leads: leadsOf(plan, routine, node), without: withoutValue(node) };
    }
  }
  return { answers, approvals };
}

/** The difference from an earlier version of a plan: `orch/difference`. */
export const difference: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    answer(connection, "orch/difference", (params) => compare(params, workspace));
  },
};

async function compare({ uri, name, earlier }: DifferenceParams, workspace: Workspace): Promise<Difference> {
  const document = workspace.document(uri);
  const now = document && workspace.compiled(document.path).result.plan(name);
  if (document === undefined || now === undefined) return { because: "The plan has a mistake." };
  const { program, host } = workspace.programWith(document.path, earlier);
  const was = compile(program, host).plan(name);
  if (was === undefined) return { because: "There was no such plan without mistakes before." };
  const { changeAnchors, renderDifferenceHtml } = await import("@orchlang/presentation/drawing");
  const result = differenceOf(was, now);
  // Removed parts have no place in the text.
  const steps = result.steps.filter(({ kind }) => kind !== "removed");
  const there = new Set(steps.map(({ key }) => key));
  const anchors = new Map([...changeAnchors(result)].filter(([key]) => there.has(key)));
  const places = placesOf(now, anchors, workspace.rootOf(document.path), workspace);
  return { page: renderDifferenceHtml(result, was, now), places };
}
