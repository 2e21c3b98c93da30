import { mentionsIn, mentionsOf } from "@orchlang/editing";
import { DocumentHighlightKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { toLocation } from "../to-protocol.ts";
import { foundAt } from "./definition.ts";

/** Everywhere that a name is written: in the project, or marked in one file. */
export const references: Feature = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  listen({ connection, workspace }) {
    connection.onReferences((params) => {
      const at = foundAt(params, workspace);
      if (at === undefined) return null;
      const found = mentionsOf(at.project, at.found.symbol).flatMap(({ place, occurrence }) => {
        if (occurrence.role === "declaration" && !params.context.includeDeclaration) return [];
        return toLocation(place, workspace) ?? [];
      });
      workspace.rest();
      return found;
    });
    connection.onDocumentHighlight((params) => {
      const at = foundAt(params, workspace);
      const document = workspace.document(params.textDocument.uri);
      if (at === undefined || document === undefined) return null;
      return mentionsIn(at.project, document.path, at.found.symbol).map(({ place, occurrence }) => ({
        range: document.range(place.span),
        kind: occurrence.role === "declaration" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    });
  },
};
