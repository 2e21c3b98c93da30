import { type ExtensionContext, Uri, window } from "vscode";
import type { Field } from "./fields.ts";
import { besideText, pageFrame } from "./page-panel.ts";

/** What somebody should know who fills in a form: a name, and lines with `` `names` `` in them. */
export type Fact = readonly [name: string, lines: string];

export interface Form {
  /** Of the tab. */
  readonly title: string;
  readonly heading: string;
  readonly facts: readonly Fact[];
  readonly fields: readonly Field[];
  /** What the button says. */
  readonly go: string;
}

/** Asks for the fields in a form beside the text; nothing where it is closed without an answer, or `settled` before. */
export function askForm(
  context: ExtensionContext,
  form: Form,
  settled?: AbortSignal,
): Promise<object | undefined> {
  const media = Uri.joinPath(context.extensionUri, "media");
  const panel = window.createWebviewPanel("orch.form", form.title, besideText(), {
    enableScripts: true,
    localResourceRoots: [media],
    // What was filled in stays, whatever else is looked at before it is sent.
    retainContextWhenHidden: true,
  });
  settled?.addEventListener("abort", () => panel.dispose());
  const { webview } = panel;
  const uriOf = (name: string): string => webview.asWebviewUri(Uri.joinPath(media, name)).toString();
  webview.html = pageFrame(webview, form.title, uriOf("form.js"), uriOf("preview.css"));
  return new Promise((resolve) => {
    panel.onDidDispose(() => resolve(undefined));
    webview.onDidReceiveMessage((message: { readonly kind: string; readonly value?: object }) => {
      if (message.kind === "ready") void webview.postMessage({ kind: "form", ...form });
      if (message.kind !== "done") return;
      resolve(message.value);
      panel.dispose();
    });
  });
}
