import { drawingStyle } from "./style.ts";
import { element, escaped } from "./text.ts";

/* A self-contained page: no script, nothing loaded. Choices are links and radio buttons. */

interface Page {
  readonly title: string;
  /** HTML. */
  readonly head: string;
  readonly picture: string;
  readonly aside: string;
  /** CSS beyond that of every page. */
  readonly style?: string;
}

/** Forbids scripts and everything that would be fetched, whatever a plan's texts hold. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function renderPage({ title, head, picture, aside, style = "" }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
${pageStyle}
${drawingStyle}
${style}
</style>
</head>
<body>
<header>
${head}
</header>
<div class="columns">
<main tabindex="0" aria-label="The picture">
${picture}
</main>
<aside>
${aside}
</aside>
</div>
</body>
</html>`;
}

/** `<section>` with a heading that names it. */
export function section(id: string, heading: string, content: string, classes?: string): string {
  const title = element("h2", { id: `${id}-title` }, escaped(heading));
  return element("section", { id, class: classes, "aria-labelledby": `${id}-title` }, `${title}\n${content}`);
}

/** Text of whatever direction, which does not turn what is around it. */
export function bdi(text: string): string {
  return element("bdi", {}, escaped(text));
}

/** Words with `` `names` `` in them. */
export function prose(text: string): string {
  const marked = escaped(text).replaceAll(/`([^`]+)`/gu, (_, name: string) => `<code>${name}</code>`);
  return `<bdi>${marked}</bdi>`;
}

const pageStyle = `:root{--paper:#fff;--ink:#1f2328;--dim:#59636e;--rule:#d1d9e0;--soft:#f6f8fa;--proved:#1a7f37;--checked:#9a6700;--refused:#cf222e}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--dim:#9198a1;--rule:#30363d;--soft:#161b22;--proved:#3fb950;--checked:#d29922;--refused:#f85149}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header{padding:20px 28px 12px}
h1{font-size:22px;margin:0;display:inline}
h2{font-size:15px;margin:0 0 6px}
.card h2{margin:0}
.dim{color:var(--dim)}
code{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.measures{display:flex;flex-wrap:wrap;gap:4px 28px;margin:10px 0 0;padding:0;list-style:none}
.measures b{font-weight:600}
.whole{white-space:nowrap}
.columns{display:flex;align-items:flex-start;border-top:1px solid var(--rule)}
main{flex:1 1 auto;min-width:0;overflow-x:auto;padding:20px 28px}
main svg{display:block;height:auto}
aside{flex:0 0 390px;padding:20px 28px 40px;border-left:1px solid var(--rule);align-self:stretch}
aside section{margin-bottom:26px}
aside ul{list-style:none;margin:0;padding:0}
aside li{margin:0 0 9px;padding-left:20px;position:relative;overflow-wrap:anywhere}
aside li>.sign{position:absolute;left:0}
.proved>.sign{color:var(--proved)}
.checked>.sign{color:var(--checked)}
.refused>.sign,.bad>.sign{color:var(--refused)}
.good>.sign{color:var(--proved)}
dl{margin:0;display:grid;grid-template-columns:88px 1fr;gap:4px 10px}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
del{color:var(--dim)}
a{color:inherit}
.card{display:none;background:var(--soft);border-radius:8px;padding:14px 16px;margin-bottom:26px;scroll-margin:100px}
.card:target{display:block}
.card dl{margin-top:10px}
.hint{color:var(--dim);margin:0 0 24px}
aside:has(.card:target) .hint{display:none}
.close{float:right;color:var(--dim)}
a:focus-visible,input:focus-visible,main:focus-visible{outline:2px solid currentColor;outline-offset:2px}
@media (max-width:900px){.columns{display:block}aside{border-left:0;border-top:1px solid var(--rule)}}
@media print{.card{display:block;break-inside:avoid}.hint{display:none}.columns{display:block}}`;
