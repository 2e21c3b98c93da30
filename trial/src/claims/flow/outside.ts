import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { SimulatedRun } from "@orchlang/simulator";
import { covers } from "./cut-off.ts";
import type { Difference } from "./observe.ts";
import { isEqual, type Released } from "./released.ts";
import type { Observed } from "./scene.ts";
import { type Call, nodeOf, routineOf, siteOf } from "./site.ts";

type Event = SimulatedRun["events"][number];
type Stop = Extract<Event, { t: "Unwinding" }>;

/**
 * Why a pair of runs says nothing of a claim; `undefined` where it does. Time, order and cost are not covered by labels
 * (semantics, rule 51), faults of the world have to come about in both runs alike, and what was let pass has to have
 * been the same.
 */
export function outsideOf(
  plan: Plan,
  one: Observed,
  other: Observed,
  released: Released,
): string | undefined {
  if (!isEqual(stepsOf(one.faults), stepsOf(other.faults))) return "other calls went wrong";
  if (!isEqual([...one.run.unmetDeaths], [...other.run.unmetDeaths])) return "the process died elsewhere";
  if (!isEqual(membersOf(one), membersOf(other))) return "other members were made up";
  if (outOfTime(one.run) !== outOfTime(other.run)) return "other calls were out of time";
  if (membersLost(one.run) !== membersLost(other.run)) return "other members were lost";
  if (idOf(one.run) !== idOf(other.run) && readsItsRun(plan)) return "other reports came before it began";
  for (const failure of notCovered) {
    if (countOf(one.run, failure) !== countOf(other.run, failure)) return `other calls ended as ${failure}`;
  }
  if (!isEqual(endsOfWaits(plan, one.run, other.run), [])) return "what waits began at another time";
  if (wentOnOtherwise(one.run, other.run)) return "what was deferred came at another time";
  if (!isEqual(letPass(plan, one.run, released), letPass(plan, other.run, released)))
    return "something else was let pass";
  return undefined;
}

/** The calls behind these places, whichever of their attempts it was: how often a call is retried may be a leak. */
function stepsOf(places: ReadonlySet<string>): readonly string[] {
  return [...new Set([...places].map((place) => place.replace(/ attempt \d+ dispatch \d+$/u, "")))].sort();
}

/** A triggered run's id follows from the place of its cause among all reports: an order, and no value. */
function idOf({ events }: SimulatedRun): string | undefined {
  return events.find((event) => event.t === "Started")?.run;
}

function readsItsRun(plan: Plan): boolean {
  return canonical({ routines: plan.routines } as unknown as Json).includes('"from":"context","name":"run"');
}

/** Failures that time, cost and answers bring about: what a handler answers may hang on what it was asked. */
const notCovered: readonly string[] = ["budget", "crashed"];

function countOf({ events }: SimulatedRun, failure: string): number {
  return events.filter((event) => event.t === "Settled" && event.failure?.class === failure).length;
}

function outOfTime({ events }: SimulatedRun): number {
  return events.filter((event) => event.t === "Aborted" && event.why === "timeout").length;
}

function membersLost({ events }: SimulatedRun): number {
  return events.filter((event) => event.t === "Told" && event.say.say === "holdLost").length;
}

/** The unlabelled fields of members. Labelled ones may be generated differently. */
function membersOf({ run, world }: Observed): Json {
  return run.controlEvents.flatMap((event) => {
    if (event.t !== "Member") return [];
    const kind = world.kinds?.[event.pool];
    const labels = typeof kind === "object" ? Object.keys((kind["x-labels"] ?? {}) as JsonObject) : [];
    const fields = Object.entries(event.fields ?? {}).filter(([name]) => !labels.includes(name));
    return [[event.member, Object.fromEntries(fields)]];
  });
}

/**
 * Waits that began at other times in both runs, and ended otherwise, or in a race after another time; and calls that only
 * in one of them ran out of time.
 */
function endsOfWaits(plan: Plan, one: SimulatedRun, other: SimulatedRun): readonly string[] {
  const [first, second] = [waitsOf(plan, one), waitsOf(plan, other)];
  return [...first].flatMap(([site, wait]) => {
    const there = second.get(site);
    if (there === undefined || there.began === wait.began) return [];
    const isAlike = there.ended === wait.ended && (!wait.isInRace || there.took === wait.took);
    return isAlike ? [] : [site];
  });
}

interface Waited {
  readonly began: number;
  readonly isInRace: boolean;
  ended: string | undefined;
  took: number | undefined;
}

