import type { TextEdit } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { environmentAt } from "../../bounds/context.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { substitute } from "../../expression/substitute.ts";
import type { Known } from "../../facts/formula.ts";
import { implies } from "../../facts/implication.ts";
import { not } from "../../facts/logic.ts";
import { failsByAdversity } from "../../graph/failures.ts";
import { canBeLater } from "../../graph/may-reach.ts";
import { goesOnWithoutRound } from "../../graph/propagation.ts";
import { decided, evaluateAbstractly } from "../../interval/evaluate.ts";
import { childOf, inScopeOf, type LinkedStatement, loopsAround, standsIn, surroundings } from "../../tree.ts";
import { listed, shortName } from "../../words.ts";
import { actionText, type Occurrence, selectorText } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { asksFor, withValue } from "../truth-at.ts";
import { doneByOther, givenInstead, wonByOther } from "./other-ways.ts";
import { mustEndWell, standingCondition } from "./standing.ts";

export type Guarded =
  /** `by` nothing: it never begins. */
  | { readonly verdict: "proved"; readonly by: readonly Occurrence[] }
  | { readonly verdict: "refused"; readonly missing: readonly Missing[] }
  | { readonly verdict: "checked"; readonly because: string };

/** The rule as both of its forms mean it. */
export interface OrderRule {
  readonly second: Action;
  readonly firsts: readonly Action[];
}

/** A place where the right-hand action can begin. */
export interface Place {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly slot: Occurrence["slot"];
  readonly way: Occurrence["way"];
  readonly guarded: Guarded;
}

/** Where something has to stand, and what is known there. */
export interface Question {
  readonly run: Run;
  readonly routine: AnalysedRoutine;
  readonly then: LinkedStatement;
  /** The way of doing it that begins. */
  readonly slot: Occurrence["slot"];
  readonly facts: readonly Expression[];
  readonly known: Known;
}

export interface Candidate {
  readonly action: Action;
  readonly occurrence: Occurrence;
}

/* That something is missing is claimed only where some order, duration or failure leaves it out whatever the data. */

/** Why a candidate need not have happened. */
export interface Missing {
  readonly candidate: Occurrence;
  readonly why: "unordered" | "later" | "may fail" | "has failed" | "other side" | "other round";
}

/** Why no data can make the candidate stand in every order, at every duration, whatever fails; else `undefined`. */
export function missingBecause(
  question: Question,
  { action, occurrence }: Candidate,
  candidates: readonly Occurrence[],
): Missing["why"] | undefined {
  const { run, routine, then, facts, known } = question;
  const { linked, slot } = occurrence;
  const { precedence } = routine;
  if (!inScopeOf(linked, then))
    return slot === "do" && isCompleted(action) && everyRoundMay(question, linked)
      ? undefined
      : "other round";
  if (slot === "undo" || slot === "confirm") {
    // A step is undone, or asked about, only once it has begun.
    const isOwn = linked === then && question.slot === "do";
    return isOwn || precedence.before(then, linked) ? "later" : undefined;
  }
  if (!mustEndWell(action) && (linked === then || isInHandler(then, linked))) return undefined;
  if (linked === then) return ofSameStep(question.slot, slot);
  if (precedence.before(then, linked)) return "later";
  if (then.block.inFinally && !linked.block.inFinally) {
    if (facts.some((fact) => asksOutcome(fact) || asksFor(fact, linked))) return undefined;
    // Its own failure is what `finally` then follows.
    return mustEndWell(action) && everyWayCanFail(run, linked) ? "may fail" : undefined;
  }
  if (!precedence.mayPrecede(linked, then)) {
    if (!canBeLater(routine, linked, then, question.slot)) return undefined;
    return isInHandler(then, linked) ? "has failed" : "unordered";
  }
  if (implies(facts, not(standingCondition(run, action, occurrence)), known) === true) return "other side";
  // A condition that asks for its value may not hold where it has failed, unless its handler gives what is asked for.
  const asked = facts.filter((fact) => asksFor(fact, linked));
  if (asked.length > 0) {
    const value = mustEndWell(action) ? givenInstead(run, routine, linked, candidates) : undefined;
    const holds = (fact: Expression): boolean =>
      decided(evaluateAbstractly(withValue(fact, linked, value), environmentAt(routine.context, then))) ===
      true;
    return value !== undefined && asked.every(holds) ? "may fail" : undefined;
  }
  if (!mustEndWell(action)) return undefined;
  if (doneByOther(run, routine, linked, candidates)) return "may fail";
  const { node } = linked.statement;
  const optional = node.kind === "call" && node.optional === true && node.rescues.length === 0;
  if (!optional && !wonByOther(run, routine, { linked, then }, candidates)) return undefined;
  return everyWayCanFail(run, linked) ? "may fail" : undefined;
}

