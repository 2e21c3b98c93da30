import type { CheckedProgram, Pool } from "@orchlang/checker";
import type { Money } from "@orchlang/plan";
import type { Pick } from "@orchlang/plan/nodes";
import { compareMoney, overMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { LinkedStatement } from "../tree.ts";
import { shortName } from "../words.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { type Duration, lasting, type Spending } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { bounded, isBounded, unbounded } from "./limit.ts";

/** The use of holding members of a pool, and the longest wait for them. */
interface Holding {
  readonly spending: Spending;
  readonly queueing: Duration;
}

/**
 * A hold costs for its whole time in the bound (semantics, rule 46).
 * @param most ms that it is held at worst. @param least ms at best.
 */
export function holdingOf(
  context: BoundsContext,
  linked: LinkedStatement,
  pick: Pick,
  most: Limit<number>,
  least: number,
): Holding {
  const chain = overflowChain(context.program, pick.pool);
  const count = membersMost(context, linked, pick);
  const priced = chain.some((pool) => pool.cost !== undefined);
  const powered = chain.some((pool) => pool.power !== undefined);
  const known = Number.isFinite(count);
  const noEnd = isBounded(most) ? unbounded<never>("the count of members has no bound") : most;
  const used = <T>(measure: Measure<T>, is: boolean, of: (ms: number) => T) => ({
    best: is ? of(least) : measure.zero,
    worst: !is ? bounded(measure.zero) : known && isBounded(most) ? bounded(of(most.value)) : noEnd,
  });
  return {
    spending: {
      cost: used(context.measures.cost, priced, (ms) => holdingCost(chain, count, ms, context.currency)),
      energy: used(context.measures.energy, powered, (ms) => holdingEnergy(chain, count, ms)),
      tokens: { best: 0, worst: bounded(0) },
    },
    queueing: lasting("queue", 0, queueLimit(context, linked, pick)),
  };
}

/** How many members are held at most; `count` may be a constant or a parameter with a bound. */
function membersMost(context: BoundsContext, linked: LinkedStatement, pick: Pick): number {
  if (pick.count === undefined || typeof pick.count === "number") return pick.count ?? 1;
  const most = durationAt(context, linked, pick.count, "the count of members").most;
  return isBounded(most) ? most.value : Infinity;
}

function hasPriority({ attempts }: LinkedStatement): boolean {
  return attempts.some(({ attempt }) => attempt.options.priority !== undefined);
}

/** Not at all where there is a member for everybody; else at most `wait W`, else the plan's `timeout`, else nothing says how long (semantics, rules 31 and 47). */
function queueLimit(context: BoundsContext, linked: LinkedStatement, pick: Pick): Limit<number> {
  // A certain member may be held by somebody else though there are others.
  const any = pick.where === undefined && pick.distance === undefined;
  if (any && !hasPriority(linked) && context.isQuiet(pick.pool)) return bounded(0);
  if (pick.wait !== undefined) return durationAt(context, linked, pick.wait, "the wait for a resource").most;
  if (context.timeout !== undefined) return context.timeout.most;
  return unbounded(
    `\`${shortName(pick.pool)}\` may be taken by others, and no \`wait\` says how long to stand in line`,
  );
}

/** A pool and those that it overflows into, in the order in which they are asked. Each once. */
export function overflowChain(program: CheckedProgram, name: string): readonly Pool[] {
  const chain: Pool[] = [];
  let next: string | undefined = name;
  while (next !== undefined) {
    const pool: Pool | undefined = program.pools?.[next]?.pool;
    if (pool === undefined || chain.includes(pool)) break;
    chain.push(pool);
    next = pool.overflow;
  }
  return chain;
}

/** The cost of holding so many members for so long, at the highest price in the chain (semantics, rule 46). */
function holdingCost(chain: readonly Pool[], count: number, ms: number, currency: string): Money {
  const costs = chain.flatMap(({ cost }) => {
    if (cost === undefined || cost.currency !== currency) return [];
    return [overMoney(timesMoney({ amount: cost.amount, currency }, ms * count), cost.per)];
  });
  return costs.reduce((most, cost) => (compareMoney(cost, most) > 0 ? cost : most), zeroMoney(currency));
}

/** J. */
function holdingEnergy(chain: readonly Pool[], count: number, ms: number): number {
  return Math.max(0, ...chain.map(({ power }) => ((power ?? 0) * count * ms) / 1_000));
}
