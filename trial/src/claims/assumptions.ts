import type { Json, Plan } from "@orchlang/plan";
import type { Assumption } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Played } from "../claim.ts";
import { actsOf } from "./acts.ts";
import { type EventOf, isEnsured, numberOf, type RunEvent } from "./journal.ts";

/*
 * The assumptions of a claim (semantics, rules 36, 37, 40 and 42), decided from the events of a run and its world
 * in this one place. A run in which something of it fails lies outside of the claim, and breaks nothing.
 */

/** The broken assumption of claims of some kind, in words; `undefined`: the claims apply to this run. */
export type Outside = (played: Played) => string | undefined;

/** How many deaths of a process a claim covers: none, or as many as the settings say. */
function deathsCovered({ settings }: Plan, assumes: readonly Assumption[]): number {
  return assumes.includes("no redispatch") ? 0 : (settings.limits.deaths ?? 0);
}

/** Orders, counts, `never`: no fault lies outside; only what an operator has begun anew is the operator's own. */
export const outsideRules: Outside = ({ run, world }) =>
  notBegun(run) ?? begunByOperator(run) ?? jumped(world);

/** Counts: what is bound to another member begins again. */
export function outsideCounts(assumes: readonly Assumption[]): Outside {
  return (played) =>
    outsideRules(played) ?? (assumes.includes("no member lost") ? rebound(played.run) : undefined);
}

/** Responses: adversity is order and duration alone, so that no call may fail of itself. */
export const outsideResponses: Outside = (played) => {
  const { run } = played;
  return (
    outsideRules(played) ?? unconsented(run) ?? ordered(run) ?? faulty(run) ?? late(run) ?? doubtful(run)
  );
};

/** Responses within a time: declared limits count, and no wait for a member that a pool has lost. */
export const outsideDeadlines: Outside = (played) => outsideResponses(played) ?? fewerMembers(played.world);

/** A declared consent is missing. Where a policy asks for a consent, nothing is assumed. */
function unconsented({ events, file }: SimulatedRun): string | undefined {
  const [first] = events;
  const user = first?.t === "Started" ? first.user : undefined;
  const given = new Set(user?.consents ?? []);
  const needed = Object.values(file.plan.capabilities).flatMap(({ scopes }) => scopes);
  return given.has("*") || needed.every((scope) => given.has(scope)) ? undefined : "a consent was not given";
}

/** The charges of a run. */
export function outsideCharges(assumes: readonly Assumption[]): Outside {
  return (played) => {
    const { run } = played;
    const covered = deathsCovered(run.file.plan, assumes);
    return (
      outsideRules(played) ??
      overran(run) ??
      workerDied(run) ??
      tooManyDeaths(run, covered) ??
      rebound(run) ??
      doubtful(run) ??
      undoFailed(run)
    );
  };
}

/** How long a run takes: also what nobody can say how long it takes, or who goes on when told to stop. */
export function outsideTimes(assumes: readonly Assumption[]): Outside {
  const charges = outsideCharges(assumes);
  return (played) => {
    const { run, world } = played;
    return (
      charges(played) ?? ordered(run) ?? late(run) ?? stubborn(run) ?? slowDisk(world) ?? fewerMembers(world)
    );
  };
}

/** The lower end of a bound: every run that completes uses so much, unless somebody steps in. */
export const outsideLower: Outside = (played) => outsideRules(played) ?? ordered(played.run);

/** Runs without faults: nothing fails, is denied, late or lost. */
export const outsideFaultless: Outside = (played) => {
  const { run } = played;
  const timedOut = find(run, "Aborted", ({ why }) => why === "timeout") && "a call ran out of time";
  const failed = find(run, "Settled", ({ status }) => status === "failed") && "something failed";
  const closed = find(run, "Closed");
  const unfinished = closed?.status === "completed" ? undefined : "the run did not complete";
  return outsideTimes([])(played) ?? faulty(run) ?? timedOut ?? failed ?? unfinished;
};

/** True if the run has come to its end by itself. */
export function hasClosed({ events }: SimulatedRun): boolean {
  return events.some(({ t }) => t === "Closed");
}

function notBegun({ events }: SimulatedRun): string | undefined {
  return events[0]?.t === "Started" ? undefined : "no run was started";
}

function find<T extends RunEvent["t"]>(
  { events }: SimulatedRun,
  t: T,
  holds: (event: EventOf<T>) => boolean = () => true,
): EventOf<T> | undefined {
  const is = (event: RunEvent): event is EventOf<T> => event.t === t;
  for (const event of events) if (is(event) && holds(event)) return event;
  return undefined;
}

/** A call that an operator repeats, settles or skips is outside of every rule. */
function begunByOperator(run: SimulatedRun): string | undefined {
  const own = new Set(["retry", "resolve", "skip"]);
  return find(run, "Ordered", ({ order }) => own.has(order.order)) && "an operator stepped in";
}

