import {
  type AnalysedGoal,
  type AnalysedRoutine,
  type Analysis,
  type Approvals,
  type Asks,
  analyseRoutine,
  asksOf,
  begins,
  boundGoal,
  deadlocks,
  type GoalSurroundings,
  judgeRoutine,
  measuresOf,
  type RoutineBounds,
  reachedFrom,
  routineMistakes,
  routinesCalled,
  routineTree,
  type Surroundings,
  unreachableDiagnostics,
  wantsOf,
} from "@orchlang/analysis";
import { type Approving, type InForce, inForceIn, namesReached, withRules } from "@orchlang/analysis/rules";
import {
  exchangedInStarts,
  forEverDiagnostics,
  neverHoldsDiagnostics,
  overlapOfCalledDiagnostics,
  overtakenDiagnostics,
  strandedDiagnostics,
  takenForSameDiagnostics,
} from "@orchlang/analysis/triggers";
import type { CheckedProgram, Origin } from "@orchlang/checker";
import { defaultSettings } from "@orchlang/checker/load";
import type { Diagnostic } from "@orchlang/language";

import type { Graph } from "./graph.ts";
import { isAlike } from "./same.ts";
import { TrackedMap } from "./tracked.ts";

/** The input of phase 4. */
interface Understood {
  readonly graph: Graph;
  readonly program: CheckedProgram;
  /** Where in a file or unit the errors of earlier phases begin; noted. */
  readonly errorsIn: (file: string) => readonly number[];
  /** The names of the plans that achieve a goal; noted. */
  readonly achieving: (goal: string) => readonly string[];
  /** The rules that speak of any of the names, and those that speak of all; noted. */
  readonly rulesOf: (names: Iterable<string>) => Pick<CheckedProgram, "policies" | "guardrails">;
  /** The policies that have people asked; noted. */
  readonly approving: () => readonly Approving[];
  /** The names of all plans, in the order of the project; noted. */
  readonly plans: () => readonly string[];
}

interface Outcome {
  readonly routine?: AnalysedRoutine;
  readonly diagnostics: readonly Diagnostic[];
  /** Computes the bounds of the routine: those who only read its order are not notified when the bounds change. */
  readonly compute?: (() => RoutineBounds) | undefined;
}

/** Phase 4 of one plan after another, each part of it a query. */
export interface LiveAnalysis {
  /** Reports what is wrong with the order of a plan. */
  readonly tellOrder: (plan: string) => void;
  /** Reports what is wrong with a plan by itself, and how the rules of a run of it end. */
  readonly tellRules: (plan: string) => void;
  /** Reports pools that are asked for in both orders. */
  readonly tellCrossing: () => void;
  /** Reports triggers that start each other for ever, and what is asked of the world and can never be. */
  readonly tellWorld: () => void;
  /** Phase 4's analysis of a plan or goal without a mistake; `undefined` for others. */
  readonly of: (entry: string) => Analysis | undefined;
}

export function liveAnalysis(understood: Understood): LiveAnalysis {
  const { graph, program, errorsIn } = understood;
  const analysis = analysisOf(understood);
  const { outcomeOf } = analysis;
  const isBroken = (origin: Origin): boolean =>
    errorsIn(origin.file).some((start) => begins({ start, end: start }, origin));
  const isSound = graph.derivedBy((name): boolean => {
    const routine = analysis.routines.get(name);
    if (routine === undefined) return false;
    return judgeRoutine(routine, analysis, {
      isBroken,
      isSound: (called) => graph.read(isSound(called.checked.name)),
    });
  });
  const asks = graph.derivedBy((name): Asks => {
    const routine = analysis.routines.get(name);
    return routine === undefined ? [] : asksOf(analysis, routine, asksBy);
  }, isAlike);
  const asksBy = ({ checked }: AnalysedRoutine): Asks => graph.read(asks(checked.name));
  const waitsHolding = graph.derivedBy((name) => {
    const routine = graph.read(isSound(name)) ? analysis.routines.get(name) : undefined;
    return routine !== undefined && wantsOf(analysis, routine, asksBy).length > 0;
  });
  return {
    tellOrder(name) {
      const checked = program.routines.get(name);
      const outcome = outcomeOf(name);
      if (checked !== undefined && !isBroken(checked.origin)) graph.report(...outcome.diagnostics);
    },
    tellRules(name) {
      const routine = graph.read(isSound(name)) ? analysis.routines.get(name) : undefined;
      if (routine === undefined) return;
      const names = namesReached(reachedFrom(analysis, routine), program);
      const own = withRules(analysis, understood.rulesOf(names));
      graph.report(...routineMistakes(own, routine));
    },
    tellCrossing() {
      // Few plans wait for a pool while they hold another: only these are set against each other.
      const waiting = understood.plans().filter((name) => graph.read(waitsHolding(name)));
      graph.report(
        ...deadlocks(
          { ...analysis },
          waiting.flatMap((name) => analysis.routines.get(name) ?? []),
        ),
      );
    },
    tellWorld() {
      const soundOf = (target: string) => soundPart(target, analysis, (name) => graph.read(isSound(name)));
      graph.report(
        ...forEverDiagnostics(program, isBroken),
        ...neverHoldsDiagnostics(program, isBroken),
        ...overtakenDiagnostics(analysis, isBroken, (target) => soundOf(target) !== undefined),
        ...overlapOfCalledDiagnostics(program, isBroken),
        ...takenForSameDiagnostics(program, isBroken),
        ...exchangedInStarts(program, isBroken),
        ...strandedDiagnostics(program, isBroken, (target) => soundOf(target) !== undefined),
      );
    },
    of: (entry) => soundPart(entry, analysis, (name) => graph.read(isSound(name))),
  };
}

