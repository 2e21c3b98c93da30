import { describe, symbolAt } from "@orchlang/compiler/ask";
import { MarkupKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";

/** What a name stands for: its declaration, its type, what is written above it. */
export const hover: Feature = {
  capabilities: { hoverProvider: true },
  listen({ connection, workspace }) {
    connection.onHover(({ textDocument: { uri }, position }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const found = symbolAt(project, document.path, document.offsetAt(position));
      if (found === undefined) return null;
      const { code, words } = describe(found.symbol, project);
      const value = [`\`\`\`orch\n${code}\n\`\`\``, words].filter((part) => part !== "").join("\n\n");
      return { contents: { kind: MarkupKind.Markdown, value }, range: document.range(found.place.span) };
    });
  },
};
