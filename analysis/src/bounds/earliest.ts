import type { Dag } from "@orchlang/plan/graph";
import { canEnd, canReturnInstead, endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import { beginOf, endOf, type Precedence, turnOf } from "../order/precedence.ts";
import { backwards } from "../order/predecessors.ts";
import { childOf, type LinkedBlock, type LinkedStatement } from "../tree.ts";
import type { Sections } from "./sections.ts";
import { endless } from "./timeline.ts";

/** How long a statement takes without faults, `inner` being how long its blocks with a time of their own take. */
type BestCase = (linked: LinkedStatement, inner: (block: LinkedBlock) => number) => number;

/** The best case of the time a routine takes. */
export interface Earliest {
  /** ms, `finally` with it. */
  readonly length: number;
  lastingOf(linked: LinkedStatement): number;
  /** When it has settled; in a section of its own, from that one's begin. */
  endOf(linked: LinkedStatement): number;
}

/**
 * How long a routine takes when nothing fails, everything takes what it declares, and every choice takes its
 * shortest side (semantics, rule 42).
 *
 * @param endsAll statements at whose begin the whole plan may be over.
 */
export function earliestOf(
  precedence: Precedence,
  sections: Sections,
  best: BestCase,
  endsAll: (linked: LinkedStatement) => boolean = isFail,
): Earliest {
  const times = new Times(precedence, sections, best);
  const { tree } = precedence;
  let work = times.ofBlock(tree.root, 0);
  for (const linked of tree.all) {
    const cutsShort = sections.of(linked) === sections.root && endsAll(linked);
    if (cutsShort) work = Math.min(work, times.begin(linked));
  }
  const length = Math.min(endless, work + (tree.finally === undefined ? 0 : times.ofBlock(tree.finally, 0)));
  return {
    length,
    lastingOf: (linked) => times.end(linked) - times.begin(linked),
    endOf: (linked) => times.end(linked),
  };
}

/** When one statement has settled at the earliest, where only some points take any time: in the order of the graph. */
export function earliestEnd(
  precedence: Precedence,
  sections: Sections,
  best: BestCase,
  points: readonly number[],
  of: LinkedStatement,
): number {
  const { dag } = precedence;
  const time = spare.get(dag) ?? new Float64Array(dag.size);
  spare.delete(dag);
  const end = new Times(precedence, sections, best, points, time).end(of);
  for (const point of points) time[point] = 0;
  spare.set(dag, time);
  return end;
}

/** Zeros, for the next question about a few points of a large graph. */
const spare = new WeakMap<Dag, Float64Array>();

/** `fail` cancels whatever else is still running. */
function isFail(linked: LinkedStatement): boolean {
  return linked.statement.node.kind === "fail";
}

/** When each statement begins and has settled at the earliest; in a section of its own, from that one's begin. */
class Times {
  readonly #precedence: Precedence;
  readonly #sections: Sections;
  readonly #best: BestCase;
  readonly #time: Float64Array;

  constructor(
    precedence: Precedence,
    sections: Sections,
    best: BestCase,
    points: Iterable<number> = precedence.dag.order,
    time: Float64Array = new Float64Array(precedence.dag.size),
  ) {
    this.#precedence = precedence;
    this.#sections = sections;
    this.#best = best;
    this.#time = time;
    const { tree, dag } = precedence;
    const { sources } = backwards(dag);
    for (const point of points) {
      const linked = tree.all[point >> 1];
      if (point === turnOf(tree) || linked === undefined) continue;
      const row = sources.items.subarray(sources.starts[point], sources.starts[point + 1]);
      this.#time[point] = point === beginOf(linked) ? this.#beginAt(linked, row) : this.#endAt(linked);
    }
  }

  begin(linked: LinkedStatement): number {
    return this.#time[beginOf(linked)] ?? 0;
  }

  end(linked: LinkedStatement): number {
    return this.#time[endOf(linked)] ?? 0;
  }

  /**
   * The end of a block, from its last statement back: below a choice that ends the plan nothing need be waited for.
   *
   * @param after when all is over that stands below the block, where nothing in it has ended the plan.
   */
  ofBlock(block: LinkedBlock, start: number, after = start): number {
    let rest = endsDirectly(block) ? start : after;
    for (const linked of block.statements.toReversed()) {
      if (!canEnd(linked)) {
        rest = Math.max(rest, this.end(linked));
        // A handler that returns ends the plan, at best as soon as the step has begun.
        if (canReturnInstead(linked)) rest = Math.min(rest, Math.max(start, this.begin(linked)));
        continue;
      }
      const below = rest;
      const ways = linked.blocks.map((side) => {
        const begin = this.begin(linked);
        return this.ofBlock(side, begin, Math.max(begin, below));
      });
      if (!hasAllSides(linked)) ways.push(below);
      rest = Math.max(start, Math.min(...ways));
    }
    return rest;
  }

  #beginAt(linked: LinkedStatement, sources: Int32Array): number {
    const section = this.#sections.of(linked);
    const joins = linked.statement.node.kind === "join" ? new Set(linked.statement.node.of) : undefined;
    const needs: Need[] = [];
    let joined = Infinity;
    for (const source of sources) {
      const other = this.#precedence.tree.all[source >> 1];
      if (other === undefined || this.#sections.of(other) !== section) continue;
      if (joins?.has(other.id)) joined = Math.min(joined, this.end(other));
      else needs.push({ other, at: source === beginOf(other) ? this.begin(other) : this.end(other) });
    }
    const start = this.#over(needs, (block) => childOf(block, linked) !== undefined);
    return joined === Infinity ? start : Math.max(start, joined);
  }

  /** When all of what is waited for is over, at the earliest: choices inside a block take their shortest side. */
  #over(needs: readonly Need[], isOutside: (block: LinkedBlock) => boolean): number {
    let over = 0;
    let inside: Map<LinkedStatement, Need[]> | undefined;
    for (const need of needs) {
      const choice = avoidable(need.other, isOutside);
      if (choice === undefined) {
        over = Math.max(over, need.at);
        continue;
      }
      inside ??= new Map();
      const known = inside.get(choice);
      if (known === undefined) inside.set(choice, [need]);
      else known.push(need);
    }
    for (const [choice, each] of inside ?? []) over = Math.max(over, this.#whicheverSide(choice, each));
    return over;
  }

  /** Statements on an arm that is not taken settle as soon as that is known. */
  #whicheverSide(choice: LinkedStatement, needs: readonly Need[]): number {
    const begin = this.begin(choice);
    if (!hasAllSides(choice)) return begin;
    const ways = choice.blocks.map((side) =>
      this.#over(
        needs.filter(({ other }) => sideOf(other, choice) === side),
        (block) => block === side,
      ),
    );
    return Math.max(begin, Math.min(...ways));
  }

  #endAt(linked: LinkedStatement): number {
    const start = this.begin(linked);
    if (!isChoice(linked)) return start + this.#best(linked, (block) => this.ofBlock(block, 0));
    const sides = linked.blocks.map((side) => this.ofBlock(side, start));
    if (!hasAllSides(linked)) sides.push(start);
    return Math.min(...sides);
  }
}

/** A statement that another waits for, and when it is over at the earliest. */
interface Need {
  readonly other: LinkedStatement;
  readonly at: number;
}

/** The outermost choice around `other`, up to a block around it, that has another side to take. */
function avoidable(
  other: LinkedStatement,
  isOutside: (block: LinkedBlock) => boolean,
): LinkedStatement | undefined {
  let linked: LinkedStatement | undefined;
  for (let block = other.block; block.owner !== undefined; block = block.owner.block) {
    if (isOutside(block)) break;
    const sides = block.owner.blocks.length + (hasAllSides(block.owner) ? 0 : 1);
    if (isChoice(block.owner) && sides > 1) linked = block.owner;
  }
  return linked;
}

/** The side of a choice that a statement stands in, however deep. */
function sideOf(linked: LinkedStatement, choice: LinkedStatement): LinkedBlock | undefined {
  for (let block: LinkedBlock | undefined = linked.block; block !== undefined; block = block.owner?.block) {
    if (block.owner === choice) return block;
  }
  return undefined;
}
