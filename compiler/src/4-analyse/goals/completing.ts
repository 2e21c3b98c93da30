import type { Resource } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { least, type Measure } from "../bounds/limit.ts";
import { canEnd, endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import type { Located, LocatedBlock } from "../tree.ts";

/**
 * The least that a plan uses in a run that it completes: its best case may be a side on which it fails at once.
 * `undefined`: it never completes.
 */
export function leastToComplete<T>(
  routine: AnalysedRoutine,
  resource: Exclude<Resource, "latency">,
  measure: Measure<T>,
): T | undefined {
  const nodes = routine.bounds.nodes();
  const own = (located: Located): T => (nodes[located.id]?.[resource].best as T | undefined) ?? measure.zero;
  const work = along(measure, routine.tree.root, own);
  if (work === undefined || routine.tree.finally === undefined) return work;
  const last = along(measure, routine.tree.finally, own);
  return last === undefined ? work : measure.add(work, last);
}

function along<T>(measure: Measure<T>, block: LocatedBlock, own: (located: Located) => T): T | undefined {
  let rest: T | undefined = measure.zero;
  for (const located of block.statements.toReversed()) {
    if (located.statement.node.kind === "fail") return undefined;
    if (!isChoice(located)) {
      rest = rest === undefined ? undefined : measure.add(own(located), rest);
      continue;
    }
    const after: T | undefined = rest;
    const ways: T[] = located.blocks.flatMap((side): T[] => {
      const inner = along(measure, side, own);
      if (inner === undefined) return [];
      if (endsDirectly(side) || side.statements.some(canEnd)) return [inner];
      return after === undefined ? [] : [measure.add(inner, after)];
    });
    if (!hasAllSides(located) && after !== undefined) ways.push(after);
    if (ways.length === 0) return undefined;
    rest = least(measure, ways);
  }
  return rest;
}
