import type { Attempt, Rescue } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { routinesOf, summaryOf } from "../graph/call-graph.ts";
import { product } from "../interval/numbers.ts";
import { capabilityOf } from "../rules/effects.ts";
import { type Located, type LocatedBlock, standsIn, statementsIn } from "../tree.ts";
import { countOf, takingsOf } from "./taking.ts";

/**
 * For each requested pool, by name, the most members that one run may hold at once, in any order that the plan allows.
 */
type Peaks = ReadonlyMap<string, number>;

/** The peaks of plans, each looked at once: a plan that is called counts as its own peaks for as long as it runs. */
export function peaksIn(analysis: Analysis): (routine: AnalysedRoutine) => Peaks {
  return (routine) =>
    summaryOf<Peaks>(analysis, "peaks", routine, (one, of) => new Peak(analysis, one, of).all());
}

/** Something that holds so many members from its begin to its end. */
interface Unit {
  readonly located: Located;
  readonly weight: number;
}

/**
 * The peak of one plan. Statements without an order between their ends and begins can all hold at once, so the peak is
 * the heaviest antichain. Arms of a choice never hold together: the peak is computed once with all arms as if they did,
 * and once with each choice as a unit of its heaviest arm, and the lesser counts. Both are sound, and exact without
 * choices.
 */
class Peak {
  readonly #analysis: Analysis;
  readonly #routine: AnalysedRoutine;
  readonly #callee: (routine: AnalysedRoutine) => Peaks;
  readonly #askers = new Map<string, Map<LocatedBlock, Located[]>>();

  constructor(analysis: Analysis, routine: AnalysedRoutine, callee: (routine: AnalysedRoutine) => Peaks) {
    this.#analysis = analysis;
    this.#routine = routine;
    this.#callee = callee;
  }