function ordered(run: SimulatedRun): string | undefined {
  return find(run, "Ordered") && "an operator gave an order";
}

function jumped({ happenings = [] }: Played["world"]): string | undefined {
  return happenings.some(({ does }) => does === "jumps") ? "the clock was put ahead or back" : undefined;
}

/** A pool lost members, so a run may wait for one that is gone. */
function fewerMembers({ happenings = [] }: Played["world"]): string | undefined {
  return happenings.some(({ does }) => does === "loses") ? "members of a pool were gone" : undefined;
}

function slowDisk({ storage }: Played["world"]): string | undefined {
  return storage === undefined ? undefined : "the disk was slow or failed";
}

function overran(run: SimulatedRun): string | undefined {
  return find(run, "Overran") && "a handler used more than it declares";
}

/** Each death of a process loses what it had under way, and that is sent once more. */
function tooManyDeaths({ events }: SimulatedRun, covered: number): string | undefined {
  const moments = new Set(
    events.flatMap((event) => (event.t === "Lost" && event.why === "process" ? [event.at] : [])),
  );
  return moments.size > covered ? `a process died ${moments.size} times` : undefined;
}

/** A worker is gone that nobody told to stop. */
function workerDied({ events }: SimulatedRun): string | undefined {
  const reported = new Set<string>();
  for (const event of events) {
    if (event.t !== "Aborted" && event.t !== "Lost") continue;
    const name = `${event.key} ${event.attempt} ${event.dispatch}`;
    if (event.t === "Aborted") reported.add(name);
    else if (event.why === "worker" && !reported.has(name)) return "a worker died";
  }
  return undefined;
}

/** All tries of an undo or a confirm have failed, and somebody is asked. */
function undoFailed(run: SimulatedRun): string | undefined {
  const isAbout = ({ slot }: EventOf<"Settled">["call"]): boolean => slot === "undo" || slot === "confirm";
  const failed = find(run, "Settled", ({ call, status }) => status === "failed" && isAbout(call));
  return failed && "an undo or a confirm failed for good";
}

/** A hold was lost, and something was bound to another member. */
function rebound(run: SimulatedRun): string | undefined {
  return find(run, "Told", ({ say }) => say.say === "holdLost") && "a held member was lost";
}

/** A call failed, or its worker or process did, or a member that is held. */
function faulty(run: SimulatedRun): string | undefined {
  const called = new Map(actsOf(run).map((act) => [act.key, act] as const));
  const failed = find(run, "Ended", ({ key, outcome }) => {
    const { name = "", args = null } = called.get(key) ?? {};
    const capability = run.file.plan.capabilities[name];
    return !("ok" in outcome) || (capability !== undefined && !isEnsured(capability, args, outcome.ok));
  });
  return (failed && "a call failed") ?? workerDied(run) ?? tooManyDeaths(run, 0) ?? rebound(run);
}

function doubtful(run: SimulatedRun): string | undefined {
  return find(run, "Doubted") && "something was in doubt";
}

/** A call took all the time that its capability declares and timed out, or was cancelled after a longer time. */
function late(run: SimulatedRun): string | undefined {
  const began = new Map<string, EventOf<"Began">>();
  const sent = new Map<string, number>();
  for (const event of run.events) {
    if (event.t === "Began") {
      began.set(event.intent.key, event);
      sent.set(event.intent.key, event.at);
    } else if (event.t === "Dispatched") sent.set(event.key, event.at);
    else if (event.t === "Aborted") {
      const { capability, args } = began.get(event.key) ?? {};
      const declared =
        capability === undefined ? undefined : declaredLatency(run.file.plan, capability, args);
      const took = event.at - (sent.get(event.key) ?? event.at);
      const isLate = declared !== undefined && (event.why === "timeout" ? took >= declared : took > declared);
      if (isLate) return `${capability} did not end in its time`;
    }
  }
  return undefined;
}

/** ms, as a capability declares it for some arguments. */
function declaredLatency(plan: Plan, capability: string, args: Json | undefined): number | undefined {
  const { latency } = plan.capabilities[capability] ?? {};
  return latency === undefined ? undefined : numberOf(latency, args);
}

/** Somebody who was told to stop did not, or has not said so: what may still be under way is waited for. */
function stubborn(run: SimulatedRun): string | undefined {
  const reported = new Set<string>();
  for (const event of run.events) {
    if (event.t === "TimerCleared" && event.id.startsWith("grace ")) return goesOn;
    if (event.t !== "Aborted" && event.t !== "Ended") continue;
    const name = `${event.key} ${event.attempt} ${event.dispatch}`;
    if (event.t === "Aborted") reported.add(name);
    else if (reported.has(name)) return goesOn;
  }
  return undefined;
}
const goesOn = "a worker went on when it was told to stop";
