import type { Page } from "@orchlang/lsp";
import { Range, Selection, TextEditorRevealType, Uri, ViewColumn, window, workspace } from "vscode";

/** From a step of a picture to its text. */
export async function reveal({ uri, range: { start, end } }: Page["places"][string]): Promise<void> {
  const range = new Range(start.line, start.character, end.line, end.character);
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const editor = await window.showTextDocument(document, {
    viewColumn: ViewColumn.One,
    preserveFocus: false,
  });
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
