import { type Attempt, type Capability, type Expression, freeReads, type Selector } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { mayBeExhausted, mayBeTooLong, roundsOf } from "../bounds/rounds.ts";
import { selects } from "../selects.ts";
import { type Located, loopsAround, standsIn } from "../tree.ts";
import { routinesOf } from "./run.ts";
import { type Find, summaryOf } from "./summary.ts";

/*
 * How far a failure goes: up to the first statement around it that has a handler or is optional, else to the end of the
 * plan. Whatever it passes through is taken back.
 */

/** Whether a failure of `other` can have `located` taken back after it has completed, in its round or in another. */
export function takesBack(
  routine: AnalysedRoutine,
  other: Located,
  located: Located,
): "here" | "elsewhere" | undefined {
  const loop = sharedLoop(routine, other, located);
  if (loop !== undefined && reaches(other, located, loop)) return "elsewhere";
  return other !== located && reaches(other, located, other) ? "here" : undefined;
}

/** The innermost loop around both that can have more than one round. */
export function sharedLoop(
  { context }: AnalysedRoutine,
  other: Located,
  located: Located,
): Located | undefined {
  const own = loopsAround(located);
  return loopsAround(other).findLast(({ index }) => {
    const loop = own.find((each) => each.index === index);
    const { node } = loop?.statement ?? other.statement;
    return loop !== undefined && node.kind === "loop" && roundsOf(context, loop, node).most > 1;
  });
}

/** @param from the innermost statement from which on what is passed through counts. */
function reaches(other: Located, located: Located, from: Located): boolean {
  let counts = other === from;
  let handled = false;
  for (let at: Located | undefined = other; at !== undefined; ) {
    counts ||= at === from;
    if (!handled && catches(at)) {
      if (counts && standsIn(located, at) && !inRescue(located, at)) return true;
      if (!passesOn(at)) return false;
    }
    const { owner, role }: Located["block"] = at.block;
    // A round or a branch by itself may be given up while the rest goes on.
    const apart = role?.kind === "contender" || (role?.kind === "round" && tolerates(owner));
    if (counts && apart && located !== at && childIn(located, at)) return true;
    handled = role?.kind === "rescue";
    at = owner;
  }
  return counts;
}

function childIn(located: Located, at: Located): boolean {
  return located.block === at.block || at.block.statements.some((each) => standsIn(located, each));
}

function tolerates(owner: Located | undefined): boolean {
  const node = owner?.statement.node;
  return node?.kind === "loop" && node.tolerated !== undefined;
}

function catches({ statement: { node } }: Located): boolean {
  return ("optional" in node && node.optional === true) || ("rescues" in node && node.rescues.length > 0);
}

/** Whether a failure that a statement catches can come out of it after all: no handler is for it, or the last fails too. */
function passesOn({ statement: { node } }: Located): boolean {
  if ("optional" in node && node.optional === true) return false;
  if (!("rescues" in node)) return true;
  // What stands in a handler's block fails by itself.
  return !node.rescues.some((rescue) => rescue.when === undefined && "block" in rescue);
}

function inRescue(located: Located, at: Located): boolean {
  for (let block = located.block; block.owner !== undefined; block = block.owner.block) {
    if (block.owner === at) return block.role?.kind === "rescue";
  }
  return false;
}

/** @param timed whether a time limit of the whole plan ends what would wait without end. */
export function canFailAtAll(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  timed: boolean,
  ofCalled = (called: AnalysedRoutine): boolean => planCanFail(analysis, called),
): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "fail":
      return true;
    // What stands in a hold is looked at by itself.
    case "hold":
      return node.otherwise === undefined;
    case "wait":
      return timed || ("within" in node.for && node.for.within !== undefined);
    case "loop":
      return timed || endsUnmet(routine, located);
    case "quorum":
      return true;
    case "call":
      return timed || attemptCanFail(analysis, node.attempt, ofCalled);
    default:
      return false;
  }
}

