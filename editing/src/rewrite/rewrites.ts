import type { OpenProject } from "@orchlang/compiler";
import type { Span } from "@orchlang/language/ast";
import { addCases, addUndo } from "./add-missing.ts";
import { extractPlan } from "./extract-plan.ts";
import { type HandlerStub, handlerStub } from "./handler-stub.ts";
import { holdResource } from "./hold-resource.ts";
import { inlineLet, inlinePlan } from "./inline.ts";
import { type Rewrite, type RewriteSite, rewriteSite } from "./rewrite.ts";
import { writeScenario } from "./write-scenario.ts";

const rewrites: readonly ((site: RewriteSite) => readonly Rewrite[])[] = [
  addCases,
  extractPlan,
  inlineLet,
  inlinePlan,
  holdResource,
  addUndo,
  writeScenario,
];

/** All that can be written at a place of a file, or of what is selected there. */
export function rewritesAt(project: OpenProject, path: string, selected: Span): readonly Rewrite[] {
  const site = rewriteSite(project, path, selected);
  return site === undefined ? [] : rewrites.flatMap((find) => find(site));
}

/** The function of the capability at a place, in TypeScript. */
export function handlerStubAt(project: OpenProject, path: string, selected: Span): HandlerStub | undefined {
  const site = rewriteSite(project, path, selected);
  return site && handlerStub(site);
}
