import type { Money } from "@orchlang/plan";
import type { Resource } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import { callingAt, declaredSpending } from "../bounds/attempt.ts";
import type { Spending } from "../bounds/figures.ts";
import { least, type Measure } from "../bounds/limit.ts";
import { endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import type { Located, LocatedBlock } from "../tree.ts";

type Spent = Exclude<Resource, "latency">;

/**
 * The most that a call may use which a plan can't do without in any run that completes: where that is above a limit, the
 * call never begins (semantics, rule 14). `undefined`: the plan never completes.
 */
export function neededByOneCall<T extends Money | number>(
  routine: AnalysedRoutine,
  resource: Spent,
  measure: Measure<T>,
): T | undefined {
  const own = (located: Located): T => ofCall(routine, located, resource, measure);
  const work = along(measure, routine.tree.root, own, measure.zero);
  const last = routine.tree.finally;
  if (work === undefined || last === undefined) return work;
  return along(measure, last, own, work) ?? work;
}

/** For a step that has to be done; its callee may find other ways. */
function ofCall<T extends Money | number>(
  { context }: AnalysedRoutine,
  located: Located,
  resource: Spent,
  measure: Measure<T>,
): T {
  const { node } = located.statement;
  if (node.kind !== "call" || node.optional === true || node.rescues.length > 0) return measure.zero;
  const calling = callingAt(context, located, node.attempt);
  if (calling === undefined || node.attempt.options.cache !== undefined) return measure.zero;
  const spending: Spending = declaredSpending(context, located, calling);
  return spending[resource].best as T;
}

/** @param after what is needed below the block where nothing in it has ended the plan. */
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
      if (rest === undefined) continue;
      const needed = own(located);
      if (measure.compare(needed, rest) > 0) rest = needed;
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