  all(): Peaks {
    const { tree } = this.#routine;
    const peaks = new Map<string, number>();
    for (const pool of this.#findAskers()) {
      const last = tree.finally === undefined ? 0 : this.#ofBlock(tree.finally, pool);
      peaks.set(pool, Math.max(this.#ofBlock(tree.root, pool), last));
    }
    return peaks;
  }

  /** The pools that are asked; of each is noted who asks, so that the others are not gone through for every pool. */
  #findAskers(): Iterable<string> {
    for (const located of this.#routine.tree.all) {
      for (const { pick } of takingsOf(located)) this.#note(located, pick.pool);
      for (const { attempt } of located.attempts) {
        for (const routine of routinesOf(this.#analysis, attempt.target)) {
          for (const pool of this.#callee(routine).keys()) this.#note(located, pool);
        }
      }
    }
    return this.#askers.keys();
  }

  #note(located: Located, pool: string): void {
    const askers = this.#askers.get(pool) ?? new Map<LocatedBlock, Located[]>();
    this.#askers.set(pool, askers);
    for (let each: Located | undefined = located; each !== undefined; each = each.block.owner) {
      const known = askers.get(each.block);
      // Contents of one statement are adjacent.
      if (known?.at(-1) === each) return;
      if (known === undefined) askers.set(each.block, [each]);
      else known.push(each);
    }
  }

  /** The statements of a block that ask a pool, themselves or by what stands in them. */
  #asking(block: LocatedBlock, pool: string): readonly Located[] {
    return this.#askers.get(pool)?.get(block) ?? [];
  }

  #ofBlock(block: LocatedBlock, pool: string): number {
    const side = (units: readonly Unit[]): number => this.#heaviest(units);
    return Math.min(side(this.#flat(block, pool)), side(this.#whole(block, pool)));
  }

  #heaviest(units: readonly Unit[]): number {
    const { precedence } = this.#routine;
    return heaviestAntichain(
      units.map(({ weight }) => weight),
      (first, then) => {
        const [one, other] = [units[first], units[then]];
        if (one === undefined || other === undefined || this.#lingers(one.located, other.located))
          return false;
        return precedence.before(one.located, other.located);
      },
    );
  }

  /** A race or a quorum that is decided has ended, and its losers may hold what they have a little longer. */
  #lingers(first: Located, then: Located): boolean {
    const { kind } = first.statement.node;
    if (standsIn(then, first)) return false;
    return kind === "race" || kind === "quorum" || mayStayInDoubt(this.#analysis, first);
  }

  /** Everything in the block that is held by itself, the sides of choices side by side. */
  #flat(block: LocatedBlock, pool: string): readonly Unit[] {
    return this.#asking(block, pool).flatMap((located) => {
      const own: Unit[] = [{ located, weight: this.#own(located, pool) }];
      return own.concat(located.blocks.flatMap((inner) => (isSide(inner) ? this.#flat(inner, pool) : [])));
    });
  }

  /** The statements of the block, each choice with its heaviest side. */
  #whole(block: LocatedBlock, pool: string): readonly Unit[] {
    return this.#asking(block, pool).map((located) => {
      const own = this.#own(located, pool);
      const sides = located.blocks.filter(isSide).map((side) => {
        const inner = this.#ofBlock(side, pool);
        return side.role?.kind === "otherwise" ? inner : own + inner;
      });
      return { located, weight: Math.max(own, ...sides) };
    });
  }

  /** A statement's own holding without the arms of a choice: a `with` its members, a loop those of its rounds. */
  #own(located: Located, pool: string): number {
    const { node } = located.statement;
    if (node.kind === "hold") return this.#taken(located, pool);
    const handled = "rescues" in node ? node.rescues.map((each) => this.#handler(located, each, pool)) : [];
    return Math.max(this.#forward(located, pool), ...handled);
  }

  #forward(located: Located, pool: string): number {
    const { node } = located.statement;
    const inner = (kind: "round" | "contender"): readonly number[] =>
      located.blocks.filter(({ role }) => role?.kind === kind).map((block) => this.#ofBlock(block, pool));
    switch (node.kind) {
      case "call":
        return this.#attempt(located, node.attempt, pool);
      case "quorum":
        return sum(node.attempts.map((attempt) => this.#attempt(located, attempt, pool)));
      case "race":
        return sum(inner("contender"));
      case "loop": {
        const { most, atOnceMost } = roundsOf(this.#routine.context, located, node);
        // Members left in doubt by a round stay held while the next ones run.
        const isLeft = located.blocks
          .flatMap(statementsIn)
          .some((inside) => mayStayInDoubt(this.#analysis, inside));
        return product(sum(inner("round")), isLeft ? most : Math.min(most, atOnceMost));
      }
      default:
        return 0;
    }
  }

  #handler(located: Located, rescue: Rescue, pool: string): number {
    if ("attempt" in rescue) return this.#attempt(located, rescue.attempt, pool);
    const block = located.blocks.find((candidate) => candidate.block.id === rescue.block);
    return block === undefined ? 0 : this.#ofBlock(block, pool);
  }

  #attempt(located: Located, attempt: Attempt, pool: string): number {
    const called = routinesOf(this.#analysis, attempt.target).map(
      (routine) => this.#callee(routine).get(pool) ?? 0,
    );
    const { using } = attempt;
    const taken = using?.pool === pool ? countOf(this.#routine, { located, pick: using, attempt }).most : 0;
    return taken + Math.max(0, ...called);
  }

  #taken(located: Located, pool: string): number {
    return sum(
      takingsOf(located)
        .filter(({ pick }) => pick.pool === pool)
        .map((taking) => countOf(this.#routine, taking).most),
    );
  }
}

/** Sides of `when`, `match` and `with` run in the time of what is around them. */
function isSide({ role }: LocatedBlock): boolean {
  return role?.kind === "arm" || role?.kind === "held" || role?.kind === "otherwise";
}

/** An optional step that may have happened is left without a value, and keeps its member until that is known (rule 18). */
function mayStayInDoubt({ program }: Analysis, { statement: { node } }: Located): boolean {
  if (node.kind !== "call" || node.optional !== true || node.attempt.using === undefined) return false;
  const effect = capabilityOf(program, node.attempt)?.effect;
  return effect?.kind === "once" || (effect?.kind === "idempotent" && effect.for !== undefined);
}

function sum(items: readonly number[]): number {
  return items.reduce((total, item) => total + item, 0);
}

/*
 * How much can be held at once: the heaviest set of items of which none comes before another. By Dilworth's theorem,
 * with weights, it is what all weigh together less the greatest flow that pairs items with later ones
 * (R. P. Dilworth 1950; D. R. Fulkerson's proof by flows, 1956).
 */

/** An order over 0 .. size-1: irreflexive and transitive. */
type Before = (first: number, then: number) => boolean;

/** Beyond so many items the exact answer gives way to a sound one. */
const exactMax = 128;

/**
 * The weight of the heaviest antichain; for more than {@link exactMax} items at least that, by covering them with chains
 * as they come: no antichain has two of one chain.
 *
 * @param weights whole and not below zero; they may be infinite.
 */
export function heaviestAntichain(weights: readonly number[], before: Before): number {
  if (weights.includes(Infinity)) return Infinity;
  const items = weights.flatMap((weight, item) => (weight > 0 ? [item] : []));
  const weightOf = (item: number): number => weights[item] ?? 0;
  return items.length > exactMax ? byChains(items, weightOf, before) : byFlow(items, weightOf, before);
}

const chainsTried = 32;

function byChains(items: readonly number[], weightOf: (item: number) => number, before: Before): number {
  const chains: { last: number; heaviest: number }[] = [];
  for (const item of items) {
    const tried = chains.slice(-chainsTried);
    const chain = tried.find(({ last }) => before(last, item));
    if (chain === undefined) chains.push({ last: item, heaviest: weightOf(item) });
    else {
      chain.last = item;
      chain.heaviest = Math.max(chain.heaviest, weightOf(item));
    }
  }
  return chains.reduce((total, { heaviest }) => total + heaviest, 0);
}

function byFlow(items: readonly number[], weightOf: (item: number) => number, before: Before): number {
  const count = items.length;
  const later = items.map((first) =>
    items.flatMap((then, at) => (first !== then && before(first, then) ? [at] : [])),
  );
  const supply = items.map(weightOf);
  const demand = items.map(weightOf);
  const flow = items.map(() => new Map<number, number>());
  let total = 0;
  for (let source = 0; source < count; source++) {
    for (;;) {
      const moved = augment(source, { later, supply, demand, flow });
      if (moved === 0) break;
      total += moved;
    }
  }
  return supply.length === 0 ? 0 : items.reduce((sum, item) => sum + weightOf(item), 0) - total;
}

interface Network {
  readonly later: readonly (readonly number[])[];
  /** The remaining flow of each item as the earlier one, and as the later one. */
  readonly supply: number[];
  readonly demand: number[];
  /** From the earlier to the later. */
  readonly flow: readonly Map<number, number>[];
}

/** Sends as much as one way takes from `source` to an item that still takes some; 0 where there is no way. */
function augment(source: number, { later, supply, demand, flow }: Network): number {
  if ((supply[source] ?? 0) === 0) return 0;
  const from = new Map<number, number>();
  const back = new Map<number, number>([[source, -1]]);
  const open = [source];
  for (let at = 0; at < open.length; at++) {
    const left = open[at] ?? source;
    for (const right of later[left] ?? []) {
      if (from.has(right)) continue;
      from.set(right, left);
      if ((demand[right] ?? 0) > 0) return push(right, source, from, back, { later, supply, demand, flow });
      for (const [other, sent] of senders(right, flow)) {
        if (sent === 0 || back.has(other)) continue;
        back.set(other, right);
        open.push(other);
      }
    }
  }
  return 0;
}

function* senders(right: number, flow: readonly Map<number, number>[]): Generator<readonly [number, number]> {
  for (const [left, sent] of flow.entries()) yield [left, sent.get(right) ?? 0];
}

function push(
  end: number,
  source: number,
  from: ReadonlyMap<number, number>,
  back: ReadonlyMap<number, number>,
  { supply, demand, flow }: Network,
): number {
  let most = Math.min(demand[end] ?? 0, supply[source] ?? 0);
  for (let right = end; ; ) {
    const left = from.get(right) ?? source;
    const via = back.get(left) ?? -1;
    if (via === -1) break;
    most = Math.min(most, flow[left]?.get(via) ?? 0);
    right = via;
  }
  for (let right = end; ; ) {
    const left = from.get(right) ?? source;
    flow[left]?.set(right, (flow[left]?.get(right) ?? 0) + most);
    const via = back.get(left) ?? -1;
    if (via === -1) break;
    flow[left]?.set(via, (flow[left]?.get(via) ?? 0) - most);
    right = via;
  }
  demand[end] = (demand[end] ?? 0) - most;
  supply[source] = (supply[source] ?? 0) - most;
  return most;
}
