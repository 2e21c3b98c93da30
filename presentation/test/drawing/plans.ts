import { readFileSync } from "node:fs";
import { look } from "@orchlang/analysis/testing";
import type { PlanFile } from "@orchlang/plan";

/** The plan file of a program given as text. */
export function planOf(text: string, entry: string): PlanFile {
  const looked = look(text);
  const file = looked.plan(entry);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return file;
}

function program(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

export const campaignText = program("../preview/campaign.orch");
export const shapesText = program("shapes.orch");

/** The plans whose output is kept, by the name of their files. */
export const kept: readonly (readonly [name: string, file: PlanFile])[] = [
  ["campaign", planOf(campaignText, "marketing.campaign.launch")],
  ["shapes", planOf(shapesText, "shapes.move")],
];

/** A plan whose every text tries to get out of where it is put. */
export function hostilePlan(text: string): PlanFile {
  const quoted = JSON.stringify(text).replaceAll("$", "\\$");
  return planOf(
    `module m
role end
tool subgraph(graph: String) -> String { effect pure  cost <= $0.10  latency <= 1s  scope ${quoted} }
human click(node: String) -> Bool { ask end  show ${quoted} }
service digraph(class: String) { effect idempotent  latency <= 1s  irreversible because ${quoted} }
plan flowchart(style: String) -> String {
  step end = subgraph(style)
  step strict = click(end) { timeout 1m }
  match end {
    ${quoted} { step direction = digraph(end) }
    else { fail ${quoted} }
  }
  return end
}
policy linkstyle advisory { on digraph  warn when args.class == ${quoted} because ${quoted} }
`,
    "m.flowchart",
  );
}

export const hostileTexts: readonly string[] = [
  `"quoted" 'and' <b>bold</b> & &amp; &lt; &#39;`,
  `</title></desc></style></svg><script>alert(1)</script>`,
  `]]> <!-- --> <![CDATA[ %> {{x}} \${y}`,
  "first\nsecond\r\n\tthird",
  `end subgraph graph ; --> | x | ==> "]] "] ) } #quot; #35; %% comment`,
  String.raw`\ \n \l \" \N "] label="x"; }`,
  "# heading | cell | `code` *bold* _under_ [link](https://example.com) @someone ~~gone~~",
  "مرحبا \u202eevil\u202c שלום",
  "\u0000\u0001\u001b[31m\u007f\ufffe",
  "👩‍👩‍👧 漢字 é",
  "javascript:alert(1)",
];
