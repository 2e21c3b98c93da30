import type { Dag } from "@orchlang/plan/graph";
import { isChoice } from "../order/endings.ts";
import { beginOf, endOf, type Precedence, turnOf } from "../order/precedence.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { ownerWithin, type Section, type Sections } from "./sections.ts";

/** How long statements take at worst, in ms; {@link endless} and above stands for no bound. */
export interface Weights {
  /** Before what stands in it can begin: standing in line for a resource. */
  opening(linked: LinkedStatement): number;
  /** From its begin to its end, `inner` being how long its blocks with a time of their own take. */
  lasting(linked: LinkedStatement, inner: (block: LinkedBlock) => number): number;
  /** Where it is ended however far it has come: what is held at the end of its time. `else` takes its own. */
  readonly cap: (linked: LinkedStatement) => number | undefined;
  /** From its begin until what is around it can be over, where that may be after its own end. */
  readonly tail?: (linked: LinkedStatement, inner: (block: LinkedBlock) => number) => number | undefined;
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
  endOf(linked: LinkedStatement): number;
  /** When nothing of a statement is under way any more, the losers of a race included. */
  overOf(linked: LinkedStatement): number;
  beginOf(linked: LinkedStatement): number;
  /** How long it takes from begin to end. */
  lastingOf(linked: LinkedStatement): number;
  /** How long a block with a time of its own takes. */
  lengthOf(block: LinkedBlock): number;
  /** The statements that the longest path goes through and that take time, first to last. */
  readonly path: readonly LinkedStatement[];
}

/** @param points those that are gone through, in their order; the others have a time of zero. */
export function timelineOf(
  precedence: Precedence,
  sections: Sections,
  weights: Weights,
  points: Iterable<number> = precedence.dag.order,
): Timeline {
  const sweep = new Sweep(precedence, sections, weights);
  sweep.through(points);
  return sweep.timeline();
}

/** Arrays as they were made, for the next question about a few points of a large graph. */
const spare = new WeakMap<Dag, Cells>();

/** When one statement ends at the latest, where only some points take any time: in the order of the graph. */
export function latestEnd(
  precedence: Precedence,
  sections: Sections,
  weights: Weights,
  points: readonly number[],
  of: LinkedStatement,
): number {
  const { dag } = precedence;
  const cells = spare.get(dag) ?? cellsFor(precedence, sections);
  spare.delete(dag);
  const sweep = new Sweep(precedence, sections, weights, cells);
  sweep.through(points);
  const end = sweep.timeline().endOf(of);
  sweep.clear(points);
  spare.set(dag, cells);
  return end;
}

interface Cells {
  readonly time: Float64Array;
  /** The point that each got its time from. */
  readonly from: Int32Array;
  /** The time that a statement has to wait because of something in its blocks. */
  readonly held: Float64Array;
  readonly heldBy: Int32Array;
  /** Until when something of a statement may go on past its end. */
  readonly over: Float64Array;
  readonly lasting: Float64Array;
  readonly sectionLength: Float64Array;
}

function cellsFor({ tree, dag }: Precedence, sections: Sections): Cells {
  return {
    time: new Float64Array(dag.size),
    from: new Int32Array(dag.size).fill(-1),
    held: new Float64Array(tree.all.length),
    heldBy: new Int32Array(tree.all.length).fill(-1),
    over: new Float64Array(tree.all.length),
    lasting: new Float64Array(tree.all.length),
    sectionLength: new Float64Array(sections.all.length),
  };
}

/** One pass over the points in order: each hands its time on to those that wait for it. */
class Sweep {
  readonly #precedence: Precedence;
  readonly #sections: Sections;
  readonly #weights: Weights;
  readonly #turn: number;
  readonly #time: Float64Array;
  readonly #from: Int32Array;
  readonly #held: Float64Array;
  readonly #heldBy: Int32Array;
  readonly #over: Float64Array;
  readonly #lasting: Float64Array;
  readonly #sectionLength: Float64Array;
  /** Until when something of the plan's own work may still be under way. */
  #lingering = 0;

  constructor(
    precedence: Precedence,
    sections: Sections,
    weights: Weights,
    cells = cellsFor(precedence, sections),
  ) {
    this.#precedence = precedence;
    this.#sections = sections;
    this.#weights = weights;
    this.#turn = turnOf(precedence.tree);
    this.#time = cells.time;
    this.#from = cells.from;
    this.#held = cells.held;
    this.#heldBy = cells.heldBy;
    this.#over = cells.over;
    this.#lasting = cells.lasting;
    this.#sectionLength = cells.sectionLength;
  }

  through(points: Iterable<number>): void {
    const { dag } = this.#precedence;
    for (const point of points) {
      this.settle(point);
      const end = dag.starts[point + 1] ?? 0;
      for (let row = dag.starts[point] ?? 0; row < end; row++) this.pass(point, dag.targets[row] ?? 0);
    }
  }

