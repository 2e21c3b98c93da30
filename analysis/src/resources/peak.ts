import type { Attempt, Rescue } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { routinesOf, summaryOf } from "../graph/call-graph.ts";
import { product } from "../interval/numbers.ts";
import { capabilityOf, isOnce } from "../rules/effects.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { heaviestAntichain } from "./antichain.ts";
import { countOf, takingsOf } from "./taking.ts";

/** The members of one pool that a plan may hold at once. */
interface Peak {
  /** At most so many in a run of its own, in any order that the plan allows. */
  readonly most: number;
  /** At most so many where it is called: its `finally` does not wait there for what is in doubt. */
  readonly called: number;
  /** True if it may end while something in it is in doubt, and holds what it has. */
  readonly stays: boolean;
}

/** By the name of each requested pool. */
type Peaks = ReadonlyMap<string, Peak>;

/**
 * For each pool that a plan requests, by name, the most members that one run of it may hold at once. Each plan is looked
 * at once: one that is called counts as its own peaks for as long as it runs, and longer where it leaves calls in doubt.
 */
export function peaksIn(analysis: Analysis): (routine: AnalysedRoutine) => ReadonlyMap<string, number> {
  return (routine) => {
    const peaks = summaryOf<Peaks>(analysis, "peaks", routine, (one, of) =>
      new PeaksOfPlan(analysis, one, of).all(),
    );
    return new Map([...peaks].map(([pool, { most }]) => [pool, most]));
  };
}

/** Something that holds so many members from its begin to its end. */
interface Unit {
  readonly linked: LinkedStatement;
  readonly weight: number;
  /** True if it may hold them beyond its end. */
  readonly lingers: boolean;
}

/**
 * The peak of one plan. Statements without an order between their ends and begins can all hold at once, so the peak is
 * the heaviest antichain. Arms of a choice never hold together: the peak is computed once with all arms as if they did,
 * and once with each choice as a unit of its heaviest arm, and the lesser counts. Both are sound, and exact without
 * choices.
 */
class PeaksOfPlan {
  readonly #analysis: Analysis;
  readonly #routine: AnalysedRoutine;
  readonly #callee: (routine: AnalysedRoutine) => Peaks;
  readonly #askers = new Map<string, Map<LinkedBlock, LinkedStatement[]>>();

  constructor(analysis: Analysis, routine: AnalysedRoutine, callee: (routine: AnalysedRoutine) => Peaks) {
    this.#analysis = analysis;
    this.#routine = routine;
    this.#callee = callee;
  }

  all(): Peaks {
    const { tree } = this.#routine;
    const peaks = new Map<string, Peak>();
    for (const pool of this.#findAskers()) {
      const last = tree.finally === undefined ? 0 : this.#ofBlock(tree.finally, pool);
      const first = this.#ofBlock(tree.root, pool);
      const stays = this.#staysInBlock(tree.root, pool);
      peaks.set(pool, {
        most: Math.max(first, last),
        called: stays ? first + last : Math.max(first, last),
        stays: stays || (tree.finally !== undefined && this.#staysInBlock(tree.finally, pool)),
      });
    }
    return peaks;
  }

  /** The pools that are asked; of each is noted who asks, so that the others are not gone through for every pool. */
  #findAskers(): Iterable<string> {
    for (const linked of this.#routine.tree.all) {
      for (const { pick } of takingsOf(linked)) this.#note(linked, pick.pool);
      for (const { attempt } of linked.attempts) {
        for (const routine of routinesOf(this.#analysis, attempt.target)) {
          for (const pool of this.#callee(routine).keys()) this.#note(linked, pool);
        }
      }
    }
    return this.#askers.keys();
  }

  #note(linked: LinkedStatement, pool: string): void {
    const askers = this.#askers.get(pool) ?? new Map<LinkedBlock, LinkedStatement[]>();
    this.#askers.set(pool, askers);
    for (let each: LinkedStatement | undefined = linked; each !== undefined; each = each.block.owner) {
      const known = askers.get(each.block);
      // Contents of one statement are adjacent.
      if (known?.at(-1) === each) return;
      if (known === undefined) askers.set(each.block, [each]);
      else known.push(each);
    }
  }

  /** The statements of a block that ask a pool, themselves or by what stands in them. */
  #asking(block: LinkedBlock, pool: string): readonly LinkedStatement[] {
    return this.#askers.get(pool)?.get(block) ?? [];
  }

  #ofBlock(block: LinkedBlock, pool: string): number {
    const side = (units: readonly Unit[]): number => this.#heaviest(units);
    return Math.min(side(this.#flat(block, pool)), side(this.#whole(block, pool)));
  }

  #heaviest(units: readonly Unit[]): number {
    const { precedence } = this.#routine;
    return heaviestAntichain(
      units.map(({ weight }) => weight),
      (first, then) => {
        const [one, other] = [units[first], units[then]];
        if (one === undefined || other === undefined || one.lingers) return false;
        return precedence.before(one.linked, other.linked);
      },
    );
  }

  /** Everything in the block that is held by itself, the sides of choices side by side. */
  #flat(block: LinkedBlock, pool: string): readonly Unit[] {
    return this.#asking(block, pool).flatMap((linked) => {
      const sideless = (block: LinkedBlock): boolean => !isSide(block);
      const lingers = this.#lingers(linked, pool, sideless);
      const own: Unit[] = [{ linked, weight: this.#own(linked, pool), lingers }];
      return own.concat(linked.blocks.flatMap((inner) => (isSide(inner) ? this.#flat(inner, pool) : [])));
    });
  }

  /** The statements of the block, each choice with its heaviest side. */
  #whole(block: LinkedBlock, pool: string): readonly Unit[] {
    return this.#asking(block, pool).map((linked) => {
      const own = this.#own(linked, pool);
      const sides = linked.blocks.filter(isSide).map((side) => {
        const inner = this.#ofBlock(side, pool);
        return side.role?.kind === "otherwise" ? inner : own + inner;
      });
      return { linked, weight: Math.max(own, ...sides), lingers: this.#lingers(linked, pool) };
    });
  }

