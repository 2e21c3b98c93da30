import type { PlanFile } from "@orchlang/plan";
import { isSame } from "../difference/difference.ts";
import type { Difference } from "../difference/model.ts";
import { shortId } from "../preview/render.ts";
import { differenceScene } from "./difference-scene.ts";
import { boundsLine, folded, inline, pictureBlock, prose, table } from "./markdown.ts";

/** The difference as Markdown for a pull request: what a reviewer has to decide about first. */
export function renderDifferenceMarkdown(difference: Difference, old: PlanFile, now: PlanFile): string {
  const { name, was, from, to, steps, bounds, reach, rules, duties, declarations, findings } = difference;
  if (isSame(difference)) return `### ${inline(name)}\n\nNothing has changed: \`${shortId(to)}\`.`;
  const renamed = was === undefined ? "" : ` (was ${inline(was)})`;
  const signs = {
    added: "➕ new",
    removed: "➖ removed",
    changed: "✎ changed",
    renamed: "✎ renamed",
  } as const;
  const warned = findings.map(({ kind, because }) => `- **${kind}**: ${inline(because)}`);
  const stepRows = steps.map(({ kind, plan, node, what, says }) => [
    signs[kind],
    inline(new Set(steps.map((each) => each.plan)).size > 1 ? `${plan}/${node}` : node),
    [...(what.length === 0 ? [] : [what.join(" · ")]), ...says].map(prose).join("<br>"),
  ]);
  const boundRows = bounds.map(({ of, end, from: before, to: after, direction, by, within }) => [
    `${of}, ${end}`,
    inline(before),
    inline(after),
    `${direction === "up" ? "▲" : "▼"}${by === undefined ? "" : ` ${by}`}`,
    inline(within.length === 0 || direction === "down" ? "" : `still under ${within.join(", ")}`),
  ]);
  const others = [
    ...reach.map(({ kind, of, name: what }) => `- ${kind === "gained" ? "➕" : "➖"} ${of} ${inline(what)}`),
    ...rules.map(({ kind, rule, says }) => `- rule ${inline(rule)} **${kind}**: ${inline(says)}`),
    ...duties.map(({ kind, duty, says }) => `- ${inline(duty)} **${kind}**: ${inline(says)}`),
    ...declarations.map(({ of, says }) => `- ${inline(of)}: ${inline(says)}`),
  ];
  const sections = [
    [
      `### ${inline(name)}${renamed}`,
      "",
      `\`${shortId(from)}\` → \`${shortId(to)}\``,
      "",
      boundsLine(now.plan.bounds),
    ],
    warned,
    boundRows.length === 0 ? [] : table(["bound", "was", "is", "", ""], boundRows),
    stepRows.length === 0 ? [] : table(["", "step", ""], stepRows),
    others,
    folded("The picture", pictureBlock(differenceScene(old, now)), false),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