/**
 * Whether a loop may have done it in each of its rounds, as the run will show: it is over by then, it may have a round,
 * and no failure alone lets it go on without one that did it.
 */
export function everyRoundMay({ routine, then }: Question, linked: LinkedStatement): boolean {
  const [outermost] = loopsAround(linked).filter((loop) => !standsIn(then, loop));
  if (then.block.inFinally || outermost === undefined || !routine.precedence.mayPrecede(outermost, then))
    return false;
  return eachRoundMay(routine, outermost, linked);
}

/** True if each round of a loop may have done it, as the run will show. */
export function eachRoundMay(
  routine: AnalysedRoutine,
  outermost: LinkedStatement,
  linked: LinkedStatement,
): boolean {
  const own = { role: undefined, owner: linked };
  for (const { role, owner } of [own, ...surroundings(linked)]) {
    if (role?.kind === "contender" || role?.kind === "rescue" || owner === undefined) return false;
    const { node } = owner.statement;
    if (("optional" in node && node.optional === true) || ("rescues" in node && node.rescues.length > 0))
      return false;
    if (node.kind === "loop" && roundsOf(routine.context, owner, node).most === 0) return false;
    if (owner === outermost) return !goesOnWithoutRound(owner);
    if (node.kind === "loop" && goesOnWithoutRound(owner)) return false;
  }
  return false;
}

/** A step's attempts begin in order, each when those before it have failed. */
function ofSameStep(begins: Occurrence["slot"], candidate: Occurrence["slot"]): Missing["why"] | undefined {
  if (begins === "undo" || begins === "confirm") return undefined;
  return wayNumber(candidate) < wayNumber(begins) ? "has failed" : "later";
}

/** 0 for the step itself, else the number of its handler. */
export function wayNumber(slot: Occurrence["slot"]): number {
  return slot.startsWith("else") ? Number(slot.slice("else".length)) : 0;
}

/** A grant speaks of what it was asked about: a loop that publishes all that was granted has to ask round by round. */
export function isCompleted(action: Action): boolean {
  return (action.outcome ?? "completed") === "completed";
}

function isInHandler(then: LinkedStatement, of: LinkedStatement): boolean {
  return of.blocks.some((block) => block.role?.kind === "rescue" && childOf(block, then) !== undefined);
}

/** True if a fact in `finally` hangs on how the plan ended. */
function asksOutcome(fact: Expression): boolean {
  let isFound = false;
  substitute(fact, (read) => {
    isFound ||= read.from === "local" && read.name === "outcome";
    return undefined;
  });
  return isFound;
}

function everyWayCanFail(run: Run, { attempts }: LinkedStatement): boolean {
  return attempts.every(({ attempt }) => failsByAdversity(run.analysis, attempt));
}

/* The advice of ORCH4101, by the reason why the nearest candidate does not count. */

const nearestFirst = ["unordered", "may fail", "has failed", "other round", "other side", "later"] as const;

/** The reason for a place with several candidates: that of the nearest one. */
export function whyOf(missing: readonly Missing[]): Missing["why"] | "nothing" {
  const result = nearestFirst.find((why) => missing.some((each) => each.why === why));
  return result ?? "nothing";
}

export function nearestOf(missing: readonly Missing[]): Missing | undefined {
  const why = whyOf(missing);
  return missing.find((each) => each.why === why);
}

export function isGranted({ firsts }: OrderRule): boolean {
  return firsts.some(({ outcome }) => outcome === "granted");
}

/** The value that shows whether the answer to a question was yes. */
export function answerOf({ id, statement }: LinkedStatement): string {
  return statement.type.kind === "bool" ? id : `${id}.granted`;
}

