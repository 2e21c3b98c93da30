import type { PlaceInFile } from "@orchlang/editing";
import type { Diagnostic as OrchDiagnostic, TextEdit as OrchEdit } from "@orchlang/language";
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Location,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "./document.ts";
import type { Workspace } from "./workspace.ts";

const docs = "https://github.com/orchlang/orch/blob/main/docs";

/** Where the pages of the diagnostics are read. */
const pages = `${docs}/diagnostics`;

/** Where the chapters of the language reference are read. */
export const reference = `${docs}/language`;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toDiagnostic(
  diagnostic: OrchDiagnostic,
  document: TextDocument,
  workspace: Workspace,
): Diagnostic {
  const { code, message, notes, help, span, labels } = diagnostic;
  const related = labels.flatMap((label) => {
    if (label.message === "") return [];
    const at = label.file === document.path ? document : workspace.textAt(label.file);
    return at === undefined
      ? []
      : [{ location: { uri: at.uri, range: at.range(label.span) }, message: label.message }];
  });
  const tags = (diagnostic.tags ?? []).map((tag) =>
    tag === "unnecessary" ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated,
  );
  return {
    range: document.range(span),
    severity: severities[diagnostic.severity],
    code,
    codeDescription: { href: `${pages}/${code}.md` },
    source: "orch",
    message: [message, ...notes, ...(help === undefined ? [] : [`help: ${help}`])].join("\n"),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

export function toLocation({ path, span }: PlaceInFile, workspace: Workspace): Location | undefined {
  const document = workspace.textAt(path);
  return document && { uri: document.uri, range: document.range(span) };
}

export function toWorkspaceEdit(edits: readonly OrchEdit[], workspace: Workspace): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, span, newText } of edits) {
    const document = workspace.textAt(file);
    if (document === undefined) return undefined;
    const edit = { range: document.range(span), newText };
    changes[document.uri] = [...(changes[document.uri] ?? []), edit];
  }
  return { changes };
}
