import { cycles } from "@orchlang/plan/graph";
import type { Segment } from "@orchlang/plan/json";
import type { PlainStep, Report } from "./plan.ts";

/** A step where it stands: in which branch of which conditional, and after what. */
export interface Placed {
  readonly step: PlainStep;
  /** Its place in the plan's list. */
  readonly index: number;
  /** The conditional that it belongs to. */
  readonly within?: { readonly step: string; readonly arm: "then" | "else" };
}

export type Layout = ReadonlyMap<string, Placed>;

/** The position of every step. Duplicate ids, and steps in no branch list or in two, are reported. */
export function layout(steps: readonly (PlainStep | undefined)[], report: Report): Layout {
  const placed = new Map<string, Placed>();
  steps.forEach((step, index) => {
    if (step === undefined) return;
    if (placed.has(step.id)) report(["steps", index, "id"], `a second step is called \`${step.id}\``);
    else placed.set(step.id, { step, index });
  });
  steps.forEach((step, index) => {
    if (step?.type !== "conditional") return;
    for (const arm of ["then", "else"] as const)
      for (const [position, id] of (step[arm] ?? []).entries())
        enter(placed, id, { step: step.id, arm }, ["steps", index, arm, position], report);
  });
  return placed;
}

function enter(
  placed: Map<string, Placed>,
  id: string,
  within: NonNullable<Placed["within"]>,
  place: readonly Segment[],
  report: Report,
): void {
  const known = placed.get(id);
  if (known === undefined) report(place, noStep(id, placed));
  else if (known.within !== undefined)
    report(place, `\`${id}\` belongs to \`${known.within.step}\` already; a step belongs to one branch`);
  else placed.set(id, { ...known, within });
}

export function noStep(id: string, there: ReadonlyMap<string, unknown>): string {
  const names = [...there.keys()].filter((name) => name !== id);
  const shown = names.length > 8 ? [...names.slice(0, 8), "…"] : names;
  return `no step is called \`${id}\`; there ${names.length === 1 ? "is" : "are"} ${shown.join(", ") || "none"}`;
}

/** The conditionals that a step stands in, from the inside out. */
export function around(id: string, steps: Layout): readonly string[] {
  const results: string[] = [];
  for (let at = steps.get(id)?.within?.step; at !== undefined && !results.includes(at); ) {
    results.push(at);
    at = steps.get(at)?.within?.step;
  }
  return results;
}

/** Steps that wait for each other, whether by dependency, template or by the conditional that they stand in. */
export function circles(
  steps: Layout,
  waits: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): void {
  const ids = [...steps.keys()];
  const arcs = ids.flatMap((id) => {
    const container = steps.get(id)?.within?.step;
    const own = around(id, steps);
    const before = [...(waits.get(id) ?? [])].filter((other) => !own.includes(other));
    return [
      ...before.flatMap((other) => [other, ...inside(other, steps)]),
      ...(container === undefined ? [] : [container]),
    ].map((from) => ({ from, to: id }));
  });
  for (const circle of cycles(ids, arcs)) {
    const index = steps.get(circle[0] ?? "")?.index ?? 0;
    const way = circle.map((id) => `\`${id}\``);
    report(["steps", index], `these wait for each other: ${way.join(" before ")}`);
  }
}

/** All that belongs to a conditional: whoever waits for it waits for them. */
function inside(id: string, steps: Layout): readonly string[] {
  return [...steps.keys()].filter((other) => around(other, steps).includes(id));
}
