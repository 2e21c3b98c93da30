/*
 * The cheapest set of calls that reaches a goal, over a graph of capabilities: an AND-OR graph whose solutions share calls.
 * A call is made at most once: a second one would give no value of another type.
 */

/** A measure per place, all at least 0 and compared in this order: the first that differs decides. */
export type Cost = readonly number[];

/** Sets of calls, each of which is enough. */
export type Need = readonly (readonly number[])[];

/** A call of a capability. */
export interface Call {
  readonly cost: Cost;
  /** All have to be met before it. */
  readonly needs: readonly Need[];
}

/** A problem of the search: calls by number, and the needs of the goal. */
export interface Problem {
  readonly calls: readonly Call[];
  readonly goal: readonly Need[];
  /** The most calls of a plan. */
  readonly depth: number;
  /** The most sets that are looked at. */
  readonly looks: number;
}

/** A set of calls that reaches the goal, in an order in which they can be made. */
interface Solution {
  readonly calls: readonly number[];
  readonly cost: Cost;
}

/** `spent`: more sets would have been looked at than are allowed. */
type End = "none left" | "spent";

/** Left to right; missing places are 0. */
export function compareCosts(one: Cost, other: Cost): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function added(one: Cost, other: Cost): Cost {
  return one.map((measure, at) => measure + (other[at] ?? 0));
}

/** True if the calls made meet it. */
export function isMet(need: Need, made: ReadonlySet<number>): boolean {
  return need.some((way) => way.every((call) => made.has(call)));
}

/** The calls that can be made at all, without regard to depth and cost. */
export function reachable({ calls }: Pick<Problem, "calls">): ReadonlySet<number> {
  const made = new Set<number>();
  for (let grows = true; grows; ) {
    grows = false;
    for (const [number, { needs }] of calls.entries()) {
      if (made.has(number) || !needs.every((need) => isMet(need, made))) continue;
      made.add(number);
      grows = true;
    }
  }
  return made;
}

/** The calls that lead to the goal, however far away. */
function relevant({ calls, goal }: Problem): readonly number[] {
  const collected = new Set<number>();
  const open = goal.flat(2);
  for (let call = open.pop(); call !== undefined; call = open.pop()) {
    if (collected.has(call)) continue;
    collected.add(call);
    open.push(...(calls[call]?.needs.flat(2) ?? []));
  }
  const there = reachable({ calls });
  return [...collected].filter((call) => there.has(call)).sort((one, other) => one - other);
}

interface State {
  readonly made: readonly number[];
  readonly cost: Cost;
  /** With the least that is still to be spent. */
  readonly total: Cost;
}

/**
 * The solutions by rising cost, A* over sets of calls (P. Hart, N. Nilsson, B. Raphael, 1968). The estimate of what is left
 * is the most expensive single need with shared calls counted once ("h-max": B. Bonet, H. Geffner, 2001), which is never
 * too high. A superset of a solution is none. The same problem gives the same solutions in the same order.
 */
export function* solutions(problem: Problem): Generator<Solution, End> {
  const { calls, goal, depth, looks } = problem;
  const useful = relevant(problem);
  const left = estimator(calls, useful, goal);
  const queue = new Queue();
  const seen = new Set<string>();
  const solved: (readonly number[])[] = [];
  const enter = (made: readonly number[], cost: Cost): void => {
    const key = made.toSorted((one, other) => one - other).join(",");
    if (seen.has(key)) return;
    seen.add(key);
    const rest = left(new Set(made));
    if (rest !== undefined) queue.push({ made, cost, total: added(cost, rest) });
  };
  const nothing = (calls[0]?.cost ?? []).map(() => 0);
  enter([], nothing);
  for (let looked = 0; ; looked += 1) {
    const state = queue.pop();
    if (state === undefined) return "none left";
    if (looked >= looks) return "spent";
    const made = new Set(state.made);
    if (solved.some((smaller) => smaller.every((call) => made.has(call)))) continue;
    if (goal.every((need) => isMet(need, made))) {
      solved.push(state.made);
      yield { calls: state.made, cost: state.cost };
      continue;
    }
    if (state.made.length >= depth) continue;
    for (const next of useful) {
      const call = calls[next];
      if (call === undefined || made.has(next) || !call.needs.every((need) => isMet(need, made))) continue;
      enter([...state.made, next], added(state.cost, call.cost));
    }
  }
}

/** The least that a set of calls still has to spend for the goal; `undefined`: it never reaches it. */
function estimator(calls: readonly Call[], useful: readonly number[], goal: readonly Need[]) {
  return (made: ReadonlySet<number>): Cost | undefined => {
    const price = new Map<number, Cost>([...made].map((call) => [call, []]));
    const ofNeed = (need: Need): Cost | undefined =>
      least(need.map((way) => most(way.map((call) => price.get(call)))));
    for (let changes = true; changes; ) {
      changes = false;
      for (const number of useful) {
        const call = calls[number];
        if (call === undefined || made.has(number)) continue;
        const before = most(call.needs.map(ofNeed));
        if (before === undefined) continue;
        const whole = call.cost.map((measure, at) => measure + (before[at] ?? 0));
        const known = price.get(number);
        const better = known === undefined ? whole : whole.map((one, at) => Math.min(one, known[at] ?? 0));
        if (known !== undefined && better.every((one, at) => one === known[at])) continue;
        price.set(number, better);
        changes = true;
      }
    }
    return most(goal.map(ofNeed));
  };
}

/** By each measure. `undefined` stands for what is never reached. */
function most(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let results: Cost = [];
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    results = joined(results, cost, Math.max);
  }
  return results;
}

function least(costs: readonly (Cost | undefined)[]): Cost | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  const [first, ...others] = known;
  return first === undefined ? undefined : others.reduce((one, other) => joined(one, other, Math.min), first);
}

function joined(one: Cost, other: Cost, choose: (one: number, other: number) => number): Cost {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) =>
    choose(one[at] ?? 0, other[at] ?? 0),
  );
}

/** A binary heap: the cheapest first, then that of fewer calls, then the one that came first. */
class Queue {
  readonly #heap: { readonly state: State; readonly nth: number }[] = [];
  #count = 0;

  push(state: State): void {
    const heap = this.#heap;
    heap.push({ state, nth: this.#count++ });
    for (let at = heap.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): State | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length === 0) return first.state;
    heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let next = at;
      if (left < heap.length && this.#isBefore(left, next)) next = left;
      if (right < heap.length && this.#isBefore(right, next)) next = right;
      if (next === at) return first.state;
      this.#swap(at, next);
      at = next;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return false;
    const order =
      compareCosts(first.state.total, second.state.total) ||
      first.state.made.length - second.state.made.length ||
      first.nth - second.nth;
    return order < 0;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return;
    this.#heap[one] = second;
    this.#heap[other] = first;
  }
}
