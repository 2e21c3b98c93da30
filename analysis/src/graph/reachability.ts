import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { environmentAt } from "../bounds/context.ts";
import { substitute } from "../expression/substitute.ts";
import type { Known } from "../facts/formula.ts";
import { implies } from "../facts/implication.ts";
import { withLets } from "../facts/lets.ts";
import { never, not } from "../facts/logic.ts";
import { activation, factsAt, type PathCondition, pathConditionAt } from "../facts/path-condition.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { beginOf } from "../order/precedence.ts";
import { leadingTo } from "../order/predecessors.ts";
import { inScopeOf, type LinkedBlock, type LinkedStatement, type Slot, standsIn } from "../tree.ts";
import { callSites, perRoutine } from "./call-graph.ts";
import { casesOf, planCallAt } from "./called-cases.ts";
import { completionsOf, failsIn } from "./completion.ts";

/*
 * Unreachable statements: rules do not apply to them, and nothing about them is a mistake. A path condition is compared
 * with the conditions around it, with the values of its names, and with the results of called plans.
 */

/** Beyond so many choices of how calls end it is left open. */
const casesMax = 64;

/** If there are more facts, the nearest are used, and none if they are larger: a plan may have thousands of each. */
const factsMax = 8;
const sizeMax = 120;

/** A plan with more of them is not asked which comes first. */
const failsMax = 8;

/** True if no run begins a statement. */
export function isUnreachable(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  if (contradictsItself(analysis, routine, linked)) return true;
  const known = perRoutine(analysis, "cut off", routine, () => new Map<LinkedStatement, boolean>());
  const isFound =
    known.get(linked) ??
    (mayBeCutOff(analysis, routine, linked) &&
      isCutOff(analysis, routine, { linked, slot: "do" }, nearestFacts(linked)));
  known.set(linked, isFound);
  return isFound;
}

/**
 * False if a statement can begin though no `fail` of its plan does. Without calls of plans that is the same for all
 * statements of a block at which the same holds.
 */
function mayBeCutOff(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const fails = failsIn(routine.tree);
  if (fails.length === 0 || linked.block.inFinally || fails.length > failsMax) return false;
  if (callSites(analysis, routine).length > 0) return true;
  const ofRoutine = perRoutine(
    analysis,
    "may be cut off",
    routine,
    () => new Map<LinkedBlock, Map<PathCondition | undefined, boolean>>(),
  );
  const ofBlock = ofRoutine.get(linked.block) ?? new Map<PathCondition | undefined, boolean>();
  ofRoutine.set(linked.block, ofBlock);
  const held = pathConditionAt(linked);
  const known = ofBlock.get(held);
  if (known !== undefined) return known;
  const isFound = cannotHold(analysis, routine, linked, [...nearestFacts(linked), ...fails.map(notBegun)]);
  ofBlock.set(held, isFound);
  return isFound;
}

/** That a statement does not begin; the same object each time. */
function notBegun(linked: LinkedStatement): Expression {
  const expression = notBegunOf.get(linked) ?? not(activation(linked));
  notBegunOf.set(linked, expression);
  return expression;
}

const notBegunOf = new WeakMap<LinkedStatement, Expression>();

/** The path condition of a statement as far as it is worth analysing: the innermost facts first. */
export function nearestFacts(linked: LinkedStatement): readonly Expression[] {
  const facts: Expression[] = [];
  for (let each = pathConditionAt(linked); each !== undefined && facts.length < factsMax; each = each.around)
    facts.push(each.fact);
  return facts;
}

/** A step that has given something has begun: what holds where it begins holds as well. */
export function withBegun({ tree }: AnalysedRoutine, facts: readonly Expression[]): readonly Expression[] {
  const begun = facts.flatMap(conjuncts).flatMap((fact) => {
    const of = fact.op === "not" && fact.of.op === "isNone" ? fact.of.of : undefined;
    const step = of?.op === "read" && of.from === "node" ? tree.byId.get(of.name) : undefined;
    return step === undefined ? [] : nearestFacts(step);
  });
  return [...facts, ...begun];
}

/** The parts of a fact that hold each by itself. */
export function conjuncts(fact: Expression): readonly Expression[] {
  return fact.op === "and" ? fact.items.flatMap(conjuncts) : [fact];
}

/** True if facts are soon gone through. */
function isSmall(facts: readonly Expression[]): boolean {
  const open = [...facts];
  for (let seen = 0; seen < sizeMax; seen++) {
    const part = open.pop();
    if (part === undefined) return true;
    open.push(...partsOf(part));
  }
  return false;
}

/** Statements at which the same holds are looked at once. */
function contradictsItself(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const held = pathConditionAt(linked);
  if (held === undefined) return false;
  const ofRoutine = perRoutine(analysis, "never begins", routine, () => new Map<PathCondition, boolean>());
  const known = ofRoutine.get(held);
  if (known !== undefined) return known;
  const isFound = cannotHold(analysis, routine, linked, nearestFacts(linked));
  ofRoutine.set(held, isFound);
  return isFound;
}

