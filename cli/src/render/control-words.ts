import { formatDuration } from "@orchlang/plan";
import type { ControlEvent } from "@orchlang/runtime";
import { shortName } from "./short-name.ts";

/** What control has decided, as a line for a person; undefined: nothing that one has to know. */
export function controlWords(event: ControlEvent): string | undefined {
  switch (event.t) {
    case "Occurred":
      return `${shortName(event.event)} happened`;
    case "Fused":
      return `${shortName(event.fusion)} is made of ${event.of.map((part) => shortName(part.event)).join(", ")}`;
    case "Turned":
      // What a trigger watches has no name of its own: that it fires is told.
      return event.name.includes("#") ? undefined : turned(event);
    case "Faded":
      return `what was known of ${shortName(event.name)} is too old`;
    case "Fired":
      return `▸ ${shortName(event.trigger)} starts ${shortName(event.target)} as run ${event.run}`;
    case "Queued":
      return `${shortName(event.firing.trigger)} waits for its turn`;
    case "Replaced":
      return `run ${event.run} is to make room`;
    case "Skipped":
      return `${shortName(event.trigger)} starts nothing: ${why(event)}`;
    case "Unstarted":
      return `✗ run ${event.run} can't be started: ${event.why}`;
    case "Heard":
      return event.ask.ask === "closed"
        ? `${ends[event.ask.status]} run ${runOf(event)} ${event.ask.status}${becauseOf(event.ask.failure)}`
        : undefined;
    case "Member":
      if (event.gone === true) return `${event.member} is taken out of ${shortName(event.pool)}`;
      return event.health === undefined ? undefined : `${event.member} is ${healths[event.health]}`;
    case "Pool":
      return event.capacity === undefined
        ? `of ${shortName(event.pool)} all there are can be held`
        : `of ${shortName(event.pool)} ${event.capacity} can be held at once`;
    case "Consented":
      return `${event.user} agrees to ${event.scope}`;
    case "Withdrew":
      return `${event.user} takes back ${event.scope}`;
    case "Lapsed":
      return `what ${event.user} has agreed to is over: ${event.scope}`;
    case "Judged":
      return judgements[event.why](event);
    case "Freed":
      return event.why === "expired" ? "a lease has run out" : undefined;
    default:
      return undefined;
  }
}

const healths = {
  ready: "ready",
  degraded: "degraded",
  maintenance: "in maintenance",
  lost: "lost",
} as const;

function becauseOf(failure: { readonly message: string } | undefined): string {
  return failure === undefined ? "" : `: ${failure.message}`;
}

type Judged = Extract<ControlEvent, { t: "Judged" }>;

const judgements: { readonly [Why in Judged["why"]]: (event: Judged) => string } = {
  silent: ({ member, health }) => `${member} is not heard of any more: it counts as ${health}`,
  flapping: ({ member }) => `${member} comes and goes: it is kept back until it has been calm for a while`,
  steady: ({ member }) => `${member} has been calm, and is given to others again`,
};

const ends = { completed: "✓", failed: "✗", cancelled: "✗" } as const;

function runOf({ from }: Extract<ControlEvent, { t: "Heard" }>): string {
  return from.stream.slice("run/".length);
}

function turned({ name, value, lapses, at }: Extract<ControlEvent, { t: "Turned" }>): string {
  const is = value === undefined ? "is unknown" : value ? "is so" : "is not so any longer";
  const until = lapses === undefined ? "" : `, and stays so for ${formatDuration(lapses - at)} more at most`;
  return `${shortName(name)} ${is}${until}`;
}

const reasons: Readonly<Record<string, string>> = {
  condition: "its condition is not true",
  debounce: "it started a short while ago",
  throttle: "it has started often enough",
  overlap: "another run is under way",
  unknown: "what it would start with is not known",
  missed: "it was due while nothing was running",
  circle: "triggers set each other off in a circle",
  "no plan": "there is no such plan",
};

function why({ why: reason, count }: Extract<ControlEvent, { t: "Skipped" }>): string {
  const times = count === undefined || count === 1 ? "" : ` (${count} times)`;
  return (reasons[reason] ?? reason) + times;
}
