import type { Json, JsonObject } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import { formatDuration, formatInstant, spokenValue } from "@orchlang/plan/quantities";
import type { ControlEvent } from "@orchlang/runtime";
import type { Suggest } from "../project/place.ts";
import { shortName } from "./short-name.ts";

/** Information about an event of control that is printed. */
interface Telling {
  /** The event as it may be shown. */
  readonly shown: JsonObject;
  /** True if the member was kept back when it reported something. */
  readonly wasAside?: boolean;
  /** The declaration of the event. */
  readonly declared?: EventDeclaration | undefined;
  readonly orch: Suggest;
}

/** A decision of control as a line for a person; undefined: not worth a line. */
export function controlWords(event: ControlEvent, telling: Telling): string | undefined {
  const { shown, declared } = telling;
  switch (event.t) {
    case "Occurred":
      // Repeated events are counted, and reported at the end.
      if (event.repeated === true) return undefined;
      return `${shortName(event.event)} happened${fieldsIn(shown, declared)}`;
    case "Fused": {
      const parts = event.of.map((part) => shortName(part.event)).join(", ");
      return `${shortName(event.fusion)} is made of ${parts}${fieldsIn(shown, declared)}`;
    }
    case "Turned":
      // A trigger's condition has no name of its own; the trigger's firing is printed.
      return event.name.includes("#") ? undefined : turned(event, shown);
    case "Faded":
      return `a reading of ${shortName(event.name)} is too old`;
    case "Fired":
      return `▸ ${shortName(event.trigger)} starts ${shortName(event.target)} as run ${event.run}`;
    case "Queued":
      return `${shortName(event.firing.trigger)} waits for its turn${event.behind === undefined ? "" : `: ${behindWords(event.behind)}`}`;
    case "Replaced":
      return `run ${event.run} has to make room`;
    case "Skipped":
      return `${shortName(event.trigger)} starts nothing: ${why(event)}`;
    case "Attention":
      return attentionWords(event, telling.orch);
    case "Unstarted":
      return `✗ run ${event.run} can't be started: ${event.why}`;
    case "Heard":
      if (event.ask.ask === "emit")
        return `${shortName(event.ask.event)} happened${fieldsIn(askedIn(shown), declared)}; emitted by run ${runOf(event)}`;
      return event.ask.ask === "closed"
        ? `${ends[event.ask.status]} run ${runOf(event)} ${event.ask.status}${becauseOf(askedIn(shown))}`
        : undefined;
    case "Member":
      if (event.gone === true) return `${event.member} is removed from ${shortName(event.pool)}`;
      return event.health === undefined
        ? undefined
        : `${event.member} is ${healths[event.health]}${butCounts(telling)}${decidedBy(event)}`;
    case "Pool":
      return event.capacity === undefined
        ? `all members of ${shortName(event.pool)} can be held`
        : `${event.capacity} members of ${shortName(event.pool)} can be held at once`;
    case "Consented":
      return `${event.user} consents to ${event.scope}`;
    case "Withdrew":
      return `${event.user} withdraws consent to ${event.scope}`;
    case "Lapsed":
      return `consent of ${event.user} to ${event.scope} has expired`;
    case "Judged":
      return judgements[event.why](event);
    case "Reserved":
      return `${event.members.map(({ id }) => id).join(", ")} reserved from ${formatInstant(event.from)}`;
    case "Freed":
      return freed(event, shown);
    default:
      return undefined;
  }
}

const healths = {
  ready: "ready",
  draining: "draining",
  degraded: "degraded",
  maintenance: "in maintenance",
  lost: "lost",
} as const;

/** Its own word alone does not make a member one that is given to others. */
function butCounts({ shown: { counts }, wasAside }: Telling): string {
  if (typeof counts !== "string" || wasAside !== true) return "";
  return counts === "quarantined"
    ? ", and still set aside: its last holder may be using it"
    : ", and still kept back until it has been stable for a while";
}

function freed(
  { why: reason }: Extract<ControlEvent, { t: "Freed" }>,
  { aside }: JsonObject,
): string | undefined {
  const over = reason === "expired" ? "a lease has expired" : undefined;
  const names = membersIn(aside).map(({ id }) => id);
  if (names.length === 0) return over;
  const set = `${names.join(", ")} set aside until reported idle: its last holder may still be using it`;
  return over === undefined ? set : `${over}: ${set}`;
}

