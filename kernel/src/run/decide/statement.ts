/** Statements that call nothing. */
import type { Json } from "@orchlang/plan";
import { callOf } from "../call.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { noValue, valueAt, within } from "../scope.ts";
import { failStatement } from "./error-handlers.ts";
import { append, emit, previousMessage, type Turn } from "./turn.ts";

/** `let`, `return`, `yield`: a value. */
export function give(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "let" && node.kind !== "return" && node.kind !== "yield") return;
  const evaluated = valueAt(turn.draft, within(frame, laid.block.id), node.value);
  if ("value" in evaluated) completed(turn, frame, laid, evaluated.value);
  else failStatement(turn, frame, laid, noValue(evaluated));
}

export function completed(turn: Turn, frame: Frame, laid: LaidNode, value?: Json): void {
  const call = callOf(frame, laid, "do");
  const { at } = turn.draft;
  append(
    turn,
    value === undefined
      ? { at, call, standing: "none", status: "completed", t: "Settled" }
      : { at, call, standing: "none", status: "completed", t: "Settled", value },
  );
}

export function fail(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "fail") return;
  const evaluated = valueAt(turn.draft, within(frame, laid.block.id), node.message);
  const message = "value" in evaluated ? text(evaluated.value) : noValue(evaluated).message;
  failStatement(turn, frame, laid, { class: "permanent", name: node.name ?? "permanent", message });
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Reports the occurrence to control. */
export function emitOccurrence(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "emit") return;
  const fields: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(node.fields)) {
    const evaluated = valueAt(turn.draft, within(frame, laid.block.id), expression);
    if (!("value" in evaluated)) {
      failStatement(turn, frame, laid, noValue(evaluated));
      return;
    }
    fields[name] = evaluated.value;
  }
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "emit", event: node.event, fields } });
  completed(turn, frame, laid);
}
