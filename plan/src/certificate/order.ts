import type { Certificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, Node } from "../shapes/node.ts";
import type { Action } from "../shapes/rule.ts";
import * as walk from "./program.ts";
import { type Indexed, type Program, type Rejection, rejected } from "./program.ts";
import { estimate } from "./value.ts";

/** Whenever the second action begins, one of the first stands (semantics, rules 34 and 35). */
export interface OrderClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly first: readonly Action[];
  readonly second: Action;
}

/**
 * Whether the points of a certificate are a forward invariant: at each the first action stands, since it stood at one
 * that is passed before, or was done in between. And whether each beginning of the second action is among them.
 */
export function checkOrder(
  claim: OrderClaim,
  { points }: Extract<Certificate, { readonly kind: "order" }>,
): Rejection | undefined {
  const { program, roots, second } = claim;
  const scope = walk.reached(program, roots);
  const known = new Set(points);
  const steps = new Steps(claim, known);
  const wrong = scope
    .flatMap((each) => steps.of(each))
    .find(([point, follows]) => known.has(point) && !follows());
  if (wrong !== undefined) return rejected(wrong[0], "nothing before it has done what comes first");
  for (const { place, name, how } of walk.beginsOf(program, scope))
    if (walk.selects(program, second.selector, name) && !(how === "call" && known.has(place)))
      return rejected(place, `\`${name}\` begins here as ${how}, and nothing is known to stand`);
  return undefined;
}

/**
 * The points of a plan, each with what has to be so for it to be in an invariant: `plan`, its begin; `plan/node`, a
 * statement's begin; `plan/node!`, its end without failure; `plan:block`, the end of a block; `plan=`, the plan's end.
 */
export class Steps {
  private readonly claim: OrderClaim;
  private readonly known: ReadonlySet<string>;
  private readonly begins: readonly walk.Begin[];

  constructor(claim: OrderClaim, known: ReadonlySet<string>) {
    this.claim = claim;
    this.known = known;
    this.begins = walk.beginsOf(claim.program, walk.reached(claim.program, claim.roots));
  }

  of(within: Indexed): readonly (readonly [point: string, follows: () => boolean])[] {
    const { name, routine } = within;
    return [
      [name, () => this.called(within)],
      ...routine.nodes.map((node) => [`${name}/${node.id}`, () => this.comes(within, node)] as const),
      ...routine.nodes.map((node) => [`${name}/${node.id}!`, () => this.ends(within, node)] as const),
      ...routine.blocks.map(({ id }) => [`${name}:${id}`, () => this.blockEnds(within, id)] as const),
      [`${name}=`, () => this.completes(within)],
    ];
  }

  private has(within: Indexed, node: Node | undefined, end: "" | "!" = ""): boolean {
    return this.known.has(`${within.name}/${node?.id}${end}`);
  }

  /** No run begins with the plan, and at each call of it the first action stands. */
  private called(within: Indexed): boolean {
    const { program, roots } = this.claim;
    const isOther = ({ attempt, place }: walk.Begin): boolean =>
      this.known.has(place) || !walk.calledBy(program, attempt.target).includes(within);
    return !roots.includes(within) && this.begins.every(isOther);
  }

  /** True if an action stands at the plan's begin, at that of the surrounding statement, or once something awaited has settled. */
  private comes(within: Indexed, node: Node): boolean {
    const owners = walk.around(within, node);
    const open = new Set([node, ...owners].map(({ block }) => block));
    const stands = node.needs.some(({ node: id, why }) => {
      const needed = within.nodes.get(id);
      if (needed === undefined || !open.has(needed.block)) return false;
      const isDone = why === "branch" ? this.isDecided(within, needed) : this.has(within, needed, "!");
      return isDone || this.has(within, needed);
    });
    const [owner] = owners;
    const isAround = this.known.has(within.name) || this.has(within, owner);
    // In `finally` all may have been undone (semantics, rule 25).
    return !walk.isLast(within, node) && (stands || isAround || this.grants(within, owner, node.block));
  }

  /** True if it stands once a statement is known not to end the plan, although its work may continue. */
  private isDecided(within: Indexed, node: Node): boolean {
    const isOut = (id: BlockId): boolean => walk.stops(within, id) || this.grants(within, node, id);
    const isAlone = walk.waysOf(node).length === 1 && walk.blocksOf(within, node, true).every(isOut);
    if (node.kind === "call") return isAlone && this.has(within, node, "!");
    return (
      walk.blocksOf(within, node, false).every(isOut) && node.kind === "branch" && this.isSure(within, node)
    );
  }

