import type { DominatorCertificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, LoopNode, Node, RaceNode } from "../shapes/node.ts";
import type { Action } from "../shapes/rule.ts";
import { ends, isExhaustive, knownAt, settledBefore } from "./known.ts";
import {
  around,
  beginsOf,
  calledBy,
  type Indexed,
  type Program,
  reached,
  rescuesOf,
  selects,
  targetName,
  waysOf,
} from "./program.ts";
import { type Rejection, rejected } from "./report.ts";

/** An order between actions (semantics, rules 34 and 35), over what one run of `roots` does. */
export interface OrderClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly first: readonly Action[];
  readonly second: Action;
}

/** Whether each place where the second action can begin stands behind one that has done the first for sure. */
export function checkOrder(claim: OrderClaim, { before }: DominatorCertificate): Rejection | undefined {
  const { program, roots, second } = claim;
  const scope = reached(program, roots);
  const order = new Order(claim, scope, before);
  for (const within of scope) {
    for (const begin of beginsOf(program, within)) {
      if (!selects(program, second.selector, begin.name)) continue;
      if (begin.how !== "call") return rejected(begin.place, `\`${begin.name}\` begins here as ${begin.how}`);
      const because = order.before(within, begin.node);
      if (because !== undefined) return because;
    }
  }
  return undefined;
}

/** What each statement is sure to have done once it is over; looked at once. */
export class Order {
  private readonly claim: OrderClaim;
  private readonly scope: readonly Indexed[];
  private readonly named: DominatorCertificate["before"];
  private readonly judged = new Map<string, Rejection | undefined>();

  constructor(claim: OrderClaim, scope: readonly Indexed[], named: DominatorCertificate["before"]) {
    this.claim = claim;
    this.scope = scope;
    this.named = named;
  }

  /** Why the first action does not surely stand when a statement begins. */
  before(within: Indexed, node: Node): Rejection | undefined {
    const place = `${within.routine.name}/${node.id}`;
    if (!this.judged.has(place)) this.judged.set(place, this.judge(within, node, place));
    return this.judged.get(place);
  }

  /** The places that were asked about, as `routine/node`. */
  looked(): readonly string[] {
    return [...this.judged.keys()];
  }

  private judge(within: Indexed, node: Node, place: string): Rejection | undefined {
    const named = Object.hasOwn(this.named, place) ? this.named[place] : undefined;
    if (named === undefined) return rejected(place, "the certificate names nothing that comes before");
    if (typeof named !== "string") return this.atCalls(within, place);
    const settled = settledBefore(within, node);
    const dominator = within.nodes.get(named);
    if (dominator === undefined) return rejected(place, `there is no \`${named}\``);
    if (this.isGranted(within, node, settled, dominator)) return undefined;
    if (!settled.has(named)) return rejected(place, `it does not wait for \`${named}\``);
    // A failure in `finally` is recorded and ends nothing (semantics, rule 25).
    if (around(within, node).top !== within.routine.root)
      return rejected(place, `\`${named}\` may have failed in \`finally\``);
    return this.isDone(within, dominator)
      ? undefined
      : rejected(place, `\`${named}\` may be over without having done it`);
  }

  /** Whatever calls the plan stands behind it. */
  private atCalls(within: Indexed, place: string): Rejection | undefined {
    if (this.claim.roots.includes(within)) return rejected(place, "a run can begin with this plan");
    for (const caller of this.scope) {
      for (const node of caller.routine.nodes) {
        const calls = waysOf(node).some(({ attempt }) =>
          calledBy(this.claim.program, attempt.target).includes(within),
        );
        const because = calls ? this.before(caller, node) : undefined;
        if (because !== undefined) return because;
      }
    }
    return undefined;
  }

  /** A statement that is over without having failed what is around it has done the first action. */
  private isDone(within: Indexed, node: Node): boolean {
    if ("optional" in node && node.optional === true) return false;
    const handled = rescuesOf(node).every((rescue) =>
      "attempt" in rescue
        ? this.doesIt(rescue.attempt)
        : ends(within, rescue.block) || this.isBlockDone(within, rescue.block),
    );
    return handled && this.itselfDone(within, node);
  }

