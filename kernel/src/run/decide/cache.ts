/** `cache D`: the result of the same call may be so old. Control keeps results, since runs have them in common. */
import type { Json, JsonObject } from "@orchlang/plan";
import { canonical, sha256Hex } from "@orchlang/plan/json";
import { limits } from "../../limits.ts";
import type { ToControl } from "../../messages.ts";
import { capabilityOf, plannedAttempt } from "../call.ts";
import { holdsAt, numberAt, within } from "../scope.ts";
import type { IntentState } from "../state.ts";
import type { Wish } from "./action.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

type Recall = NonNullable<Extract<ToControl, { ask: "gate" }>["recall"]>;

/** Asks the cache before the first request only. A further request is made because the previous result was rejected. */
export function recallOf(turn: Turn, wish: Wish): Recall | undefined {
  const { intent, planned: way, frame, laid, attempt } = wish;
  const { generation, request = 1 } = intent;
  if (way?.options.cache === undefined || attempt > 1 || generation > 1 || request > 1) return undefined;
  const age = numberAt(turn.draft, within(frame, laid.block.id), way.options.cache);
  return age === undefined ? undefined : { name: nameOf(turn, wish), within: age };
}

/** Ends the step with the cached value, if the step accepts it. False: the call is made. */
export function fromCache(turn: Turn, wish: Wish): boolean {
  const { intent, planned: way, frame, laid } = wish;
  const { recalled } = turn.draft.intents.get(intent.key) ?? {};
  if (recalled === undefined) return false;
  const { value } = recalled;
  const accept = way?.options.accept;
  if (accept !== undefined && !holdsAt(turn.draft, within(frame, laid.block.id, { it: value }), accept))
    return false;
  const { call, key } = intent;
  emit(turn, { t: "Settled", call, key, status: "completed", standing: "none", value, recalled: true });
  return true;
}

/** A result that was accepted is kept, unless it is too large or secret. */
export function remember(turn: Turn, intent: IntentState): void {
  const way = plannedAttempt(turn.draft, intent);
  const value = intent.result ?? null;
  const { result } = capabilityOf(turn.plan, intent.capability);
  if (way?.options.cache === undefined || result?.label.confidentiality === "secret") return;
  if (JSON.stringify(value).length > limits.rememberedCharsMax) return;
  const name = nameOf(turn, { capability: intent.capability, args: intent.args, planned: way });
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "remember", name, value } });
}

/**
 * The same call is that of a capability declared alike, with the same arguments, on the same tier; and where either its
 * arguments or its result are more than internal, for the same user (semantics, rule 50).
 */
function nameOf({ plan, draft }: Turn, { capability: name, args, planned: way }: Named): string {
  const capability = capabilityOf(plan, name);
  const labels = [...capability.params, ...(capability.result === null ? [] : [capability.result])];
  const own = labels.some(
    ({ label }) => label.confidentiality === "personal" || label.confidentiality === "secret",
  );
  const same: Json = [
    capability as unknown as JsonObject,
    args,
    way?.options.tier ?? null,
    own ? (draft.start?.user.id ?? null) : null,
  ];
  return `${name} ${sha256Hex(canonical(same))}`;
}

type Named = Pick<Wish, "capability" | "args" | "planned">;
