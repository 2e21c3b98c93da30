import {
  type Attempt,
  type CallReference,
  type Capability,
  evaluate,
  freeReads,
  type Plan,
} from "@orchlang/plan";
import type { Call, Slot } from "../identity.ts";
import { present } from "../invariant.ts";
import { frameAt, laidAt, nodeAt, type View } from "./draft.ts";
import type { Frame, NodeState } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { clauseScope, numberAt } from "./scope.ts";
import type { IntentState } from "./state.ts";

export function capabilityOf(plan: Plan, name: string): Capability {
  return present(Object.hasOwn(plan.capabilities, name) ? plan.capabilities[name] : undefined, name);
}

export function callOf(frame: Frame, laid: LaidNode, slot: Slot): Call {
  return { node: laid.node.id, routine: frame.path, site: frame.site, slot };
}

/** The way of doing a node that a slot names; undefined for a handler block, and for what calls nothing. */
export function attemptOf({ node }: LaidNode, slot: Slot): Attempt | undefined {
  if (slot === "do") return node.kind === "call" ? node.attempt : undefined;
  if (slot.startsWith("ask")) {
    return node.kind === "quorum" ? node.attempts[Number(slot.slice(3)) - 1] : undefined;
  }
  if (!slot.startsWith("else") || !("rescues" in node)) return undefined;
  const rescue = node.rescues[Number(slot.slice(4)) - 1];
  return rescue !== undefined && "attempt" in rescue ? rescue.attempt : undefined;
}

/** How an intent was meant. An undo or confirm has no options of its own. */
export function meant(state: View, intent: IntentState): Attempt | undefined {
  if (intent.role !== "do") return undefined;
  return attemptOf(laidAt(frameAt(state, intent.frame), intent.node), intent.intent.call.slot);
}

/** The permissions that an intent needs: its capability's, and those that policies ask for. */
export function scopesOf(state: View & { readonly plan: Plan }, intent: IntentState): readonly string[] {
  const { plan } = state;
  const asked = (meant(state, intent)?.checks ?? []).flatMap((id) => {
    const check = plan.checks[id];
    if (check?.kind === "consent") return [check.scope];
    if (check?.kind !== "policy") return [];
    const policy = plan.policies.find(({ name }) => name === check.policy);
    const verdict = policy?.verdicts[check.verdict];
    return verdict?.kind === "consent" && policy?.severity === "blocking" ? [verdict.scope] : [];
  });
  return [...capabilityOf(plan, intent.capability).scopes, ...asked];
}

/** Whether a call is over only when its token comes back, which also says what became of it. */
export function callsBack(plan: Plan, capability: string): boolean {
  const { run } = capabilityOf(plan, capability);
  return run?.kind === "http" && run.callback === true;
}

export type EffectNow = "pure" | "idempotent" | "once" | "human";

/** What may be done about a lost try. A key that the other side has forgotten protects no longer (rule 21). */
export function effectNow(plan: Plan, state: View, intent: IntentState): EffectNow {
  const { kind, effect } = capabilityOf(plan, intent.capability);
  if (kind === "human") return "human";
  if (effect.kind !== "idempotent" || effect.for === undefined) return effect.kind;
  const found = evaluate(effect.for, clauseScope(state, intent.args));
  const remembered = "value" in found && typeof found.value === "number" ? found.value : 0;
  return state.at - intent.began > remembered ? "once" : "idempotent";
}

/** Whether nothing can be left standing of it. */
export function leavesNothing(plan: Plan, capability: string): boolean {
  const { kind, effect } = capabilityOf(plan, capability);
  return kind === "human" || effect.kind === "pure";
}

/** Whether a try of it can be given up when it is no longer wanted; what can happen once only is awaited. */
export function mayBeGivenUp(plan: Plan, capability: string): boolean {
  return leavesNothing(plan, capability) || capabilityOf(plan, capability).effect.kind === "idempotent";
}

/** What takes it back: the step's own word goes before the capability's. */
export function undoOf(plan: Plan, state: View, intent: IntentState): Undo | undefined {
  if (intent.role !== "do" || leavesNothing(plan, intent.capability)) return undefined;
  const way = meant(state, intent);
  const own = way?.options.undo;
  const reference = own ?? capabilityOf(plan, intent.capability).undo;
  if (reference === undefined) return undefined;
  const undo: Undo = { reference, stands: own === undefined ? "capability" : "step" };
  return isRetired(state, intent, undo, way) ? undefined : undo;
}

/** An undo that needs what was held ends with the hold: the effect is kept (semantics, rules 28 and 32). */
function isRetired(state: View, intent: IntentState, undo: Undo, way: Attempt | undefined): boolean {
  const frame = frameAt(state, intent.frame);
  for (let laid = frame.template.nodes[laidAt(frame, intent.node).block.owner]; laid !== undefined; ) {
    const { node } = laid;
    if (node.kind === "hold" && isOver(nodeAt(frame, laid.at)) && mentions(undo, way, node.variable))
      return true;
    laid = frame.template.nodes[laid.block.owner];
  }
  return false;
}

function isOver({ status, failure, hold }: NodeState): boolean {
  return status === "completed" || hold?.lost === true || failure?.class === "resource_lost";
}

/** Whether the arguments of an undo read a held member: by themselves, or through the arguments of the step. */
export function mentions({ reference, stands }: Undo, way: Attempt | undefined, variable: string): boolean {
  return Object.values(reference.args).some((arg) =>
    freeReads(arg).some(({ from, name }) => {
      if (from !== "local") return false;
      if (stands === "step") return name === variable;
      const given = way?.args[name];
      return (
        given !== undefined &&
        freeReads(given).some((read) => read.from === "local" && read.name === variable)
      );
    }),
  );
}

export interface Undo {
  readonly reference: CallReference;
  /** Whether its arguments read the step's surroundings or the capability's parameters. */
  readonly stands: "step" | "capability";
}

const resultReaders = new WeakMap<CallReference, boolean>();

/** Whether the arguments of an undo need to know what came out. */
export function readsResult(reference: CallReference): boolean {
  let reads = resultReaders.get(reference);
  if (reads === undefined) {
    reads = Object.values(reference.args).some((arg) =>
      freeReads(arg).some(({ from, name }) => from === "local" && name === "result"),
    );
    resultReaders.set(reference, reads);
  }
  return reads;
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
  const found = evaluate(latency, clauseScope(state, args as IntentState["args"]));
  return "value" in found && typeof found.value === "number" ? found.value : undefined;
}

interface IntentLike {
  readonly capability: string;
  readonly frame: Frame;
  readonly block?: string;
  readonly attempt: Attempt | undefined;
}
