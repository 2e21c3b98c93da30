import { type ExtensionContext, Uri, ViewColumn, window } from "vscode";
import type { Field } from "./fields.ts";
import { pageFrame } from "./page-frame.ts";

/** Asks for the fields in a form beside the text; nothing where it is closed without an answer. */
export function askForm(
  context: ExtensionContext,
  title: string,
  says: string,
  fields: readonly Field[],
): Promise<object | undefined> {
  const media = Uri.joinPath(context.extensionUri, "media");
  const panel = window.createWebviewPanel("orch.form", title, ViewColumn.Beside, {
    enableScripts: true,
    localResourceRoots: [media],
  });
  const { webview } = panel;
  const uriOf = (name: string): string => webview.asWebviewUri(Uri.joinPath(media, name)).toString();
  webview.html = pageFrame(webview, title, uriOf("form.js"), uriOf("preview.css"));
  return new Promise((resolve) => {
    panel.onDidDispose(() => resolve(undefined));
    webview.onDidReceiveMessage((message: { readonly kind: string; readonly value?: object }) => {
      if (message.kind === "ready") void webview.postMessage({ kind: "form", title, says, fields });
      if (message.kind !== "done") return;
      resolve(message.value);
      panel.dispose();
    });
  });
}
