import type { OpenProject, PlaceInFile } from "@orchlang/compiler";
import { nodesAt } from "@orchlang/language/ast";
import { type Found, lookAround } from "./find.ts";
import { shownLabels } from "./types.ts";

/** A step of a plan. */
export interface StepHere {
  readonly name: string;
  /** The plan, with its module. */
  readonly plan: string;
  /** The place of the whole step. */
  readonly place: PlaceInFile;
  /** The labels of its result, as written: `@personal`; empty for none. */
  readonly labels: string;
}

/** The step whose name, or the word before it, stands at an offset of a file, where `found` was found already. */
export function stepAt(
  project: OpenProject,
  {
    path,
    offset,
    found,
  }: { readonly path: string; readonly offset: number; readonly found?: Found | undefined },
): StepHere | undefined {
  const part = found?.part ?? project.partAt(path, offset);
  if (part === undefined) return undefined;
  const at = offset - part.base;
  const look = found?.look ?? lookAround(project, part, at);
  if (look?.declaration.kind !== "planDeclaration") return undefined;
  const step = nodesAt(look.declaration, at).findLast((node) => node.kind === "step");
  if (step?.kind !== "step" || at > step.name.span.end) return undefined;
  const labels = shownLabels(look).find((shown) => shown.at === step.name.span.end)?.text ?? "";
  const { start, end } = step.span;
  return {
    name: step.name.text,
    plan: `${part.module}.${look.declaration.name.text}`,
    place: { path, span: { start: start + part.base, end: end + part.base } },
    labels,
  };
}
