import { type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { pageFrame } from "./page-frame.ts";

/** A panel beside the text that shows a page, once that is asked for. */
export function openPage(context: ExtensionContext, title: string): WebviewPanel {
  const media = Uri.joinPath(context.extensionUri, "media");
  const panel = window.createWebviewPanel(
    "orch.preview",
    title,
    { viewColumn: ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [media], retainContextWhenHidden: true },
  );
  const { webview } = panel;
  const [script, style] = ["preview.js", "preview.css"].map((name) =>
    webview.asWebviewUri(Uri.joinPath(media, name)).toString(),
  );
  webview.html = pageFrame(webview, title, script ?? "", style ?? "");
  return panel;
}
