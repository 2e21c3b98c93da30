/** Pending obligations of `every … followed by …` (semantics, rule 40): incurred, discharged, or waived once undone. */
import type { Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Key } from "../../identity.ts";
import type { Instant } from "../../machine.ts";
import { obligationId } from "../evolve/obligations.ts";
import type { Frame } from "../frame-state.ts";
import { type Followed, followedOf, selects } from "../rules.ts";
import { clauseScope, inOneScope } from "../scope.ts";
import { frameAt, type IntentState, nodeAt } from "../state.ts";
import { endedAs, everyRoundDid, mayBeMeant, returnedAs } from "./guardrail.ts";
import { type Before, emit, type Turn } from "./turn.ts";

type Observer = Pick<Turn, "seeEnd" | "seeReturn" | "seeRounds">;

const observers = new WeakMap<Plan, Observer>();

/** The observer of ended intents and called plans within a turn; undefined if no rule needs it. */
export function obligationObserver(plan: Plan): Observer {
  let observer = observers.get(plan);
  if (observer === undefined) {
    observer = observerOf(plan);
    observers.set(plan, observer);
  }
  return observer;
}

function observerOf(plan: Plan): Observer {
  const rules = followedOf(plan);
  const named = rules.flatMap(({ rule }) => rule.by.map(({ selector }) => selector));
  const byPlans = named.some(
    (selector) => "name" in selector && !Object.hasOwn(plan.capabilities, selector.name),
  );
  return {
    seeEnd: rules.length === 0 ? undefined : updateObligations,
    seeReturn: byPlans ? returned : undefined,
    seeRounds: rules.length === 0 ? undefined : roundsCompleted,
  };
}

/** A completed plan discharges the obligations of the rules that name it. */
function returned(turn: Turn, target: string, id: number): void {
  const frame = frameAt(turn.draft, id);
  for (const { id: rule, rule: followed } of followedOf(turn.plan)) {
    const discharges = followed.by.some(
      (action) =>
        "name" in action.selector && action.selector.name === target && returnedAs(turn, frame, action),
    );
    if (discharges) dischargeFrom(turn, rule, frame);
  }
}

/** A loop that began after an action, and did what has to follow in each of its rounds, has done it. */
function roundsCompleted(turn: Turn, id: number, at: number): void {
  if (turn.draft.obligations.size === 0) return;
  const frame = frameAt(turn.draft, id);
  const node = nodeAt(frame, at);
  for (const { id: rule, rule: followed } of followedOf(turn.plan)) {
    if (!turn.draft.obligations.some((pending) => pending.rule === rule)) continue;
    if (everyRoundDid(turn, frame, node, followed.by))
      dischargeFrom(turn, rule, frame, { since: node.began });
  }
}

function updateObligations(turn: Turn, before: Before | undefined, key: Key): void {
  const intent = turn.draft.intents.get(key);
  if (intent === undefined || turn.draft.closed !== undefined) return;
  if (before?.outcome === intent.outcome && before?.standing === intent.standing) return;
  for (const followed of followedOf(turn.plan)) {
    if (before?.outcome === undefined) discharge(turn, followed, intent);
    incurOrWaive(turn, followed, intent, before?.outcome === undefined);
  }
}

/** A completed action, or one in doubt, incurs an obligation of the rule; undoing the action waives it. */
function incurOrWaive(turn: Turn, { id, rule }: Followed, intent: IntentState, justEnded: boolean): void {
  const { key, capability } = intent;
  if (!selects(turn.plan, rule.every.selector, capability)) return;
  const pending = turn.draft.obligations.get(obligationId({ rule: id, key }));
  const { call } = intent.intent;
  if (intent.standing === "undone") {
    if (pending !== undefined) emit(turn, { t: "Waived", rule: id, call, key });
    return;
  }
  const incurs =
    endedAs(turn, intent, rule.every) ||
    (intent.outcome !== undefined && intent.standing === "maybe" && mayBeMeant(turn, intent, rule.every));
  if (pending !== undefined || !incurs || !justEnded) return;
  const within =
    rule.within === undefined ? undefined : evaluate(rule.within, clauseScope(turn.draft, intent.args));
  const time =
    within !== undefined && "value" in within && typeof within.value === "number" ? within.value : undefined;
  emit(turn, {
    t: "Owed",
    rule: id,
    call,
    key,
    ...(time === undefined ? {} : { due: turn.draft.at + time }),
  });
}

/** A completed call discharges every pending obligation of this rule in whose scope it lies. */
function discharge(turn: Turn, { id, rule }: Followed, intent: IntentState): void {
  const discharges = rule.by.some(
    (action) => selects(turn.plan, action.selector, intent.capability) && endedAs(turn, intent, action),
  );
  if (!discharges) return;
  dischargeFrom(turn, id, frameAt(turn.draft, intent.frame), { by: intent.key });
}

/** @param how `by`: the discharging call does not discharge its own obligation. `since`: nor one of a later action. */
function dischargeFrom(
  turn: Turn,
  rule: string,
  frame: Frame,
  { by, since = Number.POSITIVE_INFINITY }: { readonly by?: Key; readonly since?: Instant | undefined } = {},
): void {
  for (const pending of turn.draft.obligations.valueSeq().toArray()) {
    const incurring = turn.draft.intents.get(pending.key);
    if (pending.rule !== rule || incurring === undefined || pending.key === by) continue;
    if ((incurring.ended ?? 0) > since) continue;
    if (!inOneScope(turn.draft, frame, frameAt(turn.draft, incurring.frame))) continue;
    emit(turn, { t: "Paid", rule, call: incurring.intent.call, key: pending.key });
  }
}
