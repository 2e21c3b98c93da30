/** An intent's next attempt: through the gate to `Began`, or to the question that has to be answered first. */
import type { Json, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Check } from "@orchlang/plan/rules";
import type { Failure } from "../../failure.ts";
import type { Intent, Key } from "../../identity.ts";
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { Reads } from "../../messages.ts";
import { attemptLimit, capabilityOf, countsByKey } from "../call.ts";
import { contextNames } from "../context-names.ts";
import type { RunEvent } from "../events.ts";
import { fencesAt } from "../held-members.ts";
import { argsNow } from "../member-readers.ts";
import { clauseScope, noValue, within } from "../scope.ts";
import { frameAt, type IntentState, intentAt, laidAt, type Mutable } from "../state.ts";
import { undoableUntil } from "../undo-of.ts";
import { worstCase, worstOfHold } from "../worst.ts";
import type { Wanted, Wish } from "./action.ts";
import { refusedByBudget } from "./budget.ts";
import { fromCache, recallOf } from "./cache.ts";
import { rulesOfUsing } from "./candidates.ts";
import { isHeldBack } from "./defer.ts";
import { failSlot } from "./error-handlers.ts";
import { aboutPermission, permission } from "./gate.ts";
import { gateRequests } from "./gate-requests.ts";
import { holdRequest, timeIsUp, urgencyOf } from "./hold.ts";
import { isTooLate } from "./rebind.ts";
import { confirmWorstOf, undoWorstOf } from "./set-aside.ts";
import { append, emit, previousMessage, type Turn, tellCancel } from "./turn.ts";

const noReads: Reads = [];

/** Begins an attempt of a step, asks for what it needs first, or fails it. */
export function begin(turn: Turn, wish: Wish): void {
  const { intent, capability, args, planned, frame, laid, known } = wish;
  if (isTooLate(turn.draft, frame, laid)) {
    const why = { failure: timeIsUp };
    failSlot(turn, { frame, laid, slot: intent.call.slot, known, why });
    return;
  }
  if (isHeldBack(turn, wish)) return;
  // A step keeps its hold through all its tries.
  const needsHold = planned?.using !== undefined && turn.draft.intents.get(intent.key)?.hold === undefined;
  const recall = recallOf(turn, wish);
  const asksControl = planned?.gate === "control" || needsHold || recall !== undefined;
  if (asksControl && wish.granted === undefined) {
    askGate(turn, wish, needsHold, recall);
    return;
  }
  const wanted: Wanted = {
    intent,
    capability,
    args,
    attempt: wish.attempt,
    planned,
    frame,
    laid,
    reads: wish.granted ?? noReads,
    worst: worstCase(turn.plan, turn.draft, capability, args),
    undoWorst: undoWorstOf(turn, wish),
    undoHeld: known?.undoHeld ?? false,
    confirmWorst: known?.confirmHeld === true ? undefined : confirmWorstOf(turn, wish),
  };
  const { checks, refusal } = permission(turn, wanted);
  if (refusal !== undefined) {
    const why = { failure: refusal, checks, reads: wanted.reads };
    // At its gate it is an intent already, though no attempt of it has begun.
    const asked = known ?? turn.draft.intents.get(intent.key);
    // Releases what control counted for it.
    if (wish.granted !== undefined && asked !== undefined) tellCancel(turn, asked.seq);
    failSlot(turn, { frame, laid, slot: intent.call.slot, known: asked, why });
    return;
  }
  if (recall !== undefined && fromCache(turn, wish)) return;
  if (capabilityOf(turn.plan, capability).kind === "human") {
    askPerson(turn, wish, checks);
    return;
  }
  const due = dueOf(turn, wish);
  const own = planned?.using === undefined ? undefined : turn.draft.intents.get(intent.key)?.hold;
  const fenced = fencesAt(turn.draft, frame, laid, own);
  const { worst, reads, undoWorst, confirmWorst } = wanted;
  // Its fields stand in the order in which they are written down: most events of most runs are like this one.
  const { at } = turn.draft;
  const { attempt } = wish;
  const began: Mutable<Extract<RunEvent, { t: "Began" }>> =
    due === undefined
      ? { args, at, attempt, capability, checks, intent, reads, t: "Began", worst }
      : { args, at, attempt, capability, checks, due, intent, reads, t: "Began", worst };
  if (undoWorst !== undefined) began.undoWorst = undoWorst;
  if (confirmWorst !== undefined) began.confirmWorst = confirmWorst;
  if (fenced !== undefined) Object.assign(began, fenced);
  append(turn, began);
}

