import type { Dag } from "@orchlang/plan/graph";

/** Whether one point of a graph leads to another, without a table of all pairs. */
export interface Ways {
  /** `false`: surely not. `true`: perhaps. */
  mayLead(from: number, to: number): boolean;
  /** `true`: surely. `false`: perhaps not. */
  surelyLeads(from: number, to: number): boolean;
}

/**
 * Two searches in depth give each point the range of the places at which all that it leads to was left: a range that
 * does not hold another's says no (GRAIL; H. Yıldırım, V. Chaoji, M. J. Zaki, 2010), and what was found under a point
 * is led to for sure. Time and room grow with the arcs alone.
 */
export function waysOf(graph: Dag): Ways {
  const sources = sourcesOf(graph);
  const labels = [labelsOf(graph, sources, false), labelsOf(graph, sources, true)];
  const contains = ({ lowest, left }: Labels, from: number, to: number): boolean =>
    (lowest[from] ?? 0) <= (lowest[to] ?? 0) && (left[to] ?? 0) <= (left[from] ?? 0);
  const under = ({ entered, left }: Labels, from: number, to: number): boolean =>
    (entered[from] ?? 0) <= (left[to] ?? 0) && (left[to] ?? 0) <= (left[from] ?? 0);
  return {
    mayLead: (from, to) => labels.every((each) => contains(each, from, to)),
    surelyLeads: (from, to) => labels.some((each) => under(each, from, to)),
  };
}

interface Labels {
  /** The place at which a point was left. */
  readonly left: Int32Array;
  /** The least place of all that it leads to, itself among them. */
  readonly lowest: Int32Array;
  /** The next place to be given when it was entered: what was found under it has places from there to its own. */
  readonly entered: Int32Array;
}

function labelsOf({ size, starts, targets }: Dag, sources: readonly number[], backwards: boolean): Labels {
  const left = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const entered = new Int32Array(size).fill(-1);
  const next = new Int32Array(size);
  let place = 0;
  const way: number[] = [];
  const enter = (point: number): void => {
    entered[point] = place;
    way.push(point);
  };
  const leave = (point: number): void => {
    let low = place;
    for (let row = starts[point] ?? 0; row < (starts[point + 1] ?? 0); row++) {
      low = Math.min(low, lowest[targets[row] ?? 0] ?? 0);
    }
    lowest[point] = low;
    left[point] = place++;
    way.pop();
  };
  for (const root of backwards ? sources.toReversed() : sources) {
    enter(root);
    for (let point = way.at(-1); point !== undefined; point = way.at(-1)) {
      const first = starts[point] ?? 0;
      const count = (starts[point + 1] ?? 0) - first;
      const tried = next[point] ?? 0;
      if (tried === count) {
        leave(point);
        continue;
      }
      next[point] = tried + 1;
      const target = targets[first + (backwards ? count - 1 - tried : tried)] ?? 0;
      if (entered[target] === -1) enter(target);
    }
  }
  return { left, lowest, entered };
}

/** The points that nothing leads to. From them all others are found. */
function sourcesOf({ size, targets }: Dag): readonly number[] {
  const led = new Uint8Array(size);
  for (const target of targets) led[target] = 1;
  return [...led.keys()].filter((point) => led[point] === 0);
}