  /** Undoes all that going through these points has written. */
  clear(points: readonly number[]): void {
    const { dag, tree } = this.#precedence;
    const reset = (point: number): void => {
      this.#time[point] = 0;
      this.#from[point] = -1;
      // The arrays are written only for statements and sections at the point, or around it.
      for (let linked = tree.all[point >> 1]; linked !== undefined; linked = linked.block.owner) {
        this.#held[linked.index] = 0;
        this.#heldBy[linked.index] = -1;
        this.#lasting[linked.index] = 0;
      }
      for (let section: Section | undefined = this.#sectionAt(point); section; section = section.parent)
        this.#sectionLength[section.at] = 0;
    };
    for (const point of points) {
      reset(point);
      const end = dag.starts[point + 1] ?? 0;
      for (let row = dag.starts[point] ?? 0; row < end; row++) reset(dag.targets[row] ?? 0);
    }
  }

  /** All that a point waits for is known: its own time is added. */
  settle(point: number): void {
    const linked = this.#precedence.tree.all[point >> 1];
    const { timeout } = this.#weights;
    const at = this.#time[point] ?? 0;
    if (linked === undefined) {
      const over = Math.max(at, this.#lingering);
      this.#time[point] = timeout === undefined ? over : Math.min(over, timeout);
    } else if (point === beginOf(linked)) {
      // A `commit` waits for the losers of the races above it.
      const after = linked.statement.node.kind === "commit" ? Math.max(at, this.#lingering) : at;
      this.#time[point] = after + this.#weights.opening(linked);
    } else this.#end(linked, point, at);
  }

  #end(linked: LinkedStatement, point: number, at: number): void {
    const held = this.#held[linked.index] ?? 0;
    if (held > at) this.#from[point] = this.#heldBy[linked.index] ?? -1;
    const inner = (block: LinkedBlock): number => this.#lengthOf(block);
    const own = this.#weights.lasting(linked, inner);
    this.#lasting[linked.index] = own;
    const end = Math.max(at, held) + own;
    const cap = this.#weights.cap(linked);
    const begin = this.#time[beginOf(linked)] ?? 0;
    this.#time[point] =
      cap === undefined ? end : Math.min(end, Math.max(begin + cap, this.#otherwise(linked)));
    const tail = this.#weights.tail?.(linked, inner);
    if (tail !== undefined) this.#linger(linked, Math.max(begin, held) + tail);
  }

  /** When the `else` of a hold is through. */
  #otherwise(linked: LinkedStatement): number {
    let last = 0;
    for (const block of linked.blocks) {
      if (block.role?.kind !== "otherwise") continue;
      for (const inner of block.statements) last = Math.max(last, this.#time[endOf(inner)] ?? 0);
    }
    return last;
  }

  /** The plan, a round, or a `with` whose member it may use: none of them ends earlier. */
  #linger(linked: LinkedStatement, until: number): void {
    const section = this.#sections.of(linked);
    for (let at: LinkedStatement | undefined = linked; at !== undefined; at = at.block.owner) {
      if (this.#sections.of(at) !== section) break;
      this.#over[at.index] = Math.max(this.#over[at.index] ?? 0, until);
      if (at.statement.node.kind !== "hold" || until <= (this.#held[at.index] ?? 0)) continue;
      this.#held[at.index] = until;
      this.#heldBy[at.index] = endOf(linked);
    }
    if (section === this.#sections.root) this.#lingering = Math.max(this.#lingering, until);
    else this.#sectionLength[section.at] = Math.max(this.#sectionLength[section.at] ?? 0, until);
  }

  #lengthOf(block: LinkedBlock): number {
    return this.#sectionLength[this.#sections.ofBlock(block)?.at ?? -1] ?? 0;
  }

  pass(point: number, target: number): void {
    const at = this.#time[point] ?? 0;
    const here = this.#sectionAt(point);
    const there = target === this.#turn ? here : this.#sectionAt(target);
    if (here === there || point === this.#turn) {
      if (this.#from[target] !== -1 && at <= (this.#time[target] ?? 0)) return;
      this.#time[target] = at;
      this.#from[target] = point;
      return;
    }
    if (ownerWithin(there, here) !== undefined) {
      this.#sectionLength[here.at] = Math.max(this.#sectionLength[here.at] ?? 0, at);
      return;
    }
    const waiting = ownerWithin(here, there);
    if (waiting === undefined || at <= (this.#held[waiting.index] ?? 0)) return;
    this.#held[waiting.index] = at;
    this.#heldBy[waiting.index] = point;
  }

  #sectionAt(point: number): Section {
    const linked = this.#precedence.tree.all[point >> 1];
    return linked === undefined ? this.#sections.root : this.#sections.of(linked);
  }

  timeline(): Timeline {
    const { tree } = this.#precedence;
    const time = (point: number): number => this.#time[point] ?? 0;
    let last = this.#turn;
    for (const linked of tree.finally?.statements ?? []) {
      if (time(endOf(linked)) > time(last)) last = endOf(linked);
    }
    const length = Math.max(time(last), this.#sectionLength[this.#sections.finally?.at ?? -1] ?? 0);
    return {
      work: time(this.#turn),
      length,
      endOf: (linked) => time(endOf(linked)),
      overOf: (linked) => Math.max(time(endOf(linked)), this.#over[linked.index] ?? 0),
      beginOf: (linked) => time(beginOf(linked)),
      lastingOf: (linked) =>
        isChoice(linked) ? time(endOf(linked)) - time(beginOf(linked)) : (this.#lasting[linked.index] ?? 0),
      lengthOf: (block) => (block === tree.finally ? length - time(this.#turn) : this.#lengthOf(block)),
      path: this.#pathTo(last),
    };
  }

  #pathTo(last: number): readonly LinkedStatement[] {
    const path: LinkedStatement[] = [];
    for (let point = last; point !== -1; point = this.#from[point] ?? -1) {
      const linked = this.#precedence.tree.all[point >> 1];
      if (linked === undefined || point === beginOf(linked)) continue;
      if ((this.#lasting[linked.index] ?? 0) > 0) path.push(linked);
    }
    return path.reverse();
  }
}

/** Where nothing takes any time. */
export const noTime: Timeline = {
  work: 0,
  length: 0,
  endOf: () => 0,
  overOf: () => 0,
  beginOf: () => 0,
  lastingOf: () => 0,
  lengthOf: () => 0,
  path: [],
};
