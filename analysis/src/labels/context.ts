import type { CheckedBlock, CheckedProgram } from "@orchlang/checker";
import type { Settings } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { GuardrailRule, Policy, Selector } from "@orchlang/plan/rules";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "../analysis.ts";
import { anywhere } from "../graph/call-graph.ts";
import { cutWords, mayBeLate, mayBeOver } from "../graph/interruptions.ts";
import { mayFailAt } from "../graph/propagation.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { stops } from "../rules/guardrail.ts";
import { byName } from "../selects.ts";
import { type LinkedBlock, type LinkedStatement, statementsIn } from "../tree.ts";
import { strandOf } from "../triggers/stranded.ts";
import { cachesOf, type Elsewhere, type Limit, leftBy, limitsOf } from "./limits.ts";
import type { Shape } from "./shape.ts";
import { Sources } from "./sources.ts";
import type { Symbols } from "./symbols.ts";
import type { Taint } from "./taint.ts";
import type { Use } from "./uses.ts";

/** All that the analysis of one plan asks of what is around it. */
export interface LabelContext {
  readonly program: CheckedProgram;
  readonly settings: Settings;
  readonly sources: Sources;
  /**
   * Whether all that data decides counts: what ends the plan beside a statement, a policy's denial, a quorum that does
   * not agree, a divisor that is zero, what is undone. Rules ask so (`never L to S`, `keep L at T`); for what a place is
   * cleared for conditions count, as rule 48 says.
   */
  readonly strict: boolean;
  readonly summary: (routine: AnalysedRoutine) => LabelSummary;
  readonly routine: (name: string) => AnalysedRoutine | undefined;
  readonly goal: (name: string) => AnalysedGoal | undefined;
  /** True if a statement is cut off where it takes longer: by a time limit of its plan, of who calls that, or of a hold. */
  readonly isTimed: (routine: AnalysedRoutine, linked: LinkedStatement) => boolean;
  /** True if the time of a plan, of a hold, or of a statement's call of a plan may be over before it is. */
  readonly mayBeOver: (routine: AnalysedRoutine, linked?: LinkedStatement) => boolean;
  /** True if something other than a failure may end a statement before it is over. */
  readonly mayBeCut: (routine: AnalysedRoutine, linked: LinkedStatement) => boolean;
  /** True if a failure, for whatever cause, may come out of a statement. */
  readonly mayFail: (routine: AnalysedRoutine, linked: LinkedStatement) => boolean;
  /** True if a run of a plan may wait for an operator since nobody knows what to undo, or for what may never come. */
  readonly mayStayOpen: (routine: AnalysedRoutine) => boolean;
  /** True if something in a block, or in a plan that it calls, may wait without end. */
  readonly mayBeEndless: (block: LinkedBlock) => boolean;
  /** Conditions evaluated before a capability, a plan or a goal begins, which does not begin if one fails. */
  readonly denials: (called: string) => readonly Expression[];
  /** Conditions while which policies defer a call of it. */
  readonly deferrals: (capability: string) => readonly Expression[];
  /** True if a run of a plan may come to a wait or a race that goes otherwise where it begins later. */
  readonly hangsOnTime: (routine: AnalysedRoutine) => boolean;
  /** True if something in a block, or in a plan that it calls, may go otherwise where it begins later. */
  readonly mayHangOnTime: (block: LinkedBlock) => boolean;
  /** The limits of policies and rules that may deny a call of it; without a name, all that there are. */
  readonly limits: (called?: string) => readonly Limit[];
  /** The calls whose results a cached call of it may take; without a name, of all capabilities. */
  readonly caches: (called?: string) => readonly Limit[];
  /** True if it counts when something is done: for rules, where there are limits, which count within a time. */
  readonly isByTime: () => boolean;
  /** The taint of what other runs have left of limits. */
  readonly left: (limits: readonly Limit[]) => Taint;
  /** Conditions on its result, which is rejected if one fails. */
  readonly ensured: (capability: string) => readonly Expression[];
  /** True if some plan of the program emits it. */
  readonly isEmitted: (event: string) => boolean;
  /** The most items that a list can have. */
  readonly sizeAtMost: (routine: AnalysedRoutine, at: LinkedStatement, list: Expression) => number;
}

