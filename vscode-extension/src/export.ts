import { Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { askServer } from "./questions.ts";

/** What is written of a picture, an SVG text; none where it can't be made. */
type Form = (picture: string, uri: string, name: string) => Promise<Uint8Array | undefined>;

export const asBytes: Form = async (picture) => Buffer.from(picture);

/** Writes the picture of the plan at the cursor into a file that is asked for. */
export async function exportPicture(
  client: LanguageClient,
  ending: "svg" | "png",
  form: Form,
): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return;
  const uri = editor.document.uri.toString();
  const found = await askServer(client, "orch/preview", { uri, line: editor.selection.active.line });
  if (found?.picture === undefined) {
    void window.showWarningMessage("There is no plan without mistakes here to draw.");
    return;
  }
  const bytes = await form(found.picture, uri, found.name);
  const name = found.name.slice(found.name.lastIndexOf(".") + 1);
  const to = await window.showSaveDialog({
    defaultUri: Uri.joinPath(editor.document.uri, "..", `${name}.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (to !== undefined && bytes !== undefined) await workspace.fs.writeFile(to, bytes);
}
