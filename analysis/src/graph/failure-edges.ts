import type { Attempt } from "@orchlang/plan/nodes";
import type { BoundsContext } from "../bounds/context.ts";
import { capabilityOf } from "../rules/effects.ts";
import type { LinkedStatement, RoutineTree, Slot } from "../tree.ts";
import {
  endsUnmet,
  hasDeadline,
  isCutByTime,
  isLimited,
  isNamedByRules,
  mayBeUnmet,
  mayLackRounds,
  maySplit,
} from "./causes.ts";
import { joinModes, type Modes, mode, none } from "./modes.ts";
import { mayHaveNoValue } from "./partial.ts";

/*
 * The exceptional edges of the outcome graph: the modes in which a statement can fail by itself, and the causes.
 * `propagation.ts` determines where such an edge leads, `interruptions.ts` what ends a statement from outside.
 */

export function catches({ statement: { node } }: LinkedStatement): boolean {
  return ("optional" in node && node.optional === true) || ("rescues" in node && node.rescues.length > 0);
}

/** True if a failure that a statement catches can come out of it after all: no handler is for it, or the last fails too. */
export function passesOn({ statement: { node } }: LinkedStatement): boolean {
  if ("optional" in node && node.optional === true) return false;
  if (!("rescues" in node)) return true;
  // Statements in a handler's block fail by themselves.
  return !node.rescues.some((rescue) => rescue.when === undefined && "block" in rescue);
}

/** True if nothing around a statement stops its failure. */
export function reachesPlan(other: LinkedStatement): boolean {
  let handled = false;
  for (let at: LinkedStatement | undefined = other; at !== undefined; at = at.block.owner) {
    if (!handled && catches(at) && !passesOn(at)) return false;
    handled = at.block.role?.kind === "rescue";
  }
  return true;
}

/** An exceptional edge that leaves a statement. Statements in its blocks have edges of their own. */
export interface FailureEdge {
  /** One mode; of a plan that is called all those in which that can fail. */
  readonly modes: Modes;
  readonly cause: Cause;
}

const causes = {
  fail: () => "the plan may fail",
  denied: (id) => `a rule may deny ${id}`,
  member: () => "nobody may be there to be held",
  expired: (id) => `the time of ${id} may be over before`,
  silence: (id) => `nobody may answer ${id}`,
  value: (id) => `what ${id} is given may have no value`,
  timeout: (id) => `the time that ${id} is given may not be enough`,
  never: (id) => `what ${id} waits for may not come in time`,
  drifts: (id) => `the condition that ${id} watches may cease to hold`,
  unaccepted: (id) => `the result of ${id} may not be accepted`,
  unmet: (id) => `the rounds of ${id} may come to an end without what they are for`,
  rounds: (id) => `${id} may have fewer rounds than have to win`,
  split: (id) => `too few of those whom ${id} asks may agree`,
  called: (id) => `the plan that ${id} calls may fail`,
  budget: (id) => `the budget of the goal that ${id} calls may be used up`,
  fault: (id) => `what ${id} calls may fail`,
  told: (id) => `the time of the plan may be over while ${id} waits`,
} as const satisfies Readonly<Record<string, (id: string) => string>>;

type Cause = keyof typeof causes;

/** Why a statement fails along an edge. */
export function causeWords({ id }: LinkedStatement, { cause }: FailureEdge): string {
  return causes[cause](id);
}

/** The inputs of a plan's exceptional edges besides the plan itself. */
export interface FailureSources {
  readonly context: BoundsContext;
  /** The summary of the plan, or of the goal, that a call runs. */
  called(target: Exclude<Attempt["target"], { capability: string }>): Modes;
  /** True if the time of a hold may be over before what stands in it is. */
  runsOver(hold: LinkedStatement): boolean;
  /** True if a rule may keep one way of doing a statement from beginning. */
  isDenied(linked: LinkedStatement, slot: Slot, attempt: Attempt): boolean;
}

