import { expect } from "vitest";
import { peaksIn } from "../../src/resources/peak.ts";
import { look } from "../analyse/source.ts";
import { type Workflow, workflowText } from "./workflow.ts";

function boundsOf(workflow: Workflow) {
  const looked = look(workflowText(workflow, workflow.tasks.length));
  const routine = looked.analysis.routines.get("m.p");
  if (routine === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  const { criticalPath } = routine.bounds;
  const bounds = routine.bounds.shown();
  return {
    bounds,
    worst: routine.bounds.bounds,
    criticalPath,
    peak: peaksIn(looked.analysis)(routine).get("m.machines"),
  };
}

/** As long as the critical path, in the worst case and without faults. */
export function holdsTime(workflow: Workflow): void {
  const { bounds, worst, criticalPath } = boundsOf(workflow);
  for (const limit of [bounds.latency.faultless, worst.latency.worst]) {
    const seconds = limit !== undefined && "value" in limit ? limit.value / 1_000 : limit;
    expect(seconds).toBeCloseTo(workflow.criticalPathSeconds, 6);
  }
  const onPath = criticalPath.map(
    (id) => workflow.tasks[Number(id.slice(id.indexOf("_") + 1))]?.runtimeSeconds ?? 0,
  );
  expect(onPath.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(workflow.criticalPathSeconds, 6);
}

/** As much work as all tasks. */
export function holdsWork(workflow: Workflow): void {
  const { bounds, worst } = boundsOf(workflow);
  for (const limit of [bounds.cost.faultless, worst.cost.worst]) {
    const amount = limit !== undefined && "value" in limit ? Number(limit.value.amount) : limit;
    expect(amount).toBeCloseTo(workflow.totalWorkSeconds, 6);
  }
}

/** As many machines as it is wide. */
export function holdsWidth(workflow: Workflow): void {
  const { peak } = boundsOf(workflow);
  expect(peak).toBe(width(workflow));
  if (workflow.maxWidth !== undefined) expect(peak).toBeGreaterThanOrEqual(workflow.maxWidth);
}

/** The most tasks without a way between any two: all less the most that a matching of "waits for" pairs. */
function width({ tasks }: Workflow): number {
  const at = new Map(tasks.map(({ id }, place) => [id, place]));
  const before = tasks.map(() => new Set<number>());
  const visit = (place: number): Set<number> => {
    const known = before[place] ?? new Set<number>();
    if (known.size > 0) return known;
    for (const dep of tasks[place]?.deps ?? []) {
      const other = at.get(dep) ?? -1;
      known.add(other);
      for (const further of visit(other)) known.add(further);
    }
    return known;
  };
  for (const place of tasks.keys()) visit(place);
  const pairedWith = new Map<number, number>();
  const pair = (place: number, tried: Set<number>): boolean => {
    for (const earlier of before[place] ?? []) {
      if (tried.has(earlier)) continue;
      tried.add(earlier);
      const other = pairedWith.get(earlier);
      if (other !== undefined && !pair(other, tried)) continue;
      pairedWith.set(earlier, place);
      return true;
    }
    return false;
  };
  const paired = tasks.filter((_, place) => pair(place, new Set())).length;
  return tasks.length - paired;
}
