import { freeReads } from "../evaluate/free-reads.ts";
import { furtherTries } from "../run-facts.ts";
import type { CountCertificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, HoldNode, Node } from "../shapes/node.ts";
import type { Action } from "../shapes/rule.ts";
import {
  around,
  calledBy,
  type Indexed,
  type Program,
  reached,
  rescuesOf,
  selects,
  targetName,
  undoOf,
  waysOf,
} from "./program.ts";
import { spanOf } from "./ranges.ts";
import { type Rejection, rejected } from "./report.ts";

/** How often an action begins at most (semantics, rules 35 and 43). */
export interface CountClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly of: Action;
  readonly count: number;
  /** Assumed: no member that is held is lost, so that nothing is begun again with another. */
  readonly kept: boolean;
}

/**
 * Whether each routine's figure covers what its statements begin, and those of the roots keep within the limit together:
 * a goal may try one after another.
 */
export function checkCount(claim: CountClaim, { most }: CountCertificate): Rejection | undefined {
  const { program, roots, count } = claim;
  let all = 0;
  for (const within of reached(program, roots)) {
    const { name } = within.routine;
    const figure = Object.hasOwn(most, name) ? most[name] : undefined;
    if (figure === undefined) return rejected(name, "the certificate has no figure of it");
    const needed = beginsWithin(claim, within, most);
    if (!(figure >= needed)) return rejected(name, `it may begin it ${needed} times, not ${figure}`);
    if (roots.includes(within)) all += figure;
  }
  return all <= count ? undefined : rejected(program.plan.entry, `${all} is more than ${count}`);
}

/** The most that one run of a plan begins, going by the figures of those that it calls. */
export function beginsWithin(claim: CountClaim, within: Indexed, most: CountCertificate["most"]): number {
  const ofBlock = (id: BlockId | undefined): number =>
    (id === undefined ? [] : (within.blocks.get(id)?.nodes ?? [])).reduce(
      (sum, name) => sum + ofNode(within.nodes.get(name)),
      0,
    );
  const ofNode = (node: Node | undefined): number => {
    if (node === undefined) return Number.POSITIVE_INFINITY;
    const own = waysOf(node).reduce((sum, { attempt }) => sum + ofAttempt(claim, attempt, most), 0);
    const handled = rescuesOf(node).reduce(
      (sum, each) => sum + ("block" in each ? ofBlock(each.block) : 0),
      0,
    );
    return own + handled + ofBlocks(node);
  };
  const ofBlocks = (node: Node): number => {
    if (node.kind === "branch") return Math.max(0, ...node.arms.map(({ block }) => ofBlock(block)));
    if (node.kind === "loop") return product(roundsOf(claim.program, within, node), ofBlock(node.body));
    if (node.kind === "hold")
      return Math.max(
        product(claim.kept ? 1 : bindings(claim.program, within, node), ofBlock(node.body)),
        ofBlock(node.otherwise),
      );
    if (node.kind !== "race") return 0;
    return node.branches.reduce((sum, { node: id }) => sum + ofBlock(within.nodes.get(id)?.block), 0);
  };
  return ofBlock(within.routine.root) + ofBlock(within.routine.finally);
}

/** All tries of a call, of what takes it back and of what asks about it. */
function ofAttempt(
  { program, of, kept }: CountClaim,
  attempt: Attempt,
  most: CountCertificate["most"],
): number {
  const { target, options } = attempt;
  const times =
    triesOf(attempt) *
    (kept || attempt.using === undefined || isOnce(program, attempt) ? 1 : rebindsOf(program));
  const is = (name: string | undefined): number =>
    name !== undefined && selects(program, of.selector, name) ? 1 : 0;
  const called = calledBy(program, target).reduce((sum, { routine }) => sum + (most[routine.name] ?? 0), 0);
  const capability = "capability" in target ? program.plan.capabilities[target.capability] : undefined;
  const back = is(undoOf(capability, options)?.capability) + is(capability?.confirm?.capability);
  return product(times, is(targetName(target)) + called + back * (furtherTries + 1));
}

/** Requests, each with its retries. */
export function triesOf({ options }: Attempt): number {
  return ((options.retry?.times ?? 0) + 1) * (options.attempts?.times ?? 1);
}

/**
 * How many members a block may be bound to one after another, each with an attempt of its own (semantics, rule 32): one
 * where a step in it can't be done again, or its undo names the member.
 */
export function bindings(program: Program, within: Indexed, hold: HoldNode): number {
  const isTied = within.routine.nodes.some(
    (node) =>
      around(within, node).owners.some(({ block }) => block === hold.body) &&
      waysOf(node).some(
        (way) => isOnce(program, way.attempt) || undoNames(program, way.attempt, hold.variable),
      ),
  );
  return isTied ? 1 : rebindsOf(program);
}

function rebindsOf({ plan }: Program): number {
  return plan.settings.limits.rebind + 1;
}

function isOnce({ plan }: Program, { target }: Attempt): boolean {
  return "capability" in target && plan.capabilities[target.capability]?.effect.kind === "once";
}

function undoNames({ plan }: Program, { target, args, options }: Attempt, variable: string): boolean {
  const capability = "capability" in target ? plan.capabilities[target.capability] : undefined;
  const reads = (expression: Expression | undefined, name: string): boolean =>
    expression !== undefined &&
    freeReads(expression).some((read) => read.from === "local" && read.name === name);
  return Object.values(undoOf(capability, options)?.args ?? {}).some(
    (given) =>
      reads(given, variable) ||
      (capability?.params ?? []).some(({ name }) => reads(given, name) && reads(args[name], variable)),
  );
}

/** The most rounds: what the loop says, or as long as its list can be. */
export function roundsOf(
  program: Program,
  within: Indexed,
  loop: Extract<Node, { readonly kind: "loop" }>,
): number {
  const place = { program, within, locals: {} };
  const upTo = typeof loop.upTo === "number" ? loop.upTo : spanOf(loop.upTo, place)[1];
  return loop.over.kind === "list" ? Math.min(upTo, spanOf(loop.over.list, place)[1]) : upTo;
}

/** Nothing, however often, is nothing. */
export function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
