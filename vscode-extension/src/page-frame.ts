import { randomBytes } from "node:crypto";
import type { Webview } from "vscode";

/** The page around a preview: one script, the extension's own; what it shows may load and run nothing. */
export function pageFrame(webview: Webview, script: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Preview</title>
<style id="page-style"></style>
<style>
body{padding:0}
nav{display:flex;gap:.75em;align-items:center;padding:.5em 1em;border-bottom:1px solid var(--rule)}
nav select{font:inherit;max-width:24em}
#stale{color:var(--checked)}
#stale[hidden]{display:none}
@media print{nav{display:none}}
</style>
</head>
<body>
<nav aria-label="What is shown"><label>Plan <select id="plan"></select></label>
<span id="stale" role="status" hidden>The text has a mistake: this is the plan as it was before.</span></nav>
<div id="page"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
