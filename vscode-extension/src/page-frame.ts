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
#story{display:flex;gap:.75em;align-items:center;flex:1}
#story[hidden]{display:none}
#moment{flex:1;max-width:24em}
.orch-running .box{stroke:#0969da;stroke-width:3}
.orch-done .box{stroke:var(--proved);stroke-width:3}
.orch-failed .box{stroke:var(--refused);stroke-width:3}
.orch-undone .box{stroke:var(--checked);stroke-width:3;stroke-dasharray:5 3}
.orch-told a:not([class*="orch-"]) .item{opacity:.45}
@media print{nav{display:none}}
</style>
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
