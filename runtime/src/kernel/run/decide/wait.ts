import { parseInstant } from "@orchlang/plan";
import { callOf } from "../call.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { noValue, valueAt, within } from "../scope.ts";
import { failStatement } from "./rescue.ts";
import { emit, type Turn } from "./turn.ts";

/** A wait for time. One for a condition or an occurrence needs what control does not carry yet. */
export function startWait(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "wait") return;
  const { for: what } = node;
  if (what.kind !== "duration" && what.kind !== "instant") {
    const message = `a wait for ${what.kind === "condition" ? "a condition" : "an occurrence"} is not carried by this runtime yet`;
    failStatement(turn, frame, laid, { class: "permanent", name: "permanent", message });
    return;
  }
  const found = valueAt(
    turn.draft,
    within(frame, laid.block.id),
    what.kind === "duration" ? what.duration : what.instant,
  );
  if (!("value" in found)) {
    failStatement(turn, frame, laid, noValue(found));
    return;
  }
  const due = dueAt(turn, found.value);
  if (due === undefined) {
    failStatement(turn, frame, laid, noValue({ fault: `\`${node.id}\` is not told how long to wait` }));
    return;
  }
  const call = callOf(frame, laid, "do");
  emit(turn, { t: "TimerSet", id: `wait ${frame.path}#${frame.siteKey}/${node.id}`, due, call });
}

function dueAt(turn: Turn, value: unknown): number | undefined {
  if (typeof value === "number") return turn.draft.at + Math.max(0, value);
  if (typeof value !== "string") return undefined;
  const parsed = parseInstant(value);
  return "ok" in parsed ? parsed.ok : undefined;
}
