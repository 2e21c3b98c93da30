import type { PlanFile } from "@orchlang/plan";
import { isSame } from "../difference/difference.ts";
import type { Difference } from "../difference/model.ts";
import { shortId } from "../preview/render.ts";
import { differenceScene } from "./difference-scene.ts";
import { boundsLine, folded, inline, joined, leftOut, pictureBlock, prose, table } from "./markdown.ts";
import { firstRows, fittedIn } from "./text.ts";

/** The difference as Markdown for a pull request: what a reviewer has to decide about first. */
export function renderDifferenceMarkdown(difference: Difference, old: PlanFile, now: PlanFile): string {
  const { name, was, from, to, steps, bounds, reach, rules, duties, declarations, findings } = difference;
  if (isSame(difference)) return `### ${inline(name)}\n\nNothing has changed: \`${shortId(to)}\`.`;
  const renamed = was === undefined ? "" : ` (was ${inline(was)})`;
  const signs = {
    added: "+ new",
    removed: "− removed",
    changed: "~ changed",
    renamed: "~ renamed",
  } as const;
  const warned = findings.map(({ kind, because }) => `- **${kind}**: ${inline(because)}`);
  const stepRows = steps.map(({ kind, plan, node, title = node, what, says }) => [
    signs[kind],
    inline(new Set(steps.map((each) => each.plan)).size > 1 ? `${plan}/${title}` : title),
    [...(what.length === 0 ? [] : [what.join(" · ")]), ...says].map(prose).join("<br>"),
  ]);
  const boundRows = bounds.map(({ of, end, from: before, to: after, direction, by, within }) => [
    `${of}, ${end}`,
    inline(before),
    inline(after),
    `${direction === "up" ? "▲" : "▼"}${by === undefined ? "" : ` ${by}`}`,
    inline(within.length === 0 || direction === "down" ? "" : `still under ${within.join(", ")}`),
  ]);
  const others = (rowsMax: number): readonly string[] => {
    const { shown, left } = firstRows(told, rowsMax);
    return [...shown, ...leftOut(left, "change", "orch plan --against")];
  };
  const told = [
    ...reach.map(({ kind, of, name: what }) => `- ${kind === "gained" ? "+" : "−"} ${of} ${inline(what)}`),
    ...rules.map(({ kind, rule, says }) => `- rule ${inline(rule)} **${kind}**: ${inline(says)}`),
    ...duties.map(({ kind, duty, says }) => `- ${inline(duty)} **${kind}**: ${inline(says)}`),
    ...declarations.map(({ of, says }) => `- ${inline(of)}: ${inline(says)}`),
  ];
  const picture = folded("The picture", pictureBlock(differenceScene(old, now)), false);
  const rowed = (head: readonly string[], rows: typeof stepRows, rowsMax: number): readonly string[] => {
    const { shown, left } = firstRows(rows, rowsMax);
    return rows.length === 0
      ? []
      : [...table(head, shown), ...leftOut(left, "change", "orch plan --against")];
  };
  return fittedIn((rowsMax) =>
    joined([
      [
        `### ${inline(name)}${renamed}`,
        "",
        `\`${shortId(from)}\` → \`${shortId(to)}\``,
        "",
        boundsLine(now.plan.bounds),
      ],
      firstRows(warned, rowsMax).shown,
      rowed(["bound", "was", "is", "", ""], boundRows, rowsMax),
      rowed(["", "step", ""], stepRows, rowsMax),
      others(rowsMax),
      Number.isFinite(rowsMax) ? [] : picture,
    ]),
  );
}
