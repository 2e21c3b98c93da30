import { commands, type ExtensionContext, extensions, type Uri, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { showPage } from "./page-panel.ts";
import { askServer } from "./questions.ts";

/** The plan at the cursor beside what it is in the newest commit. */
export function registerDifference(context: ExtensionContext, client: LanguageClient): void {
  const show = async (): Promise<void> => {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const { uri } = editor.document;
    const asked = { uri: uri.toString(), line: editor.selection.active.line };
    const [plan, earlier] = await Promise.all([askServer(client, "orch/preview", asked), textInHead(uri)]);
    if (plan === null) return;
    if (earlier === undefined) {
      void window.showInformationMessage("This file is in no commit yet: all of it is new.");
      return;
    }
    const compared = { uri: asked.uri, name: plan.name, earlier };
    const { page, places = {}, because } = await askServer(client, "orch/difference", compared);
    if (page === undefined) {
      void window.showWarningMessage(because ?? "There is nothing to compare.");
      return;
    }
    const { name } = plan;
    showPage(context, `Changes of ${name.slice(name.lastIndexOf(".") + 1)}`, { page, name, places });
  };
  context.subscriptions.push(commands.registerCommand("orch.difference", show));
}

/** As much of the interface of VS Code's own Git extension as is used. */
interface Git {
  getAPI(version: 1): {
    getRepository(uri: Uri): { show(ref: string, path: string): Promise<string> } | null;
  };
}

/** A file as it is in the newest commit; none where there is no repository, or no such file in it. */
async function textInHead(uri: Uri): Promise<string | undefined> {
  const extension = extensions.getExtension<Git>("vscode.git");
  if (extension === undefined) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  try {
    return await git.getAPI(1).getRepository(uri)?.show("HEAD", uri.fsPath);
  } catch {
    // A file that was not committed yet has nothing to be compared with, which the caller tells.
    return undefined;
  }
}
