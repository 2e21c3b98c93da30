import type { JsonObject, PlanFile } from "@orchlang/plan";
import { lifecycleReader } from "@orchlang/runtime/library";
import type { Story } from "@orchlang/simulator/trials";
import { statesOf } from "./graph/plan-graph.ts";
import type { Principal } from "./identity/principal.ts";
import { count, flag, list, nodeState, record, text, time, timelineEntry } from "./schemas.ts";
import { timelineEntryOf } from "./timeline-view.ts";

/** A simulated run, to be shown on the graph of its plan at each of its events. */
export const storySchema: JsonObject = record({
  began: time,
  events: count,
  entries: list(timelineEntry),
  changes: {
    ...list(record({ seq: count, states: list(record({ id: text, state: nodeState })) })),
    description: "nodes of the graph whose state an event changed; all others are as before",
  },
  partial: { ...flag, description: "more events follow" },
});

/** Nothing in it is of a real run: its values were made up, or are the program's. */
export function storyView(file: PlanFile, { events, changes, partial }: Story, by: Principal): JsonObject {
  const reader = lifecycleReader("simulated", file);
  const entries = events.flatMap((event, seq) =>
    reader.add({ seq, event }).map((one) => timelineEntryOf(one, file, by, unchanged)),
  );
  return {
    began: events[0]?.at ?? 0,
    events: events.length,
    entries,
    changes: changes.map(({ seq, statements }) => ({
      seq,
      states: statesOf(file, { statements }, unchanged).map(({ id, state }) => ({ id, state })),
    })),
    partial,
  };
}

const unchanged = (said: string): string => said;
