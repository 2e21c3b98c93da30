import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { look } from "@orchlang/analysis/testing";
import { playbooks } from "@orchlang/compiler/testing";
import type { PlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { differenceOf, isSame } from "../../src/difference/difference.ts";
import {
  differenceScene,
  renderDifferenceHtml,
  renderDifferenceMarkdown,
  renderDot,
  renderHtml,
  renderMermaid,
  renderPreviewMarkdown,
  renderSvg,
  sceneOf,
} from "../../src/drawing.ts";
import { htmlOf, xmlOf } from "./well-formed.ts";

/** Without `LAWS=10` every eighth pair of two plans is compared, and each plan with itself. */
const distance = Number(process.env.LAWS ?? 1) > 1 ? 1 : 8;

const graphviz = await Graphviz.load();

function plansOf(name: string): readonly PlanFile[] {
  const looked = look(playbooks.get(name) ?? "");
  const names = [...looked.analysis.routines.keys(), ...looked.analysis.goals.keys()];
  return names.flatMap((entry) => looked.plan(entry) ?? []);
}

describe("the playbooks", () => {
  test.each([...playbooks.keys()])("%s is drawn in every form", (name) => {
    for (const file of plansOf(name)) {
      const scene = sceneOf(file);
      expect(xmlOf(renderSvg(scene)).elements).toContain("svg");
      htmlOf(renderHtml(file));
      expect(graphviz.dot(renderDot(scene))).toContain("<svg");
      expect(renderPreviewMarkdown(file)).toContain(renderMermaid(scene));
      for (const { items, links, frames } of scene.parts) {
        const keys = items.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { from, to } of links) expect(keys).toEqual(expect.arrayContaining([from, to]));
        for (const { frame } of items)
          if (frame !== undefined) expect(frames.map(({ key }) => key)).toContain(frame);
      }
    }
  });

  test("of any two, the difference can be told in every form", () => {
    const plans = [...playbooks.keys()].flatMap(plansOf);
    for (const [row, old] of plans.entries()) {
      for (const [column, now] of plans.entries()) {
        if (old !== now && (3 * row + column) % distance !== 0) continue;
        const difference = differenceOf(old, now);
        expect(isSame(difference)).toBe(old === now);
        if (old === now) expect({ ...difference, from: "", to: "", name: "" }).toEqual(nothing);
        xmlOf(renderSvg(differenceScene(old, now)));
        htmlOf(renderDifferenceHtml(difference, old, now));
        expect(renderDifferenceMarkdown(difference, old, now)).not.toBe("");
      }
    }
  });
});

const nothing = {
  name: "",
  from: "",
  to: "",
  steps: [],
  bounds: [],
  reach: [],
  rules: [],
  duties: [],
  declarations: [],
  findings: [],
};
