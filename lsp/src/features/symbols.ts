import { type OpenPart, titleOf } from "@orchlang/editing";
import { type Declaration, type Node, visit } from "@orchlang/language/ast";
import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";

/** A file's declarations as a tree; a workspace's declarations by name. */
export const symbols: Feature = {
  capabilities: { documentSymbolProvider: true, workspaceSymbolProvider: true },
  listen({ connection, workspace }) {
    connection.onDocumentSymbol(({ textDocument: { uri } }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      return project
        .parts(document.path)
        .flatMap((part) => part.declarations.map((declaration) => symbolOf(declaration, part, document)));
    });
    connection.onWorkspaceSymbol(({ query }): WorkspaceSymbol[] => {
      const workspaceSymbols: WorkspaceSymbol[] = [];
      const seen = new Set<string>();
      for (const { uri } of workspace.documents) {
        const asked = workspace.ask(uri);
        for (const path of asked?.project.paths ?? []) {
          if (seen.has(path)) continue;
          seen.add(path);
          workspaceSymbols.push(
            ...matchesIn(path, asked?.project.parts(path) ?? [], query, workspace.textAt(path)),
          );
        }
      }
      workspace.rest();
      return workspaceSymbols;
    });
  },
};

function matchesIn(
  path: string,
  parts: readonly OpenPart[],
  query: string,
  document: TextDocument | undefined,
): readonly WorkspaceSymbol[] {
  if (document === undefined) return [];
  return parts.flatMap((part) =>
    part.declarations
      .filter((declaration) => matches(titleOf(declaration), query))
      .map((declaration) => ({
        name: titleOf(declaration),
        kind: kinds[declaration.kind] ?? SymbolKind.Object,
        containerName: part.module,
        location: { uri: document.uri, range: document.range(shifted(declaration.span, part)) },
        data: path,
      })),
  );
}

/** True if all letters of the query stand in the name, in their order. */
function matches(name: string, query: string): boolean {
  let at = 0;
  const sought = query.toLowerCase();
  for (const letter of name.toLowerCase()) if (letter === sought.charAt(at)) at += 1;
  return at >= sought.length;
}

const kinds: Readonly<Partial<Record<Node["kind"], SymbolKind>>> = {
  capability: SymbolKind.Function,
  defaultsDeclaration: SymbolKind.Function,
  typeDeclaration: SymbolKind.Struct,
  unitDeclaration: SymbolKind.Constant,
  roleDeclaration: SymbolKind.Key,
  constantDeclaration: SymbolKind.Constant,
  resourceDeclaration: SymbolKind.Array,
  signalDeclaration: SymbolKind.Variable,
  flagDeclaration: SymbolKind.Boolean,
  eventDeclaration: SymbolKind.Event,
  fusionDeclaration: SymbolKind.Event,
  goalDeclaration: SymbolKind.Interface,
  planDeclaration: SymbolKind.Class,
  policyDeclaration: SymbolKind.Property,
  guardrailDeclaration: SymbolKind.Property,
  triggerDeclaration: SymbolKind.Operator,
  scenarioDeclaration: SymbolKind.Method,
};

function symbolOf(declaration: Declaration, part: OpenPart, document: TextDocument): DocumentSymbol {
  const name = "name" in declaration ? declaration.name : undefined;
  return {
    name: titleOf(declaration) || "?",
    detail: detailOf(declaration),
    kind: kinds[declaration.kind] ?? SymbolKind.Object,
    range: document.range(shifted(declaration.span, part)),
    selectionRange: document.range(shifted(name?.span ?? startOf(declaration), part)),
    children: inside(declaration, part, document),
  };
}

function startOf({ span: { start } }: Declaration) {
  return { start, end: start };
}

function detailOf(declaration: Declaration): string {
  if (declaration.kind === "capability") return declaration.capabilityKind;
  return declaration.kind.replace("Declaration", "");
}

/** The steps of a plan, those of its blocks inside them. */
function inside(declaration: Declaration, part: OpenPart, document: TextDocument): DocumentSymbol[] {
  if (declaration.kind !== "planDeclaration") return [];
  const children: DocumentSymbol[] = [];
  const open: { readonly end: number; readonly children: DocumentSymbol[] }[] = [];
  visit(declaration, {
    step: ({ name, span }) => {
      while ((open.at(-1)?.end ?? span.end) < span.end) open.pop();
      const symbol: DocumentSymbol = {
        name: name.text || "?",
        kind: SymbolKind.Field,
        range: document.range(shifted(span, part)),
        selectionRange: document.range(shifted(name.span, part)),
        children: [],
      };
      (open.at(-1)?.children ?? children).push(symbol);
      open.push({ end: span.end, children: symbol.children as DocumentSymbol[] });
      return undefined;
    },
  });
  return children;
}

function shifted({ start, end }: { readonly start: number; readonly end: number }, { base }: OpenPart) {
  return { start: start + base, end: end + base };
}
