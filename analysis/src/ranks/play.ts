import { type Dag, smallestFirst } from "@orchlang/plan/graph";
import type { Workload } from "./workload.ts";

/** The graph to play: needs only the successors of each point, no topological order. */
export interface Played extends Omit<Workload, "dag"> {
  readonly dag: Omit<Dag, "order">;
}

/**
 * How long a run takes when everything takes its time and members are given in a certain order: whenever some are free,
 * of those who want one the foremost gets it, and nobody is kept waiting for somebody who comes later (list scheduling;
 * R. L. Graham, “Bounds on multiprocessing timing anomalies”, 1969).
 *
 * @returns a function of the place of each statement in the order, the least first; it gives ms, and in `ends` when each
 * statement ends.
 */
export function player(work: Played): (places: Int32Array, ends?: Float64Array) => number {
  const incoming = new Int32Array(work.dag.size);
  for (const target of work.dag.targets) incoming[target] = (incoming[target] ?? 0) + 1;
  const byPlace = new Int32Array(work.durations.length);
  return (places, ends) => {
    for (let index = 0; index < places.length; index++) byPlace[places[index] ?? 0] = index;
    return new Play(work, incoming.slice(), { places, byPlace, ends }).run();
  };
}

interface InOrder {
  readonly places: Int32Array;
  readonly byPlace: Int32Array;
  readonly ends: Float64Array | undefined;
}

class Play {
  readonly #work: Played;
  /** The open dependencies of each point. */
  readonly #incoming: Int32Array;
  readonly #places: Int32Array;
  readonly #byPlace: Int32Array;
  readonly #told: Float64Array | undefined;
  readonly #free: number[];
  /** The waiting lines of the pools, by index. */
  readonly #lines: readonly ReturnType<typeof smallestFirst>[];
  /** Points that come next, and nobody has looked at. */
  readonly #reached: number[] = [];
  readonly #ends: EndsInOrder;
  #now = 0;

  constructor(work: Played, incoming: Int32Array, { places, byPlace, ends }: InOrder) {
    this.#work = work;
    this.#incoming = incoming;
    this.#places = places;
    this.#byPlace = byPlace;
    this.#told = ends;
    this.#free = [...work.capacities];
    this.#lines = work.capacities.map(smallestFirst);
    this.#ends = new EndsInOrder(work.durations.length);
  }

  run(): number {
    for (let point = 0; point < this.#incoming.length; point++) {
      if (this.#incoming[point] === 0) this.#reached.push(point);
    }
    this.#settle();
    while (this.#ends.size > 0) {
      this.#now = this.#ends.time;
      // All that ends at one time has ended before anything is given.
      while (this.#ends.size > 0 && this.#ends.time === this.#now) this.#arrive(2 * this.#ends.take() + 1);
      this.#settle();
    }
    return this.#now;
  }

  #settle(): void {
    do {
      for (let point = this.#reached.pop(); point !== undefined; point = this.#reached.pop())
        this.#pass(point);
      for (let pool = 0; pool < this.#free.length; pool++) this.#serve(pool);
    } while (this.#reached.length > 0);
  }

  /** One thing less that a point waits for. */
  #arrive(point: number): void {
    const left = (this.#incoming[point] ?? 0) - 1;
    this.#incoming[point] = left;
    if (left === 0) this.#reached.push(point);
  }

  #pass(point: number): void {
    const index = point >> 1;
    const pool = this.#work.pools[index] ?? -1;
    if (point % 2 === 0) {
      if (pool < 0) this.#begin(index);
      else this.#lines[pool]?.push(this.#places[index] ?? 0);
      return;
    }
    if (this.#told !== undefined) this.#told[index] = this.#now;
    if (pool >= 0) this.#free[pool] = (this.#free[pool] ?? 0) + (this.#work.counts[index] ?? 0);
    this.#go(point);
  }

  #begin(index: number): void {
    const time = this.#work.durations[index] ?? 0;
    if (time > 0) this.#ends.add(this.#now + time, index);
    this.#go(2 * index, time > 0 ? 2 * index + 1 : -1);
  }

  #go(point: number, not = -1): void {
    const { starts, targets } = this.#work.dag;
    const end = starts[point + 1] ?? 0;
    for (let row = starts[point] ?? 0; row < end; row++) {
      const target = targets[row] ?? 0;
      if (target !== not) this.#arrive(target);
    }
  }

  #serve(pool: number): void {
    const line = this.#lines[pool];
    if (line === undefined) return;
    const passed: number[] = [];
    while ((this.#free[pool] ?? 0) > 0) {
      const place = line.pop();
      if (place === undefined) break;
      const index = this.#byPlace[place] ?? 0;
      const left = (this.#free[pool] ?? 0) - (this.#work.counts[index] ?? 0);
      if (left < 0) passed.push(place);
      else {
        this.#free[pool] = left;
        this.#begin(index);
      }
    }
    for (const place of passed) line.push(place);
  }
}

/** A binary heap of what is under way, the first to end at the top. */
class EndsInOrder {
  readonly #times: Float64Array;
  readonly #indices: Int32Array;
  size = 0;

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#indices = new Int32Array(capacity);
  }

  get time(): number {
    return this.#times[0] ?? 0;
  }

  add(time: number, index: number): void {
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#times[above] ?? 0) <= time) break;
      this.#move(above, at);
      at = above;
    }
    this.#times[at] = time;
    this.#indices[at] = index;
  }

  take(): number {
    const first = this.#indices[0] ?? 0;
    this.size -= 1;
    const time = this.#times[this.size] ?? 0;
    const index = this.#indices[this.size] ?? 0;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.size) break;
      if (below + 1 < this.size && (this.#times[below + 1] ?? 0) < (this.#times[below] ?? 0)) below++;
      if ((this.#times[below] ?? 0) >= time) break;
      this.#move(below, at);
      at = below;
    }
    this.#times[at] = time;
    this.#indices[at] = index;
    return first;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#indices[to] = this.#indices[from] ?? 0;
  }
}
