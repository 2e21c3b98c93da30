import fc from "fast-check";
import { expect, test } from "vitest";
import { countsOf, leftBy } from "../src/orders/bulk.ts";
import type { Difference, DifferenceStep, Forecast, Graph, RunSummary, Task } from "../src/server/types.ts";
import { needsOf } from "../src/views/home/home.tsx";
import { firstDivergence, verdictOf } from "../src/views/run/comparison.tsx";
import { foldable, hiddenBy } from "../src/views/run/folding.ts";
import { nodeOfStep } from "../src/views/run/step-node.ts";
import { viewsIn } from "../src/views/runs/filters.tsx";
import { holeAfter, merged, nothingKnown } from "../src/views/runs/use-runs.ts";

const run = (started: number, more: Partial<RunSummary> = {}): RunSummary => ({
  run: `R${String(started).padStart(3, "0")}`,
  entry: "shop.pay",
  plan: "p",
  started,
  events: 1,
  status: "running",
  attention: false,
  paused: false,
  waiting: [],
  ...more,
});

/** The server's answer: `size` runs from the cursor on, newest first. */
function page(runs: readonly RunSummary[], cursor: string | undefined, size: number) {
  const all = runs.toSorted((one, other) => other.started - one.started);
  const at = cursor === undefined ? 0 : all.findIndex((one) => one.run === cursor);
  const next = all[at + size]?.run;
  return { runs: all.slice(at, at + size), total: all.length, ...(next === undefined ? {} : { next }) };
}

test("a list that is read page by page, while runs come and end, has each run once and in order", () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (first, later) => {
      const before = Array.from({ length: first }, (_, at) => run(at));
      const after = Array.from({ length: first + later }, (_, at) => run(at, { status: "completed" }));
      let known = merged(nothingKnown, page(before, undefined, 10), undefined);
      while (known.next !== undefined) known = merged(known, page(before, known.next, 10), known.next);
      expect(known.runs).toEqual(page(before, undefined, 1_000).runs);
      // Every page is read again, as it is after a gap; more may have come than a page holds.
      const wanted: (string | undefined)[] = [undefined];
      for (let at = 0; at < known.runs.length; at += 10) wanted.push(known.runs[at]?.run);
      for (const cursor of wanted) {
        const answer = page(after, cursor, 10);
        const hole = holeAfter(known, answer);
        if (hole !== undefined) wanted.push(hole);
        known = merged(known, answer, cursor);
      }
      while (known.next !== undefined) known = merged(known, page(after, known.next, 10), known.next);
      expect(known.runs).toEqual(page(after, undefined, 1_000).runs);
    }),
  );
});

test("a run that fits the filter no longer leaves the list", () => {
  const known = merged(nothingKnown, page([run(1), run(2), run(3)], undefined, 10), undefined);
  expect(
    merged(known, page([run(1), run(3)], undefined, 10), undefined).runs.map(({ started }) => started),
  ).toEqual([3, 1]);
});

const forecast = (more: Partial<Forecast>): Forecast => ({
  undone: [],
  stays: [],
  doubtful: [],
  begins: [],
  partial: false,
  ...more,
});
const left = { step: "charge", capability: "shop.charge", why: "it has no undo" };
const remaining: NonNullable<Forecast["remaining"]> = {
  time: { value: 1 },
  compensated: { value: 1 },
  cost: { value: { amount: "1", currency: "USD" } },
  whole: false,
};

test("a bulk order counts what it leaves behind; a run that goes on leaves nothing", () => {
  const ends = { status: "cancelled" } as const;
  const counts = countsOf([
    { run: "a", forecast: forecast({ ends }) },
    { run: "b", forecast: forecast({ ends, stays: [left] }) },
    { run: "c", forecast: forecast({ ends, doubtful: [left] }) },
    { run: "d", problem: { code: "not_waiting", detail: "over" } },
    { run: "e", forecast: forecast({ stays: [left], remaining }) },
  ]);
  expect(counts).toEqual({ clean: 2, leaving: 2, refused: 1 });
  expect(leftBy(forecast({ stays: [left], remaining }))).toEqual([]);
  expect(leftBy(forecast({ stays: [left], ends }))).toEqual([left]);
});

test("home has runs that are stuck first, then questions by the time that is left", () => {
  const task = (name: string, asked: number, due?: number) =>
    ({ task: name, asked, ...(due === undefined ? {} : { due }) }) as Task;
  const stuck = run(5, {
    waiting: [
      { step: "pay", for: "operator" },
      { step: "go", for: "answer" },
    ],
  });
  const needs = needsOf(
    [stuck, run(2, { waiting: [{ step: "x", for: "operator" }] })],
    [task("late", 1), task("soon", 3, 10), task("later", 2, 90)],
  );
  expect(needs.map(({ key }) => key)).toEqual(["R002 x", "R005 pay", "soon", "later", "late"]);
});

test("folding hides what is inside, and knows what is over", () => {
  const area = { x: 0, y: 0, width: 1, height: 1 };
  const groups = [
    { id: "outer", kind: "plan", label: "", ...area },
    { id: "inner", kind: "loop", label: "", parent: "outer", ...area },
  ] as const;
  const node = (id: string, group: string, status?: string) =>
    ({
      id,
      group,
      form: "step",
      ...(status === undefined ? {} : { state: { status } }),
    }) as unknown as Graph["nodes"][number];
  const graph = {
    groups,
    nodes: [node("a", "inner", "completed"), node("b", "outer", "active")],
  } as unknown as Graph;
  expect(foldable(graph).map(({ id, isDone, size }) => [id, isDone, size])).toEqual([
    ["outer", false, 2],
    ["inner", true, 1],
  ]);
  expect(hiddenBy(node("a", "inner"), new Set(["inner", "outer"]), groups)).toBe("outer");
  expect(hiddenBy(node("b", "outer"), new Set(["inner"]), groups)).toBeUndefined();
});

test("a step belongs to its statement in whatever round, plan or slot", () => {
  expect(["review", "launch.review[2]", "undo charge", "a.b[1][3]"].map(nodeOfStep)).toEqual([
    "review",
    "review",
    "charge",
    "b",
  ]);
});

test("saved views that are not in their form are left out", () => {
  const view = { name: "mine", query: { status: "failed" } };
  expect(viewsIn(JSON.stringify([view, { name: 1 }, null, { name: "x", query: { a: 1 } }]))).toEqual([view]);
  expect([viewsIn(null), viewsIn("{"), viewsIn("{}")]).toEqual([[], [], []]);
});

test("two runs part at their first step that differs, or that only one of them has", () => {
  const side = { status: "completed" };
  const step = (name: string, of: Partial<DifferenceStep>): DifferenceStep => ({
    step: name,
    in: "both",
    ...of,
  });
  const alike = step("a", { run: side, with: side, differs: [] });
  const other = step("b", { run: side, with: side, differs: ["value"] });
  const alone = step("c", { in: "with", with: side });
  const steps = (...all: DifferenceStep[]) => ({ steps: all }) as unknown as Difference;
  expect([alike, other, alone].map(verdictOf)).toEqual(["same", "differs", "only there"]);
  expect(firstDivergence(steps(alike, alone, other))).toBe(alone);
  expect(firstDivergence(steps(alike))).toBeUndefined();
});