/** True if in every run of which something is known a `fail` has ended the plan before a way of a statement would begin. */
export function isCutOff(
  analysis: Analysis,
  routine: AnalysedRoutine,
  begun: { readonly linked: LinkedStatement; readonly slot: Slot },
  facts: readonly Expression[],
): boolean {
  const { linked } = begun;
  const all = failsIn(routine.tree);
  if (linked.block.inFinally || all.length > failsMax) return false;
  const isCutBy = (fails: readonly LinkedStatement[]): boolean =>
    fails.length > 0 && cannotHold(analysis, routine, linked, [...facts, ...fails.map(notBegun)]);
  // Few plans fail whatever the data: which of its failures comes before is asked of those.
  return isCutBy(all) && isCutBy(all.filter((each) => endsBefore(routine, each, begun)));
}

/** True if facts contradict each other where a statement begins; of many that is left open. */
export function cannotHold(
  analysis: Analysis,
  routine: AnalysedRoutine,
  then: LinkedStatement,
  facts: readonly Expression[],
): boolean {
  if (facts.length === 0 || !isSmall(facts)) return false;
  const environment = environmentAt(routine.context, then);
  const known: Known = (path) => evaluateAbstractly(path, environment);
  const expressions = withLets(routine.tree, then, facts);
  return (
    implies(expressions, never, known) === true ||
    isRuledOutByCalls(analysis, routine, then, expressions, known)
  );
}

/** True if facts can't hold for what the plans give that are called. */
export function isRuledOutByCalls(
  analysis: Analysis,
  routine: AnalysedRoutine,
  then: LinkedStatement,
  facts: readonly Expression[],
  known: Known,
): boolean {
  if (!isSmall(facts)) return false;
  const calls = [...stepsRead(facts)].flatMap((name) => {
    const read = routine.tree.byId.get(name);
    if (read === undefined || read === then) return [];
    // A statement before `finally` may have failed, and then it has no value.
    return then.block.inFinally && !read.block.inFinally ? [] : planCallAt(analysis, read);
  });
  if (calls.length === 0) return false;
  const cases = casesOf(calls, (called) => completionsOf({ analysis }, called, []), casesMax);
  return (
    cases?.every(
      ({ facts: more, within }) => implies([...facts.map(within), ...more], never, known) === true,
    ) === true
  );
}

function stepsRead(facts: readonly Expression[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const fact of facts) {
    substitute(fact, (read) => {
      if (read.from === "node") names.add(read.name);
      return undefined;
    });
  }
  return names;
}

/** The plans that a plan calls where it comes to calling them, each once. */
export function calledAlive(analysis: Analysis, routine: AnalysedRoutine): readonly AnalysedRoutine[] {
  return perRoutine(analysis, "called alive", routine, () => [
    ...new Set(
      callSites(analysis, routine).flatMap(({ linked, called }) =>
        isUnreachable(analysis, routine, linked) ? [] : called,
      ),
    ),
  ]);
}

/**
 * Whether a `fail` that is come to has ended its plan before a way of a statement would begin: what the `fail` waits for
 * is over when something begins that the statement has to wait for. Nothing passes between what a `fail` waits for and
 * the end of the plan.
 */
function endsBefore(
  { precedence, bounds: { sections } }: AnalysedRoutine,
  ender: LinkedStatement,
  { linked, slot }: { readonly linked: LinkedStatement; readonly slot: Slot },
): boolean {
  if (ender.statement.node.kind !== "fail" || sections.of(ender) !== sections.root) return false;
  const { tree, before } = precedence;
  const facts = factsAt(ender);
  const isExcluded = (each: LinkedStatement): boolean => implies(facts, notBegun(each)) === true;
  const points = leadingTo(precedence.dag, beginOf(ender), (point) => {
    const each = tree.all[point >> 1];
    return each !== undefined && isExcluded(each);
  });
  const waited = [...new Set(points.flatMap((point) => tree.all[point >> 1] ?? []))].filter(
    (each) => takesTime(each) && each !== ender,
  );
  const isOver = (begun: LinkedStatement): boolean =>
    waited.every((each) => each !== begun && before(each, begun) && !standsIn(begun, each));
  // A handler begins when what comes before it has failed.
  if (slot !== "do" && isOver(linked)) return true;
  const both = [...factsAt(linked), ...facts];
  return tree.all.some(
    (begun) =>
      isAnswered(begun) &&
      inScopeOf(begun, linked) &&
      before(begun, linked) &&
      isOver(begun) &&
      implies(both, activation(begun)) === true,
  );
}

function takesTime({ statement: { node } }: LinkedStatement): boolean {
  return ["call", "loop", "race", "quorum", "wait", "hold"].includes(node.kind);
}

/** True if something has to come back before it is over: what was kept from before need not. */
function isAnswered({ statement: { node }, blocks }: LinkedStatement): boolean {
  if (node.kind === "race") {
    const contenders = blocks.filter(({ role }) => role?.kind === "contender");
    return contenders.every(({ statements }) => statements.some(isAnswered));
  }
  if (node.kind !== "call") return false;
  const isCall = ({ target, options }: Attempt): boolean =>
    "capability" in target && options.cache === undefined;
  return (
    isCall(node.attempt) && node.rescues.every((rescue) => "attempt" in rescue && isCall(rescue.attempt))
  );
}
