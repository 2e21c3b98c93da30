import { lookAt, shownTypes } from "@orchlang/compiler/ask";
import { InlayHintKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";

/** The types of names that do not say them. */
export const inlayHints: Feature = {
  capabilities: { inlayHintProvider: true },
  listen({ connection, workspace }) {
    connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const from = document.offsetAt(range.start);
      const to = document.offsetAt(range.end);
      return project
        .parts(document.path)
        .filter(({ base, text }) => base <= to && base + text.length >= from)
        .flatMap((part) =>
          part.declarations.flatMap((declaration) =>
            shownTypes(lookAt(project, part, declaration)).map(({ at, text }) => ({
              position: document.positionAt(at + part.base),
              label: text,
              kind: InlayHintKind.Type,
            })),
          ),
        );
    });
  },
};
