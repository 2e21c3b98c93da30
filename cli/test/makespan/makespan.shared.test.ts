import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leastOf, makespan, rankMakespan, type Task, type Workflow } from "./workflow.ts";

/* Executions of real workflows, each task for as long as it took. */

interface Recorded {
  readonly name: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly runtimeSeconds: number;
    readonly deps: readonly string[];
  }[];
}

const folder = join(process.env.SHARED ?? "", "data/wfcommons");
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith(".dag.json"))
  .map((name) => workflowOf(JSON.parse(readFileSync(join(folder, name), "utf8")) as Recorded));

test.each([
  { machines: 4, atMost: 1.1 },
  { machines: 16, atMost: 1.001 },
  { machines: 64, atMost: 1.001 },
])("on $machines machines: $atMost of what is least, on average", ({ machines, atMost }) => {
  const shares = recorded.map((workflow) => {
    const took = makespan(workflow, machines);
    expect(took, workflow.name).toBeLessThanOrEqual(rankMakespan(workflow, machines));
    return took / leastOf(workflow, machines);
  });
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThanOrEqual(atMost);
});

/** Its tasks in an order in which each comes after those that it waits for. */
function workflowOf({ name, tasks }: Recorded): Workflow {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const placed = new Map<string, number>();
  const inOrder: Task[] = [];
  const place = (id: string): number => {
    const known = placed.get(id);
    const task = byId.get(id);
    if (known !== undefined || task === undefined) return known ?? 0;
    const after = task.deps.map(place);
    placed.set(id, inOrder.length);
    // A call that may take no time is aborted as it begins.
    return inOrder.push({ ms: Math.max(1, Math.round(task.runtimeSeconds * 1_000)), after }) - 1;
  };
  for (const { id } of tasks) place(id);
  return { name, tasks: inOrder };
}