  /** A statement's own holding without the arms of a choice: a `with` its members, a loop those of its rounds. */
  #own(linked: LinkedStatement, pool: string): number {
    const { node } = linked.statement;
    if (node.kind === "hold") return this.#taken(linked, pool);
    const handled = "rescues" in node ? node.rescues.map((each) => this.#handler(linked, each, pool)) : [];
    return Math.max(this.#forward(linked, pool), ...handled);
  }

  #forward(linked: LinkedStatement, pool: string): number {
    const { node } = linked.statement;
    const inner = (kind: "round" | "contender"): readonly number[] =>
      linked.blocks.filter(({ role }) => role?.kind === kind).map((block) => this.#ofBlock(block, pool));
    switch (node.kind) {
      case "call":
        return this.#attempt(linked, node.attempt, pool);
      case "quorum":
        return sum(node.attempts.map((attempt) => this.#attempt(linked, attempt, pool)));
      case "race":
        return sum(inner("contender"));
      case "loop": {
        const { most, atOnceMost } = roundsOf(this.#routine.context, linked, node);
        // Members left in doubt by a round stay held while the next ones run.
        const isLeft = linked.blocks.some((block) => isRound(block) && this.#staysInBlock(block, pool));
        return product(sum(inner("round")), isLeft ? most : Math.min(most, atOnceMost));
      }
      default:
        return 0;
    }
  }

  #handler(linked: LinkedStatement, rescue: Rescue, pool: string): number {
    if ("attempt" in rescue) return this.#attempt(linked, rescue.attempt, pool);
    const block = linked.blocks.find((candidate) => candidate.block.id === rescue.block);
    return block === undefined ? 0 : this.#ofBlock(block, pool);
  }

  #attempt(linked: LinkedStatement, attempt: Attempt, pool: string): number {
    const called = routinesOf(this.#analysis, attempt.target).map(
      (routine) => this.#callee(routine).get(pool)?.called ?? 0,
    );
    const { using } = attempt;
    const taken = using?.pool === pool ? countOf(this.#routine, { linked, pick: using, attempt }).most : 0;
    return taken + Math.max(0, ...called);
  }

  /** True if members may be held beyond the end of a statement, by those of its blocks that `isMeant` takes or by itself. */
  #lingers(
    linked: LinkedStatement,
    pool: string,
    isMeant: (block: LinkedBlock) => boolean = () => true,
  ): boolean {
    return this.#stays(linked, pool, isMeant) || this.#hasLosers(linked, pool, isMeant);
  }

  /** A call in doubt holds its member however far the plan has come (rule 18). */
  #stays(linked: LinkedStatement, pool: string, isMeant: (block: LinkedBlock) => boolean): boolean {
    if (mayStayInDoubt(this.#analysis, linked, pool)) return true;
    const called = linked.attempts.flatMap(({ attempt }) => routinesOf(this.#analysis, attempt.target));
    if (called.some((routine) => this.#callee(routine).get(pool)?.stays === true)) return true;
    return linked.blocks.some((block) => isMeant(block) && this.#staysInBlock(block, pool));
  }

  #staysInBlock(block: LinkedBlock, pool: string): boolean {
    return this.#asking(block, pool).some((inside) => this.#stays(inside, pool, () => true));
  }

  /**
   * A race that is decided has ended, and its losers may hold what they have a little longer. A `with`, a round and a plan
   * wait for them (rule 28).
   */
  #hasLosers(linked: LinkedStatement, pool: string, isMeant: (block: LinkedBlock) => boolean): boolean {
    const { kind } = linked.statement.node;
    if (kind === "race") return true;
    if (kind === "hold") return false;
    return linked.blocks.some(
      (block) =>
        isMeant(block) &&
        !isRound(block) &&
        this.#asking(block, pool).some((inside) => this.#hasLosers(inside, pool, () => true)),
    );
  }

  #taken(linked: LinkedStatement, pool: string): number {
    return sum(
      takingsOf(linked)
        .filter(({ pick }) => pick.pool === pool)
        .map((taking) => countOf(this.#routine, taking).most),
    );
  }
}

/** Sides of `when`, `match` and `with` run in the time of what is around them. */
function isSide({ role }: LinkedBlock): boolean {
  return role?.kind === "arm" || role?.kind === "held" || role?.kind === "otherwise";
}

function isRound({ role }: LinkedBlock): boolean {
  return role?.kind === "round";
}

/** An optional step that may have happened is left without a value, and keeps its member until that is known (rule 18). */
function mayStayInDoubt(
  { program }: Analysis,
  { statement, attempts }: LinkedStatement,
  pool: string,
): boolean {
  const { node } = statement;
  if (!("optional" in node) || node.optional !== true) return false;
  return attempts.some(({ attempt }) => {
    const capability = capabilityOf(program, attempt);
    if (attempt.using?.pool !== pool || capability === undefined) return false;
    const { effect } = capability;
    return isOnce(capability) || (effect.kind === "idempotent" && effect.for !== undefined);
  });
}

function sum(items: readonly number[]): number {
  return items.reduce((total, item) => total + item, 0);
}
