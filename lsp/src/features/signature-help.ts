import { signatureAt } from "@orchlang/editing";
import { MarkupKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";

/** The call that is being written, and which of its parameters. */
export const signatureHelp: Feature = {
  capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ",", ":"] } },
  listen({ connection, workspace }) {
    connection.onSignatureHelp(({ textDocument: { uri }, position }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const found = signatureAt(project, document.path, document.offsetAt(position));
      if (found === undefined) return null;
      const { name, parameters, result, doc, active } = found;
      const label = `${name}(${parameters.map(({ text }) => text).join(", ")})${result === "" ? "" : ` -> ${result}`}`;
      const signature = {
        label,
        documentation: { kind: MarkupKind.Markdown, value: doc },
        parameters: parameters.map(({ text }) => ({ label: text })),
      };
      return { signatures: [signature], activeSignature: 0, activeParameter: Math.max(0, active) };
    });
  },
};
