import { expect, test } from "vitest";
import { renderMermaid, sceneOf } from "../../src/drawing.ts";
import { explainNode, findNodes } from "../../src/explain/node.ts";
import { previewOf } from "../../src/preview/preview.ts";
import { planOf } from "./plans.ts";

/* A branch of a race with statements of its own is no choice, and has no arms. */

const file = planOf(
  `module m
tool look(n: Int) -> Int { effect pure  latency <= 1s }
tool count(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step r = first of { a = { step x = look(n)  step y = count(x)  yield y }, b = look(2) }
  step z = look(3) { after r }
  return z
}
`,
  "m.p",
);

test("a table has the branch's name above its steps", () => {
  const race = previewOf(file).plans[0]?.rows[0];
  expect(race?.below.map(({ form, title }) => [form, title])).toEqual([
    ["heading", "r.a"],
    ["step", "r.b"],
    ["step", "z"],
  ]);
  expect(race?.below[0]?.below[0]).toMatchObject({ title: "x", below: [{ title: "y" }] });
});

test("a drawing leads from the race to the branch's first step", () => {
  const [part] = sceneOf(file).parts;
  const links = part?.links.map(
    ({ from, to, label }) => `${from}>${to}${label === undefined ? "" : ` ${label}`}`,
  );
  expect(links?.map((link) => link.replaceAll("m.p/", "")).sort()).toEqual([
    "r#end>z",
    "r.b>r#end",
    "r>r.b b",
    "r>x a",
    "x>y",
    "y>r#end",
    "z>return@1",
  ]);
  expect(part?.items.map(({ form }) => form)).not.toContain("choice");
  expect(renderMermaid(sceneOf(file))).toContain("a plan of 5 steps");
  expect(previewOf(file).plans[0]?.steps).toBe(5);
});

test("what stands in it stands in a race, and under no condition", () => {
  const [found] = findNodes(file, "x");
  if (found === undefined) throw new Error("there is no x");
  expect(explainNode(file, found.routine, found.node).within).toEqual([
    "in a race: of 2 branches of `r`, the first to end",
  ]);
  const [branch] = findNodes(file, "r.a");
  if (branch === undefined) throw new Error("there is no r.a");
  expect(explainNode(file, branch.routine, branch.node).does).toBe("is a branch of a race");
});
