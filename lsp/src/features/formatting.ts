import { createSourceFile, format, parse } from "@orchlang/language";
import type { TextEdit } from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";

/** The canonical layout; of a stretch, the lines that change there. A text that can't be read stays as it is. */
export const formatting: Feature = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
  },
  listen({ connection, workspace }) {
    const edits = (uri: string): readonly TextEdit[] => {
      const document = workspace.document(uri);
      return document === undefined ? [] : formatted(document);
    };
    connection.onDocumentFormatting(({ textDocument: { uri } }) => [...edits(uri)]);
    connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }) =>
      edits(uri).filter(
        (edit) => edit.range.start.line >= range.start.line && edit.range.end.line <= range.end.line + 1,
      ),
    );
    connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position, ch }) => {
      // A large file is laid out whole, where its author asks for that, and not with every line.
      if (workspace.document(uri)?.isLarge === true) return [];
      const line = ch === "\n" ? position.line - 1 : position.line;
      return edits(uri).filter(
        ({ range }) => range.start.line >= line - blockMax && range.end.line <= line + 1,
      );
    });
  },
};

/** Lines above a brace that are laid out with it. */
const blockMax = 40;

/** Line by line what changes: edits that leave all else where it is keep the cursor and its folds. */
function formatted(document: TextDocument): readonly TextEdit[] {
  const { text } = document;
  const result = parse(createSourceFile(document.path, text));
  if (result.diagnostics.some(({ severity }) => severity === "error")) return [];
  const wanted = format(result);
  if (wanted === text) return [];
  return lineEdits(text.split("\n"), wanted.split("\n"));
}

function lineEdits(before: readonly string[], after: readonly string[]): readonly TextEdit[] {
  if (before.length === after.length) {
    return before.flatMap((line, index) =>
      line === after[index] ? [] : [replace(index, index + 1, after.slice(index, index + 1), before)],
    );
  }
  let top = 0;
  while (top < before.length && top < after.length && before[top] === after[top]) top += 1;
  let bottom = 0;
  const most = Math.min(before.length, after.length) - top;
  while (bottom < most && before[before.length - 1 - bottom] === after[after.length - 1 - bottom])
    bottom += 1;
  return [replace(top, before.length - bottom, after.slice(top, after.length - bottom), before)];
}

function replace(from: number, to: number, lines: readonly string[], before: readonly string[]): TextEdit {
  const isLast = to >= before.length;
  const end = isLast
    ? { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
    : { line: to, character: 0 };
  return {
    range: { start: { line: from, character: 0 }, end },
    newText: lines.join("\n") + (isLast ? "" : "\n"),
  };
}
