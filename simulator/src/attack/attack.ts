import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Trial } from "../exploration/case.ts";
import { counterexample } from "../exploration/counterexample.ts";
import { waysOf } from "../exploration/data.ts";
import { withinTime } from "../exploration/out-of-time.ts";
import { violationsOf } from "../exploration/properties.ts";
import { shrink } from "../exploration/shrink.ts";
import { Stage } from "../exploration/stage.ts";
import { attacks } from "./attacks.ts";
import type { Attempt } from "./attempt.ts";
import { differences } from "./influence.ts";
import { type Attacked, type AttackName, type AttackReport, Most, Report, verdictOf } from "./report.ts";

/** How much is tried. */
export interface AttackOptions {
  /** Hostile runs of each kind at most; default 400. */
  readonly runs?: number;
  /** The seed of what models make up; default 1. */
  readonly seed?: number;
  /** Asked before each run: whether the time is over. */
  readonly isOver?: () => boolean;
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
  const { runs = runsDefault } = options;
  const { stage, ways, attempts } = hostileWorlds(file, context, options);
  const suite = new Suite(stage);
  const reports = attempts.map(([name, each]) => suite.run(name, each, runs));
  const { used, setOff } = suite.most;
  const verdict = verdictOf(reports, ways.length > 0);
  return { target: stage.target, runs: stage.runs, reports, used, setOff, verdict };
}

/** The attacks of each kind on a plan, and the ways through it where nothing goes wrong. */
export function hostileWorlds(
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext,
  { seed = 1, isOver = () => false }: AttackOptions,
): {
  readonly stage: Stage;
  readonly ways: readonly Trial[];
  readonly attempts: readonly (readonly [AttackName, Iterable<Attempt>])[];
} {
  const stage = new Stage(file, context);
  stage.isOver = isOver;
  const { trials } = waysOf(stage, { most: waysMax, isOver, aside: () => undefined });
  const ways = trials.filter(({ run }) => run.state.start !== undefined);
  const attempts = Object.entries(attacks).map(
    ([name, make]) => [name as AttackName, make({ stage, ways, seed })] as const,
  );
  return { stage, ways, attempts };
}

/** The simulated runs of all attacks on one plan. */
class Suite {
  readonly most = new Most();
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
    this.most.take(trial);
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
}
