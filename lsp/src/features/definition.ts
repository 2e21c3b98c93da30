import { declarationOf, type Found, type OpenProject, symbolAt } from "@orchlang/editing";
import type { Location, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { toLocation } from "../to-protocol.ts";
import type { Workspace } from "../workspace.ts";

/** From a name to where it is declared. */
export const definition: Feature = {
  capabilities: { definitionProvider: true, declarationProvider: true },
  listen({ connection, workspace }) {
    const answer = (params: TextDocumentPositionParams): Location | null => {
      const at = foundAt(params, workspace);
      const place = at && declarationOf(at.project, at.found.symbol);
      return (place && toLocation(place, workspace)) ?? null;
    };
    connection.onDefinition(answer);
    connection.onDeclaration(answer);
  },
};

/** The name at an editor's position. */
export function foundAt(
  { textDocument: { uri }, position }: TextDocumentPositionParams,
  workspace: Workspace,
): { readonly found: Found; readonly project: OpenProject } | undefined {
  const asked = workspace.ask(uri);
  if (asked === undefined) return undefined;
  const { document, project } = asked;
  const found = symbolAt(project, document.path, document.offsetAt(position));
  return found && { found, project };
}
