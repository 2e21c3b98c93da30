/** Policies that defer: a call waits at its gate while their condition holds (semantics, rule 13a). */
import type { Plan } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Verdict } from "@orchlang/plan/rules";
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { Reads } from "../../messages.ts";
import { nextMinute } from "../../next-minute.ts";
import { blocks } from "../budgets.ts";
import { capabilityOf } from "../call.ts";
import { contextNames } from "../context-names.ts";
import { timeLeft } from "../deferral.ts";
import type { IntentState } from "../state.ts";
import { denied, type Wish } from "./action.ts";
import { failSlot } from "./error-handlers.ts";
import { release } from "./hold.ts";
import { condition, judged } from "./policy.ts";
import { emit, previousMessage, type Turn, tellCancel } from "./turn.ts";

interface Deferring {
  readonly check: string;
  readonly policy: string;
  readonly verdict: Extract<Verdict, { kind: "defer" }>;
}

const none: readonly Deferring[] = [];

/**
 * True if a call does not go on here: policies defer it, or have for so long that it is denied, or control is asked
 * first for the context that they read. Asked before the gate, and again once the gate is granted.
 */
export function isHeldBack(turn: Turn, wish: Wish): boolean {
  const verdicts = deferringAt(turn.plan, wish.planned);
  if (verdicts.length === 0) return false;
  const known = turn.draft.intents.get(wish.intent.key);
  const names = [...new Set(verdicts.flatMap(({ verdict }) => contextNames(verdict.when)))].sort();
  const watch = known?.deferral?.watch;
  if (names.length > 0 && watch === undefined && wish.granted === undefined) {
    askForContext(turn, wish, names);
    return true;
  }
  const reads = wish.granted ?? known?.deferral?.reads ?? [];
  const holding = holdingAt(turn, wish, reads, verdicts);
  if (holding.length === 0) {
    if (watch !== undefined) release(turn, watch);
    return false;
  }
  // Releases what control counted for it.
  if (wish.granted !== undefined && known !== undefined) tellCancel(turn, known.seq);
  const by = holding.map((one) => ({
    check: one.check,
    policy: one.policy,
    because: because(turn, wish, reads, one),
    until: turn.draft.at + timeLeft(known?.deferral, one.check, one.verdict.within, turn.draft.at),
  }));
  const over = by.find(({ until }) => until <= turn.draft.at);
  const checks = holding.map(
    (one) => judged(one.check, conditionOf(turn, wish, reads, one), one.policy).decided,
  );
  if (over !== undefined) deny(turn, wish, known, { failure: denied(over.because), checks, reads });
  else {
    const { intent, attempt, capability, args } = wish;
    const due = Math.min(...by.map(({ until }) => until), nextLook(turn, wish, reads, verdicts));
    emit(turn, { t: "Deferred", intent, attempt, capability, args, due, by, reads });
    if (names.length > 0 && watch === undefined) askForContext(turn, wish, names);
  }
  return true;
}

function deferringAt(plan: Plan, planned: Attempt | undefined): readonly Deferring[] {
  if (planned === undefined || planned.checks === undefined || planned.checks.length === 0) return none;
  return planned.checks.flatMap((id) => {
    const check = plan.checks[id];
    if (check?.kind !== "policy") return [];
    const policy = plan.policies.find(({ name }) => name === check.policy);
    const verdict = policy?.verdicts[check.verdict];
    if (policy === undefined || verdict?.kind !== "defer" || !blocks(policy.severity)) return [];
    return [{ check: id, policy: policy.name, verdict }];
  });
}

/** Those whose condition holds, or is not known. */
function holdingAt(
  turn: Turn,
  wish: Wish,
  reads: Reads,
  verdicts: readonly Deferring[],
): readonly Deferring[] {
  return verdicts.filter((one) => {
    const is = conditionOf(turn, wish, reads, one);
    return !("value" in is) || is.value === true;
  });
}

function conditionOf(
  turn: Turn,
  wish: Wish,
  reads: Reads,
  { verdict }: Deferring,
): ReturnType<typeof condition> {
  return condition(turn, { ...wish, reads }, verdict.when);
}

function because(turn: Turn, wish: Wish, reads: Reads, one: Deferring): string {
  const { decided } = judged(
    one.check,
    conditionOf(turn, wish, reads, one),
    one.verdict.because ?? `\`${one.policy}\` defers it`,
  );
  return decided.because ?? "";
}

/** When time alone may let it go on, as far as is known now. */
function nextLook(turn: Turn, wish: Wish, reads: Reads, verdicts: readonly Deferring[]): Instant {
  const timed = verdicts.filter(({ verdict }) =>
    freeReads(verdict.when).some(({ from, name }) => from === "context" && name === "now"),
  );
  if (timed.length === 0) return Number.POSITIVE_INFINITY;
  const ahead = { ...turn, draft: { ...turn.draft } };
  const holding = (): string =>
    holdingAt(ahead, wish, reads, timed)
      .map(({ check }) => check)
      .join();
  const now = holding();
  return nextMinute(turn.draft.at, limits.deferLookMinutes, (at) => {
    ahead.draft.at = at;
    return holding() !== now;
  });
}

function deny(
  turn: Turn,
  { frame, laid, intent }: Wish,
  known: IntentState | undefined,
  why: Parameters<typeof failSlot>[1]["why"],
): void {
  failSlot(turn, { frame, laid, slot: intent.call.slot, known, why });
}

/** Reports the context that the policies read, now and at each change. It takes nothing. */
function askForContext(turn: Turn, wish: Wish, names: readonly string[]): void {
  const { intent, attempt, capability, args } = wish;
  emit(turn, {
    t: "Asked",
    intent,
    ...previousMessage(turn),
    ask: {
      ask: "gate",
      watch: true,
      call: intent.call,
      key: intent.key,
      attempt,
      capability,
      args,
      scopes: capabilityOf(turn.plan, capability).scopes,
      policies: [],
      reads: names,
    },
  });
}
