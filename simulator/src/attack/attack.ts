import { spentOf, waitingOf } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Trial } from "../exploration/case.ts";
import { type Counterexample, counterexample } from "../exploration/counterexample.ts";
import { waysOf } from "../exploration/data.ts";
import { withinTime } from "../exploration/out-of-time.ts";
import { violationsOf } from "../exploration/properties.ts";
import { shrink } from "../exploration/shrink.ts";
import { Stage } from "../exploration/stage.ts";
import { attacks } from "./attacks.ts";
import type { Attempt } from "./attempt.ts";
import { differences, type Influence } from "./influence.ts";

export type AttackName = keyof typeof attacks;

/** How much is tried. */
export interface AttackOptions {
  /** Hostile runs of each kind at most; default 400. */
  readonly runs?: number;
  /** The seed of what models make up; default 1. */
  readonly seed?: number;
  /** Asked before each run: whether the time is over. */
  readonly isOver?: () => boolean;
}

/** How runs have ended. `waiting`: for an operator. `open`: for something else that has not come. */
export type End = "completed" | "failed" | "cancelled" | "waiting" | "open";

/** Something that breaks under attack. */
export interface Breach extends Counterexample {
  /** The attack, in words. */
  readonly how: string;
}

/** A source that can change an effect. */
export interface Influenced extends Influence {
  readonly source: string;
}

/** The outcome of the attacks of one kind. */
export interface AttackReport {
  readonly name: AttackName;
  readonly runs: number;
  /** There were more attacks than the limits allow. */
  readonly isCut: boolean;
  readonly ends: Readonly<Record<End, number>>;
  readonly breaches: readonly Breach[];
  readonly influences: readonly Influenced[];
  /** The first attack after which a run waits for an operator. */
  readonly strands?: string;
}

/** The most that any run has used: money by its amount, ms, J, tokens. */
export interface Used {
  readonly cost: number;
  readonly latency: number;
  readonly energy: number;
  readonly tokens: number;
}

/** The outcome of all attacks on a plan, or on a trigger. */
export interface Attacked {
  readonly target: string;
  readonly runs: number;
  readonly reports: readonly AttackReport[];
  readonly used: Used;
  /** The most runs that one run, or its trigger, has set off in turn. */
  readonly setOff: number;
  /** `not attacked`: no run began. */
  readonly verdict: "held" | "held as far as attacked" | "broken" | "not attacked";
}

const runsDefault = 400;
const waysMax = 12;

/**
 * Plays a plan in worlds that are hostile on purpose, and holds every run against what is true of all runs of a sound
 * plan. One seed gives one answer.
 */
export function attack(
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext = { flags: [], kinds: {}, schemas: {} },
  options: AttackOptions = {},
): Attacked {
  const stage = new Stage(file, context);
  const { seed = 1, runs = runsDefault, isOver = () => false } = options;
  stage.isOver = isOver;
  const { trials } = waysOf(stage, { most: waysMax, isOver, aside: () => undefined });
  const ways = trials.filter(({ run }) => run.state.start !== undefined);
  const suite = new Suite(stage);
  const reports = Object.entries(attacks).map(([name, make]) =>
    suite.run(name as AttackName, make({ stage, ways, seed }), runs),
  );
  const { used, setOff } = suite;
  return { target: stage.target, runs: stage.runs, reports, used, setOff, verdict: verdictOf(ways, reports) };
}

function verdictOf(ways: readonly Trial[], reports: readonly AttackReport[]): Attacked["verdict"] {
  if (reports.some(({ breaches }) => breaches.length > 0)) return "broken";
  if (ways.length === 0) return "not attacked";
  return reports.some(({ isCut }) => isCut) ? "held as far as attacked" : "held";
}

/** The runs of all attacks on one plan. */
class Suite {
  used: Used = { cost: 0, latency: 0, energy: 0, tokens: 0 };
  setOff = 0;
  readonly #stage: Stage;
  /** The first attack that breaks something is reported. */
  readonly #broken = new Set<string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  run(name: AttackName, attempts: Iterable<Attempt>, runsMax: number): AttackReport {
    const report = new Report(name);
    report.isCut =
      !withinTime(() => {
        for (const attempt of attempts) {
          if (report.runs >= runsMax) {
            report.isCut = true;
            return;
          }
          this.#make(attempt, report);
        }
      }) || report.isCut;
    return report.done();
  }

  /** @throws {OutOfTime} */
  #make(attempt: Attempt, report: Report): void {
    const { one, how, improvise, against } = attempt;
    const calm = one.faults.size === 0 ? undefined : this.#stage.play({ ...one, faults: new Map() });
    const trial = this.#stage.play(one, calm, improvise);
    report.take(trial, attempt);
    this.#measure(trial);
    if (against !== undefined)
      report.changes(against.source, differences(this.#stage.plan, against.base, trial));
    for (const violation of violationsOf(trial)) {
      const key = `${violation.property} ${violation.about}`;
      if (this.#broken.has(key)) continue;
      this.#broken.add(key);
      report.breaches.push({
        ...counterexample(this.#stage, shrink(this.#stage, { violation, trial })),
        how,
      });
    }
  }

  #measure({ run }: Trial): void {
    const { cost, energy, tokens } = spentOf(run.state);
    const took = run.ended - (run.events[0]?.at ?? run.started);
    this.used = {
      cost: Math.max(this.used.cost, Number(cost[0]?.amount ?? 0)),
      latency: run.state.closed === undefined ? this.used.latency : Math.max(this.used.latency, took),
      energy: Math.max(this.used.energy, energy),
      tokens: Math.max(this.used.tokens, tokens),
    };
    this.setOff = Math.max(this.setOff, run.others.length);
  }
}

class Report {
  runs = 0;
  isCut = false;
  readonly breaches: Breach[] = [];
  readonly #name: AttackName;
  readonly #ends: Record<End, number> = { completed: 0, failed: 0, cancelled: 0, waiting: 0, open: 0 };
  readonly #influences = new Map<string, Influenced>();
  #strands: string | undefined;

  constructor(name: AttackName) {
    this.#name = name;
  }

  take(trial: Trial, { how }: Attempt): void {
    this.runs += 1;
    const end = endOf(trial);
    this.#ends[end] += 1;
    if (end === "waiting") this.#strands ??= how;
  }

  changes(source: string, influences: readonly Influence[]): void {
    for (const influence of influences) {
      const one = { source, ...influence };
      this.#influences.set(JSON.stringify(one), one);
    }
  }

  done(): AttackReport {
    const { runs, isCut, breaches } = this;
    return {
      name: this.#name,
      runs,
      isCut,
      ends: this.#ends,
      breaches,
      influences: [...this.#influences.values()],
      ...(this.#strands === undefined ? {} : { strands: this.#strands }),
    };
  }
}

function endOf({ run: { state, file } }: Trial): End {
  if (state.closed !== undefined) return state.closed.outcome.status;
  const isWaiting = waitingOf(file.plan, state).some((one) => one.for === "operator");
  return isWaiting ? "waiting" : "open";
}
