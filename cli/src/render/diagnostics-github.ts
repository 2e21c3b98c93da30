import type { Diagnostic, SourceFile } from "@orchlang/language";
import { positionAt } from "@orchlang/language";

const words = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const;

/** A workflow command of GitHub Actions: an annotation on the line. Lines and columns from 1. */
export function githubAnnotation(diagnostic: Diagnostic, source: SourceFile | undefined): string {
  const at = source === undefined ? { line: 0, character: 0 } : positionAt(source, diagnostic.span.start);
  const end = source === undefined ? at : positionAt(source, diagnostic.span.end);
  const properties = [
    `file=${escapeProperty(diagnostic.file)}`,
    `line=${at.line + 1}`,
    `col=${at.character + 1}`,
    `endLine=${end.line + 1}`,
    `endColumn=${end.character + 1}`,
    `title=${diagnostic.code}`,
  ];
  const text = [
    diagnostic.message,
    ...diagnostic.notes,
    ...(diagnostic.help === undefined ? [] : [diagnostic.help]),
  ];
  return `::${words[diagnostic.severity]} ${properties.join(",")}::${escapeData(text.join("\n"))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
