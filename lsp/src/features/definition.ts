import {
  declarationOf,
  type Found,
  mentionsIn,
  mentionsOf,
  type OpenProject,
  type Referent,
  symbolAt,
} from "@orchlang/editing";
import { type CapabilityDeclaration, constantText } from "@orchlang/language/ast";
import {
  DocumentHighlightKind,
  type Location,
  type TextDocumentPositionParams,
} from "vscode-languageserver/node";
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

/** Everywhere that a name is written: in the project, or marked in one file. */
export const references: Feature = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  listen({ connection, workspace }) {
    connection.onReferences((params) => {
      const at = foundAt(params, workspace);
      if (at === undefined) return null;
      const locations = mentionsOf(at.project, at.found.symbol).flatMap(({ place, occurrence }) => {
        if (occurrence.role === "declaration" && !params.context.includeDeclaration) return [];
        return toLocation(place, workspace) ?? [];
      });
      workspace.rest();
      return locations;
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

/** From a goal to the plans that achieve it, from a capability to the function that carries it out; from a value to its type. */
export const implementation: Feature = {
  capabilities: { implementationProvider: true, typeDefinitionProvider: true },
  listen({ connection, workspace }) {
    connection.onImplementation((params) => {
      const at = foundAt(params, workspace);
      return at === undefined ? null : [...implementationsOf(at.found.symbol, at.project, workspace)];
    });
    connection.onTypeDefinition((params) => {
      const at = foundAt(params, workspace);
      return (at && typeOf(at.found.symbol, at.project, workspace)) ?? null;
    });
  },
};

function implementationsOf(
  symbol: Referent,
  project: OpenProject,
  workspace: Workspace,
): readonly Location[] {
  if (symbol.what !== "definition") return [];
  const { definition } = symbol;
  if (definition.kind === "capability") {
    const handler = handlerOf(definition.declaration.clauses, pathOf(definition.file), workspace);
    return handler === undefined ? [] : [handler];
  }
  if (definition.kind !== "goal") return [];
  return project.context.plansOf(definition).flatMap((plan) => {
    const declared = { file: plan.file, span: plan.declaration.name.span };
    const place = declarationOf(project, { what: "definition", definition: plan, declared });
    return (place && toLocation(place, workspace)) ?? [];
  });
}

type Clauses = CapabilityDeclaration["clauses"];

/** `module "./f.ts#x"`: where the file exports `x`, or its beginning. */
function handlerOf(clauses: Clauses, file: string, workspace: Workspace): Location | undefined {
  for (const clause of clauses) {
    if (clause.kind !== "runModuleClause") continue;
    const [path = "", name = "default"] = (constantText(clause.module) ?? "").split("#");
    const document = workspace.textAt(joined(file, path));
    if (document === undefined) return undefined;
    const at = document.text.search(new RegExp(`\\bexport\\b[^\\n]*\\b${name}\\b`, "u"));
    const start = document.positionAt(Math.max(0, at));
    return { uri: document.uri, range: { start, end: start } };
  }
  return undefined;
}

function pathOf(file: string): string {
  return file.split("\u0000", 1)[0] ?? file;
}

function joined(file: string, path: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function typeOf(symbol: Referent, project: OpenProject, workspace: Workspace): Location | undefined {
  if (symbol.what === "definition" && symbol.definition.kind === "type") {
    const itself = declarationOf(project, symbol);
    return itself && toLocation(itself, workspace);
  }
  const type = "type" in symbol ? symbol.type : undefined;
  const inner = type?.kind === "optional" ? type.of : type?.kind === "list" ? type.item : type;
  const name = inner?.kind === "record" || inner?.kind === "enum" ? inner.name : undefined;
  if (name === undefined) return undefined;
  const dot = name.lastIndexOf(".");
  const definition = project.context.resolved.names.get(name.slice(0, dot))?.own.get(name.slice(dot + 1));
  if (definition === undefined) return undefined;
  const declared = { file: definition.file, span: definition.declaration.name.span };
  const place = declarationOf(project, { what: "definition", definition, declared });
  return place && toLocation(place, workspace);
}
