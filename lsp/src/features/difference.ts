import { compile, differenceOf } from "@orchlang/compiler";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";

/** A plan beside what it was when its file had another text. */
export interface DifferenceParams {
  readonly uri: string;
  readonly name: string;
  /** The file as it was: in git's HEAD, say. */
  readonly earlier: string;
}

/** `page`: what has changed, as a picture and lists. `because`: why there is none. */
export interface DifferenceAnswer {
  readonly page?: string;
  readonly because?: string;
}

/** What a plan does otherwise than before: `orch/difference`. */
export const difference: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    connection.onRequest("orch/difference", (params: DifferenceParams) => compare(params, workspace));
  },
};

async function compare(
  { uri, name, earlier }: DifferenceParams,
  workspace: Workspace,
): Promise<DifferenceAnswer> {
  const document = workspace.document(uri);
  const now = document && workspace.compiled(document.path).result.plan(name);
  if (document === undefined || now === undefined) return { because: "The plan has a mistake." };
  const { program, host } = workspace.programWith(document.path, earlier);
  const was = compile(program, host).plan(name);
  if (was === undefined) return { because: "There was no such plan without mistakes before." };
  const { renderDifferenceHtml } = await import("@orchlang/compiler/drawing");
  return { page: renderDifferenceHtml(differenceOf(was, now), was, now) };
}
