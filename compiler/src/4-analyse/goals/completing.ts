import type { Resource } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { least, type Measure } from "../bounds/limit.ts";
import { endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
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
  const work = along(measure, routine.tree.root, own, measure.zero);
  if (work === undefined || routine.tree.finally === undefined) return work;
  const last = along(measure, routine.tree.finally, own, measure.zero);
  return last === undefined ? work : measure.add(work, last);
}

/** @param after what is used below the block where nothing in it has ended the plan. */
function along<T>(
  measure: Measure<T>,
  block: LocatedBlock,
  own: (located: Located) => T,
  after: T | undefined,
): T | undefined {
  let rest: T | undefined = endsDirectly(block) ? measure.zero : after;
  for (const located of block.statements.toReversed()) {
    if (located.statement.node.kind === "fail") return undefined;
    if (!isChoice(located)) {
      rest = rest === undefined ? undefined : measure.add(own(located), rest);
      continue;
    }
    const below: T | undefined = rest;
    const sides = located.blocks.map((side) => along(measure, side, own, below));
    const ways = hasAllSides(located) ? sides : [...sides, below];
    const open = ways.filter((way) => way !== undefined);
    rest = open.length === 0 ? undefined : least(measure, open);
  }
  return rest;
}
