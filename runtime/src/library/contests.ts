import type { Entry } from "../orchestrator-types.ts";

/* How models and plans of goals do together and against one another, and how often promises hold: folds over runs. */

/** One end of a subject, by its name. */
export interface Ended {
  readonly name: string;
  readonly isGood: boolean;
}

/** Each two models that have answered in a run; good if the run completed. */
export function teamsIn(events: readonly Entry[], isGood: boolean): readonly Ended[] {
  const models = new Set(
    events.flatMap(({ event }) =>
      event.t === "Ended" && event.by !== undefined && "ok" in event.outcome ? [event.by] : [],
    ),
  );
  const names = [...models].sort();
  return names.flatMap((one, place) =>
    names.slice(place + 1).map((other) => ({ name: `${one} with ${other}`, isGood })),
  );
}

/**
 * `promise`: an attempt of a call with limits, good if it kept its time, cost and tokens. `member`: an attempt that used a
 * member of a pool, good if it kept the member.
 */
export function keptIn(events: readonly Entry[]): Readonly<Record<"promise" | "member", readonly Ended[]>> {
  const found = new Map<
    string,
    { capability: string; limited: boolean; member: boolean; broke: Set<string> }
  >();
  const latest = new Map<string, string>();
  const broken = (key: string, what: "promise" | "member"): void => {
    found.get(latest.get(key) ?? "")?.broke.add(what);
  };
  const ended = new Set<string>();
  for (const { event } of events) {
    if (event.t === "Began") {
      const { intent, attempt, capability, worst = {}, due, fence, fences } = event;
      const place = `${intent.key} ${attempt}`;
      latest.set(intent.key, place);
      const limited = due !== undefined || Object.keys(worst).length > 0;
      const member = fence !== undefined || fences !== undefined;
      found.set(place, { capability, limited, member, broke: new Set() });
    } else if (event.t === "Ended") ended.add(latest.get(event.key) ?? "");
    else if (event.t === "Overran") broken(event.key, "promise");
    else if (event.t === "Aborted") {
      if (event.why === "timeout") broken(event.key, "promise");
      if (event.why === "rebound" || event.why === "lost") broken(event.key, "member");
      if (event.why !== "cancelled") ended.add(latest.get(event.key) ?? "");
    }
  }
  const over = [...found].flatMap(([place, one]) => (ended.has(place) ? [one] : []));
  const of = (what: "promise" | "member", counts: (one: (typeof over)[number]) => boolean) =>
    over.filter(counts).map(({ capability, broke }) => ({ name: capability, isGood: !broke.has(what) }));
  return { promise: of("promise", ({ limited }) => limited), member: of("member", ({ member }) => member) };
}

/** Two subjects for one thing: the winner did it after the loser had failed. */
export interface Contest {
  readonly winner: string;
  readonly loser: string;
}

/** Contests in the order in which they were decided: for a step among models, for a run's goal among its plans. */
export function contestsIn(tries: readonly (Ended & { readonly place: string })[]): readonly Contest[] {
  const failed = new Map<string, Set<string>>();
  const found: Contest[] = [];
  for (const { place, name, isGood } of tries) {
    const losers = failed.get(place) ?? new Set<string>();
    failed.set(place, losers);
    if (!isGood) {
      losers.add(name);
      continue;
    }
    losers.delete(name);
    for (const loser of losers) found.push({ winner: name, loser });
    failed.delete(place);
  }
  return found;
}

const start = 1_500;
/** How much one contest changes. */
const step = 32;

/** Ratings by contests (A. E. Elo, "The Rating of Chessplayers", 1978): 400 points more win ten times of eleven. */
export class Ratings {
  readonly #ratings = new Map<string, number>();

  take({ winner, loser }: Contest): void {
    const [high, low] = [this.#ratings.get(winner) ?? start, this.#ratings.get(loser) ?? start];
    const gained = step * (1 - 1 / (1 + 10 ** ((low - high) / 400)));
    this.#ratings.set(winner, high + gained);
    this.#ratings.set(loser, low - gained);
  }

  /** Nothing for what was in no contest. */
  of(name: string): { readonly rating?: number } {
    const found = this.#ratings.get(name);
    return found === undefined ? {} : { rating: Math.round(found) };
  }
}