export function dueOf(
  turn: Turn,
  wish: Pick<Wish, "capability" | "frame" | "laid" | "planned" | "args">,
): Instant | undefined {
  const limit = attemptLimit(
    turn.plan,
    turn.draft,
    { capability: wish.capability, frame: wish.frame, block: wish.laid.block.id, attempt: wish.planned },
    wish.args,
  );
  return limit === undefined ? undefined : turn.draft.at + limit;
}

function askGate(turn: Turn, wish: Wish, needsHold: boolean, recall: ReturnType<typeof recallOf>): void {
  const { intent, attempt, capability, args, planned, frame, laid, known } = wish;
  const used = needsHold ? usedBy(turn, wish) : undefined;
  if (used !== undefined && "failure" in used) {
    failSlot(turn, { frame, laid, slot: intent.call.slot, known, why: used });
    return;
  }
  const hold = used?.hold;
  const worst = hold === undefined ? undefined : worstOfHold(turn.plan, hold);
  const refusal =
    hold === undefined || worst === undefined || !countsByKey(turn.plan)
      ? undefined
      : refusedByBudget(turn, { frame, capability: hold.pool, worst, undoWorst: undefined, undoHeld: true });
  if (refusal !== undefined) {
    failSlot(turn, { frame, laid, slot: intent.call.slot, known, why: { failure: refusal } });
    return;
  }
  const checks = (planned?.checks ?? []).flatMap((id) => turn.plan.checks[id] ?? []);
  const policies = checks.flatMap((check) => (check.kind === "policy" ? [check.policy] : []));
  const wants = gateRequests(turn, wish, checks);
  if ("failure" in wants) {
    failSlot(turn, { frame, laid, slot: intent.call.slot, known, why: wants });
    return;
  }
  emit(turn, {
    t: "Asked",
    intent,
    ...previousMessage(turn),
    ...(worst === undefined ? {} : { worst }),
    ask: {
      ask: "gate",
      call: intent.call,
      key: intent.key,
      attempt,
      capability,
      args,
      scopes: capabilityOf(turn.plan, capability).scopes,
      policies: [...new Set(policies)],
      reads: gateReads(turn.plan, checks),
      ...wants,
      ...(hold === undefined ? {} : { hold }),
      ...(recall === undefined ? {} : { recall }),
    },
  });
}

/** The names of the context that the rules of a gate read. */
export function gateReads(plan: Plan, checks: readonly Check[]): readonly string[] {
  const parts = checks.flatMap((check): readonly object[] => {
    if (check.kind === "policy") return plan.policies.filter(({ name }) => name === check.policy);
    if (check.kind !== "guardrail") return [];
    return plan.guardrails.flatMap(({ name, rules }) =>
      name === check.guardrail ? (rules[check.rule] ?? []) : [],
    );
  });
  return [...new Set(parts.flatMap(contextNames))].sort();
}

/** A member for a step: from its gate to its end, at most the time that all of its tries may take. */
function usedBy(turn: Turn, wish: Wish): ReturnType<typeof holdRequest> | undefined {
  const { planned, frame, laid } = wish;
  if (planned?.using === undefined) return undefined;
  const rules = rulesOfUsing(turn, frame, { laid, attempt: planned }, wish.args, wish.attempt);
  const due = dueOf(turn, wish);
  const tries = (planned.options.retry?.times ?? 0) + 1;
  const time = due === undefined ? limits.leaseDefault : (due - turn.draft.at) * tries;
  const priority = planned.options.priority ?? urgencyOf(turn, frame);
  const position = within(frame, laid.block.id);
  const result = holdRequest(turn, frame, position, { pick: planned.using, for: time, priority, rules });
  const again = (wish.known?.rebinds ?? 0) > 0;
  return "hold" in result && again ? { hold: { ...result.hold, again } } : result;
}

