import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { caseKey } from "./case.ts";
import { type Counterexample, counterexample } from "./counterexample.ts";
import { type Counted, explore, type Found } from "./explore.ts";
import { withinTime } from "./out-of-time.ts";
import { routineAt } from "./plan-facts.ts";
import { violationsOf } from "./properties.ts";
import type { ProvedUnreachable } from "./reach.ts";
import { shrink } from "./shrink.ts";
import { Stage } from "./stage.ts";
import type { StrandedRun } from "./stranded.ts";
import { wander } from "./wander.ts";

/** How far is searched. */
export interface VerifyOptions {
  /** At most so many go wrong at once while everything is tried; default 2. */
  readonly faults?: number;
  /** The seed of the random runs that follow. */
  readonly seed?: number;
  /** Runs at most: while everything is tried, by chance, and in search of places that no other run has reached. */
  readonly runs?: { readonly exhaustive?: number; readonly random?: number; readonly directed?: number };
  /** Places proved unreachable, as in the compiler's `unreachable`: they are not searched for. */
  readonly unreachable?: readonly ProvedUnreachable[];
  /** Asked before each run and within long searches, with how many runs there were: whether the time is over. */
  readonly isOver?: (runs: number) => boolean;
}

/** The result of a search for a counterexample. */
export interface Verified {
  readonly target: string;
  readonly runs: number;
  /** Every set of faults, every way, every order: nothing was cut. */
  readonly exhaustive: boolean;
  readonly faults: number;
  readonly seed: number;
  readonly counted: Counted;
  readonly violations: readonly Counterexample[];
  /** Runs in which what is explored began; with none nothing was explored. */
  readonly started: number;
  /**
   * Places that no run reached: steps as `routine/step`, arms as `routine/when@1 way 2` or `no way`, handlers as
   * `routine/step else 1`.
   */
  readonly unreached: readonly string[];
  /** Places proved unreachable, as far as given. */
  readonly unreachable: readonly ProvedUnreachable[];
  /** Places proved unreachable that were reached. */
  readonly refuted: readonly string[];
  /** Rules that speak only of steps that no run came to. */
  readonly untried: readonly string[];
  /** Roles whose approval policies required, and whose refusal, or silence until its time is over, was not explored. */
  readonly granting: readonly string[];
  /** Runs in which a step waits for an operator: for each step one. They break nothing. */
  readonly stranded: readonly StrandedRun[];
  readonly verdict: Verdict;
}

/**
 * `safe`: nothing was cut, everything was come to, and nothing was found. `nothing explored`: no run began.
 */
type Verdict = "safe" | "safe as far as explored" | "not safe" | "nothing explored";

const exhaustiveRuns = 60_000;
const directedRuns = 1_500;

/**
 * Plays a plan in every world with up to so many faults, then in worlds by chance, and holds every run against what is
 * true of all runs of a sound plan. One seed gives one answer.
 */
export function verify(
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext = { flags: [], kinds: {}, schemas: {} },
  options: VerifyOptions = {},
): Verified {
  return verifyWithin(file, context, options, options.isOver);
}

/** @param isLate whether nothing more is looked for: what is left of the time is for making small what was found */
export function verifyWithin(
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext,
  options: VerifyOptions,
  isLate: VerifyOptions["isOver"],
): Verified {
  const { faults = 2, seed = 1, runs = {} } = options;
  const stage = new Stage(file, context, { unreachable: options.unreachable });
  const isOver = (): boolean => isLate?.(stage.runs) ?? false;
  stage.isOver = isOver;
  const explored = explore(stage, {
    faults,
    runsMax: runs.exhaustive ?? exhaustiveRuns,
    directedMax: runs.directed ?? directedRuns,
    isOver,
  });
  const results: Found[] = [...explored.found];
  const random = runs.random ?? 0;
  if (random > 0 && !isOver()) {
    const isKnown = ({ property, about }: Found["violation"]): boolean =>
      explored.found.some(({ violation: known }) => known.property === property && known.about === about);
    results.push(...wander(stage, { seed, runsMax: random, isOver, ways: explored.ways, isKnown }));
  }
  stage.isOver = () => options.isOver?.(stage.runs) ?? false;
  const violations = results.map((one) => shown(stage, shrink(stage, one))).toSorted(bySize);
  const { exhaustive } = explored;
  const come = comeTo(stage);
  return {
    target: stage.target,
    runs: stage.runs,
    exhaustive,
    faults,
    seed,
    counted: explored.counted,
    violations: withoutEchoes(violations),
    ...come,
    unreachable: stage.reach.unreachable,
    refuted: stage.reach.refuted,
    stranded: context.armed === undefined ? stage.stranded.all : [],
    verdict: verdictOf({ ...come, exhaustive, found: violations.length }),
  };
}

type ComeTo = Pick<Verified, "started" | "unreached" | "untried" | "granting">;

/** A trigger's plan is explored by itself; for the trigger it only counts that it starts one. */
function comeTo({ reach, context, target }: Stage): ComeTo {
  const { started } = reach;
  if (context.armed === undefined) {
    return { started, unreached: reach.missing, untried: reach.untried, granting: reach.granting };
  }
  return { started, unreached: started === 0 ? [target] : [], untried: [], granting: reach.granting };
}

function verdictOf({
  started,
  unreached,
  untried,
  granting,
  exhaustive,
  found,
}: ComeTo & { readonly exhaustive: boolean; readonly found: number }): Verdict {
  if (found > 0) return "not safe";
  if (started === 0) return "nothing explored";
  const isAll = exhaustive && [...unreached, ...untried, ...granting].length === 0;
  return isAll ? "safe" : "safe as far as explored";
}

/** As a scenario; of what a trigger starts that a scenario can't set off, as one of the plan that it starts. */
function shown(stage: Stage, found: Found): Counterexample {
  if (!stage.isCaused) return counterexample(stage, found);
  let ofPlan: Counterexample | undefined;
  withinTime(() => {
    const started = stage.started(found.trial);
    const { property, about } = found.violation;
    const violation = violationsOf(started.trial).find(
      (one) => one.property === property && one.about === about,
    );
    if (violation !== undefined) ofPlan = counterexample(started.stage, { violation, trial: started.trial });
  });
  return ofPlan ?? counterexample(stage, found);
}

/** Fewest faults first, then fewest events. */
function bySize({ trial: one }: Counterexample, { trial: other }: Counterexample): number {
  return one.one.faults.size - other.one.faults.size || one.run.events.length - other.run.events.length;
}

/**
 * One world may break several properties at once: it is reported once, by the first property. A fault of a plan called
 * from several steps is reported for one of them.
 */
function withoutEchoes(counterexamples: readonly Counterexample[]): readonly Counterexample[] {
  const known = new Set<string>();
  return counterexamples.filter(({ trial, violation: { property, about } }) => {
    const cut = about.lastIndexOf("/");
    const place = cut < 0 ? about : `${routineAt(about.slice(0, cut))}${about.slice(cut)}`;
    const keys = [caseKey(trial.one), `${property} ${place}`];
    const isNew = !keys.some((key) => known.has(key));
    for (const key of keys) known.add(key);
    return isNew;
  });
}
