import type { PlanFile } from "@orchlang/plan";
import { isSame } from "../difference/difference.ts";
import type { Difference } from "../difference/model.ts";
import { measuresOf } from "../preview/measures.ts";
import { shortId } from "../preview/render.ts";
import { differenceScene } from "./difference-scene.ts";
import { item, measureList } from "./html.ts";
import { bdi, prose, renderPage, section } from "./page.ts";
import { renderSvg } from "./svg.ts";
import { element, escaped } from "./text.ts";

/** The anchor of each changed step's description on the page, by the step's key `routine/node`. */
export function changeAnchors({ steps }: Difference): ReadonlyMap<string, string> {
  return new Map(steps.map(({ key }, at) => [key, `change-${at + 1}`]));
}

/** The difference as one page: the picture of both plans in one, and at the side what is otherwise. */
export function renderDifferenceHtml(difference: Difference, old: PlanFile, now: PlanFile): string {
  const { name, was, from, to } = difference;
  const scene = differenceScene(old, now);
  const anchors = changeAnchors(difference);
  const ids = `${was === undefined ? "" : `was ${was}, `}${shortId(from)} → ${shortId(to)}`;
  const head = [
    `${element("h1", {}, bdi(name))} ${element("span", { class: "dim" }, escaped(ids))}`,
    measureList(measuresOf(now.plan.bounds)),
  ];
  const lists = isSame(difference)
    ? element("p", { class: "hint" }, "Nothing has changed.")
    : sections(difference, anchors);
  return renderPage({
    title: `${name}: what changes`,
    head: head.join("\n"),
    picture: renderSvg(scene, {
      inline: true,
      linkTo: ({ key }) => {
        const anchor = anchors.get(key.replace(/^removed /, ""));
        return anchor === undefined ? undefined : `#${anchor}`;
      },
    }),
    aside: lists,
    style: "li:target{background:var(--soft);outline:6px solid var(--soft)}",
  });
}

type Anchors = ReadonlyMap<string, string>;

function sections(difference: Difference, anchors: Anchors): string {
  const { steps, bounds, reach, rules, duties, declarations, findings } = difference;
  const lists: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "findings",
      "To decide about",
      findings.map(({ kind, because }) => item("bad", "◀", `<b>${kind}</b> ${bdi(because)}`)),
    ],
    ["bounds", "Bounds", bounds.map(boundItem)],
    ["steps", "Steps", steps.map((change) => stepItem(change, anchors))],
    [
      "reach",
      "What it reaches",
      reach.map(({ kind, of, name }) =>
        item(kind === "gained" ? "good" : "bad", kind === "gained" ? "+" : "−", `${of} ${bdi(name)}`),
      ),
    ],
    [
      "rules",
      "Rules",
      rules.map(({ kind, rule, says }) => {
        const bad = kind === "lost" || kind === "weakened";
        const text = kind === "lost" ? `<del>${bdi(rule)}</del>` : `<b>${bdi(rule)}</b>`;
        return item(bad ? "bad" : "good", bad ? "−" : "+", `${text} ${kind}<br>${prose(says)}`);
      }),
    ],
    [
      "kept",
      "Also kept",
      duties.map(({ kind, duty, says, releases }) =>
        item(
          releases ? "bad" : "checked",
          { added: "+", lost: "−", changed: "~" }[kind],
          `<b>${bdi(duty)}</b> ${prose(says)}`,
        ),
      ),
    ],
    [
      "declared",
      "Declarations",
      declarations.map(({ of, says, weaker }) =>
        item(weaker ? "bad" : "checked", "~", `<b>${bdi(of)}</b> ${bdi(says)}`),
      ),
    ],
  ];
  return lists
    .filter(([, , items]) => items.length > 0)
    .map(([id, heading, items]) => section(id, heading, element("ul", {}, `\n${items.join("\n")}\n`)))
    .join("\n");
}

function boundItem({ of, end, from, to, direction, by, within }: Difference["bounds"][number]): string {
  const still = within.length === 0 || direction === "down" ? "" : `, still under ${within.join(", ")}`;
  const share = by === undefined ? "" : ` (${by})`;
  const text = `${of}, ${end}: ${bdi(`${from} → ${to}`)}${share}${bdi(still)}`;
  return direction === "up" ? item("checked", "▲", text) : item("good", "▼", text);
}

function stepItem(
  { kind, key, node, title: called = node, what, says }: Difference["steps"][number],
  anchors: Anchors,
): string {
  const looks = {
    added: ["good", "+"],
    removed: ["bad", "−"],
    changed: ["checked", "~"],
    renamed: ["checked", "~"],
  } as const;
  const [look, sign] = looks[kind];
  const title = kind === "removed" ? `<del>${bdi(called)}</del>` : `<b>${bdi(called)}</b>`;
  const lines = [...(what.length === 0 ? [] : [what.join(" · ")]), ...says];
  const text = lines.map((line) => `<br>${prose(line)}`).join("");
  const content = `${element("span", { class: "sign", "aria-hidden": "true" }, sign)}${title} ${kind}${text}`;
  return element("li", { id: anchors.get(key), class: look, tabindex: "-1" }, content);
}
