import type { Plan } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import {
  type Case,
  caseKey,
  type FaultKind,
  occurrencePoint,
  type SeenCall,
  type Trial,
  turnKind,
} from "./case.ts";
import { itemsMax } from "./classes.ts";
import { isUnmet, meeting, otherResults, type Ways, waysOf } from "./data.ts";
import { reachOut } from "./directed.ts";
import { driftsIn } from "./drifts.ts";
import { readingsAround } from "./happen.ts";
import { kindsAt } from "./kinds.ts";
import { hasEndsLeftOut, ordersIn, type Reversal, reversals, wayOf } from "./orders.ts";
import { withinTime } from "./out-of-time.ts";
import { violationsOf } from "./properties.ts";
import { isGesture, mayBeReportedAgain } from "./reports.ts";
import type { Stage } from "./stage.ts";
import type { Property, Violation } from "./violation.ts";

export interface Found {
  readonly violation: Violation;
  readonly trial: Trial;
}

/** The four numbers that say how far a search went (semantics, rule 58). */
export interface Counted {
  readonly faultSets: number;
  readonly branches: number;
  readonly orders: number;
  readonly fanOutCuts: number;
}

interface Explored {
  /** Everything was tried: nothing was cut. */
  readonly exhaustive: boolean;
  readonly counted: Counted;
  readonly found: readonly Found[];
  /** The ways where nothing goes wrong. */
  readonly ways: readonly Trial[];
}

interface ExploreOptions {
  /** At most so many go wrong at once. */
  readonly faults: number;
  /** No further after so many runs. */
  readonly runsMax: number;
  /** At most so many runs that only look for places that no other run has reached; default: none. */
  readonly directedMax?: number;
  readonly isOver: () => boolean;
  /** The property that every run is checked against; default: all properties of a sound plan. */
  readonly property?: Property;
}

const waysMax = 64;
/** Other orders of one case. */
const ordersMax = 48;
/** For one violation the first case is the smallest; this many different ones are enough. */
const foundMax = 12;

/** Every set of faults up to a size, on every way through a plan, in every order that can matter. */
export function explore(stage: Stage, options: ExploreOptions): Explored {
  return new Exploration(stage, options).search();
}

class Exploration {
  readonly #stage: Stage;
  readonly #options: ExploreOptions;
  readonly #known = new Set<string>();
  readonly #found = new Map<string, Found>();
  readonly #faultSets = new Set<string>();
  /** The indices of a goal's fallback plans that have met the goal in some run. */
  readonly #met = new Set<number>();
  readonly #unmet = new Map<number, Trial>();
  /** Runs with something that went wrong that came where none had come before. */
  readonly #further: Trial[] = [];
  #orders = 0;
  #isCut = false;
  #level: Trial[] = [];
  /** For a run in another order, the run whose ends it has reordered. */
  readonly #before = new WeakMap<Trial, Trial>();

  constructor(stage: Stage, options: ExploreOptions) {
    this.#stage = stage;
    this.#options = options;
  }

