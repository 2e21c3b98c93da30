import type { Capability, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Call, Slot } from "../identity.ts";
import { present } from "../invariant.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { clauseScope, numberAt } from "./scope.ts";
import { frameAt, type IntentState, laidAt, type View } from "./state.ts";

export function capabilityOf(plan: Plan, name: string): Capability {
  return present(Object.hasOwn(plan.capabilities, name) ? plan.capabilities[name] : undefined, name);
}

export function callOf(frame: Frame, laid: LaidNode, slot: Slot): Call {
  return { node: laid.node.id, routine: frame.path, site: frame.site, slot };
}

/** The way of doing a node that a slot names; undefined for a handler block, and for what calls nothing. */
export function attemptOf({ node }: Pick<LaidNode, "node">, slot: Slot): Attempt | undefined {
  if (slot === "do") return node.kind === "call" ? node.attempt : undefined;
  if (slot.startsWith("ask")) {
    return node.kind === "quorum" ? node.attempts[Number(slot.slice(3)) - 1] : undefined;
  }
  if (!slot.startsWith("else") || !("rescues" in node)) return undefined;
  const rescue = node.rescues[Number(slot.slice(4)) - 1];
  return rescue !== undefined && "attempt" in rescue ? rescue.attempt : undefined;
}

/** How an intent was meant. An undo or confirm has no options of its own. */
export function plannedAttempt(state: View, intent: IntentState): Attempt | undefined {
  if (intent.role !== "do") return undefined;
  return attemptOf(laidAt(frameAt(state, intent.frame), intent.node), intent.intent.call.slot);
}

/** The permissions that an intent needs: its capability's, and those that policies ask for. */
export function scopesOf(state: View & { readonly plan: Plan }, intent: IntentState): readonly string[] {
  const { plan } = state;
  const asked = (plannedAttempt(state, intent)?.checks ?? []).flatMap((id) => {
    const check = plan.checks[id];
    if (check?.kind === "consent") return [check.scope];
    if (check?.kind !== "policy") return [];
    const policy = plan.policies.find(({ name }) => name === check.policy);
    const verdict = policy?.verdicts[check.verdict];
    return verdict?.kind === "consent" && policy?.severity === "blocking" ? [verdict.scope] : [];
  });
  return [...capabilityOf(plan, intent.capability).scopes, ...asked];
}

/** True if a call is over only when its token comes back, which also says what became of it. */
export function callsBack(plan: Plan, capability: string): boolean {
  const { run } = capabilityOf(plan, capability);
  return run?.kind === "http" && run.callback === true;
}

type EffectNow = "pure" | "idempotent" | "once" | "human";

/**
 * The effect that decides what may be done about a lost try. A key that the other side has forgotten no longer protects
 * (rule 21).
 */
export function effectNow(plan: Plan, state: View, intent: IntentState): EffectNow {
  const { kind, effect } = capabilityOf(plan, intent.capability);
  if (kind === "human") return "human";
  if (effect.kind !== "idempotent" || effect.for === undefined) return effect.kind;
  const evaluated = evaluate(effect.for, clauseScope(state, intent.args));
  const remembered = "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : 0;
  return state.at - intent.began > remembered ? "once" : "idempotent";
}

/**
 * Whether all tries and dispatches under one key are charged once, and not each: the other side of an idempotent call
 * knows the key, unless it says that it charges each request. Plans whose bounds cover no death were made when each was charged.
 */
export function isChargedOnce(plan: Plan, capability: string): boolean {
  const { effect, charged } = capabilityOf(plan, capability);
  return countsByKey(plan) && effect.kind === "idempotent" && charged === undefined;
}

/** True if tries are counted as bounds count them that cover deaths of a process. */
export function countsByKey({ settings }: Plan): boolean {
  return settings.limits.deaths !== undefined;
}

/** True if nothing can be left standing of it. */
export function leavesNothing(plan: Plan, capability: string): boolean {
  const { kind, effect } = capabilityOf(plan, capability);
  return kind === "human" || effect.kind === "pure";
}

/** True if a try of it can be given up when it is no longer wanted; what can happen once only is awaited. */
export function mayBeGivenUp(plan: Plan, capability: string): boolean {
  return leavesNothing(plan, capability) || capabilityOf(plan, capability).effect.kind === "idempotent";
}

/** The limit of one try in ms: what the step says, else what the capability declares (semantics, rule 15). */
export function attemptLimit(plan: Plan, state: View, intent: IntentLike, args: unknown): number | undefined {
  const own = intent.attempt?.options.timeout;
  if (own !== undefined) {
    return numberAt(
      state,
      { frame: intent.frame, ...(intent.block === undefined ? {} : { block: intent.block }) },
      own,
    );
  }
  const { latency } = capabilityOf(plan, intent.capability);
  if (latency === undefined) return undefined;
  if (latency.op === "constant" && typeof latency.value === "number") return latency.value;
  const evaluated = evaluate(latency, clauseScope(state, args as IntentState["args"]));
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
}

interface IntentLike {
  readonly capability: string;
  readonly frame: Frame;
  readonly block?: string;
  readonly attempt: Attempt | undefined;
}
