import { completionsAt, describe, type Item, type OpenProject } from "@orchlang/editing";
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type TextEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";

/** Completions at a position. Details are resolved when an item is chosen. */
export const completion: Feature = {
  capabilities: {
    completionProvider: { triggerCharacters: [".", "(", "{", "@", " "], resolveProvider: true },
  },
  listen({ connection, workspace }) {
    connection.onCompletion(({ textDocument: { uri }, position, context }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const offset = document.offsetAt(position);
      // A space is asked at where something has to follow; elsewhere nobody wants to be helped.
      if (context?.triggerCharacter === " " && !isAwaited(document.text, offset)) return null;
      const { items, isCut, start, end } = completionsAt(project, document.path, offset);
      const range = document.range({ start, end });
      return {
        isIncomplete: isCut,
        items: items.map((item, index) => toItem(item, index, range, { uri, document, project })),
      };
    });
    connection.onCompletionResolve((item) => {
      const data = item.data as { uri: string; module: string; name: string } | undefined;
      const project = data && workspace.ask(data.uri)?.project;
      const definition = data && project?.context.resolved.names.get(data.module)?.own.get(data.name);
      if (project === undefined || definition === undefined) return item;
      const declared = { file: definition.file, span: definition.declaration.name.span };
      const { code, words } = describe({ what: "definition", definition, declared }, project);
      return {
        ...item,
        documentation: { kind: MarkupKind.Markdown, value: `\`\`\`orch\n${code}\n\`\`\`\n\n${words}` },
      };
    });
  },
};

function isAwaited(text: string, offset: number): boolean {
  return /(?:=|:|,|\b(?:after|under|achieves|on|for|in|at|start|emit|undo|confirm|using|import|uses|ask))\s$/u.test(
    text.slice(Math.max(0, offset - 40), offset),
  );
}

const kinds: Readonly<Record<Item["kind"], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  member: CompletionItemKind.EnumMember,
  function: CompletionItemKind.Method,
  parameter: CompletionItemKind.Property,
  type: CompletionItemKind.Struct,
  unit: CompletionItemKind.Unit,
  module: CompletionItemKind.Module,
  word: CompletionItemKind.Constant,
  step: CompletionItemKind.Variable,
  definition: CompletionItemKind.Function,
};

interface Where {
  readonly uri: string;
  readonly document: TextDocument;
  readonly project: OpenProject;
}

function toItem(item: Item, index: number, range: TextEdit["range"], where: Where): CompletionItem {
  const { label, kind, detail, text = label, definition, from } = item;
  return {
    label,
    kind: kinds[kind],
    sortText: String(index).padStart(5, "0"),
    filterText: label,
    textEdit: { range, newText: text },
    insertTextFormat: item.snippet === true ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(detail === undefined && from === undefined
      ? {}
      : {
          labelDetails: {
            ...(detail === undefined ? {} : { detail: ` ${detail}` }),
            ...(from === undefined ? {} : { description: from }),
          },
        }),
    ...(definition === undefined
      ? {}
      : { data: { uri: where.uri, module: definition.module, name: definition.name } }),
    ...(from === undefined ? {} : { additionalTextEdits: [importOf(label, from, where)] }),
  };
}

/** The import that a name of another module needs. */
export function importOf(name: string, module: string, { document, project }: Omit<Where, "uri">): TextEdit {
  const head = project.partAt(document.path, 0);
  const known = head?.imports.find(({ path }) => path.segments.map(({ text }) => text).join(".") === module);
  const last = known?.names.at(-1);
  if (last !== undefined) {
    const at = document.positionAt(last.span.end);
    return { range: { start: at, end: at }, newText: `, ${name}` };
  }
  const above = head?.imports.at(-1) ?? head?.header;
  const at = document.positionAt(above?.span.end ?? 0);
  const gap = head?.imports.length === 0 ? "\n\n" : "\n";
  return { range: { start: at, end: at }, newText: `${gap}import ${module} { ${name} }` };
}
