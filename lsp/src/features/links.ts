import { constantText, visit } from "@orchlang/language/ast";
import type { DocumentLink } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { uriOfPath } from "../paths.ts";

/** The files and addresses that capabilities run by, to be opened with a click. */
export const links: Feature = {
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  listen({ connection, workspace }) {
    connection.onDocumentLinks(({ textDocument: { uri } }): DocumentLink[] => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return [];
      const { document, project } = asked;
      const documentLinks: DocumentLink[] = [];
      for (const part of project.parts(document.path)) {
        const link = (span: { start: number; end: number }, target: string | undefined): undefined => {
          if (target === undefined || target.includes("${")) return;
          const range = document.range({ start: span.start + part.base + 1, end: span.end + part.base - 1 });
          documentLinks.push({ range, target });
        };
        for (const declaration of part.declarations) {
          visit(declaration, {
            runModuleClause: ({ module }) =>
              link(module.span, moduleUri(constantText(module), document.path)),
            runHttpClause: ({ url }) => link(url.span, addressOf(constantText(url))),
          });
        }
      }
      return documentLinks;
    });
  },
};

function moduleUri(text: string | undefined, path: string): string | undefined {
  const file = text?.split("#", 1)[0];
  if (file === undefined || !file.startsWith(".")) return undefined;
  return new URL(file, uriOfPath(path)).href;
}

function addressOf(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//u.test(text) ? text : undefined;
}
