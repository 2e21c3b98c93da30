import {
  lookAt,
  type Occurrence,
  type OpenPart,
  type OpenProject,
  occurrencesIn,
  occurrencesInHead,
} from "@orchlang/editing";
import { type SemanticTokens, SemanticTokensBuilder } from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";

const types = [
  "namespace",
  "type",
  "enumMember",
  "parameter",
  "variable",
  "property",
  "function",
  "method",
  "event",
  "interface",
  "class",
  "decorator",
] as const;
const modifiers = ["declaration", "defaultLibrary"] as const;

interface Known {
  readonly revision: number;
  readonly tokens: SemanticTokens;
}

/** The kind of each name, for colours that the grammar alone can't decide. */
export const semanticTokens: Feature = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...types], tokenModifiers: [...modifiers] },
      full: { delta: true },
      range: true,
    },
  },
  listen({ connection, workspace }) {
    const builders = new Map<string, SemanticTokensBuilder>();
    const build = (
      uri: string,
      from = 0,
      to = Number.POSITIVE_INFINITY,
      builder = new SemanticTokensBuilder(),
    ) => {
      put(uri, { from, to }, builder, workspace);
      return builder;
    };
    // Editors ask again of a text that has not changed, as when it is shown a second time.
    const known = new Map<string, Known>();
    connection.languages.semanticTokens.on(({ textDocument: { uri } }) => {
      const { revision } = workspace;
      const last = known.get(uri);
      if (last?.revision === revision) return last.tokens;
      const builder = build(uri);
      builders.set(uri, builder);
      const tokens = builder.build();
      known.set(uri, { revision, tokens });
      return tokens;
    });
    connection.languages.semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }) => {
      const builder = builders.get(uri) ?? new SemanticTokensBuilder();
      builders.set(uri, builder);
      known.delete(uri);
      builder.previousResult(previousResultId);
      return build(uri, 0, Number.POSITIVE_INFINITY, builder).buildEdits();
    });
    connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }) => {
      const document = workspace.document(uri);
      if (document === undefined) return { data: [] };
      return build(uri, document.offsetAt(range.start), document.offsetAt(range.end)).build();
    });
  },
};

function put(
  uri: string,
  { from, to }: { readonly from: number; readonly to: number },
  builder: SemanticTokensBuilder,
  workspace: Workspace,
): void {
  const asked = workspace.ask(uri);
  if (asked === undefined) return;
  const { document, project } = asked;
  for (const part of project.parts(document.path)) {
    if (part.base > to || part.base + part.text.length < from) continue;
    for (const occurrence of occurrencesOf(part, project)) putOne(occurrence, part, document, builder);
  }
}

function occurrencesOf(part: OpenPart, project: OpenProject): readonly Occurrence[] {
  return [
    ...occurrencesInHead(part, project),
    ...part.declarations.flatMap((declaration) => occurrencesIn(lookAt(project, part, declaration))),
  ];
}

function putOne(
  { span, symbol, role }: Occurrence,
  { base, text }: OpenPart,
  document: TextDocument,
  builder: SemanticTokensBuilder,
): void {
  // A module's path may go over lines; a token may not.
  if (text.slice(span.start, span.end).includes("\n")) return;
  const { line, character } = document.positionAt(span.start + base);
  const marks = (role === "declaration" ? 1 : 0) | (isBuiltIn(symbol) ? 2 : 0);
  const end = document.positionAt(span.end + base);
  builder.push(line, character, end.character - character, types.indexOf(typeOf(symbol)), marks);
}

function isBuiltIn(symbol: Occurrence["symbol"]): boolean {
  return (
    symbol.what === "function" ||
    (symbol.what === "definition" && symbol.definition.module.startsWith("std."))
  );
}

function typeOf(symbol: Occurrence["symbol"]): (typeof types)[number] {
  switch (symbol.what) {
    case "module":
      return "namespace";
    case "function":
      return "method";
    case "field":
      return "property";
    case "member":
      return "enumMember";
    case "local":
      return symbol.kind === "parameter" ? "parameter" : "variable";
    case "definition":
      return definitionTypes[symbol.definition.kind];
  }
}

const definitionTypes = {
  capability: "function",
  defaults: "function",
  plan: "class",
  goal: "interface",
  type: "type",
  unit: "type",
  role: "type",
  resource: "variable",
  constant: "variable",
  signal: "variable",
  flag: "variable",
  event: "event",
  fusion: "event",
  policy: "decorator",
  guardrail: "decorator",
  trigger: "event",
} as const;
