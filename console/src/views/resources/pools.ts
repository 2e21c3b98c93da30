import type { Member, Pool, RunSummary, Waiting } from "../../server/types.ts";

/** A pool with its members, and the runs that wait for one of them. */
export interface PoolState extends Pool {
  readonly all: readonly Member[];
  readonly free: number;
  readonly waiters: readonly Waiter[];
}

export interface Waiter {
  readonly run: RunSummary;
  readonly waiting: Waiting;
}

/** Pools in the program's order. A member that is set aside, held or not ready is not free. */
export function poolStates(
  { pools, members }: { readonly pools: readonly Pool[]; readonly members: readonly Member[] },
  runs: readonly RunSummary[],
): readonly PoolState[] {
  return pools.map((pool) => {
    const all = members.filter((member) => member.pool === pool.name);
    const ready = (pool.members.ready ?? 0) - (pool.aside?.length ?? 0);
    const open = Math.min(ready, pool.capacity ?? ready) - pool.held;
    const waiters = runs.flatMap((run) =>
      run.waiting
        .filter((waiting) => waiting.for === "resource" && waiting.pool === pool.name)
        .map((waiting) => ({ run, waiting })),
    );
    return { ...pool, all, free: Math.max(0, open), waiters };
  });
}

/** Trouble first, then what is held, then the rest by its id. */
export function membersInOrder(members: readonly Member[]): readonly Member[] {
  const rank = ({ health, holder }: Member): number =>
    health !== "ready" && health !== "maintenance" ? 0 : holder !== undefined ? 1 : 2;
  return members.toSorted(
    (one, other) => rank(one) - rank(other) || one.id.localeCompare(other.id, "en", { numeric: true }),
  );
}