  search(): Explored {
    const aside = new Map<string, Found>();
    const ways = waysOf(this.#stage, {
      most: waysMax,
      isOver: () => this.#isOver(),
      aside: (trial) => this.#look(trial, aside),
    });
    const { trials } = ways;
    if (ways.isCut) this.#isCut = true;
    if (!this.#takeAll(ways, aside)) this.#isCut = true;
    const fanOutCuts = cutsOf(this.#stage.plan);
    return {
      exhaustive: !this.#isCut && fanOutCuts === 0,
      counted: {
        faultSets: this.#faultSets.size,
        branches: trials.length,
        orders: this.#orders + 1,
        fanOutCuts,
      },
      found: [...this.#found.values()],
      ways: trials,
    };
  }

  /** False if the time was over before that. */
  #takeAll(ways: Ways, aside: ReadonlyMap<string, Found>): boolean {
    const { trials, long } = ways;
    const isInTime = long === undefined || withinTime(() => this.#takeLong(long));
    for (const trial of trials) this.#take(trial);
    for (const [key, found] of aside) if (!this.#found.has(key)) this.#found.set(key, found);
    return isInTime && withinTime(() => this.#goOn(trials));
  }

  /** @throws {OutOfTime} */
  #goOn(trials: readonly Trial[]): void {
    for (const trial of trials) for (const pace of paces) this.#play({ ...trial.one, pace }, trial);
    for (const trial of [...this.#level]) this.#reorder(trial);
    for (let size = 1; size <= this.#options.faults && !this.#isOver(); size++) {
      const before = this.#level;
      this.#level = [];
      for (const trial of before) this.#worsen(trial);
      for (const trial of [...this.#level]) this.#reorder(trial);
      // Sets of several faults are many: what no run has come to is not left until they have all been tried.
      if (size === 1 && this.#options.faults > 1) this.#reachOut(trials);
    }
    for (const trial of this.#unmet.values()) this.#takeUnmet(trial);
    this.#reachOut(trials);
    this.#takeNeverCompleting(trials);
  }

  /** Where no run has come yet some may come after all; what goes wrong there is tried once. */
  #reachOut(ways: readonly Trial[]): void {
    const { isOver, property, faults, directedMax = 0 } = this.#options;
    if (this.#stage.reach.left === 0 || property !== undefined || this.#found.size >= foundMax) return;
    const from = [...ways, ...this.#further];
    for (const trial of reachOut(this.#stage, from, { isOver, runsMax: directedMax, faults })) {
      const calm =
        trial.one.faults.size === 0 ? trial : this.#stage.play({ ...trial.one, faults: new Map() });
      const isSound = this.#take(calm) && (calm === trial || this.#take({ ...trial, calm }));
      if (isSound && faults > 0) this.#worsen(trial);
    }
  }

  /** A plan of which no run completes is of no use, unless failing is all that is written in it. */
  #takeNeverCompleting([first]: readonly Trial[]): void {
    const { reach, plan, context } = this.#stage;
    const isTried = reach.started > 0 && reach.completed === 0 && !this.#isOver();
    if (first === undefined || !isTried || context.armed !== undefined || failsAlways(plan)) return;
    this.#take({ ...first, neverCompletes: true });
  }

  /** Nothing goes wrong with it: it is only as slow as may be. */
  #takeLong(long: Trial): void {
    this.#take(long);
    this.#play({ ...long.one, pace: "late people" }, long);
    this.#level = [];
  }

  #isOver(): boolean {
    const over =
      this.#options.isOver() || this.#stage.runs >= this.#options.runsMax || this.#found.size >= foundMax;
    if (over) this.#isCut = true;
    return over;
  }

  /** With one more thing that goes wrong; what comes back only then may lead another way as well. */
  #worsen(trial: Trial): void {
    for (const [nth, { event }] of trial.one.occurrences.entries()) {
      const point = occurrencePoint(nth);
      if (!mayBeReportedAgain(this.#stage, event)) continue;
      // A case that depends on a run still in progress depends on its declared pace.
      if (trial.one.faults.has(point) || trial.one.pace !== "declared") continue;
      if (this.#isOver()) return;
      const faults = new Map(trial.one.faults).set(point, "reported again" as const);
      this.#play({ ...trial.one, faults }, trial.calm ?? trial);
    }
    for (const [signal, kind] of turnsIn(this.#stage, trial)) {
      if (this.#isOver()) return;
      const faults = new Map(trial.one.faults).set(signal, kind);
      this.#play({ ...trial.one, faults }, trial.calm ?? trial);
    }
    for (const turned of driftsIn(this.#stage, trial)) {
      if (this.#isOver()) return;
      this.#play({ ...trial.one, faults: turned }, trial.calm ?? trial);
    }
    // A fault at a call that occurs in any order is tried in all orders anyway.
    const elsewhere = new Set(this.#before.get(trial)?.calls.map(({ point }) => point));
    for (const call of [...trial.calls, ...trial.approvals]) {
      if (call.fault !== undefined || call.intent.call.site.loops.some(([, round]) => round > 2)) continue;
      if (elsewhere.has(call.point)) continue;
      for (const kind of kindsAt(this.#stage.plan, call)) {
        if (this.#isOver()) return;
        const worse = this.#play(withFault(trial.one, call, kind), trial.calm ?? trial);
        if (worse !== undefined) this.#otherwise(trial, worse);
      }
    }
  }

  #otherwise(before: Trial, trial: Trial): void {
    const known = new Set(before.calls.map(({ callSite }) => callSite));
    const ways = new Set([wayOf(trial)]);
    for (const call of trial.calls) {
      if (known.has(call.callSite)) continue;
      for (const other of otherResults(this.#stage, trial.one, call)) {
        if (this.#isOver()) return;
        const next = this.#stage.play(other, trial.calm);
        const way = wayOf(next);
        if (ways.has(way)) continue;
        ways.add(way);
        this.#take(next);
      }
    }
  }

  /** A fallback plan has to be able to meet the goal, too. */
  #takeUnmet(trial: Trial): void {
    if (this.#met.has(lastChosen(trial)) || this.#isOver()) return;
    const other = meeting(this.#stage, trial);
    if (other.neverMet === true) this.#take(other);
  }

  /** In every other order of ends that can matter, each beginning of an order once. */
  #reorder(trial: Trial): void {
    const orders = new Set(ordersIn(trial));
    const queue: Reversal[] = [...reversals(trial)];
    let played = 0;
    if (hasEndsLeftOut(trial)) this.#isCut = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (this.#isOver()) return;
      if (orders.has(next.order) || this.#isKnown(next.one)) continue;
      if (played >= ordersMax) {
        this.#isCut = true;
        return;
      }
      played += 1;
      const other = this.#stage.play(next.one, trial.calm ?? trial);
      orders.add(next.order);
      for (const order of ordersIn(other)) orders.add(order);
      this.#orders += 1;
      if (!this.#take(other)) continue;
      this.#before.set(other, trial);
      queue.push(...reversals(other));
    }
  }

  #play(one: Case, calm: Trial): Trial | undefined {
    if (this.#isKnown(one)) return undefined;
    const { reach } = this.#stage;
    const { left } = reach;
    const trial = this.#stage.play(one, calm);
    if (one.faults.size > 0 && reach.left < left) this.#further.push(trial);
    return this.#take(trial) ? trial : undefined;
  }

  #isKnown(one: Case): boolean {
    const key = caseKey(one);
    if (this.#known.has(key)) return true;
    this.#known.add(key);
    return false;
  }

  /** False where it breaks something: nothing more has to go wrong then. */
  #take(trial: Trial): boolean {
    this.#faultSets.add(
      [...trial.one.faults]
        .map(([point, kind]) => `${point} ${kind}`)
        .sort()
        .join(", "),
    );
    const plan = lastChosen(trial);
    if (trial.run.state.closed?.outcome.status === "completed") this.#met.add(plan);
    else if (plan > 0 && isUnmet(trial) && !this.#unmet.has(plan)) this.#unmet.set(plan, trial);
    const isSound = this.#look(trial, this.#found);
    if (isSound) this.#level.push(trial);
    return isSound;
  }

  /** True if it breaks nothing; otherwise what it breaks is added, the first time. */
  #look(trial: Trial, results: Map<string, Found>): boolean {
    const violations = (this.#options.property ?? violationsOf)(trial);
    for (const violation of violations) {
      const key = `${violation.property} ${violation.about}`;
      if (!results.has(key)) results.set(key, { violation, trial });
    }
    return violations.length === 0;
  }
}

/** The index of the plan that the run's goal chose last. */
function lastChosen({ run }: Trial): number {
  const chosen = run.events.findLast((event) => event.t === "Chose" && event.call === undefined);
  return chosen?.t === "Chose" ? chosen.plan : 0;
}

const paces = ["quick", "late people"] as const;

function withFault(one: Case, { point }: Pick<SeenCall, "point">, kind: FaultKind): Case {
  return { ...one, faults: new Map(one.faults).set(point, kind) };
}

/** Loops that may go round more often than is tried. */
function cutsOf({ routines }: Plan): number {
  return Object.values(routines)
    .flatMap(({ nodes }) => nodes)
    .filter(
      (node) =>
        node.kind === "loop" &&
        node.over.kind === "list" &&
        !(typeof node.upTo === "number" && node.upTo <= itemsMax),
    ).length;
}

function failsAlways({ routines, entry }: Plan): boolean {
  const routine = routines[entry];
  return routine?.nodes.some(({ kind, block }) => kind === "fail" && block === routine.root) === true;
}

/** So many values of a signal are tried. */
const turnsMax = 8;
/** How long after the run has begun the signal turns. ms. */
const turnsAfter = 1_000;

/**
 * Signals that a trigger has fired for and that turn back and again while its run is under way. Where the program says
 * what becomes of runs beside one another, or a button is read, that is meant.
 */
function turnsIn(stage: Stage, { one, run }: Trial): readonly (readonly [string, FaultKind])[] {
  const [trigger] = stage.context.armed?.triggers ?? [];
  const start = run.state.start;
  if (trigger === undefined || start === undefined || one.faults.size > 0) return [];
  const isOfChange = trigger.on.some(({ kind }) => kind === "change");
  if (!isOfChange || (trigger.overlap ?? trigger.starts.overlap) !== undefined) return [];
  return Object.keys(one.readings).flatMap((name) => {
    if (name === "now" || isGesture(name)) return [];
    const at = start.at - run.started + turnsAfter;
    return readingsAround(stage, name, turnsMax)
      .filter((to) => !equal(to, one.readings[name] ?? null))
      .map((to) => [name, turnKind({ to, at })] as const);
  });
}
