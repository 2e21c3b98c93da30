import type { ControlEvent, Journal, Orchestrator } from "@orchlang/runtime";
import { type Holding, Holdings } from "./holdings.ts";
import { type Move, Moves } from "./moves.ts";

type Logged<T extends ControlEvent["t"]> = {
  readonly seq: number;
  readonly event: Extract<ControlEvent, { t: T }>;
};

/** An event of control that is about the outside, with its place in the journal. */
export type LoggedEvent = Logged<
  "Occurred" | "Fused" | "Debounced" | "Sensed" | "Turned" | "Skipped" | "Fired" | "Member"
>;

/** A decision about the installation that somebody has made, or something that the server has noted. */
export type LoggedDecision = Logged<"Admission" | "Set" | "Noted">;

/** The newest events from outside, what was fused of them, and what came of them; and decisions of people. */
export interface EventLog {
  /** Oldest first. */
  all(): readonly LoggedEvent[];
  /** Oldest first. */
  decisions(): readonly LoggedDecision[];
  /** The holders of members of pools, those that are over first. */
  holdings(): readonly Holding[];
  /** Work that overflowed into another pool, oldest first. */
  moves(): readonly Move[];
  close(): void;
}

/** As many of each are kept, and as many events of the journal are read at the start. */
const keptMax = 10_000;

export async function openEventLog(journal: Journal, orchestrator: Orchestrator): Promise<EventLog> {
  const events = new Newest<LoggedEvent>();
  const decisions = new Newest<LoggedDecision>();
  const holdings = new Holdings();
  const moves = new Moves();
  let taken = -1;
  const take = (seq: number, event: ControlEvent): void => {
    // An event that is read at the start may be heard too.
    if (seq > taken) {
      holdings.take(event);
      moves.take(seq, event);
    }
    taken = Math.max(taken, seq);
    // A signal that somebody has set has this reading.
    if (event.t === "Set" && !event.name.includes(" ")) {
      const { t: _, by: __, why: ___, ...reading } = event;
      events.add({ seq, event: { t: "Sensed", ...reading } });
    }
    if (isLogged(event)) events.add({ seq, event } as LoggedEvent);
    else if ((event.t === "Admission" && event.of === undefined) || event.t === "Set" || event.t === "Noted")
      decisions.add({ seq, event } as LoggedDecision);
  };
  for await (const { seq, event } of journal.control(keptMax)) take(seq, event);
  const close = orchestrator.listen(({ seq, event }) => take(seq, event));
  return {
    all: () => events.all(),
    decisions: () => decisions.all(),
    holdings: () => holdings.all(),
    moves: () => moves.all(),
    close,
  };
}

/** The newest of a series in the order of the journal. */
class Newest<T extends { readonly seq: number }> {
  #kept: T[] = [];

  add(one: T): void {
    if ((this.#kept.at(-1)?.seq ?? -1) >= one.seq) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * keptMax) this.#kept = this.#kept.slice(-keptMax);
  }

  all(): readonly T[] {
    return this.#kept.slice(-keptMax);
  }
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