function emits({ statements }: CheckedBlock, event: string): boolean {
  return statements.some(
    ({ node, blocks }) =>
      (node.kind === "emit" && node.event === event) || blocks.some((inner) => emits(inner, event)),
  );
}

/** True if some plan of the program emits it. */
export function isEmitted({ routines }: CheckedProgram, event: string): boolean {
  for (const { body, finally: last } of routines.values())
    if (emits(body, event) || (last !== undefined && emits(last, event))) return true;
  return false;
}

function denialsIn(program: CheckedProgram): LabelContext["denials"] {
  const policies = program.policies.flatMap(({ rule: { severity, on, verdicts } }) =>
    stops(severity) ? [{ on, says: verdicts.flatMap(askedOf) }] : [],
  );
  const rules = program.guardrails.flatMap(({ rule }) => (stops(rule.severity) ? rule.rules : []));
  const asked = byName({ program }, [...policies, ...rules.map(askedBefore)]);
  // Its worst case is compared with the remaining amount if a rule or a goal sets a limit.
  const isLimited = rules.some(({ kind }) => kind === "bound") || program.goals.size > 0;
  return (called) => {
    const conditions = asked.get(called) ?? [];
    const declared = isLimited ? program.capabilities.get(called)?.capability : undefined;
    if (declared === undefined) return conditions;
    const { cost, energy, tokens, latency } = declared;
    return [...conditions, ...[cost, energy, tokens, latency].flatMap((one) => one ?? [])];
  };
}

function askedOf(verdict: Policy["verdicts"][number]): readonly Expression[] {
  if (verdict.kind === "deny" || verdict.kind === "allow" || verdict.kind === "defer") return [verdict.when];
  return verdict.kind === "limit" ? present(verdict.by) : [];
}

/** The conditions while which policies defer a call. */
function deferralsIn(program: CheckedProgram): LabelContext["deferrals"] {
  const deferring = program.policies.flatMap(({ rule: { severity, on, verdicts } }) => {
    const says = verdicts.flatMap((verdict) => (verdict.kind === "defer" ? [verdict.when] : []));
    return stops(severity) && says.length > 0 ? [{ on, says }] : [];
  });
  const results = byName({ program }, deferring);
  return (capability) => results.get(capability) ?? [];
}