function attemptCanFail(
  analysis: Analysis,
  { target, options }: Attempt,
  ofCalled: (called: AnalysedRoutine) => boolean,
): boolean {
  if (options.timeout !== undefined || options.accept !== undefined) return true;
  if ("capability" in target) {
    const capability = analysis.program.capabilities.get(target.capability)?.capability;
    return capability?.kind !== "human" || mayBeDenied(analysis, capability);
  }
  const called = routinesOf(analysis, target);
  if ("routine" in target) return called.some(ofCalled);
  // A goal has failed once the last of its plans has, or what it is allowed is used up.
  return isLimited(analysis, target.goal) || called.every(ofCalled);
}

/**
 * Whether a policy, a `never` about what is true now, or the want of a consent may keep an action from beginning. What
 * else a guardrail checks there is not reckoned with.
 */
function mayBeDenied(analysis: Analysis, { name, scopes }: Capability): boolean {
  const { policies, guardrails } = analysis.program;
  const isMeant = (selector: Selector): boolean => selects(analysis, selector, name);
  return (
    scopes.length > 0 ||
    policies.some(
      ({ rule: { severity, on, verdicts } }) =>
        severity === "blocking" &&
        verdicts.some(({ kind }) => kind !== "warn" && kind !== "record") &&
        on.some(isMeant),
    ) ||
    guardrails.some(
      ({ rule: { severity, rules } }) =>
        severity === "blocking" &&
        rules.some((rule) => rule.kind === "never" && isMeant(rule.of) && asksNow(rule.when)),
    )
  );
}

function asksNow(when: Expression | undefined): boolean {
  return when !== undefined && freeReads(when).some(({ from }) => from === "context");
}

/** Whether what a goal is allowed may end it although none of its plans fails. */
export function isLimited({ program }: Analysis, goal: string): boolean {
  return program.goals.get(goal)?.goal.budget.length !== 0;
}

/** Whether what a plan gives may not be what its goal asks for: it has failed then, however well all went. */
export function mayBeUnmet({ program }: Analysis, { checked: { head } }: AnalysedRoutine): boolean {
  const goal = head.achieves === undefined ? undefined : program.goals.get(head.achieves)?.goal;
  return goal !== undefined && goal.success.length > 0;
}

/** The plans that a call may come to: of a goal none after one that can't give way to it. */
export function triedBy(analysis: Analysis, target: Attempt["target"]): readonly AnalysedRoutine[] {
  const called = routinesOf(analysis, target);
  if (!("goal" in target) || isLimited(analysis, target.goal)) return called;
  const last = called.findIndex((each) => !planCanFail(analysis, each));
  return last < 0 ? called : called.slice(0, last + 1);
}

/** Whether a plan that is called can fail: nothing is optional all the way. */
function planCanFail(analysis: Analysis, called: AnalysedRoutine): boolean {
  const find: Find<boolean> = (routine, of) =>
    hasDeadline(analysis, routine) ||
    mayBeUnmet(analysis, routine) ||
    routine.tree.all.some(
      (other) =>
        !other.block.inFinally && canFailAtAll(analysis, routine, other, false, of) && reachesPlan(other),
    );
  return summaryOf(analysis, "can fail", called, find);
}

/** Whether nothing around a statement stops its failure. */
export function reachesPlan(other: Located): boolean {
  let handled = false;
  for (let at: Located | undefined = other; at !== undefined; at = at.block.owner) {
    if (!handled && catches(at) && !passesOn(at)) return false;
    handled = at.block.role?.kind === "rescue";
  }
  return true;
}

/** A plan that may not last: whatever waits may then fail. */
export function hasDeadline({ program }: Analysis, { checked: { head } }: AnalysedRoutine): boolean {
  const goal = head.achieves === undefined ? undefined : program.goals.get(head.achieves)?.goal;
  return head.timeout !== undefined || goal?.budget.some(({ of }) => of === "latency") === true;
}

/** Whether a loop can fail although all its rounds went well: `too_many` before the first, `exhausted` after the last. */
export function endsUnmet({ context }: AnalysedRoutine, located: Located): boolean {
  const { node } = located.statement;
  if (node.kind !== "loop") return false;
  if (node.over.kind === "list") return mayBeTooLong(context, located, node);
  return node.over.kind === "fold" ? mayBeExhausted(context, located) : node.over.until !== undefined;
}