function askPerson(turn: Turn, wish: Wish, checks: ReturnType<typeof permission>["checks"]): void {
  const { intent, capability, args, frame, laid } = wish;
  const { human } = capabilityOf(turn.plan, capability);
  const shown = human === undefined ? undefined : evaluate(human.show, clauseScope(turn.draft, args));
  if (human === undefined || shown === undefined || !("value" in shown)) {
    const failure: Failure =
      shown === undefined || "value" in shown
        ? {
            class: "invalid_input",
            name: "invalid_input",
            message: `nobody is named to be asked by \`${capability}\``,
          }
        : noValue(shown);
    failSlot(turn, { frame, laid, slot: intent.call.slot, known: wish.known, why: { failure } });
    return;
  }
  const due = dueOf(turn, wish);
  emit(turn, {
    t: "Asked",
    intent,
    ...previousMessage(turn),
    ...(checks.length === 0 ? {} : { checks }),
    ask: {
      ask: "task",
      task: {
        key: intent.key,
        call: intent.call,
        capability,
        role: human.role,
        count: human.count,
        ...(human.where === undefined ? {} : { where: human.where }),
        show: typeof shown.value === "string" ? shown.value : JSON.stringify(shown.value),
        args,
        ...(due === undefined ? {} : { due }),
      },
    },
  });
}

/** The same intent once more, with the same key and the same arguments. */
export function beginAgain(
  turn: Turn,
  intent: IntentState,
  planned: Attempt | undefined,
  granted?: Reads,
): void {
  const frame = frameAt(turn.draft, intent.frame);
  begin(turn, {
    intent: intent.intent,
    capability: intent.capability,
    args: argsNow(turn.draft, intent, planned),
    attempt: intent.status === "asking" ? intent.attempt : intent.attempt + 1,
    planned,
    frame,
    laid: laidAt(frame, intent.node),
    known:
      intent.status === "asking" && intent.attempt === 1 && intent.deferral === undefined
        ? undefined
        : intent,
    ...(granted === undefined ? {} : { granted }),
  });
}

/** The parameters of a call about another intent. */
interface WishAbout {
  readonly intent: Intent;
  readonly capability: string;
  readonly args: Json;
  readonly attempt: number;
  readonly of: Key;
}

/**
 * An undo or a confirm: a call about another intent. No policy stands in the way of it, and no budget; a guardrail may,
 * and then whoever waits for it waits for the operator (semantics, rule 39).
 */
export function beginAbout(turn: Turn, about: IntentState, wish: WishAbout): void {
  const frame = frameAt(turn.draft, about.frame);
  const laid = laidAt(frame, about.node);
  const { checks, refusal: denial } = aboutPermission(turn, wish);
  const until = heldUntil(turn, wish);
  const refusal = denial ?? (until !== undefined && until <= turn.draft.at ? timeIsUp : undefined);
  if (refusal !== undefined) {
    const { intent, capability, args, of } = wish;
    emit(turn, {
      t: "Settled",
      call: intent.call,
      key: intent.key,
      ...(turn.draft.intents.has(intent.key) ? {} : { about: { intent, capability, args, of } }),
      status: "failed",
      standing: "none",
      failure: refusal,
      checks,
    });
    return;
  }
  const limit = dueOf(turn, {
    capability: wish.capability,
    frame,
    laid,
    planned: undefined,
    args: wish.args,
  });
  const due = earlier(limit, until);
  emit(turn, {
    t: "Began",
    intent: wish.intent,
    attempt: wish.attempt,
    capability: wish.capability,
    args: wish.args,
    worst: worstCase(turn.plan, turn.draft, wish.capability, wish.args),
    ...(due === undefined ? {} : { due }),
    ...fencesAt(turn.draft, frame, laid, undefined),
    reads: [],
    checks,
    of: wish.of,
  });
}

/** Until when an undo may go on. An operator may want it all the same. */
function heldUntil({ plan, draft }: Turn, { intent, of }: WishAbout): Instant | undefined {
  if (intent.call.slot !== "undo" || draft.intents.get(intent.key)?.todo === "again") return undefined;
  return undoableUntil(plan, draft, intentAt(draft, of));
}

export function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
