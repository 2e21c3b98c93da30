import { topological } from "@orchlang/plan";
import { around, type Layout } from "./layout.ts";
import type { Report } from "./plan.ts";

/**
 * For each step the one that goes before it, where all are to run one after another: as they are written, save where one
 * waits for a later one. Steps of one branch follow each other; what comes after a conditional follows all of it.
 */
export function sequence(
  steps: Layout,
  waits: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): ReadonlyMap<string, string> {
  const before = new Map<string, string>();
  for (const group of together(steps)) {
    const inGroup = new Set(group);
    const arcs = group.flatMap((id) =>
      [...below(id, steps)].flatMap((one) =>
        [...(waits.get(one) ?? [])]
          .flatMap((other) => [other, ...around(other, steps)])
          .filter((other) => inGroup.has(other) && other !== id)
          .map((from) => ({ from, to: id })),
      ),
    );
    const ordered = topological(group, arcs);
    if ("cycle" in ordered) {
      const way = ordered.cycle.map((id) => `\`${id}\``).join(" before ");
      report(["steps"], `the steps cannot be put one after another: ${way}`);
      continue;
    }
    ordered.ok.forEach((id, index) => {
      const previous = ordered.ok[index - 1];
      if (previous !== undefined) before.set(id, previous);
    });
  }
  return before;
}

/** Steps of one branch, or of none. */
function together(steps: Layout): Iterable<readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [id, { within }] of steps) {
    const name = within === undefined ? "" : `${within.step}/${within.arm}`;
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return groups.values();
}

/** A step and all that stands in it. */
function below(id: string, steps: Layout): readonly string[] {
  return [id, ...[...steps.keys()].filter((other) => around(other, steps).includes(id))];
}
