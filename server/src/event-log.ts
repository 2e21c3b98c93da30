import type { ControlEvent, Journal, Orchestrator } from "@orchlang/runtime";

/** An event of control that is about the outside, with its place in the journal. */
export interface LoggedEvent {
  readonly seq: number;
  readonly event: Extract<
    ControlEvent,
    { t: "Occurred" | "Fused" | "Debounced" | "Sensed" | "Turned" | "Skipped" | "Fired" | "Member" }
  >;
}

/** The newest events from outside, what was fused of them, and what came of them. */
export interface EventLog {
  /** Oldest first. */
  all(): readonly LoggedEvent[];
  close(): void;
}

/** As many as are kept, and as many events of the journal as are read at the start. */
const keptMax = 10_000;

export async function openEventLog(journal: Journal, orchestrator: Orchestrator): Promise<EventLog> {
  let kept: LoggedEvent[] = [];
  const take = (seq: number, event: ControlEvent): void => {
    if (!isLogged(event) || (kept.at(-1)?.seq ?? -1) >= seq) return;
    kept.push({ seq, event });
    if (kept.length >= 2 * keptMax) kept = kept.slice(-keptMax);
  };
  for await (const { seq, event } of journal.control(keptMax)) take(seq, event);
  const close = orchestrator.listen(({ seq, event }) => take(seq, event));
  return { all: () => kept.slice(-keptMax), close };
}

function isLogged(event: ControlEvent): event is LoggedEvent["event"] {
  switch (event.t) {
    case "Occurred":
    case "Fused":
    case "Debounced":
    case "Sensed":
    case "Turned":
    case "Skipped":
    case "Fired":
      return true;
    // Signs of life are many; what people decide is not.
    case "Member":
      return event.by !== undefined;
    default:
      return false;
  }
}