  /** True if taking (or not taking) this arm of a choice implies that a call was granted, and that call was the first action. */
  private grants(within: Indexed, owner: Node | undefined, block: BlockId | undefined): boolean {
    if (owner?.kind !== "branch" || owner.subject !== undefined) return false;
    const at = owner.arms.findIndex((arm) => arm.block === block);
    return owner.arms.some(({ condition }, index) => {
      const isAsked = condition !== undefined && (at < 0 || index <= at);
      return isAsked && this.says(within, owner, condition, index === at);
    });
  }

  private says(within: Indexed, at: Node, e: Expression, is: boolean): boolean {
    const of = (part: Expression): boolean => this.says(within, at, part, is);
    if (e.op === "not") return this.says(within, at, e.of, !is);
    if (e.op === "and" || e.op === "or")
      return is === (e.op === "and") ? e.items.some(of) : e.items.every(of);
    if (e.op === "coalesce") return is && e.right.op === "constant" && e.right.value === false && of(e.left);
    const read = e.op === "field" && e.name === "granted" ? e.of : e;
    const node = read.op === "read" && read.from === "node" ? within.nodes.get(read.name) : undefined;
    const isOpen = [at, ...walk.around(within, at)].some(({ block }) => block === node?.block);
    if (e === read) return isOpen && node?.kind === "let" && of(node.value);
    const alone = isOpen && node?.kind === "call" && !node.rescues.some((each) => "attempt" in each);
    const others = alone ? walk.blocksOf(within, node, true) : [];
    return is && alone && others.every((each) => walk.stops(within, each)) && this.does(node.attempt, true);
  }

  /** A statement that is over without having failed what is around it: whichever way it went has done it. */
  private ends(within: Indexed, node: Node): boolean {
    const blocks = [false, true].flatMap((is) => walk.blocksOf(within, node, is));
    const ways = walk.waysOf(node);
    const isDone = (id: BlockId): boolean =>
      this.known.has(`${within.name}:${id}`) || walk.stops(within, id) || this.grants(within, node, id);
    const isOptional = "optional" in node && node.optional === true;
    const done = blocks.every(isDone) && ways.every(({ attempt }) => this.does(attempt));
    return this.has(within, node) || (!isOptional && done && this.isSure(within, node));
  }

  /** One of the ways of a statement is gone for sure. */
  private isSure(within: Indexed, node: Node): boolean {
    if (node.kind === "branch") return walk.isExhaustive(node) || this.grants(within, node, undefined);
    if (node.kind === "quorum") return node.agree > 0;
    if (node.kind === "race") return node.winners > 0 && node.rounds !== true;
    if (node.kind !== "loop") return node.kind === "call" || node.kind === "hold";
    const at = { program: this.claim.program, within, locals: {} };
    return (
      node.over.kind === "list" && node.tolerated === undefined && estimate(node.over.list, at).least > 0
    );
  }

  private blockEnds(within: Indexed, block: BlockId): boolean {
    return walk.nodesOf(within, block).some((node) => this.has(within, node, "!"));
  }

  /** At each `return`, and where there is none, or one at its end, at the end of its outermost block. */
  private completes(within: Indexed): boolean {
    const { nodes, root } = within.routine;
    const returns = nodes.filter(({ kind }) => kind === "return");
    const early = returns.filter(({ block }) => block !== root);
    const isLeft = early.length > 0 && early.length === returns.length && walk.stops(within, root);
    return early.every((node) => this.has(within, node)) && (isLeft || this.blockEnds(within, root));
  }

  /** A call that has come through is the first action, or of plans that have done it at their every end. */
  private does({ target, options: { cache, accept } }: Attempt, granted = false): boolean {
    const { program, first } = this.claim;
    const called = walk.calledBy(program, target);
    const isFirst = first.some(({ selector, outcome = "completed", when }) => {
      const isMet = outcome === "completed" || (outcome === "granted" && (granted || accepts(accept)));
      return isMet && when === undefined && walk.selects(program, selector, walk.targetName(target));
    });
    const isDone = !granted && called.length > 0 && called.every(({ name }) => this.known.has(`${name}=`));
    return cache === undefined && (isFirst || isDone);
  }
}

/** `accept it.granted`, among other things. */
function accepts(accept: Expression | undefined): boolean {
  if (accept?.op === "and") return accept.items.some(accepts);
  return (
    accept?.op === "field" && accept.name === "granted" && accept.of.op === "read" && accept.of.name === "it"
  );
}