/** The condition of a rule that is asked where an action begins, and that action. */
function askedBefore(rule: GuardrailRule): {
  readonly on: readonly Selector[];
  readonly says: readonly Expression[];
} {
  switch (rule.kind) {
    case "never":
      return { on: [rule.of], says: present(rule.when) };
    case "before":
      return { on: [rule.second.selector], says: present(rule.second.when) };
    case "preceded":
      return { on: [rule.every.selector], says: present(rule.every.when) };
    case "atMost":
      return { on: [rule.of.selector], says: present(rule.of.when) };
    case "followed":
    case "bound":
    case "flow":
      return { on: [], says: [] };
  }
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** True if nothing ends the waiting of a statement: for what the world does, for a member, or for an answer. */
function mayWaitForEver(
  program: CheckedProgram,
  { statement: { node }, attempts }: LinkedStatement,
): boolean {
  return isOpenEnded(node) || attempts.some(({ attempt }) => isUnlimited(program, attempt));
}

function isOpenEnded(node: LinkedStatement["statement"]["node"]): boolean {
  switch (node.kind) {
    case "wait":
      return (
        (node.for.kind === "condition" || node.for.kind === "occurrence") && node.for.within === undefined
      );
    case "loop":
      return node.over.kind === "occurrences" && node.over.within === undefined;
    case "hold":
      return node.pick.wait === undefined;
    default:
      return false;
  }
}

/** True if nothing says how long its call, or its wait for a member, takes at most. */
export function isUnlimited(program: CheckedProgram, { target, using, options }: Attempt): boolean {
  if (using !== undefined && using.wait === undefined) return true;
  if (!("capability" in target) || options.timeout !== undefined) return false;
  return program.capabilities.get(target.capability)?.capability.latency === undefined;
}

/** True if it goes otherwise where it begins later: it waits for what the world does, or races with that. */
function isByWorld(node: LinkedStatement["statement"]["node"]): boolean {
  if (node.kind === "wait") return node.for.kind === "condition" || node.for.kind === "occurrence";
  return node.kind === "race" || (node.kind === "loop" && node.over.kind === "occurrences");
}

/** The conditions and counts of policies and rules at a call, by its name: the same for all plans. */
type AtCalls = Pick<LabelContext, "denials" | "deferrals" | "limits" | "caches">;

const known = new WeakMap<Analysis, AtCalls>();

function atCallsOf(analysis: Analysis): AtCalls {
  const atCalls = known.get(analysis) ?? findAtCalls(analysis);
  known.set(analysis, atCalls);
  return atCalls;
}

function findAtCalls(analysis: Analysis): AtCalls {
  const { program } = analysis;
  return {
    denials: denialsIn(program),
    deferrals: deferralsIn(program),
    limits: (called) => limitsOf(analysis, called),
    caches: (called) => cachesOf(analysis, called),
  };
}

export function labelContext(
  analysis: Analysis,
  strict: boolean,
  elsewhere: Elsewhere,
  summary: LabelContext["summary"],
): LabelContext {
  const { program, settings } = analysis;
  const atCalls = atCallsOf(analysis);
  let isByTime: boolean | undefined;
  return {
    program,
    settings,
    sources: new Sources(program),
    strict,
    summary,
    routine: (name) => analysis.routines.get(name),
    goal: (name) => analysis.goals.get(name),
    ...atCalls,
    isByTime: () => {
      isByTime ??= strict && atCalls.limits().length > 0;
      return isByTime;
    },
    left: (limits) => leftBy(elsewhere, limits),
    ensured: (capability) => program.capabilities.get(capability)?.capability.ensures ?? [],
    isEmitted: (event) => isEmitted(program, event),
    isTimed: (routine, linked) => mayBeLate(analysis, routine, linked),
    mayBeOver: (routine, linked) => mayBeOver(analysis, routine, linked),
    mayBeCut: (routine, linked) => cutWords(analysis, routine, linked) !== undefined,
    mayFail: (routine, linked) => mayFailAt(analysis, routine, linked),
    mayStayOpen: (routine) =>
      anywhere(analysis, "whether it may stay open", routine, ({ checked: { head }, tree }) =>
        tree.all.some(
          (linked) =>
            (head.timeout === undefined && mayWaitForEver(program, linked)) ||
            linked.attempts.some(({ attempt }) => strandOf(program, attempt) !== undefined),
        ),
      ),
    mayBeEndless: (block) =>
      statementsIn(block).some(
        (linked) =>
          mayWaitForEver(program, linked) ||
          linked.attempts.some(({ attempt }) => !("capability" in attempt.target)),
      ),
    mayHangOnTime: (block) =>
      statementsIn(block).some(
        ({ statement: { node }, attempts }) =>
          isByWorld(node) ||
          attempts.some(
            ({ attempt: { target } }) =>
              !("capability" in target) || atCalls.deferrals(target.capability).length > 0,
          ),
      ),
    hangsOnTime: (routine) =>
      strict &&
      anywhere(analysis, "whether it hangs on when it begins", routine, ({ tree }) =>
        tree.all.some(
          ({ statement: { node }, attempts }) =>
            isByWorld(node) ||
            attempts.some(
              ({ attempt: { target } }) =>
                "capability" in target && atCalls.deferrals(target.capability).length > 0,
            ),
        ),
      ),
    sizeAtMost: (routine, at, list) => {
      const value = evaluateAbstractly(list, routine.values.at(at));
      return value.kind === "list" ? value.size.high : Number.POSITIVE_INFINITY;
    },
  };
}

/** The label summary of a plan, in terms of its parameters. */
export interface LabelSummary {
  readonly symbols: Symbols;
  readonly result: Shape;
  /** Learnt from a run ending. */
  readonly ends: Taint;
  /** For rules: that what may fail is come to, and so ends the run where it does. */
  readonly tries: Taint;
  /** Learnt from a run failing, for any cause. */
  readonly fails: Taint;
  /** The taint of the decisions by which policies and rules deny the plan's calls. */
  readonly denies: Taint;
  /** The parts of its failure that its caller can read. */
  readonly says: Taint;
  /** The taint of all that decides how long a run takes. */
  readonly lasts: Taint;
  /** Every place in the plan where data leaves, and at its calls of plans what leaves inside of these. */
  readonly uses: readonly Use[];
  /** The same by where it goes: callers, triggers and goals ask for it. */
  readonly exits: () => readonly Use[];
}