/** The analysis for a run of a plan or goal, where all that may be run is without mistakes. */
function soundPart(
  entry: string,
  analysis: Analysis,
  isSound: (plan: string) => boolean,
): Analysis | undefined {
  const plan = analysis.routines.get(entry);
  const ways = analysis.goals.get(entry)?.alternatives ?? (plan === undefined ? [] : [plan]);
  const areSound = ways.length > 0 && ways.every(({ checked }) => isSound(checked.name));
  // Each rule is evaluated for every plan and capability, so they are collected once.
  return areSound ? withRules({ ...analysis, summaries: new Map() }, analysis.program) : undefined;
}

function analysisOf(understood: Understood): Analysis & { readonly outcomeOf: (name: string) => Outcome } {
  const { graph, program, achieving, plans } = understood;
  const settings = program.settings ?? defaultSettings.plan;
  const measures = measuresOf(settings);
  const computed = graph.evictableBy((name) => outcomeOf(name).compute?.());
  const outcomes = graph.evictableBy((name): Outcome => {
    let compute: (() => RoutineBounds) | undefined;
    const whenAsked: Surroundings["whenAsked"] = (make) => {
      compute = make;
      return () => graph.read(computed(name)) as RoutineBounds;
    };
    return { ...outcomeOfPlan(name, program, { ...surroundings, whenAsked }), compute };
  });
  const outcomeOf = (name: string): Outcome => graph.read(outcomes(name));
  const goals = graph.evictableBy((name): AnalysedGoal | undefined => {
    const checked = program.goals.get(name);
    if (checked === undefined) return undefined;
    const ways = achieving(name).flatMap((plan) => outcomeOf(plan).routine ?? []);
    return boundGoal(program, checked, ways, surroundings);
  });
  const goalOf = (name: string): AnalysedGoal | undefined => graph.read(goals(name));
  // A caller's bounds are computed again only if the callee's figures have changed.
  const bounds = graph.derivedBy(
    (name) => outcomeOf(name).routine?.bounds.summary ?? goalOf(name)?.summary,
    isAlike,
  );
  const surroundings: Omit<Surroundings, "whenAsked"> & GoalSurroundings = {
    settings,
    measures,
    approvals: approvalsOf(understood, { routine: (name) => outcomeOf(name).routine, goal: goalOf }),
    callable: (name) => graph.read(bounds(name)),
    routinesOf: ({ target }) => {
      if ("goal" in target) return goalOf(target.goal)?.alternatives ?? [];
      return "routine" in target ? [outcomeOf(target.routine).routine ?? []].flat() : [];
    },
  };
  const routineOf = (name: string) => outcomeOf(name).routine;
  return {
    program,
    settings,
    routines: new TrackedMap(routineOf, () => entriesOf(plans(), routineOf)),
    goals: new TrackedMap(goalOf, () => entriesOf([...program.goals.keys()], goalOf)),
    diagnostics: [],
    // Each query reads its own inputs, so that it is invalidated when they change.
    get summaries() {
      return new Map();
    },
    outcomeOf,
  };
}

/** The people asked in runs of plans; a policy that asks nobody has no dependants. */
function approvalsOf(
  { graph, program, achieving, approving }: Understood,
  known: Pick<Approvals, "routine" | "goal">,
): Approvals {
  const called = graph.derivedBy((name): readonly string[] => {
    const checked = program.routines.get(name);
    return checked === undefined ? [] : routinesCalled(routineTree(checked), achieving);
  }, isAlike);
  const callees = (name: string) => graph.read(called(name));
  const inForce = graph.derivedBy((name): InForce => inForceIn([name], { program, ...approvals }), isAlike);
  const approvals: Approvals = {
    ...known,
    get approving() {
      return approving();
    },
    callees,
    inForce: (name) => graph.read(inForce(name)),
  };
  return approvals;
}

function outcomeOfPlan(name: string, program: CheckedProgram, surroundings: Surroundings): Outcome {
  const checked = program.routines.get(name);
  if (checked === undefined) return { diagnostics: [] };
  const tree = routineTree(checked);
  const unreachable = unreachableDiagnostics(tree);
  const made = analyseRoutine(program, tree, surroundings);
  return "diagnostics" in made
    ? { diagnostics: [...unreachable, ...made.diagnostics] }
    : { routine: made, diagnostics: unreachable };
}

function entriesOf<V>(
  names: readonly string[],
  find: (name: string) => V | undefined,
): readonly [string, V][] {
  return names.flatMap((name): [string, V][] => {
    const result = find(name);
    return result === undefined ? [] : [[name, result]];
  });
}
