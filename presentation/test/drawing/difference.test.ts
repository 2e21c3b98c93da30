import { expect, test } from "vitest";
import { differenceOf } from "../../src/difference/difference.ts";
import {
  differenceScene,
  renderDifferenceHtml,
  renderDifferenceMarkdown,
  renderSvg,
} from "../../src/drawing.ts";
import { campaignAfter } from "../difference/edits.ts";
import { hostilePlan, hostileTexts } from "./plans.ts";
import { attribute, everyNode, htmlOf, xmlOf } from "./well-formed.ts";

const old = campaignAfter();
const now = campaignAfter(
  [
    "step list   = segment_list(audience, limit: 2_000)",
    "step people = segment_list(audience, limit: 3_000)",
  ],
  ["to: list.contacts", "to: people.contacts"],
  ["  step design = render_design(draft) { timeout 30s  retry 2 }\n", ""],
  ["human approve_design(design: Design)", "human approve_design(draft: Draft)"],
  ["design.preview}", "draft.id}"],
  ["approve_design(design)", "approve_design(draft)"],
  ["schedule_campaign(draft: Draft, design: Design,", "schedule_campaign(draft: Draft,"],
  ["schedule_campaign(draft, design,", "schedule_campaign(draft,"],
  ["guardrail affordable { cost <= $1.00 }", ""],
);
const difference = differenceOf(old, now);

test("what was removed is still in the picture, and everything is marked as what it is", () => {
  const { parts } = differenceScene(old, now);
  const states = parts.flatMap(({ items }) =>
    items.flatMap(({ title, change }) => (change === undefined ? [] : [`${title} ${change}`])),
  );
  expect(states.sort()).toEqual(["design removed", "job changed", "people changed", "review changed"]);
  const links = parts.flatMap((part) => part.links);
  expect(links.filter(({ change }) => change === "removed").length).toBeGreaterThanOrEqual(2);
  expect(xmlOf(renderSvg(differenceScene(old, now))).text).toContain("design");
});

test("the picture of what has not changed is the picture", () => {
  const { parts } = differenceScene(old, old);
  expect(parts.flatMap(({ items }) => items.filter(({ change }) => change !== undefined))).toEqual([]);
});

test("as a page and as Markdown", async () => {
  const withoutIds = (text: string): string => text.replaceAll(/sha256:\w+…\w+/g, "sha256:…");
  await expect(`${withoutIds(renderDifferenceHtml(difference, old, now))}\n`).toMatchFileSnapshot(
    "kept/difference.html",
  );
  await expect(`${withoutIds(renderDifferenceMarkdown(difference, old, now))}\n`).toMatchFileSnapshot(
    "kept/difference.md",
  );
  const nodes = everyNode(htmlOf(renderDifferenceHtml(difference, old, now)));
  const ids = nodes.flatMap((node) => attribute(node, "id") ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const link of nodes.flatMap((node) => attribute(node, "href") ?? []))
    expect(ids).toContain(link.slice(1));
});

test.each(hostileTexts)("texts stay texts: %j", (text) => {
  const [from, to] = [hostilePlan("harmless"), hostilePlan(text)];
  const html = renderDifferenceHtml(differenceOf(from, to), from, to);
  const loading = /^(?:script|link|img|iframe|object|embed|base|form|b-)$/;
  expect(everyNode(htmlOf(html)).filter(({ nodeName }) => loading.test(nodeName))).toEqual([]);
  const markdown = renderDifferenceMarkdown(differenceOf(from, to), from, to);
  expect(markdown).not.toMatch(/<script|<\/style|@someone|https:\/\//);
});
