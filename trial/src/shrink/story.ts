import type { SimulatedRun } from "@orchlang/simulator";

/* A run in a few lines: what began and ended when, and how. */

const linesMax = 30;

/** One line an event that somebody would tell of; times are ms after the start. */
export function storyOf({ events, started }: SimulatedRun): readonly string[] {
  const names = new Map<string, string>();
  const lines = events.flatMap((event): readonly string[] => {
    if (event.t === "Began") names.set(event.intent.key, placeOf(event.intent.call));
    const told = lineOf(event, (key) => names.get(key) ?? key.slice(0, 6));
    return told === undefined ? [] : [`${String(event.at - started).padStart(8)} ms  ${told}`];
  });
  return lines.length <= linesMax
    ? lines
    : [...lines.slice(0, linesMax), `… and ${lines.length - linesMax} more`];
}

type RunEvent = SimulatedRun["events"][number];
type Call = Extract<RunEvent, { t: "Settled" }>["call"];

function placeOf({ site, node, slot }: Call): string {
  const rounds = site.loops.map(([, round]) => `[${round}]`).join("");
  return `${node}${rounds}${slot === "do" ? "" : ` ${slot}`}`;
}

function lineOf(event: RunEvent, nameOf: (key: string) => string): string | undefined {
  switch (event.t) {
    case "Started":
      return `started with ${JSON.stringify(event.input)}`;
    case "Began":
      return `${nameOf(event.intent.key)}: ${event.capability}(${JSON.stringify(event.args)}) begins, try ${event.attempt}`;
    case "Ended":
      return `${nameOf(event.key)} ends: ${JSON.stringify(event.outcome)}`;
    case "Lost":
      return `${nameOf(event.key)} is lost`;
    case "Aborted":
      return `${nameOf(event.key)} is broken off: ${event.why}`;
    case "Settled":
      return `${placeOf(event.call)} is ${event.status}${event.failure === undefined ? "" : ` (${event.failure.name ?? event.failure.class})`}`;
    case "Branched":
      return `${event.node} takes ${event.took}`;
    case "Entered":
      return `${placeOf(event.call)} enters ${event.target} with ${JSON.stringify(event.input)}`;
    case "Unwinding":
      return "unwinding";
    case "Doubted":
      return `${nameOf(event.key)} is in doubt`;
    case "Breached":
    case "Owed":
    case "Paid":
    case "Waived":
      return `${event.rule} of ${placeOf(event.call)}: ${event.t}`;
    case "Chose":
      return `${event.goal}: plan ${event.plan} is chosen`;
    case "Ordered":
      return `an order: ${JSON.stringify(event.order)}`;
    case "Closed":
      return `closed: ${event.status} ${JSON.stringify(event.failure ?? event.value ?? null)}`;
    default:
      return undefined;
  }
}
