import type { Json, JsonObject } from "@orchlang/plan";

/** The journals of an installation for some time: the events of each run, and of control, in order. */
export interface Story {
  readonly runs: ReadonlyMap<string, readonly JsonObject[]>;
  readonly control: readonly JsonObject[];
}

/** One journal says what the other doesn't. */
export interface Difference {
  /** A run, or control. */
  readonly of: string;
  readonly at: number;
  readonly simulated: readonly string[];
  readonly real: readonly string[];
}

/** Fields that only one of the twins has: hashes of code, made-up ids of answers, places in journals. */
const own: ReadonlySet<string> = new Set([
  "deploy",
  "root",
  "ack",
  "from",
  "ref",
  "id",
  "prev",
  "world",
  "user",
  "by",
  "heard",
]);

/** Control's visible decisions: who starts, who waits, what counts as true. */
const results: ReadonlySet<string> = new Set([
  "Fired",
  "Queued",
  "Skipped",
  "Replaced",
  "Unstarted",
  "Admitted",
  "Turned",
  "Fused",
  "Occurred",
  "Attention",
  "Forgot",
  "TurnedAway",
  "Opened",
  "Withdrawn",
  "Signed",
  "Answered",
  "Granted",
  "Declined",
  "Revoked",
  "Read",
  "Matched",
  "Took",
  "GaveBack",
  "Reserved",
  "CameDue",
  "Freed",
  "Ticked",
  "Stood",
  "Released",
  "Approved",
]);

/** Where the stories part; what happens in one journal at one moment may come in any order. */
export function differenceOf(one: Story, other: Story): Difference | undefined {
  const [simulated, real] = [placeless(one), placeless(other)];
  const control = parting(
    simulated.control.filter(({ t }) => results.has(String(t))),
    real.control.filter(({ t }) => results.has(String(t))),
  );
  const runs = [...new Set([...simulated.runs.keys(), ...real.runs.keys()])].flatMap((run) => {
    const result = parting(simulated.runs.get(run) ?? [], real.runs.get(run) ?? []);
    return result === undefined ? [] : [{ of: run, ...result }];
  });
  const all = [...(control === undefined ? [] : [{ of: "control", ...control }]), ...runs];
  return all.toSorted((one, other) => one.at - other.at)[0];
}

/**
 * The story with each place in a run's journal that an event names (`run/R#7`) replaced by what stands there and when. So a
 * name does not depend on the order of one moment.
 */
function placeless({ runs, control }: Story): Story {
  const named = <Event extends JsonObject>(event: Event): Event => withPlaces(event, runs) as Event;
  return {
    runs: new Map([...runs].map(([run, events]) => [run, events.map(named)])),
    control: control.map(named),
  };
}

const place = /^run\/(\w+)#(\d+)$/;

function withPlaces(value: Json, runs: Story["runs"]): Json {
  if (typeof value === "string") {
    const [, run = "", seq = ""] = place.exec(value) ?? [];
    const event = runs.get(run)?.[Number(seq)];
    return event === undefined ? value : `run/${run}: ${plain(event)}`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => withPlaces(inner as Json, runs));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withPlaces(inner, runs)]));
}

interface Parting {
  readonly at: number;
  readonly simulated: readonly string[];
  readonly real: readonly string[];
}

function parting(simulated: readonly JsonObject[], real: readonly JsonObject[]): Parting | undefined {
  const [ours, theirs] = [byMoment(simulated), byMoment(real)];
  const moments = [...new Set([...ours.keys(), ...theirs.keys()])].sort((one, other) => one - other);
  for (const at of moments) {
    const [one, other] = [ours.get(at) ?? [], theirs.get(at) ?? []];
    if (one.join("\n") === other.join("\n")) continue;
    return {
      at,
      simulated: one.filter((line) => !other.includes(line)),
      real: other.filter((line) => !one.includes(line)),
    };
  }
  return undefined;
}

function byMoment(events: readonly JsonObject[]): ReadonlyMap<number, readonly string[]> {
  const result = new Map<number, string[]>();
  for (const event of events) {
    const at = Number(event.at);
    result.set(at, [...(result.get(at) ?? []), plain(event)]);
  }
  for (const lines of result.values()) lines.sort();
  return result;
}

function plain(event: JsonObject): string {
  return JSON.stringify(event, (name, value: unknown) => {
    if (own.has(name)) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
