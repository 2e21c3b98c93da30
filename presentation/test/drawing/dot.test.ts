import { Graphviz } from "@hpcc-js/wasm-graphviz";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plainLine } from "../../src/drawing/text.ts";
import { renderDot, type Scene, sceneOf } from "../../src/drawing.ts";
import { hostilePlan, hostileTexts, kept } from "./plans.ts";
import { xmlOf } from "./well-formed.ts";

const graphviz = await Graphviz.load();

interface Read {
  readonly objects?: readonly { readonly name: string; readonly nodes?: unknown; readonly label?: string }[];
  readonly edges?: readonly unknown[];
}

/** The graph as Graphviz reads it. */
function read(dot: string): { readonly nodes: readonly string[]; readonly edges: number } {
  const graph = JSON.parse(graphviz.layout(dot, "dot_json", "nop2")) as Read;
  const nodes = (graph.objects ?? []).filter(({ name }) => /^n\d+$/.test(name));
  return { nodes: nodes.map(({ label = "" }) => label), edges: graph.edges?.length ?? 0 };
}

function size(scene: Scene): { readonly nodes: number; readonly edges: number } {
  return {
    nodes: scene.parts.reduce((sum, { items }) => sum + items.length, 0),
    edges: scene.parts.reduce((sum, { links }) => sum + links.length, 0),
  };
}

test.each(kept)("Graphviz draws %s, whole", (_, file) => {
  const scene = sceneOf(file);
  const dot = renderDot(scene);
  const { nodes, edges } = read(dot);
  expect({ nodes: nodes.length, edges }).toEqual(size(scene));
  expect(graphviz.dot(dot)).toContain("<svg");
});

test.each(hostileTexts)("texts stay texts: %j", (text) => {
  const scene = sceneOf(hostilePlan(text));
  const { nodes, edges } = read(renderDot(scene));
  expect({ nodes: nodes.length, edges }).toEqual(size(scene));
});

test("a label is drawn as what it was made of", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "grapheme", maxLength: 30 }), fc.constantFrom(...hostileTexts)),
      (text) => {
        const item = { form: "act", title: text, notes: [], marks: [], critical: false } as const;
        const part = { items: [{ ...item, key: "a" }], frames: [], links: [] };
        const svg = graphviz.dot(renderDot({ name: "x", says: "", parts: [part] }));
        const drawn = xmlOf(svg.slice(svg.indexOf("<svg"))).text.replaceAll("\u00a0", " ");
        expect(plainLine(drawn)).toContain(plainLine(text));
      },
    ),
    { numRuns: 200 },
  );
});
