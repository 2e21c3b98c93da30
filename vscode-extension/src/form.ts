import { type ExtensionContext, Uri, window } from "vscode";
import type { Field } from "./fields.ts";
import { besideText, pageFrame } from "./page-panel.ts";

/** A fact for the person who fills in a form: a name, and lines with `` `names` `` in them. */
export type Fact = readonly [name: string, lines: string];

export interface Form {
  /** The tab's title. */
  readonly title: string;
  readonly heading: string;
  readonly facts: readonly Fact[];
  readonly fields: readonly Field[];
  /** The button's text. */
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
    // Keeps entries while other tabs are open.
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