/** The edges that leave a statement, before its handlers; the most relevant for a reader comes first. */
export function failureEdges(sources: FailureSources, linked: LinkedStatement): readonly FailureEdge[] {
  const { context } = sources;
  const { node } = linked.statement;
  const edges: FailureEdge[] = [];
  const add = (when: boolean, modes: Modes, cause: Cause): void => {
    if (when && modes !== none) edges.push({ modes, cause });
  };
  if (node.kind === "quorum") {
    for (const { slot, attempt } of linked.attempts)
      if (!slot.startsWith("else")) edges.push(...attemptEdges(sources, linked, slot, attempt));
  } else if (node.kind === "call") edges.push(...attemptEdges(sources, linked, "do", node.attempt));
  add(node.kind === "hold" && node.otherwise === undefined, mode.context, "member");
  add(node.kind === "hold" && sources.runsOver(linked), mode.lapse, "expired");
  add(mayHaveNoValue(linked, context), mode.value, "value");
  add(node.kind === "wait" && "within" in node.for && node.for.within !== undefined, mode.data, "never");
  add(node.kind === "wait" && node.for.kind === "while", mode.data, "drifts");
  add(node.kind === "loop" && endsUnmet(context, linked), mode.data, "unmet");
  add(node.kind === "race" && mayLackRounds(context, linked), mode.data, "rounds");
  add(node.kind === "quorum" && maySplit(linked, node), mode.data, "split");
  add(node.kind === "quorum", mode.fault, "fault");
  add(node.kind === "fail", mode.data, "fail");
  const waits = node.kind === "wait" || node.kind === "loop" || node.kind === "call";
  add(waits && hasDeadline(context.program, context.head), mode.told, "told");
  return edges;
}

/** The edges of one way of doing a step. */
export function attemptEdges(
  sources: FailureSources,
  linked: LinkedStatement,
  slot: Slot,
  attempt: Attempt,
): readonly FailureEdge[] {
  const { context } = sources;
  const { target, options, using } = attempt;
  const edges: FailureEdge[] = [];
  const add = (when: boolean, modes: Modes, cause: Cause): void => {
    if (when && modes !== none) edges.push({ modes, cause });
  };
  const timed = options.timeout !== undefined;
  add(using !== undefined, mode.context, "member");
  add(sources.isDenied(linked, slot, attempt), mode.context, "denied");
  if ("capability" in target) {
    const capability = capabilityOf(context.program, attempt);
    const isHuman = capability?.kind === "human";
    add(isHuman && timed, mode.silence, "silence");
    add(isHuman && !timed && capability.latency !== undefined, mode.late, "silence");
    add(!isHuman && isCutByTime(context, linked, attempt), mode.clock, "timeout");
    add(!isHuman, mode.fault, "fault");
  } else {
    add(timed, mode.clock, "timeout");
    add(true, sources.called(target), "called");
    add("goal" in target && isLimited(context.program, target.goal), mode.data, "budget");
  }
  add(options.accept !== undefined, mode.data, "unaccepted");
  return edges;
}

/** In which modes the plan of a tree can fail: by what can fail in it, and nothing in it stops. */
export function modesOfTree(
  tree: RoutineTree,
  of: (linked: LinkedStatement) => Modes,
  { program, head }: Around,
): Modes {
  const own = tree.all.filter((linked) => !linked.block.inFinally && reachesPlan(linked)).map(of);
  const late = hasDeadline(program, head) ? mode.deadline : none;
  const unmet = mayBeUnmet(program, head) ? mode.data : none;
  return (joinModes(own) & ~mode.told) | late | unmet;
}

type Around = Pick<BoundsContext, "program" | "head">;

/** As the bounds know it, before any time is known: each hold may run over, and each rule denies what it names. */
export function modesInContext(context: BoundsContext, linked: LinkedStatement): Modes {
  const sources: FailureSources = {
    context,
    called: (target) => context.callable("routine" in target ? target.routine : target.goal)?.fails ?? none,
    runsOver: () => true,
    isDenied: (_linked, _slot, { target }) => isNamedByRules(context.program, target),
  };
  return modesAlong(failureEdges(sources, linked));
}

export function modesAlong(edges: readonly FailureEdge[]): Modes {
  return joinModes(edges.map(({ modes }) => modes));
}