function waitsOf(plan: Plan, { events }: SimulatedRun): ReadonlyMap<string, Waited> {
  const waits = new Map<string, Waited>();
  const begins = (call: Call, at: number): void => {
    const site = siteOf(call);
    if (waits.has(site)) return;
    waits.set(site, { began: at, isInRace: isInRace(plan, call), ended: undefined, took: undefined });
  };
  for (const event of events) {
    if (event.t === "Awaited" || (event.t === "TimerSet" && event.call !== undefined)) {
      if (event.call !== undefined) begins(event.call, event.at);
    } else if (event.t === "Began" && nodeOf(plan, event.intent.call) !== undefined)
      begins(event.intent.call, event.at);
    else if (event.t === "Settled") {
      const waited = waits.get(siteOf(event.call));
      if (waited === undefined) continue;
      const isTimed = event.failure?.class === "timeout" || nodeOf(plan, event.call)?.kind === "wait";
      if (!isTimed) continue;
      waited.ended = endOf(event);
      waited.took = event.at - waited.began;
    }
  }
  return waits;
}

/** True if a statement stands in a branch of a race, in its own plan. */
function isInRace(plan: Plan, call: Call): boolean {
  const { nodes = [], blocks = [] } = plan.routines[routineOf(plan, call)] ?? {};
  for (let at: string | undefined = call.node; at !== undefined; ) {
    const node = nodes.find(({ id }) => id === at);
    if (node?.kind === "race") return true;
    at = blocks.find(({ id }) => id === node?.block)?.owner;
  }
  return false;
}

function endOf({ status, value = null, failure }: Extract<Event, { t: "Settled" }>): string {
  return `${status} ${failure?.name ?? ""} ${canonical(value)}`;
}

/** Calls that came at other times in both runs, were deferred in one of them, and went on after another time. */
function wentOnOtherwise(one: SimulatedRun, other: SimulatedRun): boolean {
  const there = comingsOf(other);
  return [...comingsOf(one)].some(([site, { at, took, isDeferred }]) => {
    const coming = there.get(site);
    return (
      coming !== undefined && coming.at !== at && (isDeferred || coming.isDeferred) && coming.took !== took
    );
  });
}

interface Coming {
  readonly at: number;
  isDeferred: boolean;
  took: number | undefined;
}

function comingsOf({ events }: SimulatedRun): ReadonlyMap<string, Coming> {
  const comings = new Map<string, Coming>();
  for (const event of events) {
    const call = comingCall(event);
    if (call === undefined) continue;
    const site = siteOf(call);
    const known = comings.get(site) ?? { at: event.at, isDeferred: false, took: undefined };
    comings.set(site, known);
    if (event.t === "Deferred") known.isDeferred = true;
    if (event.t === "Began" || event.t === "Settled") known.took ??= event.at - known.at;
  }
  return comings;
}

function comingCall(event: Event): Call | undefined {
  if (event.t === "Began" || event.t === "Deferred") return event.intent.call;
  if (event.t === "Settled") return event.call;
  return event.t === "Asked" && event.ask.ask === "gate" ? event.ask.call : undefined;
}

/** All that came of the statements in which a label was taken away, or a person was shown something. */
function letPass(plan: Plan, { events }: SimulatedRun, { nodes }: Released): Json {
  if (nodes.size === 0) return [];
  const isOne = (call: Pick<Call, "routine" | "site" | "node">): boolean =>
    nodes.has(`${routineOf(plan, call)}/${call.node}`);
  const results = events.flatMap((event): readonly string[] => {
    const part = partOf(event);
    return part !== undefined && isOne(part.call)
      ? [`${siteOf(part.call)} ${event.t} ${canonical(part.value)}`]
      : [];
  });
  return results.sort();
}

/** An event's information about a statement. */
function partOf(event: Event): { readonly call: Call; readonly value: Json } | undefined {
  switch (event.t) {
    case "Began":
      return { call: event.intent.call, value: event.args };
    case "Asked":
      // A person lets pass what they were shown, and nothing else of what they were asked about.
      if (event.ask.ask === "task") return { call: event.ask.task.call, value: event.ask.task.show };
      if (event.ask.ask === "gate") return { call: event.ask.call, value: event.ask.args };
      if (event.ask.ask === "hold") return { call: event.ask.call, value: event.ask.hold as unknown as Json };
      return undefined;
    case "Entered":
      return { call: event.call, value: event.input };
    case "Branched":
      return { call: { ...event, node: event.node, slot: "do" }, value: event.took };
    case "Settled": {
      const { call, status, value = null, failure } = event;
      return { call, value: [status, value, failure?.name ?? null, failure?.message ?? null] };
    }
    default:
      return undefined;
  }
}

