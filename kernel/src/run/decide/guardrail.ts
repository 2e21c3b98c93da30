import type { Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import type { Action, Check, GuardrailRule } from "@orchlang/plan/rules";
import type { Instant } from "../../machine.ts";
import { blocks } from "../budgets.ts";
import { beginsOf, endsOf } from "../evolve/trace.ts";
import type { Frame } from "../frame-state.ts";
import type { NodeState } from "../node-state.ts";
import { ruleName, selected, selects } from "../rules.ts";
import { type Around, clauseScope, framesAround, scopesOf } from "../scope.ts";
import { frameAt, type IntentState, type Mark, nodeAt } from "../state.ts";
import { type Finding, refused, type Wanted } from "./action.ts";
import type { Turn } from "./turn.ts";

type GuardrailCheck = Extract<Check, { kind: "guardrail" }>;

/** An action's arguments at its beginning, and the context that its gate reported. */
type Begun = Pick<Wanted, "args" | "reads">;

/** One rule of a guardrail at the begin of an action (semantics, rules 34, 35 and 39). */
export function guardrailCheck(turn: Turn, wanted: Wanted, check: GuardrailCheck): Finding {
  const { id, guardrail: name, rule: index } = check;
  const guardrail = turn.plan.guardrails.find((one) => one.name === name);
  const rule = guardrail?.rules[index];
  if (guardrail === undefined || rule === undefined) return refused(id, `there is no guardrail \`${name}\``);
  const broken = brokenBy(turn, wanted, rule);
  if (broken === undefined) return { decided: { check: id, holds: true } };
  const finding = refused(id, `\`${ruleName(guardrail, index, guardrail.rules)}\`: ${broken}`);
  return blocks(guardrail.severity) ? finding : { decided: finding.decided };
}

/** How this beginning breaks the rule, in words; undefined if the rule is kept or does not apply. */
function brokenBy(turn: Turn, wanted: Wanted, rule: GuardrailRule): string | undefined {
  const speaksOf = (action: Action): boolean => begins(turn, wanted, action);
  switch (rule.kind) {
    case "before":
      if (!speaksOf(rule.second) || stands(turn, wanted, rule.first)) return undefined;
      return `${words(rule.first)} has to come before \`${wanted.capability}\``;
    case "preceded":
      if (!speaksOf(rule.every) || rule.by.some((action) => stands(turn, wanted, action))) return undefined;
      return `${rule.by.map(words).join(" or ")} has to come before \`${wanted.capability}\``;
    case "atMost": {
      if (!speaksOf(rule.of)) return undefined;
      const since = windowStart(turn, wanted, rule.per);
      const count = beginsSince(turn, rule.of, since);
      return count < rule.count
        ? undefined
        : `\`${wanted.capability}\` has begun ${count === 1 ? "once" : `${count} times`}, which is the most it may`;
    }
    case "never": {
      if (!selects(turn.plan, rule.of, wanted.capability)) return undefined;
      const holds = rule.when === undefined || truth(turn, wanted, rule.when) !== false;
      return holds ? `\`${wanted.capability}\` may never begin so` : undefined;
    }
    case "followed":
    case "bound":
    case "flow":
      return undefined;
  }
}

function begins(turn: Turn, wanted: Wanted, { selector, when }: Action): boolean {
  if (!selects(turn.plan, selector, wanted.capability)) return false;
  return when === undefined || truth(turn, wanted, when) !== false;
}

/** True if some such action in scope ended as it has to and is not undone. */
function stands(turn: Turn, wanted: Wanted, action: Action): boolean {
  const around = framesAround(turn.draft, wanted.frame);
  const inScope = standsIn(turn, [action], around);
  if ([...scopesOf(around)].some(inScope)) return true;
  return [...around.values()].some((frame) => someLoopDid(turn, frame, inScope));
}

/** The scopes in which one of some actions stands. */
function standsIn(turn: Turn, actions: readonly Action[], around: Around): (scope: number) => boolean {
  return (scope) =>
    actions.some((action) =>
      selected(turn.plan, action.selector).some((name) =>
        endsOf(turn.draft, scope, name).some((mark) => standsFrom(turn, mark, action, around)),
      ),
    );
}

/** True if each round of a completed loop did one of some actions, and there was a round. */
export function everyRoundDid(
  turn: Turn,
  frame: Frame,
  node: NodeState,
  actions: readonly Action[],
): boolean {
  return loopDid(turn, node, standsIn(turn, actions, framesAround(turn.draft, frame)));
}

/** True if each round of some completed loop did it, in a plan or in one that it has called. */
function someLoopDid(turn: Turn, frame: Frame, did: (scope: number) => boolean): boolean {
  let isFound = false;
  frame.nodes.each((node) => {
    if (isFound || node.status !== "completed") return;
    const called = node.callee?.frame === undefined ? undefined : turn.draft.frames.get(node.callee.frame);
    isFound = loopDid(turn, node, did) || (called !== undefined && someLoopDid(turn, called, did));
  });
  return isFound;
}

function loopDid(turn: Turn, { loop }: NodeState, did: (scope: number) => boolean): boolean {
  if (loop === undefined || loop.race !== undefined) return false;
  const rounds = Array.from({ length: loop.next - 1 }, (_, at) => loop.frames.get(at));
  return (
    rounds.length > 0 &&
    rounds.every(
      (round) => round !== undefined && (did(round) || someLoopDid(turn, frameAt(turn.draft, round), did)),
    )
  );
}

function standsFrom(turn: Turn, mark: Mark, action: Action, around: Around): boolean {
  if (!("key" in mark)) {
    const called = mark.frame === undefined ? undefined : turn.draft.frames.get(mark.frame);
    return called !== undefined && isCurrent(turn, called, around) && returnedAs(turn, called, action);
  }
  const intent = turn.draft.intents.get(mark.key);
  return (
    intent !== undefined &&
    (intent.standing !== "undone" || action.outcome === "failed") &&
    isCurrent(turn, frameAt(turn.draft, intent.frame), around) &&
    endedAs(turn, intent, action)
  );
}

/** True if none of the plans that something was done in has given way to another, or was called anew; of those apart. */
function isCurrent({ draft }: Turn, frame: Frame, around: Around): boolean {
  for (let one = frame; one.parent !== undefined && !around.has(one.id); ) {
    const outer: Frame = frameAt(draft, one.parent.frame);
    const { callee } = nodeAt(outer, one.parent.node);
    if (one.template.loop === undefined && callee !== undefined && callee.frame !== one.id) return false;
    one = outer;
  }
  return true;
}

/** True if a called plan ended as an action says, and was not undone by what is around it. */
export function returnedAs(turn: Turn, called: Frame, { outcome, when }: Action): boolean {
  const { failure, cancelled, compensation, input, value = null } = called;
  if (outcome === "failed") return failure !== undefined;
  const completed = failure === undefined && !cancelled && compensation === undefined;
  if (!completed || (outcome === "granted" && !isGranted(value))) return false;
  return when === undefined || isTrue(turn, when, { args: input, reads: [] }, value);
}

/** True if an intent ended as an action says: completed, where it says nothing. */
export function endedAs(turn: Turn, intent: IntentState, { outcome, when }: Action): boolean {
  const failed = intent.outcome === "failed" || intent.hadFailed;
  const ended = outcome === "failed" ? failed : intent.outcome === "completed";
  if (!ended || (outcome === "granted" && !isGranted(intent.result))) return false;
  return when === undefined || isTrue(turn, when, intent, intent.result ?? null);
}

/** True if an action's condition may hold of an intent whose result nobody knows. */
export function mayBeMeant(turn: Turn, intent: Begun, { when }: Action): boolean {
  return when === undefined || truth(turn, intent, when) !== false;
}

function isTrue(turn: Turn, when: Expression, { args, reads }: Begun, result: Json): boolean {
  const evaluated = evaluate(when, clauseScope(turn.draft, args, { args, result }, reads));
  return "value" in evaluated && evaluated.value === true;
}

function isGranted(result: Json | undefined): boolean {
  return (
    typeof result === "object" &&
    result !== null &&
    !Array.isArray(result) &&
    "granted" in result &&
    result.granted === true
  );
}

function windowStart(turn: Turn, wanted: Wanted, per: Expression | undefined): Instant {
  if (per === undefined) return Number.NEGATIVE_INFINITY;
  const evaluated = evaluate(per, clauseScope(turn.draft, wanted.args));
  const length =
    "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : Number.POSITIVE_INFINITY;
  return turn.draft.at - length;
}

function beginsSince(turn: Turn, action: Action, since: Instant): number {
  let count = 0;
  for (const name of selected(turn.plan, action.selector)) {
    const marks = beginsOf(turn.draft, name);
    for (let index = marks.size - 1; index >= 0; index--) {
      const mark = marks.get(index);
      if (mark === undefined || mark.at <= since) break;
      const begun = "key" in mark ? turn.draft.intents.get(mark.key) : { args: mark.args, reads: [] };
      if (action.when === undefined || (begun !== undefined && truth(turn, begun, action.when) !== false))
        count += 1;
    }
  }
  return count;
}

function truth(turn: Turn, { args, reads }: Begun, expression: Expression): boolean | "unknown" {
  const evaluated = evaluate(expression, clauseScope(turn.draft, args, { args }, reads));
  return "value" in evaluated ? evaluated.value === true : "unknown";
}

function words({ selector, outcome }: Action): string {
  const what =
    "name" in selector
      ? `\`${selector.name}\``
      : "tagged" in selector
        ? `something tagged \`${selector.tagged}\``
        : "kind" in selector
          ? `some ${selector.kind}`
          : "something";
  return outcome === undefined || outcome === "completed" ? what : `${what} ${outcome}`;
}
