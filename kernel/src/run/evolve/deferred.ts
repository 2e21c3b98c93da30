/** Calls that policies defer, and the context that they wait for (semantics, rule 13a). */
import type { Seq } from "../../machine.ts";
import type { Reads, ToControl } from "../../messages.ts";
import { deferredBy } from "../deferral.ts";
import { changeIntent, decideLater, letGo, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Draft } from "../state.ts";
import { joinNode, limit, newIntent } from "./attempts.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

/** It rests until it is asked about again. Its gate is asked anew then, so nothing is held meanwhile. */
export function deferred(draft: Draft, event: Event<"Deferred">, seq: Seq): void {
  const { intent, args, attempt, due, by, reads } = event;
  const before = draft.intents.get(intent.key) ?? newIntent(draft, event, seq);
  if (before.hold !== undefined) letGo(draft, before.hold);
  const next = putIntent(draft, {
    ...before,
    args,
    status: "resting",
    todo: undefined,
    attempt: attempt - 1,
    due,
    seq,
    hold: undefined,
    recalled: undefined,
    refusal: undefined,
    deferral: { ...deferredBy(before.deferral, by, draft.at), reads },
  });
  joinNode(draft, next);
  limit(draft, next);
}

/** The context is asked for before the gate is. */
export function contextAsked(
  draft: Draft,
  intent: Event<"Deferred">["intent"],
  ask: Extract<ToControl, { ask: "gate" }>,
  seq: Seq,
): void {
  const { key } = intent;
  const { capability, args } = ask;
  draft.asks = draft.asks.set(seq, { kind: "watch", key });
  draft.watches = draft.watches.set(seq, "open");
  const before = draft.intents.get(key) ?? newIntent(draft, { intent, args, capability }, seq);
  const deferral = { ...(before.deferral ?? deferredBy(undefined, [], draft.at)), watch: seq };
  const rests = deferral.by.length > 0;
  const next = putIntent(draft, {
    ...before,
    ...(rests ? {} : { status: "asking", attempt: ask.attempt, due: undefined, seq }),
    args,
    todo: undefined,
    deferral,
  });
  joinNode(draft, next);
}

/** The context as it is now: whether it defers a call is decided anew. */
export function contextHeard(draft: Draft, key: string, reads: Reads): void {
  const intent = draft.intents.get(key);
  if (intent?.deferral === undefined) return;
  const { status, stopping, todo } = intent;
  const waits = (status === "asking" || status === "resting") && !stopping && todo === undefined;
  changeIntent(draft, key, {
    deferral: { ...intent.deferral, reads },
    ...(waits ? { todo: "looked" } : {}),
  });
  if (waits) decideLater(draft, { key });
}
