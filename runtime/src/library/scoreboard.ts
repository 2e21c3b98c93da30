import type { Money } from "@orchlang/plan";
import { addMoney } from "@orchlang/plan/quantities";
import type { RunDetail } from "../journal-api.ts";
import type { Entry } from "../orchestrator-types.ts";
import { type Contest, contestsIn, keptIn, Ratings, teamsIn } from "./contests.ts";

/* Success, cost and latency of what runs have tried: a fold over their journals, so the same journal gives the same board. */

/**
 * A subject of the board. `pair`: a capability as a model has answered it. `team`: two models that have answered in one
 * run, good if it completed. `strategy`: a plan that a goal has chosen. `promise`: an attempt with limits, good if it kept
 * its time, cost and tokens. `member`: an attempt with a member of a pool, good if it kept the member. `recovery`: a
 * failure, which is good once another attempt of its step, or its handler, has succeeded.
 */
export const scoreKinds = [
  ...(["workflow", "strategy", "capability", "model", "pair", "team"] as const),
  ...(["promise", "member", "recovery"] as const),
] as const;

/** The kind of a subject. */
export type ScoreKind = (typeof scoreKinds)[number];

/** A share of tries, with the interval in which it lies with 95 % confidence. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the board. Times in ms. */
export interface Score {
  readonly kind: ScoreKind;
  readonly name: string;
  /** Ends that count: an attempt of a call, a run of a workflow, a plan of a goal. Cancelled ones do not. */
  readonly tries: number;
  readonly succeeded: number;
  readonly success: Share;
  /** For models of a capability and plans of a goal that took over from one another: their Elo rating, from 1,500. */
  readonly rating?: number;
  readonly median?: number;
  /** 95 of 100 took at most so long. */
  readonly p95?: number;
  readonly cost: readonly Money[];
  readonly tokens: number;
}

/** The quantile of the normal distribution for 95 %, both sides. */
const z = 1.959964;

/**
 * The Wilson score interval (E. B. Wilson, 1927; NIST Engineering Statistics Handbook, 7.2.4.1), which holds for few tries
 * and for shares near 0 and 1.
 */
export function shareOf(succeeded: number, tries: number): Share {
  if (tries === 0) return { share: 0, low: 0, high: 1 };
  const share = succeeded / tries;
  const spread = z * Math.sqrt((share * (1 - share)) / tries + z ** 2 / (4 * tries ** 2));
  const middle = share + z ** 2 / (2 * tries);
  const scale = 1 + z ** 2 / tries;
  return {
    share,
    low: Math.max(0, Math.min(share, (middle - spread) / scale)),
    high: Math.min(1, Math.max(share, (middle + spread) / scale)),
  };
}

interface Tally {
  tries: number;
  succeeded: number;
  readonly times: number[];
  cost: readonly Money[];
  tokens: number;
}

/** One end. */
interface End {
  readonly isGood: boolean;
  /** Absent: not known. */
  readonly took?: number | undefined;
  readonly cost: readonly Money[];
  readonly tokens?: number | undefined;
}

/** A run, as far as the board goes by it. `spent`: what its books have, undoing and lost attempts included. */
export type ScoredRun = Pick<RunDetail, "entry" | "status" | "started" | "ended"> &
  Partial<Pick<RunDetail, "spent">>;

/** Collects the ends of runs. */
export class Scoreboard {
  readonly #tallies = new Map<string, Tally>();
  readonly #ratings = new Ratings();

  /** A run, with its events in order. */
  take({ entry, status, started, ended, spent: used }: ScoredRun, events: readonly Entry[]): void {
    if (ended !== undefined && (status === "completed" || status === "failed"))
      this.#count("workflow", entry, {
        isGood: status === "completed",
        took: ended - started,
        cost: used?.cost ?? [],
        tokens: used?.tokens,
      });
    this.#takeCalls(events);
    const strategies = strategiesIn(events);
    for (const one of strategies) this.#count("strategy", one.name, one);
    this.#rate("strategy", contestsIn(strategies));
    for (const [kind, ends] of Object.entries(keptIn(events)))
      for (const one of ends) this.#count(kind as ScoreKind, one.name, { ...one, cost: [] });
    if (ended !== undefined && (status === "completed" || status === "failed"))
      for (const one of teamsIn(events, status === "completed"))
        this.#count("team", one.name, { ...one, cost: [] });
    if (ended !== undefined) for (const one of recoveriesIn(events)) this.#count("recovery", one.name, one);
  }

  #takeCalls(events: readonly Entry[]): void {
    const begun = new Map<string, { readonly capability: string; at: number }>();
    const answers: { place: string; name: string; isGood: boolean }[] = [];
    for (const { event } of events) {
      if (event.t === "Began") begun.set(event.intent.key, { capability: event.capability, at: event.at });
      // Each dispatch of an attempt is a try of its own.
      if (event.t === "Dispatched") {
        const one = begun.get(event.key);
        if (one !== undefined) one.at = event.at;
      }
      if (event.t !== "Ended") continue;
      const { outcome, spent, by, at } = event;
      const one = begun.get(event.key);
      if (one === undefined || ("failure" in outcome && outcome.failure.class === "cancelled")) continue;
      const cost = spent.cost === undefined ? [] : [spent.cost];
      const end = { isGood: "ok" in outcome, took: at - one.at, cost, tokens: spent.tokens };
      this.#count("capability", one.capability, end);
      if (by === undefined) continue;
      this.#count("model", by, end);
      const name = `${one.capability} by ${by}`;
      this.#count("pair", name, end);
      answers.push({ place: event.key, name, isGood: end.isGood });
    }
    this.#rate("pair", contestsIn(answers));
  }

  /** The most tried of each kind first. */
  scores(): readonly Score[] {
    const all = [...this.#tallies].map(([key, tally]): Score => {
      const [kind = "", name = ""] = key.split("\n");
      const { tries, succeeded, times, cost, tokens } = tally;
      const sorted = times.toSorted((one, other) => one - other);
      const [median, p95] = [0.5, 0.95].map((part) => sorted[Math.ceil(sorted.length * part) - 1]);
      return {
        kind: kind as ScoreKind,
        name,
        tries,
        succeeded,
        success: shareOf(succeeded, tries),
        ...this.#ratings.of(key),
        ...(median === undefined ? {} : { median }),
        ...(p95 === undefined ? {} : { p95 }),
        cost,
        tokens,
      };
    });
    const place = (kind: ScoreKind): number => scoreKinds.indexOf(kind);
    return all.sort(
      (one, other) =>
        place(one.kind) - place(other.kind) ||
        other.tries - one.tries ||
        one.name.localeCompare(other.name, "en"),
    );
  }

  #rate(kind: ScoreKind, contests: readonly Contest[]): void {
    for (const { winner, loser } of contests)
      this.#ratings.take({ winner: `${kind}\n${winner}`, loser: `${kind}\n${loser}` });
  }

  #count(kind: ScoreKind, name: string, { isGood, took, cost, tokens = 0 }: End): void {
    const key = `${kind}\n${name}`;
    const tally = this.#tallies.get(key) ?? { tries: 0, succeeded: 0, times: [], cost: [], tokens: 0 };
    this.#tallies.set(key, tally);
    tally.tries += 1;
    tally.succeeded += isGood ? 1 : 0;
    if (isGood && took !== undefined) tally.times.push(took);
    tally.tokens += tokens;
    tally.cost = cost.reduce(added, tally.cost);
  }
}