/**
 * Whether a difference comes about by time alone: it is in a plan that a limit of time has ended before it came to that, or in one
 * that reads the time, at other times.
 */
export function isTimed(plan: Plan, difference: Difference, one: SimulatedRun, other: SimulatedRun): boolean {
  if (readsNow(plan) && !isEqual(beginnings(one), beginnings(other))) return true;
  if (difference.lacks === undefined) return false;
  const [lacking, having] = difference.lacks === "first" ? [one, other] : [other, one];
  return isOrdered(lacking) || isStillToCome(lacking) || isOutOfTime(plan, difference, lacking, having);
}

/**
 * True if a call is lacking since a limit of time was over before it was come to: rules count that, clearances do not, and
 * neither does what is untrusted (semantics, rule 48).
 */
export function isCutByTime(
  plan: Plan,
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
): boolean {
  return lacks !== undefined && limitsOver(plan, lacks === "first" ? one : other, call).length > 0;
}

/**
 * True if a call is denied that another run comes to at another time: a limit counts within a time, and by order. That is
 * the same for clearances as a time limit.
 */
export function isDeniedAtAnotherTime(
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
): boolean {
  if (lacks === undefined) return false;
  const [lacking, having] = lacks === "first" ? [one, other] : [other, one];
  const site = siteOf(call);
  const isDenied = lacking.events.some(
    (event) => event.t === "Settled" && event.failure?.class === "denied" && siteOf(event.call) === site,
  );
  return isDenied && askedAt(lacking, site) !== askedAt(having, site);
}

function askedAt({ events }: SimulatedRun, site: string): number | undefined {
  return events.find(
    (event) => event.t === "Asked" && event.ask.ask === "gate" && siteOf(event.ask.call) === site,
  )?.at;
}

/** An operator's order finds the run as far as it has come by then. */
function isOrdered({ events }: SimulatedRun): boolean {
  return events.some(({ t }) => t === "Ordered");
}

/**
 * A wait for an event or a condition may still succeed, and a person answer; and an operator decide about an undo that a
 * rule has stopped.
 */
function isStillToCome({ events }: SimulatedRun): boolean {
  if (events.some(({ t }) => t === "Closed")) return false;
  if (events.some((event) => event.t === "Settled" && event.about?.intent.call.slot === "undo")) return true;
  const settled = new Set(events.flatMap((event) => (event.t === "Settled" ? [siteOf(event.call)] : [])));
  return events.some((event) => {
    const person = event.t === "Asked" && event.ask.ask === "task" ? event.ask.task.call : undefined;
    const call = event.t === "Awaited" ? event.call : person;
    return call !== undefined && !settled.has(siteOf(call));
  });
}

/** Both were stopped by the same limit, and one of them before it came to that. */
function isOutOfTime(plan: Plan, { call }: Difference, lacking: SimulatedRun, having: SimulatedRun): boolean {
  const there = limitsOver(plan, having, call);
  return limitsOver(plan, lacking, call).some((limit) => there.includes(limit));
}

/** The limits of time that have stopped what a call stands in. */
function limitsOver(plan: Plan, run: SimulatedRun, call: Call): readonly string[] {
  return stopsOf(plan, run, call).flatMap(({ why }) =>
    typeof why === "object" && "class" in why && (why.class === "timeout" || why.class === "resource_lost")
      ? [why.message]
      : [],
  );
}

function stopsOf(plan: Plan, { events }: SimulatedRun, call: Call): readonly Stop[] {
  return events.flatMap((event) =>
    event.t === "Unwinding" && covers(plan, event.region, call) ? [event] : [],
  );
}

function beginnings({ events }: SimulatedRun): Json {
  return events.flatMap((event) => (event.t === "Began" ? [`${siteOf(event.intent.call)} ${event.at}`] : []));
}

const reading = new WeakMap<Plan, boolean>();

function readsNow(plan: Plan): boolean {
  const known = reading.get(plan);
  if (known !== undefined) return known;
  const isFound = JSON.stringify([plan.routines, plan.policies, plan.flags]).includes('"name":"now"');
  reading.set(plan, isFound);
  return isFound;
}
