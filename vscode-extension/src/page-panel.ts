import { randomBytes } from "node:crypto";
import type { Moment, Page } from "@orchlang/lsp";
import {
  type ExtensionContext,
  TabInputWebview,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
} from "vscode";
import { reveal } from "./reveal.ts";

/** Beside the text; where a page of ours is already, among them: each would open a column of its own else. */
export function besideText(): ViewColumn {
  const ours = window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputWebview && /\borch\.\w+$/u.test(input.viewType)),
  );
  return ours?.viewColumn ?? ViewColumn.Beside;
}

/** A panel beside the text that shows a page, once that is asked for. */
export function openPage(context: ExtensionContext, title: string): WebviewPanel {
  const media = Uri.joinPath(context.extensionUri, "media");
  const panel = window.createWebviewPanel(
    "orch.preview",
    title,
    { viewColumn: besideText(), preserveFocus: true },
    { enableScripts: true, localResourceRoots: [media], retainContextWhenHidden: true },
  );
  const { webview } = panel;
  const [script, style] = ["preview.js", "preview.css"].map((name) =>
    webview.asWebviewUri(Uri.joinPath(media, name)).toString(),
  );
  webview.html = pageFrame(webview, title, script ?? "", style ?? "");
  return panel;
}

/** One view of a plan: its page, and for a story its course moment by moment. */
interface Shown {
  readonly page: string;
  /** The plan's. */
  readonly name: string;
  readonly places?: Page["places"];
  readonly moments?: readonly Moment[];
  readonly verdict?: string;
}

/** A panel with a page that stays as it is; its steps lead to their text. */
export function showPage(context: ExtensionContext, title: string, { places = {}, ...shown }: Shown): void {
  const { webview } = openPage(context, title);
  webview.onDidReceiveMessage(
    ({ kind, anchor = "" }: { readonly kind: string; readonly anchor?: string }) => {
      if (kind === "ready") void webview.postMessage({ kind: "page", title, plans: [shown.name], ...shown });
      const place = places[anchor];
      if (kind === "chosen" && place !== undefined) void reveal(place);
    },
  );
}

/** The page around a preview: one script, the extension's own; what it shows may load and run nothing. */
export function pageFrame(webview: Webview, title: string, script: string, style: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<style id="page-style"></style>
<link rel="stylesheet" href="${style}">
</head>
<body>
<nav aria-label="What is shown"><label>Plan <select id="plan"></select></label>
<span id="stale" role="status" hidden>The text has a mistake: this is the plan as it was before.</span>
<span id="story" hidden><button id="play" type="button">Play</button>
<input id="moment" type="range" min="0" value="0" aria-label="Moment of the run">
<output id="says" for="moment"></output></span></nav>
<div id="page"></div>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
