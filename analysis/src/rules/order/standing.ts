import type { CheckedProgram } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { Action, GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { environmentAt } from "../../bounds/context.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { withArguments } from "../../expression/arguments.ts";
import { qualified } from "../../expression/qualify.ts";
import { substitute } from "../../expression/substitute.ts";
import { entryCondition } from "../../facts/choice.ts";
import type { Known } from "../../facts/formula.ts";
import { all, always, not } from "../../facts/logic.ts";
import { isTrue } from "../../facts/met.ts";
import { activation } from "../../facts/path-condition.ts";
import { doneBy, planCalls } from "../../graph/called-cases.ts";
import { now } from "../../graph/denials.ts";
import { modesAt } from "../../graph/failures.ts";
import { can, mode } from "../../graph/modes.ts";
import { goesOnWithoutRound } from "../../graph/propagation.ts";
import { evaluateAbstractly } from "../../interval/evaluate.ts";
import { alwaysFails } from "../../order/endings.ts";
import { beginOf, turnOf } from "../../order/precedence.ts";
import { selects } from "../../selects.ts";
import { type LinkedBlock, type LinkedStatement, targetName } from "../../tree.ts";
import { capabilityOf } from "../effects.ts";
import { stops } from "../guardrail.ts";
import { callOccurrence, type Occurrence, occurrencesIn } from "../occurrence.ts";
import type { Run } from "../run.ts";
import {
  type Asked,
  type Available,
  availableIn,
  type Brought,
  joined,
  nothing,
  provedBy,
  type Source,
} from "./available.ts";

/**
 * The condition under which an action, once its step has settled, stands as a rule asks for it (semantics, rule 35):
 * it began, it ended as required, and it was not undone. A part that nothing can be known of is an atom.
 *
 * @param others what would do as well in its place.
 */
export function standingCondition(
  { analysis }: Pick<Run, "analysis">,
  action: Action,
  occurrence: Occurrence,
  others: readonly Action[] = [],
): Expression {
  const { linked } = occurrence;
  const enough = [action, ...others.filter(isPlain)];
  const conditions = [activation(linked), completedCondition(analysis, enough, occurrence)];
  const outcome = action.outcome ?? "completed";
  if (outcome === "granted") conditions.push(granted(linked));
  if (outcome === "failed") conditions.push(open("failed", occurrence));
  if (action.when !== undefined)
    conditions.push(conditionOf(isTrue(action.when), occurrence, valueRead(linked)));
  return all(conditions);
}

function open(what: string, { linked, slot }: Occurrence): Expression {
  return { op: "read", from: "local", name: `${what} ${linked.id}:${slot}` };
}

function valueRead(linked: LinkedStatement): Expression {
  return { op: "read", from: "node", name: linked.id };
}

/** True if an action counts wherever it has completed. */
function isPlain({ outcome, when }: Action): boolean {
  return (outcome ?? "completed") === "completed" && when === undefined;
}

/** A step that failed for good is either the end of the plan, or optional, or replaced by a handler. */
function completedCondition(
  analysis: Run["analysis"],
  enough: readonly Action[],
  occurrence: Occurrence,
): Expression {
  const { linked, slot } = occurrence;
  const { node } = linked.statement;
  // Actions that happen only after a failure can't be relied on.
  if (slot === "undo" || slot === "confirm" || linked.block.inFinally) return open("completed", occurrence);
  // A wait, a loop, a race completes by itself, and comes to its handlers only where it has failed.
  const ways = linked.attempts;
  const isCalled = ways.some(({ slot: each }) => !each.startsWith("else"));
  // Conditions on arguments apply to one attempt.
  const isEnough = ({ selector, when }: Action, name: string): boolean =>
    selects(analysis, selector, name) && (when === undefined || ways.length === 1);
  const alike =
    isCalled &&
    ways.every(({ attempt }) => enough.some((action) => isEnough(action, targetName(attempt.target))));
  if (!alike) return open("completed", occurrence);
  const notReplaced = all(replacingBlocks(linked).map((block) => not(entryCondition(block))));
  if (!("optional" in node) || node.optional !== true) return notReplaced;
  const gives = linked.statement.type.kind === "optional" && linked.statement.type.of.kind !== "nothing";
  if (notReplaced !== always) return open("completed", occurrence);
  return gives ? { op: "not", of: { op: "isNone", of: valueRead(linked) } } : open("completed", occurrence);
}

/** The handlers' blocks that the step can have completed by; one that always fails only says why. */
function replacingBlocks({ blocks }: LinkedStatement): readonly LinkedBlock[] {
  return blocks.filter((block) => block.role?.kind === "rescue" && !alwaysFails(block));
}

/** The result's `granted`; a result that is a Bool says it itself. */
function granted(linked: LinkedStatement): Expression {
  const { type } = linked.statement;
  const inner = type.kind === "optional" ? type.of : type;
  const value = valueRead(linked);
  return inner.kind === "bool" ? value : { op: "field", of: value, name: "granted" };
}

/** A rule's `when` at one occurrence: `args` are its arguments, `result` its result. The context stays open. */
export function conditionOf(condition: Expression, occurrence: Occurrence, result?: Expression): Expression {
  const { linked, args, slot } = occurrence;
  return withArguments(
    substitute(condition, (read) => {
      if (read.from === "local" && read.name === "result") return result;
      if (read.from !== "context") return undefined;
      return { op: "read", from: "local", name: `${read.name} at ${linked.id}:${slot}` };
    }),
    args,
  );
}

/** Where one of some actions stands in a plan, and under what. */
interface StandingIn {
  /** Before a statement begins, or one of its handlers. */
  before(then: LinkedStatement, isHandler?: boolean): Available;
  /** Once all of the plan but `finally` is over, by what the rounds of its loops have done. */
  readonly byRounds: Available;
}

export function standingIn(
  run: Pick<Run, "analysis">,
  routine: AnalysedRoutine,
  firsts: readonly Action[],
  completions: Asked["completions"],
): StandingIn {
  const brought = broughtBy(run, routine, firsts);
  const at = availableIn(routine, brought, (loop, round, inRound) =>
    doneByRounds(completions, routine, loop, round, inRound),
  );
  const own = new Set([...brought.settled.values()].flatMap((each) => [...each.keys()]));
  return {
    before: (then, isHandler) =>
      joined(at(beginOf(then)), (isHandler === true ? brought.failed.get(then) : undefined) ?? nothing),
    byRounds: new Map([...at(turnOf(routine.tree))].filter(([source]) => !own.has(source))),
  };
}

/** True if nothing keeps a step's call from beginning: its arguments have values, and nobody denies it. */
function mustBegin(
  { analysis }: Pick<Run, "analysis">,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  const { node } = linked.statement;
  if (node.kind !== "call") return false;
  const { program } = analysis;
  const scopes = capabilityOf(program, node.attempt)?.scopes ?? [];
  if (scopes.length > 0 || mayBeRefused(program, targetName(node.attempt.target))) return false;
  return !can(modesAt(analysis, routine, linked, now), mode.value | mode.context);
}

/** True if a rule or a budget is asked before it begins, whatever comes of that. */
export function mayBeRefused(program: CheckedProgram, name: string): boolean {
  const isMeant = (selector: Selector): boolean => selects({ program }, selector, name);
  const rules = program.guardrails.flatMap(({ rule }) => (stops(rule.severity) ? rule.rules : []));
  return (
    program.goals.size > 0 || rules.some((rule) => rule.kind === "bound" || restrained(rule).some(isMeant))
  );
}

function restrained(rule: GuardrailRule): readonly Selector[] {
  switch (rule.kind) {
    case "before":
      return [rule.second.selector];
    case "preceded":
      return [rule.every.selector];
    case "atMost":
      return [rule.of.selector];
    case "never":
      return [rule.of];
    case "followed":
    case "bound":
    case "flow":
      return [];
  }
}

/** The actions that each statement of a plan completes. */
function broughtBy(run: Pick<Run, "analysis">, routine: AnalysedRoutine, firsts: readonly Action[]): Brought {
  const settled = new Map<LinkedStatement, Available>();
  const failed = new Map<LinkedStatement, Available>();
  const add = (to: typeof settled, linked: LinkedStatement, source: Source, condition: Expression): void => {
    to.set(linked, joined(to.get(linked) ?? nothing, new Map([[source, condition]])));
  };
  for (const action of firsts) {
    for (const occurrence of occurrencesIn(run.analysis, routine, action.selector)) {
      const { linked, slot } = occurrence;
      const source = { by: [occurrence] };
      add(settled, linked, source, standingCondition(run, action, occurrence, firsts));
      // A handler begins when what it stands in for has failed, or has not begun at all.
      const isCall = slot === "do" && linked.statement.node.kind === "call";
      const isAsked = isCall && !mustEndWell(action) && action.when === undefined;
      if (isAsked && mustBegin(run, routine, linked)) add(failed, linked, source, always);
    }
  }
  for (const call of planCalls(run, routine, firsts)) {
    const { linked } = call;
    const by = callOccurrence(routine, linked);
    if (by !== undefined && !linked.block.inFinally)
      add(settled, linked, { by: [by], call }, all([activation(linked), doneBy(linked)]));
  }
  return { settled, failed };
}

/**
 * The actions that a completed loop has done, for statements after it (semantics, rule 34): there is certainly a round,
 * none may fail, and each does it for certain, or the last one does under the loop's `until`.
 *
 * @param inRound the actions available at the end of a round.
 */
function doneByRounds(
  completions: Asked["completions"],
  { context }: AnalysedRoutine,
  loop: LinkedStatement,
  round: LinkedBlock,
  inRound: Available,
): readonly Occurrence[] | undefined {
  const { node } = loop.statement;
  if (node.kind !== "loop" || node.rescues.length > 0 || node.optional === true) return undefined;
  if (goesOnWithoutRound(loop) || roundsOf(context, loop, node).least === 0) return undefined;
  const facts = [activation(loop), entryCondition(round), ...untilOfLast(loop, round)];
  const environment = environmentAt(context, loop);
  const known: Known = (path) => evaluateAbstractly(path, environment);
  return provedBy({ completions, facts, known, isOver: () => true }, inRound);
}

/** The certain facts about the value of the last round: it has met the loop's `until`, or the loop has failed. */
function untilOfLast(loop: LinkedStatement, round: LinkedBlock): readonly Expression[] {
  const { node } = loop.statement;
  if (node.kind !== "loop" || node.over.kind !== "fold" || node.over.until === undefined) return [];
  const yields = round.statements.filter(({ statement }) => statement.node.kind === "yield");
  const [only] = yields;
  if (only === undefined || yields.length > 1 || only.statement.node.kind !== "yield") return [];
  const value = qualified(only.statement.node.value, only);
  const { variable } = node;
  return [
    substitute(qualified(node.over.until, loop), (read) =>
      read.from === "local" && read.name === variable ? value : undefined,
    ),
  ];
}

export function mustEndWell(action: Action): boolean {
  return (action.outcome ?? "completed") !== "failed";
}
