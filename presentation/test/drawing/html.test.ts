import { expect, test } from "vitest";
import { renderHtml } from "../../src/drawing.ts";
import { hostilePlan, hostileTexts, kept } from "./plans.ts";
import { attribute, everyNode, htmlOf } from "./well-formed.ts";

test.each(kept)("%s: every link of the page leads to something in it", (_, file) => {
  const nodes = everyNode(htmlOf(renderHtml(file)));
  const ids = nodes.flatMap((node) => attribute(node, "id") ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const links = nodes.flatMap((node) => attribute(node, "href") ?? []);
  expect(links.length).toBeGreaterThan(10);
  for (const link of links) expect(["#", ...ids.map((id) => `#${id}`)]).toContain(link);
});

test.each(kept)("%s: the page loads nothing, runs nothing, and says so to the browser", (_, file) => {
  const nodes = everyNode(htmlOf(renderHtml(file)));
  const policy = nodes.find((node) => attribute(node, "http-equiv") === "Content-Security-Policy");
  expect(attribute(policy ?? { nodeName: "none" }, "content")).toContain("default-src 'none'");
  const loading = /^(?:script|link|img|iframe|object|embed|image|use|base|form)$/;
  expect(nodes.filter(({ nodeName }) => loading.test(nodeName))).toEqual([]);
  const names = nodes.flatMap(({ attrs = [] }) => attrs.map(({ name }) => name));
  expect(names.filter((name) => /^on|^src$|^style$/.test(name))).toEqual([]);
  const text = nodes.map(({ value = "" }) => value).join("");
  expect(text).not.toMatch(/@import|url\(/);
});

test.each(kept)("%s: what is told at the side is reached from the keyboard and named", (_, file) => {
  const nodes = everyNode(htmlOf(renderHtml(file)));
  const ids = new Set(nodes.flatMap((node) => attribute(node, "id") ?? []));
  for (const node of nodes) {
    for (const id of attribute(node, "aria-labelledby")?.split(" ") ?? []) expect(ids).toContain(id);
  }
  const sections = nodes.filter(({ nodeName }) => nodeName === "section");
  expect(sections.every((node) => attribute(node, "aria-labelledby") !== undefined)).toBe(true);
  const steps = nodes.filter(
    (node) => node.nodeName === "a" && attribute(node, "href")?.startsWith("#step-"),
  );
  expect(steps.length).toBeGreaterThanOrEqual(file.plan.routines[file.plan.entry]?.criticalPath.length ?? 0);
});

test.each(hostileTexts)("texts stay texts: %j", (text) => {
  const namesOf = (each: string): readonly string[] =>
    everyNode(htmlOf(renderHtml(hostilePlan(each)))).flatMap(({ nodeName, attrs = [] }) => [
      nodeName,
      ...attrs.map(({ name }) => `${nodeName} ${name}`),
    ]);
  expect(new Set(namesOf(text))).toEqual(new Set(namesOf("harmless")));
});