  private itselfDone(within: Indexed, node: Node): boolean {
    switch (node.kind) {
      case "call":
        return this.doesIt(node.attempt);
      case "quorum":
        return node.agree > 0 && node.attempts.every((attempt) => this.doesIt(attempt));
      case "branch":
        return isExhaustive(node) && node.arms.every((arm) => this.isSide(within, arm.block));
      case "hold":
        return (
          this.isBlockDone(within, node.body) &&
          (node.otherwise === undefined || this.isSide(within, node.otherwise))
        );
      case "loop":
        return hasRound(within, node) && node.tolerated === undefined && this.isBlockDone(within, node.body);
      case "race":
        return node.winners > 0 && node.rounds !== true && this.isRaceDone(within, node);
      default:
        return false;
    }
  }

  private isSide(within: Indexed, block: string): boolean {
    return ends(within, block) || this.isBlockDone(within, block);
  }

  private isRaceDone(within: Indexed, race: RaceNode): boolean {
    return race.branches.every(({ node }) =>
      this.isBlockDone(within, within.nodes.get(node)?.block ?? "", race.id),
    );
  }

  private isBlockDone(within: Indexed, id: string, owner?: string): boolean {
    const block = within.blocks.get(id);
    if (block === undefined || (owner !== undefined && block.owner !== owner)) return false;
    return block.nodes.some((name) => {
      const node = within.nodes.get(name);
      return node !== undefined && this.isDone(within, node);
    });
  }

  /** A call that has come through is the first action, or a plan that has done it at its every end. */
  private doesIt({ target, options }: Attempt): boolean {
    const { program, first } = this.claim;
    if (options.cache !== undefined) return false;
    const itself = first.some(
      ({ selector, outcome = "completed", when }) =>
        when === undefined &&
        selects(program, selector, targetName(target)) &&
        (outcome === "completed" || (outcome === "granted" && accepts(options.accept))),
    );
    if (itself) return true;
    const called = calledBy(program, target);
    return called.length > 0 && called.every((each) => this.isPlanDone(each));
  }

  private isPlanDone(within: Indexed): boolean {
    const { nodes, root } = within.routine;
    const early = nodes.filter(({ kind, block }) => kind === "return" && block !== root);
    if (early.some((node) => this.before(within, node) !== undefined)) return false;
    const last = nodes.some(({ kind, block }) => kind === "return" && block === root);
    return this.isBlockDone(within, root) || (early.length > 0 && !last && ends(within, root));
  }

  /** What is true around a statement says that a call was granted, and that was the first action. */
  private isGranted(within: Indexed, node: Node, settled: ReadonlySet<string>, dominator: Node): boolean {
    const { program, first } = this.claim;
    if (dominator.kind !== "call" || dominator.attempt.options.cache !== undefined) return false;
    const name = targetName(dominator.attempt.target);
    const asked = first.some(
      ({ selector, outcome = "completed", when }) =>
        when === undefined && outcome !== "failed" && selects(program, selector, name),
    );
    const alone = dominator.rescues.every((rescue) => "block" in rescue && ends(within, rescue.block));
    return (
      asked && alone && knownAt(within, node, settled).some((truth) => readsGranted(truth, dominator.id))
    );
  }
}

/** `accept it.granted`, among other things. */
function accepts(accept: Expression | undefined): boolean {
  if (accept?.op === "and") return accept.items.some(accepts);
  return (
    accept?.op === "field" && accept.name === "granted" && accept.of.op === "read" && accept.of.name === "it"
  );
}

function readsGranted(truth: Expression, node: string): boolean {
  return (
    truth.op === "field" &&
    truth.name === "granted" &&
    truth.of.op === "read" &&
    truth.of.from === "node" &&
    truth.of.name === node
  );
}

/** A list that is never empty. */
function hasRound({ routine }: Indexed, { over }: LoopNode): boolean {
  if (over.kind !== "list") return false;
  const { list } = over;
  if (list.op === "list") return list.items.length > 0;
  if (list.op === "constant") return Array.isArray(list.value) && list.value.length > 0;
  if (list.op !== "read" || list.from !== "input") return false;
  const schema = routine.params.find(({ name }) => name === list.name)?.schema;
  const least = typeof schema === "object" ? schema.minItems : undefined;
  return typeof least === "number" && least > 0;
}