/** Members as what is shown of an event names them. */
export function membersIn(
  aside: Json | undefined,
): readonly { readonly pool: string; readonly id: string }[] {
  return Array.isArray(aside) ? (aside as { readonly pool: string; readonly id: string }[]) : [];
}

function becauseOf({ failure }: JsonObject): string {
  const message = isRecord(failure) ? failure.message : undefined;
  return typeof message === "string" ? `: ${briefly(message, fieldsMax)}` : "";
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Judged = Extract<ControlEvent, { t: "Judged" }>;

const judgements: { readonly [Why in Judged["why"]]: (event: Judged) => string } = {
  silent: ({ member, health }) => `${member} is silent: it counts as ${health}`,
  flapping: ({ member }) => `${member} comes and goes: it is kept back until it has been stable for a while`,
  steady: ({ member }) => `${member} has been stable, and is granted again`,
};

const ends = { completed: "✓", failed: "✗", cancelled: "✗" } as const;

function runOf({ from }: Extract<ControlEvent, { t: "Heard" }>): string {
  return from.stream.slice("run/".length);
}

/** A run's message, as it may be shown. */
function askedIn({ ask }: JsonObject): JsonObject {
  return isRecord(ask) ? ask : {};
}

/** `: door front, text "Hello there"`; not more than a line holds. */
function fieldsIn({ fields }: JsonObject, declared: EventDeclaration | undefined): string {
  if (!isRecord(fields)) return "";
  const results = Object.entries(fields).map(([name, value]) => {
    const field = declared?.fields.find((one) => one.name === name);
    const text = (field && spokenValue(value, field)) ?? plainly(value);
    return `${name} ${briefly(text, valueMax)}`;
  });
  return results.length === 0 ? "" : briefly(`: ${results.join(", ")}`, fieldsMax);
}

/** Without quotes where none are needed. */
export function plainly(value: Json): string {
  return typeof value === "string" && /^[\p{L}\p{N}_.:/@‹›-]+$/u.test(value) ? value : JSON.stringify(value);
}

const valueMax = 40;
const fieldsMax = 120;

function briefly(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

type Turned = Extract<ControlEvent, { t: "Turned" }>;

/** `cold: true`, `cold: ‹personal›`. */
function turned({ name, value, lapses, at }: Turned, shown: JsonObject): string {
  // The value itself may be above what may be shown.
  if (typeof shown.value === "string") return `${shortName(name)}: ${shown.value}`;
  const until = lapses === undefined ? "" : ` for at most ${formatDuration(lapses - at)} more`;
  return `${shortName(name)}: ${value ?? "unknown"}${until}`;
}

const reasons: Readonly<Record<string, string>> = {
  condition: "its condition is not true",
  debounce: "it started recently",
  throttle: "it has started often enough",
  overlap: "another run is under way",
  unknown: "its arguments are unknown",
  missed: "it was due while orch was not running",
  circle: "triggers fire each other in a cycle",
  "no plan": "no such plan exists",
};

function why({ why: reason, count, behind }: Extract<ControlEvent, { t: "Skipped" }>): string {
  if (behind !== undefined) return behindWords(behind);
  const times = count === undefined || count === 1 ? "" : ` (${count} times)`;
  return (reasons[reason] ?? reason) + times;
}

function behindWords(runs: readonly string[]): string {
  return `run ${runs.join(", ")} waits for an operator`;
}

type Attention = Pick<Extract<ControlEvent, { t: "Attention" }>, "run" | "needs">;

/** Why a run waits for an operator; `orch show` lists the possible orders. */
export function attentionWords({ run, needs }: Attention, orch: Suggest): string {
  if (needs.length === 0) return `run ${run} no longer waits for an operator`;
  const what = needs.map(({ step, about }) => `${step}: ${abouts[about]}`).join("; ");
  return `! run ${run} waits for an operator: ${what}      ${orch(`show ${run}`)}`;
}

const abouts: { readonly [About in Attention["needs"][number]["about"]]: string } = {
  doubt: "its outcome is unknown",
  undo: "its undo failed",
  obligation: "an obligation after it is open",
};

function decidedBy({ by, why }: Extract<ControlEvent, { t: "Member" }>): string {
  return by === undefined ? "" : `, by ${by.id}: ${why ?? ""}`;
}
