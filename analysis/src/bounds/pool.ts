import type { CheckedProgram, Pool } from "@orchlang/checker";
import type { Money } from "@orchlang/plan";
import { compareMoney, overMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";

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
export function holdingCost(chain: readonly Pool[], count: number, ms: number, currency: string): Money {
  const costs = chain.flatMap(({ cost }) => {
    if (cost === undefined || cost.currency !== currency) return [];
    return [overMoney(timesMoney({ amount: cost.amount, currency }, ms * count), cost.per)];
  });
  return costs.reduce((most, cost) => (compareMoney(cost, most) > 0 ? cost : most), zeroMoney(currency));
}

/** J. */
export function holdingEnergy(chain: readonly Pool[], count: number, ms: number): number {
  return Math.max(0, ...chain.map(({ power }) => ((power ?? 0) * count * ms) / 1_000));
}
