import { randomBytes } from "node:crypto";
import type { Webview } from "vscode";

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
