import { compile } from "@orchlang/compiler";
import { differenceOf } from "@orchlang/presentation";
import type { Feature } from "../feature.ts";
import { answer, type Difference, type DifferenceParams } from "../requests.ts";
import type { Workspace } from "../workspace.ts";
import { placesOf } from "./plans.ts";

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
  const found = differenceOf(was, now);
  // Removed parts have no place in the text.
  const steps = found.steps.filter(({ kind }) => kind !== "removed");
  const there = new Set(steps.map(({ key }) => key));
  const anchors = new Map([...changeAnchors(found)].filter(([key]) => there.has(key)));
  const places = placesOf(now, anchors, workspace.rootOf(document.path), workspace);
  return { page: renderDifferenceHtml(found, was, now), places };
}
