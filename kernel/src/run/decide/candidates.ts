/**
 * Sends the rules that policies have about `resource` to control as a filter of the candidates (semantics, rule 13), as
 * far as their other reads are known when the member is bound. The rest is decided at the action itself, where all
 * values are known.
 */
import type { Json } from "@orchlang/plan";
import { type Expression, evaluate, freeReads, type Read } from "@orchlang/plan/expressions";
import type { CandidateRule } from "../../messages.ts";
import { capabilityOf } from "../call.ts";
import { isOfRun } from "../context-names.ts";
import { withDefaults } from "../evolve/frames.ts";
import { isSettled } from "../evolve/settle.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { around, type Locals, scopeAt, within } from "../scope.ts";
import { nodeAt, type View } from "../state.ts";
import { actionLocals, holdsAround } from "./action.ts";
import { type CallUnder, callsUnder, type Known, usesMember } from "./calls-under.ts";
import { fieldsRead, readsResource, resourceVerdicts } from "./resource-verdicts.ts";
import type { Turn } from "./turn.ts";

/** The rules of the steps that use the member of a `with`. */
export function rulesOfHold(turn: Turn, frame: Frame, laid: LaidNode): readonly CandidateRule[] {
  const { node } = laid;
  if (node.kind !== "hold" || !speakOfResource(turn.plan)) return [];
  const known: Known = (expression, bound) =>
    knownValue(turn.draft, frame, laid, expression, new Set(bound).add(node.variable));
  const outer = holdsAround(turn.draft, frame, laid).map(({ variable }) => variable);
  return callsUnder(frame.template, node, known)
    .filter((call) => usesMember(call, node, outer) && !isSettledAt(turn.draft, frame, call.laid.node.id))
    .flatMap((call) => rulesOf(turn, frame, call, argsOf(turn, call, known), undefined));
}

/** The same of the member that a step is to use itself: its arguments are all there. */
export function rulesOfUsing(
  turn: Turn,
  frame: Frame,
  call: Pick<CallUnder, "laid" | "attempt">,
  args: Json,
  attempt: number,
): readonly CandidateRule[] {
  return speakOfResource(turn.plan) ? rulesOf(turn, frame, call, args as Locals, attempt) : [];
}

const speaking = new WeakMap<Turn["plan"], boolean>();

function speakOfResource(plan: Turn["plan"]): boolean {
  let isFound = speaking.get(plan);
  if (isFound === undefined) {
    isFound = plan.policies.some(({ verdicts }) =>
      verdicts.some((verdict) => "when" in verdict && readsResource(verdict.when)),
    );
    speaking.set(plan, isFound);
  }
  return isFound;
}

function rulesOf(
  turn: Turn,
  frame: Frame,
  { laid, attempt }: Pick<CallUnder, "laid" | "attempt">,
  args: Locals,
  nth: number | undefined,
): readonly CandidateRule[] {
  const { target } = attempt;
  if (!("capability" in target)) return [];
  const { capability } = target;
  const locals = actionLocals(turn, {
    node: laid.node.id,
    routine: frame.path,
    capability,
    args,
    attempt: nth ?? 1,
  });
  const isKnown = (when: Expression): boolean => {
    const step = fieldsRead(when, "step");
    if (nth === undefined && (step === "all" || step.has("attempt"))) return false;
    const wanted = fieldsRead(when, "args");
    const names =
      wanted === "all" ? capabilityOf(turn.plan, capability).params.map(({ name }) => name) : [...wanted];
    return names.every((name) => Object.hasOwn(args, name));
  };
  return resourceVerdicts(turn.plan, attempt.checks)
    .filter(({ when }) => isKnown(when))
    .map(({ says, when }) => ({ says, when, given: readOf(when, locals) }));
}

/** Control receives only the fields that are read. */
function readOf(when: Expression, locals: Locals): Locals {
  const given: Record<string, Json> = {};
  for (const { from, name } of freeReads(when)) {
    const value = locals[name];
    if (from !== "local" || value === undefined) continue;
    const fields = fieldsRead(when, name);
    const isPart = fields !== "all" && typeof value === "object" && value !== null;
    given[name] = isPart
      ? Object.fromEntries(Object.entries(value).filter(([field]) => fields.has(field)))
      : value;
  }
  return given;
}

/** The arguments that are known already, with defaults once all that is given is. */
export function argsOf(
  { plan, draft }: Turn,
  { attempt, bound }: Pick<CallUnder, "attempt" | "bound">,
  known: Known,
): Locals {
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(attempt.args)) {
    const value = known(expression, bound);
    if (value !== undefined) args[name] = value;
  }
  const isWhole = Object.keys(attempt.args).every((name) => Object.hasOwn(args, name));
  const { target } = attempt;
  if (!("capability" in target) || !isWhole) return args;
  return withDefaults(draft, capabilityOf(plan, target.capability).params, args) as Locals;
}

/** A value that will be the same when the step begins that reads it. */
function knownValue(
  state: View,
  frame: Frame,
  { block }: LaidNode,
  expression: Expression,
  bound: ReadonlySet<string>,
): Json | undefined {
  const isThere = ({ from, name }: Read): boolean => {
    if (from === "local") return !bound.has(name);
    if (from === "node") return isSettledAt(state, frame, name);
    return from === "input" || isOfRun(name);
  };
  if (!freeReads(expression).every(isThere)) return undefined;
  const evaluated = evaluate(expression, scopeAt(state, within(frame, block.id)));
  return "value" in evaluated ? evaluated.value : undefined;
}

function isSettledAt(state: View, frame: Frame, name: string): boolean {
  for (let at: Frame | undefined = frame; at !== undefined; at = around(state, at)) {
    const number = at.template.number.get(name);
    if (number !== undefined) return isSettled(nodeAt(at, number));
  }
  return false;
}
