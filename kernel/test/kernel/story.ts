import type { RunEvent } from "../../src/run/events.ts";

/** The relevant part of an event, in one line. */
export function told(event: RunEvent): string {
  switch (event.t) {
    case "Began": {
      const { call, generation } = event.intent;
      const again = generation > 1 ? ` generation ${generation}` : "";
      return `Began ${call.node}${rounds(call.site.loops)}${slot(call.slot)} ${event.capability} attempt ${event.attempt}${again}`;
    }
    case "Dispatched":
      return `Dispatched ${event.dispatch}`;
    case "Ended":
      return "ok" in event.outcome
        ? "Ended ok"
        : `Ended ${event.outcome.failure.name} ${event.outcome.reach}`;
    case "Aborted":
      return `Aborted ${event.why}`;
    case "Asked":
      return `Asked ${event.ask.ask}`;
    case "Told":
      return `Told ${event.say.say}`;
    case "Settled": {
      const next = event.next === undefined ? "" : ` next ${event.next}`;
      const why = event.failure === undefined ? "" : ` (${event.failure.name})`;
      const { node, site, slot: way } = event.call;
      return `Settled ${node}${rounds(site.loops)}${slot(way)} ${event.status} ${event.standing}${why}${next}`;
    }
    case "Branched":
      return `Branched ${event.node}${rounds(event.site.loops)} ${event.took}`;
    case "Unwinding":
      return `Unwinding ${typeof event.why === "string" ? event.why : "name" in event.why ? event.why.name : event.why.order}`;
    case "Closed":
      return `Closed ${event.status}${event.failure === undefined ? "" : ` (${event.failure.name})`}`;
    case "Ordered":
      return `Ordered ${event.order.order}`;
    case "Entered":
      return `Entered ${event.target}`;
    case "Chose":
      return `Chose ${event.goal} ${event.plan}`;
    case "TimerSet":
      return `TimerSet ${event.id.split(" ")[0]}`;
    default:
      return event.t;
  }
}

function slot(way: string): string {
  return way === "do" ? "" : `/${way}`;
}

function rounds(loops: readonly (readonly [string, number])[]): string {
  return loops.map(([, round]) => `[${round}]`).join("");
}
