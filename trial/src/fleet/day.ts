/*
 * A fleet of nodes through a day, as a fluid: each shard is one process that works off turns one after the other, and
 * shares a database with other shards. Nothing here runs orch: what a run costs comes in as measured elsewhere. The same
 * seed gives the same day. `node bench/fleet.ts` prints the table of docs/scale.md.
 */

export interface Costs {
  /** Processor time of a run on its shard, ms: all of its turns, with its part in the shard's control machine. */
  readonly runMs: number;
  /** Turns of a run, each of which the database keeps. */
  readonly turns: number;
  /** Turns that a database takes a second from all of its shards, in batches. */
  readonly turnsPerSecond: number;
}

export interface Fleet {
  readonly shards: number;
  readonly databases: number;
  readonly runsPerDay: number;
  /** The busiest hour against the mean; the load of a day is a sine around it. */
  readonly peak: number;
  /** Nodes that die in the day, one after the other at even distances; each has one shard. */
  readonly deaths: number;
  /** Until another node has taken over a shard, s. */
  readonly takeover: number;
  readonly seed: number;
}

interface Day {
  /** The load of the busiest second of all shards, as a share of their capacity. */
  readonly busiest: number;
  /** The same of the busiest shard over its busiest hour. */
  readonly busiestShard: number;
  /** The same of the databases over their busiest hour. */
  readonly busiestDatabase: number;
  /** How long a run waited for its shard, s: of all, 99 in 100 and 9,999 in 10,000. */
  readonly waited: { readonly p99: number; readonly p9999: number };
  /** Runs that were not done when the day ended. */
  readonly left: number;
}

const daySeconds = 86_400;
const stepSeconds = 10;

export function simulateDay(costs: Costs, fleet: Fleet): Day {
  const { shards, databases, runsPerDay, peak, deaths, takeover, seed } = fleet;
  const random = chance(seed);
  const shares = sharesOf(shards, random);
  const perStep = (1_000 / costs.runMs) * stepSeconds;
  const databasePerStep = (costs.turnsPerSecond / costs.turns) * stepSeconds;
  const backlog = new Float64Array(shards);
  const deadUntil = new Float64Array(shards);
  const waits = new Waits();
  const hour = { shard: new Float64Array(shards), databases: new Float64Array(databases) };
  const steps = daySeconds / stepSeconds;
  let busiest = 0;
  let busiestShard = 0;
  let busiestDatabase = 0;
  for (let step = 0; step < steps; step++) {
    const mean = (runsPerDay / steps) * (1 + (peak - 1) * Math.sin((2 * Math.PI * step) / steps));
    const second = step * stepSeconds;
    if (deaths > 0 && step % Math.floor(steps / deaths) === 0)
      deadUntil[Math.floor(random() * shards)] = second + takeover;
    const wanted = new Float64Array(databases);
    let all = 0;
    for (let shard = 0; shard < shards; shard++) {
      const came = drawn(mean * (shares[shard] ?? 0), random);
      all += came;
      const isDead = (deadUntil[shard] ?? 0) > second;
      const has = (backlog[shard] ?? 0) + came;
      const can = isDead ? 0 : Math.min(has, perStep);
      wanted[shard % databases] = (wanted[shard % databases] ?? 0) + can;
      waits.take(
        came,
        isDead ? (deadUntil[shard] ?? 0) - second : ((backlog[shard] ?? 0) / perStep) * stepSeconds,
      );
      backlog[shard] = has - can;
      hour.shard[shard] = (hour.shard[shard] ?? 0) + can;
    }
    busiest = Math.max(busiest, all / (perStep * shards));
    // A database that can't keep up sends its shards' work back into their backlogs.
    for (let database = 0; database < databases; database++) {
      const asked = wanted[database] ?? 0;
      hour.databases[database] = (hour.databases[database] ?? 0) + Math.min(asked, databasePerStep);
      if (asked <= databasePerStep) continue;
      const behind = (asked - databasePerStep) / Math.ceil((shards - database) / databases);
      for (let shard = database; shard < shards; shard += databases)
        backlog[shard] = (backlog[shard] ?? 0) + behind;
    }
    if ((step + 1) % (3_600 / stepSeconds) !== 0) continue;
    const stepsPerHour = 3_600 / stepSeconds;
    busiestShard = Math.max(busiestShard, Math.max(...hour.shard) / (perStep * stepsPerHour));
    busiestDatabase = Math.max(
      busiestDatabase,
      Math.max(...hour.databases) / (databasePerStep * stepsPerHour),
    );
    hour.shard.fill(0);
    hour.databases.fill(0);
  }
  return {
    busiest,
    busiestShard,
    busiestDatabase,
    waited: { p99: waits.at(0.99), p9999: waits.at(0.9999) },
    left: Math.round(backlog.reduce((sum, one) => sum + one, 0)),
  };
}

/** The share of runs of each shard, where runs are placed by a hash of 2^14 slots: nearly, but not quite the same. */
function sharesOf(shards: number, random: () => number): Float64Array {
  const slots = 16_384;
  const shares = new Float64Array(shards);
  for (let slot = 0; slot < slots; slot++) {
    const shard = Math.floor(random() * shards);
    shares[shard] = (shares[shard] ?? 0) + 1 / slots;
  }
  return shares;
}

/** The number of arrivals with this mean: Poisson's, by its normal limit where the mean is large. */
function drawn(mean: number, random: () => number): number {
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  for (; product > limit; count++) product *= random();
  return count;
}

/** Waiting times by how many waited so long, in tenths of a second. */
class Waits {
  readonly #counts = new Map<number, number>();
  #all = 0;

  take(count: number, seconds: number): void {
    if (count === 0) return;
    const tenth = Math.ceil(seconds * 10);
    this.#counts.set(tenth, (this.#counts.get(tenth) ?? 0) + count);
    this.#all += count;
  }

  at(share: number): number {
    let seen = 0;
    for (const [tenth, count] of [...this.#counts].sort(([one], [other]) => one - other)) {
      seen += count;
      if (seen >= share * this.#all) return tenth / 10;
    }
    return 0;
  }
}

/** Numbers from 0 to below 1: Mulberry32, by T. Ettinger. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