export function helpText(
  place: Place,
  root: AnalysedRoutine,
  rule: OrderRule,
  missing: readonly Missing[],
): string {
  const { linked, routine } = place;
  const why = whyOf(missing);
  const nearest = nearestOf(missing);
  const candidate = nearest?.candidate.linked;
  const firsts = listed(
    rule.firsts.map((action) => selectorText(action.selector)),
    "or",
  );
  if (nearest === undefined || candidate === undefined || why === "later")
    return callFirst(routine, root, firsts);
  if (why === "other side") return `Call ${firsts} first on this side too.`;
  if (why === "other round") return namePlan(rule, place, nearest);
  if (why === "may fail" && candidate.blocks.some(({ role }) => role?.kind === "rescue"))
    return `The value that the handler of \`${candidate.id}\` gives lets it happen: give another value there, or \`fail\`.`;
  if (why === "has failed") return `Call ${firsts} first in the handler too.`;
  if (isGranted(rule))
    return `Wait for the answer, and act on it: \`when ${answerOf(candidate)} { step ${linked.id} = … }\`.`;
  if (why === "may fail" && linked.block.inFinally)
    return `\`finally\` runs after failures too: ask \`outcome.status\`, or take it out of there.`;
  if (why === "may fail")
    return `Run it only where there is something of \`${candidate.id}\`: \`when ${candidate.id} is some { step ${linked.id} = … }\`.`;
  return `Make it wait: \`{ after ${candidate.id} }\`.`;
}

/** A plan that others call is checked as a run of its own too, where nothing of theirs comes before it; no part is. */
function callFirst({ checked }: AnalysedRoutine, root: AnalysedRoutine, firsts: string): string {
  const plan = `\`${shortName(checked.name)}\``;
  if (checked !== root.checked) return `Call ${firsts} first in ${plan}, or wherever ${plan} is called.`;
  return `Call ${firsts} first in ${plan} itself, which can start alone${unlessPrivate(checked)}.`;
}

/** A plan of a goal can start alone even if it is private. */
export function unlessPrivate({ isPrivate, head }: AnalysedRoutine["checked"]): string {
  if (head.achieves !== undefined) return ", as a plan of a goal";
  return isPrivate === true ? "" : " unless it is `private`";
}

/** True if a called plan does what has to come first, in rounds of its own: those end with the call. */
export function isInRoundsOfCalled(
  { firsts }: OrderRule,
  { linked }: Place,
  { candidate, why }: Missing,
): boolean {
  const isNamed = firsts.some(({ selector }) => "name" in selector && selector.name === candidate.capability);
  return why === "other round" && !isNamed && inScopeOf(candidate.linked, linked);
}

/** The loop of the first action, if it stands beside the second, which does not wait for it, and each round may do it. */
function loopBeside(
  { firsts }: OrderRule,
  { routine, linked }: Place,
  { candidate }: Missing,
): LinkedStatement | undefined {
  const first = candidate.linked;
  const [loop] = loopsAround(first).filter((each) => !standsIn(linked, each));
  if (loop === undefined || loop.block !== linked.block || !firsts.every(isCompleted)) return undefined;
  const isOrdered = routine.precedence.before(loop, linked) || routine.precedence.before(linked, loop);
  return isOrdered || !eachRoundMay(routine, loop, first) ? undefined : loop;
}

function namePlan(rule: OrderRule, place: Place, nearest: Missing): string {
  const loop = loopBeside(rule, place, nearest);
  if (loop !== undefined) return `Make it wait for the loop: \`{ after ${loop.id} }\`.`;
  if (!isInRoundsOfCalled(rule, place, nearest))
    return "Put the loop in a plan of its own, and let the rule ask for that plan.";
  const plan = shortName(nearest.candidate.capability);
  const isNamed = [rule.second, ...rule.firsts].every(({ selector }) => "name" in selector);
  if (!isNamed) return `The loop is in a plan of its own: let the rule ask for \`${plan}\` too.`;
  const named = rule.firsts.map(actionText).join(" or ").replaceAll("`", "");
  const second = actionText(rule.second).replaceAll("`", "");
  return `The loop is in a plan of its own, so let the rule ask for that too: \`every ${second} preceded by ${named} or ${plan}\`.`;
}

/**
 * The edit that makes a call wait for a step of its block: `{ after first }`, or `after first` among its options.
 * `undefined` if there is no place for it, as behind a handler.
 */
export function afterEdit(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  second: LinkedStatement,
): TextEdit | undefined {
  const { node, after, span } = second.statement;
  if (second.block !== first.block || node.kind !== "call" || node.rescues.length > 0) return undefined;
  const { file } = routine.checked.origin;
  const last = after.at(-1);
  if (last !== undefined) {
    return { file, span: { start: last.span.end, end: last.span.end }, newText: `, ${first.id}` };
  }
  const hasOptions = node.optional === true || Object.keys(node.attempt.options).length > 0;
  // The options' brace is the last of the statement.
  const at = hasOptions ? span.end - 1 : span.end;
  const newText = hasOptions ? ` after ${first.id} ` : ` { after ${first.id} }`;
  return { file, span: { start: at, end: at }, newText };
}
