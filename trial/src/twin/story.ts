import type { JsonObject } from "@orchlang/plan";

/** What the journals of an installation say of some time: the events of each run, and of control, in order. */
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

/** What only one of the twins has: hashes of code, made-up ids of answers, places in journals. */
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

/** What control decides that shows: who starts, who waits, what counts as true. */
const told: ReadonlySet<string> = new Set([
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
  "Freed",
  "Ticked",
  "Stood",
  "Released",
  "Approved",
]);

/** Where the stories part; what happens in one journal at one moment may come in any order. */
export function differenceOf(simulated: Story, real: Story): Difference | undefined {
  const control = parting(
    simulated.control.filter(({ t }) => told.has(String(t))),
    real.control.filter(({ t }) => told.has(String(t))),
  );
  const runs = [...new Set([...simulated.runs.keys(), ...real.runs.keys()])].flatMap((run) => {
    const found = parting(shownIn(simulated.runs.get(run)), shownIn(real.runs.get(run)));
    return found === undefined ? [] : [{ of: run, ...found }];
  });
  const all = [...(control === undefined ? [] : [{ of: "control", ...control }]), ...runs];
  return all.toSorted((one, other) => one.at - other.at)[0];
}

/** An operator's word that changes nothing is refused at the door by one twin, and taken by the other. */
function shownIn(events: readonly JsonObject[] = []): readonly JsonObject[] {
  return events.filter(({ t }) => t !== "Ordered");
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
  const found = new Map<number, string[]>();
  for (const event of events) {
    const at = Number(event.at);
    found.set(at, [...(found.get(at) ?? []), plain(event)]);
  }
  for (const lines of found.values()) lines.sort();
  return found;
}

function plain(event: JsonObject): string {
  return JSON.stringify(event, (name, value: unknown) => {
    if (own.has(name)) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
