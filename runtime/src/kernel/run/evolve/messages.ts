/** What is said to control and heard from it. */
import { invariant } from "../../invariant.ts";
import type { Seq } from "../../machine.ts";
import { added, first, withoutFirst } from "../../persistent/queue.ts";
import { changeIntent, type Draft, decideLater, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { OpenAsk } from "../state.ts";
import { joinNode, limit, newIntent } from "./attempts.ts";
import { result } from "./results.ts";
import { markBegin } from "./trace.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

export function asked(draft: Draft, event: Event<"Asked">, seq: Seq): void {
  draft.lastSaid = seq;
  draft.unheard = added(draft.unheard, seq);
  const { ask, intent } = event;
  if (ask.ask !== "task" && ask.ask !== "gate") {
    if (ask.ask === "cancel") draft.asks = draft.asks.delete(ask.ref.seq);
    return;
  }
  invariant(intent !== undefined, "a task or gate is asked for an intent");
  draft.asks = draft.asks.set(seq, { kind: ask.ask, key: intent.key });
  const known = draft.intents.get(intent.key);
  const capability = ask.ask === "task" ? ask.task.capability : ask.capability;
  const args = ask.ask === "task" ? ask.task.args : ask.args;
  const before = known ?? newIntent(draft, { intent, args, capability }, seq);
  const due = ask.ask === "task" ? ask.task.due : undefined;
  const next = putIntent(draft, {
    ...before,
    args,
    status: "asking",
    todo: undefined,
    attempt: ask.ask === "task" ? 1 : ask.attempt,
    due,
    seq,
    show: ask.ask === "task" ? { role: ask.task.role, text: ask.task.show } : before.show,
  });
  joinNode(draft, next);
  limit(draft, next);
  if (ask.ask === "task") markBegin(draft, next);
}

export function told(draft: Draft, event: Event<"Told">): void {
  const { from, ack, say } = event;
  draft.marks = draft.marks.set(from.stream, from.seq);
  acknowledged(draft, ack);
  if (say.say === "withdrawn") {
    draft.withdrawn = draft.withdrawn.set(say.scope, true);
    return;
  }
  if (say.say !== "answered" && say.say !== "granted" && say.say !== "refused") return;
  const ask: OpenAsk | undefined = draft.asks.get(say.ref.seq);
  if (ask === undefined) return;
  draft.asks = draft.asks.delete(say.ref.seq);
  const intent = draft.intents.get(ask.key);
  if (intent?.status !== "asking") return;
  if (say.say === "answered") {
    result(draft, changeIntent(draft, ask.key, { due: undefined }), { ok: say.value });
    return;
  }
  const refusal = say.say === "refused" ? say.why : undefined;
  changeIntent(draft, ask.key, { todo: say.say, reads: say.reads, due: undefined, refusal });
  decideLater(draft, { key: ask.key });
}

/** Control has had all up to here: it need not be said again. */
function acknowledged(draft: Draft, ack: Seq): void {
  for (let next = first(draft.unheard); next !== undefined && next <= ack; next = first(draft.unheard)) {
    draft.unheard = withoutFirst(draft.unheard);
  }
}
