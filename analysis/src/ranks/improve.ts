import type { Order } from "./order.ts";
import { type Played, player } from "./play.ts";
import type { Workload } from "./workload.ts";

/** Keys by which statements are ordered, the greatest first, and how long the run takes with them, ms. */
export interface Keyed {
  readonly keys: Float64Array;
  readonly length: number;
}

/**
 * Makes the run of an order shorter by playing it to and fro: backwards what ends last goes first, so that all is done as
 * late as can be, then forwards again in the order in which it had to begin by then, as long as that helps (K. Y. Li,
 * R. J. Willis, “An iterative scheduling technique for resource-constrained project scheduling”, 1992). No run gets longer.
 */
export function improver(
  work: Workload,
  order: Order,
  { least, plays }: { readonly least: number; readonly plays: number },
): { readonly from: (keys: Float64Array) => Keyed; readonly played: () => number } {
  const forwards = player(work);
  const backwards = player(reversed(work));
  const ends = new Float64Array(work.durations.length);
  let played = 0;
  const play = (run: typeof forwards, keys: Float64Array): number => {
    played += 1;
    return run(order.by(keys), ends);
  };
  return {
    from: (given) => {
      let best: Keyed = { keys: given, length: play(forwards, given) };
      while (best.length > least && played + 2 <= plays) {
        play(backwards, ends.slice());
        // The last to end on the way back must begin first.
        const keys = ends.slice();
        const length = play(forwards, keys);
        if (length >= best.length) return best;
        best = { keys, length };
      }
      return best;
    },
    played: () => played,
  };
}

/** The same work from its end: each arc the other way round, each begin an end. */
function reversed(work: Played): Played {
  const { size, starts, targets } = work.dag;
  // The point between the plan's work and its `finally` is both of its ends.
  const otherEnd = (point: number): number =>
    point >= 2 * work.durations.length ? point : point % 2 === 0 ? point + 1 : point - 1;
  const begins = new Int32Array(size + 1);
  for (const target of targets) {
    const from = otherEnd(target) + 1;
    begins[from] = (begins[from] ?? 0) + 1;
  }
  for (let point = 0; point < size; point++)
    begins[point + 1] = (begins[point + 1] ?? 0) + (begins[point] ?? 0);
  const next = begins.slice();
  const ends = new Int32Array(targets.length);
  for (let point = 0; point < size; point++) {
    for (let row = starts[point] ?? 0; row < (starts[point + 1] ?? 0); row++) {
      const from = otherEnd(targets[row] ?? 0);
      const place = next[from] ?? 0;
      next[from] = place + 1;
      ends[place] = otherEnd(point);
    }
  }
  return { ...work, dag: { size, starts: begins, targets: ends } };
}
