/*
 * The look of a drawing. Colour means one thing each: green proved, yellow checked as it runs, red refused or lost;
 * everything else is ink, so that a print without colour says the same.
 */

interface Palette {
  readonly paper: string;
  readonly box: string;
  readonly ink: string;
  readonly dim: string;
  readonly line: string;

  readonly proved: string;
  readonly checked: string;
  readonly wrong: string;
}

const light: Palette = {
  paper: "#ffffff",
  box: "#ffffff",
  ink: "#1f2328",
  dim: "#59636e",
  line: "#9aa4af",

  proved: "#1a7f37",
  checked: "#9a6700",
  wrong: "#cf222e",
};

const dark: Palette = {
  paper: "#0d1117",
  box: "#161b22",
  ink: "#e6edf3",
  dim: "#9198a1",
  line: "#59636e",

  proved: "#3fb950",
  checked: "#d29922",
  wrong: "#f85149",
};

function colours({ paper, box, ink, dim, line, proved, checked, wrong }: Palette): string {
  return [
    `.paper{fill:${paper}}`,
    `.orch text{fill:${ink}}`,
    `.orch text.dim,.orch .what,.orch .note{fill:${dim}}`,
    `.orch .label{fill:${dim};stroke:${paper}}`,
    `.box{fill:${box};stroke:${line}}`,
    `.critical>.box{stroke:${ink}}`,
    `.link{stroke:${line}}`,
    `.link.critical{stroke:${ink}}`,
    `.tip{fill:${line}}`,
    `.tip.critical{fill:${ink}}`,
    `.frame{fill:${ink};fill-opacity:.06}`,
    `.frame.loop,.frame.race{stroke:${line}}`,
    `.orch .stop .title{fill:${wrong}}`,
    `.mark{stroke:${paper}}`,
    `.mark.proved{fill:${proved}}`,
    `.mark.checked{fill:${checked}}`,
    `.mark.refused{fill:${wrong}}`,
    `.half{fill:${box}}`,
    `.added>.box{stroke:${proved}}`,
    `.link.added{stroke:${proved}}`,
    `.changed>.box{stroke:${checked}}`,
    `.removed>.box{stroke:${wrong}}`,
    `.link.removed{stroke:${wrong}}`,
    `.tip.added{fill:${proved}}`,
    `.tip.removed{fill:${wrong}}`,
  ].join("\n");
}

const shapes = `.orch text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;unicode-bidi:plaintext}
.orch text.title{font-size:13px;font-weight:600}
.orch .act .title,.orch .stop .title{font-size:11px;font-weight:400}
.orch text.heading{font-size:15px;font-weight:600}
.orch .label{paint-order:stroke;stroke-width:4px;stroke-linejoin:round;text-anchor:middle}
.box{stroke-width:1}
.critical>.box{stroke-width:2.25}
.act>.box,.stop>.box{stroke-dasharray:none}
.link{fill:none;stroke-width:1.25}
.link.order{stroke-dasharray:4 3}
.link.critical{stroke-width:2.25}
.frame.loop,.frame.race{stroke-width:1;stroke-dasharray:2 3}
.mark{stroke-width:1}
.added>.box,.changed>.box,.link.added{stroke-width:2.25}
.removed{opacity:.55}
.removed>.box{stroke-dasharray:5 3}
.removed>.title{text-decoration:line-through}
a:focus{outline:none}
a:focus>.item>.box,a:hover>.item>.box{stroke-width:3}`;

/** The style of the drawing itself: light, and dark if the reader's machine is. */
export const drawingStyle = `${shapes}\n${colours(light)}\n@media (prefers-color-scheme:dark){\n${colours(dark)}\n}`;
