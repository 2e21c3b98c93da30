import type { OpenProject } from "@orchlang/editing";
import type { TypeHierarchyItem } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";
import { foundAt } from "./definition.ts";
import { again, type Callable, goalsOf, itemOf } from "./hierarchy.ts";

type Definition = Callable["definition"];

/** A goal stands above the plans that achieve it. */
export const typeHierarchy: Feature = {
  capabilities: { typeHierarchyProvider: true },
  listen({ connection, workspace }) {
    const { typeHierarchy: hierarchy } = connection.languages;
    hierarchy.onPrepare((params) => {
      const at = foundAt(params, workspace);
      const symbol = at?.found.symbol;
      if (at === undefined || symbol?.what !== "definition") return null;
      if (symbol.definition.kind !== "goal" && symbol.definition.kind !== "plan") return null;
      return itemsOf([symbol.definition], at.project, workspace);
    });
    hierarchy.onSubtypes(({ item }) => {
      const at = again(item, workspace);
      const definition = at?.symbol.definition;
      if (at === undefined || definition?.kind !== "goal") return null;
      return itemsOf(at.project.context.plansOf(definition), at.project, workspace);
    });
    hierarchy.onSupertypes(({ item }) => {
      const at = again(item, workspace);
      if (at === undefined) return null;
      return itemsOf(goalsOf(at.symbol.definition, at.project), at.project, workspace);
    });
  },
};

function itemsOf(
  definitions: readonly Definition[],
  project: OpenProject,
  workspace: Workspace,
): TypeHierarchyItem[] {
  return definitions.flatMap((definition) => {
    const declared = { file: definition.file, span: definition.declaration.name.span };
    return itemOf({ what: "definition", definition, declared }, project, workspace) ?? [];
  });
}
