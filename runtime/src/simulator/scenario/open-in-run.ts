import type { ScenarioClause } from "@orchlang/plan";
import type { RunEvent } from "../../kernel/run/events.ts";
import { constant } from "./open-values.ts";

/**
 * Who has not answered does not. A run that is not over is held up before the next thing comes that it waits for, so that
 * it stays as it was left.
 */
export function openOf(events: readonly RunEvent[], start: number): readonly ScenarioClause[] {
  const isOver = events.some(({ t }) => t === "Closed");
  return [...silentIn(events, isOver), ...(isOver ? [] : heldUp(events, start))];
}

function silentIn(events: readonly RunEvent[], isOver: boolean): readonly ScenarioClause[] {
  const counts = new Map<string, number>();
  const open = new Map<string, ScenarioClause>();
  const tasks = new Map<number, string>();
  events.forEach((event, seq) => {
    // Calls that nothing was heard of are told of by what became of the run.
    const asked = isOver && event.t === "Began" ? undefined : askedBy(event);
    if (asked !== undefined) {
      const { capability, call } = asked;
      const nth = (counts.get(capability) ?? 0) + 1;
      counts.set(capability, nth);
      const behaviour = { kind: "timesOut" as const, times: 1 };
      open.set(call, { kind: "capabilityFault", capability, call: nth, behaviour });
      if (event.t === "Asked") tasks.set(seq, call);
    } else if (event.t === "Ended" || event.t === "Lost" || event.t === "Aborted") {
      open.delete(`${event.key} ${event.attempt}`);
    } else if (event.t === "Told" && event.say.say === "answered")
      open.delete(tasks.get(event.say.ref.seq) ?? "");
  });
  return [...open.values()];
}

/** What is asked for: a call by its key and attempt, a task by its key. */
function askedBy(event: RunEvent): { readonly capability: string; readonly call: string } | undefined {
  if (event.t === "Began")
    return { capability: event.capability, call: `${event.intent.key} ${event.attempt}` };
  if (event.t !== "Asked" || event.ask.ask !== "task") return undefined;
  const { capability, key } = event.ask.task;
  return { capability, call: key };
}

/** Halfway to the next thing that is due: how long calls take is told otherwise than it was. */
function heldUp(events: readonly RunEvent[], start: number): readonly ScenarioClause[] {
  const last = events.at(-1)?.at ?? start;
  const orders = events.flatMap((event) => (event.t === "Ordered" ? [event.order.order] : []));
  if (orders.findLast((order) => order === "pause" || order === "unpause") === "pause") return [];
  const dues = events.flatMap((event) => dueOf(event) ?? []).filter((due) => due > last);
  if (dues.length === 0) return [];
  const at = Math.floor(last - start + (Math.min(...dues) - last) / 2);
  return [{ kind: "operator", command: "pauses", at: constant(at) }];
}

function dueOf(event: RunEvent): number | undefined {
  if (event.t === "Asked") return event.ask.ask === "task" ? event.ask.task.due : undefined;
  return event.t === "TimerSet" || event.t === "Awaited" || event.t === "Began" ? event.due : undefined;
}
