import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { entryCondition } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { withLets, writtenOut } from "../facts/lets.ts";
import { always, not, some } from "../facts/logic.ts";
import { activation, factsAt } from "../facts/path-condition.ts";
import { alwaysEnds } from "../order/endings.ts";
import type { Precedence } from "../order/precedence.ts";
import { callsInside, occurrencesIn } from "../rules/occurrence.ts";
import { standingCondition, standingIn } from "../rules/order/standing.ts";
import { type LinkedStatement, type RoutineTree, standsIn, surroundings, workUnderWhile } from "../tree.ts";
import { summaryOf } from "./call-graph.ts";
import { type Completion, casesOf, doneBy, type Known, planCalls } from "./called-cases.ts";

/**
 * The facts that hold when a statement begins after another one, or after a race that it is inside of. `finally` begins
 * after failures too.
 */
export function knownOfCompleted(
  { before }: Precedence,
  linked: LinkedStatement,
  then: LinkedStatement,
): readonly Expression[] {
  if (then.block.inFinally && !linked.block.inFinally) return [];
  const accepted = acceptedOf(linked);
  return [
    ...(accepted.length > 0 && before(linked, then) ? accepted : []),
    ...wonAround(before, linked, then),
  ];
}

/** The condition that a completed step has met: `accept it.granted`. */
function acceptedOf(linked: LinkedStatement): readonly Expression[] {
  const { node } = linked.statement;
  const accept = node.kind === "call" ? node.attempt.options.accept : undefined;
  if (accept === undefined || !("rescues" in node) || isReplaceable(node)) return [];
  const of: Expression = { op: "read", from: "node", name: linked.id };
  const expression = substitute(accept, (read) =>
    read.from === "local" && read.name === "it" ? of : undefined,
  );
  return [some([not(activation(linked)), qualified(expression, linked)])];
}

/** One of the branches of a race has come through, where nothing can take its place. */
function wonAround(
  before: Precedence["before"],
  linked: LinkedStatement,
  then: LinkedStatement,
): readonly Expression[] {
  return [...surroundings(linked)].flatMap(({ owner, role }) => {
    const node = owner?.statement.node;
    if (owner === undefined || node?.kind !== "race" || role?.kind !== "contender") return [];
    if (standsIn(then, owner) || isReplaceable(node) || !before(owner, then)) return [];
    const [work] = workUnderWhile(owner)?.statements ?? [];
    if (work !== undefined) return [some([not(activation(owner)), activation(work)])];
    const branches = owner.blocks.filter((block) => block.role?.kind === "contender");
    return [some([not(activation(owner)), ...branches.map(entryCondition)])];
  });
}

/** True if something else may stand for the result: the value of a handler, which is not checked, or its absence. */
export function isReplaceable(node: {
  readonly rescues: readonly object[];
  readonly optional?: boolean;
}): boolean {
  return node.rescues.length > 0 || node.optional === true;
}

const fails = new WeakMap<RoutineTree, readonly LinkedStatement[]>();

/** The places at which a plan says that it fails. */
export function failsIn(tree: RoutineTree): readonly LinkedStatement[] {
  const known = fails.get(tree);
  if (known !== undefined) return known;
  const filter = tree.all.filter(
    ({ block, statement }) => statement.node.kind === "fail" && !block.inFinally,
  );
  fails.set(tree, filter);
  return filter;
}

/** The facts of every completed run of a plan: it has reached no `fail`. */
export function unfailedIn(tree: RoutineTree): readonly Expression[] {
  return failsIn(tree)
    .filter(({ block }) => block.loops.length === 0)
    .map((linked) => not(activation(linked)));
}

/** Beyond so many ways, or so large ones, a plan is not looked into by those that call it. */
const waysMax = 16;
const sizeMax = 500;

type Ways = readonly Completion[] | undefined;

/**
 * The ways in which a plan completes, and what of some actions stands then in its own scope, what it calls looked into.
 * `undefined`: they are too many.
 */
export function completionsOf(run: Known, routine: AnalysedRoutine, firsts: readonly Action[]): Ways {
  return summaryOf<Ways>(run.analysis, `completions ${JSON.stringify(firsts)}`, routine, (one, of) =>
    findCompletions(run, one, firsts, of),
  );
}

function findCompletions(
  run: Known,
  routine: AnalysedRoutine,
  firsts: readonly Action[],
  of: (called: AnalysedRoutine) => Ways,
): Ways {
  const calls = planCalls(run, routine, firsts).filter(
    ({ linked: { block } }) => block.loops.length === 0 && !block.inFinally,
  );
  const cases = casesOf(calls, of, waysMax);
  const ends = endsOf(routine);
  if (cases === undefined || cases.length * ends.length > waysMax) return undefined;
  const own = ownStanding(run, routine, firsts, of);
  const completions = ends.flatMap(({ facts, value }) =>
    cases.map((each): Completion => {
      const known = [...facts.map(each.within), ...each.facts];
      const standing = each.within(own);
      const given = value === undefined ? {} : { value: each.within(value) };
      // An effect that stands in any case needs no facts, except for the given ones.
      return implies(known, standing) === true
        ? { facts: value === undefined ? [] : known, standing: always, ...given }
        : { facts: known, standing, ...given };
    }),
  );
  return completions.reduce((total, each) => total + sizeOf(each), 0) > sizeMax ? undefined : completions;
}

/**
 * Nothing is known of calls that are not analysed, or of effects in `finally`: neither that they stand nor that they do
 * not.
 */
function ownStanding(
  { analysis }: Known,
  routine: AnalysedRoutine,
  firsts: readonly Action[],
  of: (called: AnalysedRoutine) => Ways,
): Expression {
  const own = firsts.flatMap((action) =>
    occurrencesIn(analysis, routine, action.selector)
      .filter(({ linked: { block } }) => block.loops.length === 0)
      .map((occurrence) => standingCondition({ analysis }, action, occurrence, firsts)),
  );
  const called = callsInside(analysis, routine, firsts).filter(({ block }) => block.loops.length === 0);
  const isInRounds = routine.tree.all.some(({ statement: { node } }) => node.kind === "loop");
  const byRounds = isInRounds ? standingIn({ analysis }, routine, firsts, of).byRounds.values() : [];
  return some([...own, ...called.map(doneBy), ...byRounds]);
}

/** Where a plan that completes may end: at a `return`, or below all of it; and what is known there. */
function endsOf({ tree }: AnalysedRoutine): readonly Pick<Completion, "facts" | "value">[] {
  const plain = tree.all.filter(({ block }) => !block.inFinally && block.loops.length === 0);
  const ofKind = (kind: string): readonly LinkedStatement[] =>
    plain.filter(({ statement }) => statement.node.kind === kind);
  const unfailed = unfailedIn(tree);
  const returns = ofKind("return");
  const ends = returns.flatMap((linked) => {
    const { node } = linked.statement;
    if (node.kind !== "return") return [];
    const facts = withLets(tree, linked, [...unfailed, ...factsAt(linked)]);
    const [value] = writtenOut(tree, linked, [qualified(node.value, linked)]);
    return [{ facts, ...(value === undefined ? {} : { value }) }];
  });
  if (alwaysEnds(tree.root)) return ends;
  return [...ends, { facts: [...unfailed, ...returns.map((linked) => not(activation(linked)))] }];
}

function sizeOf({ facts, value, standing }: Completion): number {
  const size = (expression: Expression): number =>
    partsOf(expression).reduce((total, part) => total + size(part), 1);
  return [...facts, standing, ...(value === undefined ? [] : [value])].reduce(
    (total, each) => total + size(each),
    0,
  );
}