interface Named extends End {
  readonly name: string;
}

/** With the place where its goal was asked for. */
interface Chosen extends Named {
  readonly place: string;
}

interface Strategy {
  readonly name: string;
  readonly since: number;
  cost: readonly Money[];
  tokens: number;
}

/** The plans that goals have chosen, and what came of each. Only a run's own goal has a time and a cost of its own. */
function strategiesIn(events: readonly Entry[]): readonly Chosen[] {
  const open = new Map<string, Strategy>();
  const strategies: Chosen[] = [];
  const over = (key: string, isGood: boolean, at: number): void => {
    const one = open.get(key);
    if (one === undefined) return;
    open.delete(key);
    strategies.push({
      name: one.name,
      place: key,
      isGood,
      ...(key === ofRun ? { took: at - one.since, cost: one.cost, tokens: one.tokens } : { cost: [] }),
    });
  };
  for (const { event } of events) {
    if (event.t === "Ended") {
      const own = open.get(ofRun);
      if (own === undefined) continue;
      own.tokens += event.spent.tokens ?? 0;
      if (event.spent.cost !== undefined) own.cost = added(own.cost, event.spent.cost);
    } else if (event.t === "Chose") {
      const key = event.call === undefined ? ofRun : placeOf(event.call);
      over(key, false, event.at);
      open.set(key, { name: nameOf(event), since: event.at, cost: [], tokens: 0 });
    } else if (event.t === "Settled" && event.failure !== undefined)
      over(placeOf(event.call), false, event.at);
    else if (event.t === "Closed" && event.status !== "cancelled") {
      const isGood = event.status === "completed";
      for (const key of [...open.keys()]) if (key === ofRun || isGood) over(key, isGood, event.at);
    }
  }
  return strategies;
}

/** The place of a run's own goal. */
const ofRun = "";

type Chose = Extract<Entry["event"], { t: "Chose" }>;

/** `m.ship by m.ship_by_air`. */
function nameOf({ goal, plan, because }: Chose): string {
  const routine =
    typeof because === "object" && because !== null && "routine" in because ? because.routine : undefined;
  return `${goal} by ${typeof routine === "string" ? routine : `its plan ${plan + 1}`}`;
}

type Call = NonNullable<Chose["call"]>;

/** The step that a call is made for, handlers included. */
function placeOf({ routine, site, node }: Call): string {
  return JSON.stringify([routine, site, node]);
}

/** For each step and class of failure the first one, and whether the step has succeeded afterwards. */
function recoveriesIn(events: readonly Entry[]): readonly Named[] {
  const places = new Map<string, { readonly place: string; readonly capability: string }>();
  const failed = new Map<string, Map<string, number>>();
  const recoveries: Named[] = [];
  for (const { event } of events) {
    if (event.t === "Began")
      places.set(event.intent.key, { place: placeOf(event.intent.call), capability: event.capability });
    const one = event.t === "Ended" ? places.get(event.key) : undefined;
    if (event.t !== "Ended" || one === undefined) continue;
    const { place, capability } = one;
    const own = failed.get(place) ?? new Map<string, number>();
    failed.set(place, own);
    if ("ok" in event.outcome) {
      for (const [name, at] of own) recoveries.push({ name, isGood: true, took: event.at - at, cost: [] });
      failed.delete(place);
      continue;
    }
    const name = `${capability} after ${event.outcome.failure.class}`;
    if (event.outcome.failure.class !== "cancelled" && !own.has(name)) own.set(name, event.at);
  }
  for (const own of failed.values())
    for (const name of own.keys()) recoveries.push({ name, isGood: false, cost: [] });
  return recoveries;
}

/** Currencies are never added up. */
function added(sums: readonly Money[], one: Money): readonly Money[] {
  const same = sums.find(({ currency }) => currency === one.currency);
  if (same === undefined) return [...sums, one];
  return sums.map((sum) => (sum === same ? addMoney(sum, one) : sum));
}
