import { isChoice } from "../order/endings.ts";
import { beginOf, endOf, type Precedence, turnOf } from "../order/precedence.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import { ownerWithin, type Section, type Sections } from "./sections.ts";

/** How long statements take at worst, in ms; {@link endless} and above stands for no bound. */
export interface Weights {
  /** Before what stands in it can begin: standing in line for a resource. */
  opening(located: Located): number;
  /** From its begin to its end, `inner` being how long its blocks with a time of their own take. */
  lasting(located: Located, inner: (block: LocatedBlock) => number): number;
  /** Where it is ended however far it has come: a hold at the end of its time. */
  readonly cap: (located: Located) => number | undefined;
  /** Where the plan's own work is ended. */
  readonly timeout?: number;
}

/** Large enough to be longer than any plan, small enough that a thousand of them still add up exactly. */
export const endless = 2 ** 43;

/** The worst case of the time a routine takes: its longest path (semantics, rule 44). */
export interface Timeline {
  /** ms from the start of the run to the end of its work, `finally` apart. */
  readonly work: number;
  /** With `finally`. */
  readonly length: number;
  /** When a statement ends at the latest; inside a loop, race or handler from the begin of its block. */
  endOf(located: Located): number;
  beginOf(located: Located): number;
  /** How long it takes from begin to end. */
  lastingOf(located: Located): number;
  /** The statements that the longest path goes through and that take time, first to last. */
  readonly path: readonly Located[];
}

export function timelineOf(precedence: Precedence, sections: Sections, weights: Weights): Timeline {
  const { tree, dag } = precedence;
  const turn = turnOf(tree);
  const time = new Float64Array(dag.size);
  const from = new Int32Array(dag.size).fill(-1);
  const lifted = new Float64Array(tree.all.length);
  const liftedFrom = new Int32Array(tree.all.length).fill(-1);
  const lasting = new Float64Array(tree.all.length);
  const lengths = new Float64Array(sections.all.length);
  const sectionAt = (point: number): Section => {
    const located = tree.all[point >> 1];
    return located === undefined ? sections.root : sections.of(located);
  };
  const inner = (block: LocatedBlock): number => lengths[sections.ofBlock(block)?.at ?? -1] ?? 0;

  const settle = (point: number): void => {
    const located = tree.all[point >> 1];
    if (located === undefined) {
      if (weights.timeout !== undefined) time[point] = Math.min(time[point] ?? 0, weights.timeout);
      return;
    }
    if (point === beginOf(located)) {
      time[point] = (time[point] ?? 0) + weights.opening(located);
      return;
    }
    const held = lifted[located.index] ?? 0;
    if (held > (time[point] ?? 0)) from[point] = liftedFrom[located.index] ?? -1;
    const start = Math.max(time[point] ?? 0, held);
    const own = weights.lasting(located, inner);
    lasting[located.index] = own;
    const end = start + own;
    const cap = weights.cap(located);
    const begin = time[beginOf(located)] ?? 0;
    time[point] = cap === undefined ? end : Math.min(end, begin + cap);
  };

  const pass = (point: number, target: number): void => {
    const at = time[point] ?? 0;
    const here = sectionAt(point);
    const there = point === turn || target === turn ? here : sectionAt(target);
    if (here === there || point === turn) {
      if (from[target] === -1 || at > (time[target] ?? 0)) {
        time[target] = at;
        from[target] = point;
      }
      return;
    }
    if (ownerWithin(there, here) !== undefined) {
      lengths[here.at] = Math.max(lengths[here.at] ?? 0, at);
      return;
    }
    const waiting = ownerWithin(here, there);
    if (waiting === undefined || at <= (lifted[waiting.index] ?? 0)) return;
    lifted[waiting.index] = at;
    liftedFrom[waiting.index] = point;
  };

  for (const point of dag.order) {
    settle(point);
    const end = dag.starts[point + 1] ?? 0;
    for (let row = dag.starts[point] ?? 0; row < end; row++) pass(point, dag.targets[row] ?? 0);
  }
  return describe(precedence, { time, from, lasting });
}

interface Reckoned {
  readonly time: Float64Array;
  readonly from: Int32Array;
  readonly lasting: Float64Array;
}

function describe({ tree }: Precedence, { time, from, lasting }: Reckoned): Timeline {
  const turn = turnOf(tree);
  let last = turn;
  for (const located of tree.finally?.statements ?? []) {
    if ((time[endOf(located)] ?? 0) > (time[last] ?? 0)) last = endOf(located);
  }
  const path: Located[] = [];
  for (let point = last; point !== -1; point = from[point] ?? -1) {
    const located = tree.all[point >> 1];
    if (located === undefined || point === beginOf(located)) continue;
    if ((lasting[located.index] ?? 0) > 0) path.push(located);
  }
  return {
    work: time[turn] ?? 0,
    length: time[last] ?? 0,
    endOf: (located) => time[endOf(located)] ?? 0,
    beginOf: (located) => time[beginOf(located)] ?? 0,
    lastingOf: (located) =>
      isChoice(located)
        ? (time[endOf(located)] ?? 0) - (time[beginOf(located)] ?? 0)
        : (lasting[located.index] ?? 0),
    path: path.reverse(),
  };
}
