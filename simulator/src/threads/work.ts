import type { Instant } from "@orchlang/kernel";
import { type RunEvent, type RunState, type StepView, spentOf, stepsOf } from "@orchlang/kernel/run";
import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { Scenario, ScenarioContext } from "@orchlang/plan/scenarios";
import { steadyInAllThreads, systemHands } from "@orchlang/runtime/clock";
import { type Verified, type VerifyOptions, verify, verifyWithin } from "../exploration/verify.ts";
import { continuationOfRun } from "../scenario/from-run.ts";
import { type PlayedScenario, playScenario } from "../scenario/play.ts";
import { InvalidInput, simulate } from "../simulate.ts";
import type { SimulatedWorld } from "../world.ts";

type File = Pick<PlanFile, "plan" | "id">;

/** A plan that is searched. */
export interface Search {
  readonly file: File;
  readonly context: ScenarioContext;
  readonly options: Omit<VerifyOptions, "isOver">;
  /** The time that it has, by {@link steadyInAllThreads}: loading a thread is part of it. ms. */
  readonly during?: { readonly from: number; readonly until: number };
}

/** A scenario that is played. */
export interface Playing {
  readonly scenario: Scenario;
  readonly file: File;
  readonly context: ScenarioContext;
}

/** The result, and how many ms it took. */
export type Timed<T> = T & { readonly took: number };

/** The share of a search's time; the rest is for minimising the findings. */
const searchingShare = 0.85;

/** A search within its time. */
export function searched({ file, context, options, during }: Search): Verified {
  if (during === undefined) return verify(file, context, options);
  const { from, until } = during;
  const late = from + (until - from) * searchingShare;
  const isOver = (): boolean => steadyInAllThreads() > until;
  const isLate = (): boolean => steadyInAllThreads() > late;
  return verifyWithin(file, context, { ...options, isOver }, isLate);
}

export function played({ scenario, file, context }: Playing): Timed<PlayedScenario> {
  const began = systemHands.steady();
  const one = playScenario(scenario, file, context);
  return { ...one, took: systemHands.steady() - began };
}

/** A plan that is played alone, in a world of its own or as a run has begun. */
export type Simulating =
  | { readonly file: File; readonly world: Pick<SimulatedWorld, "input" | "seed" | "readings"> }
  | {
      readonly file: File;
      readonly context: ScenarioContext;
      /** The first events of the run, of this plan or an earlier version of it. */
      readonly events: readonly RunEvent[];
      /** The plan that the run was started with. */
      readonly plan: Plan;
      readonly people: Readonly<Record<string, Json>>;
    };

/** The outcome without its journal, or the reason why the plan rejects the input. */
export type PlayedInThread =
  | {
      readonly outcome: Closed["outcome"] | undefined;
      readonly started: Instant;
      readonly ended: Instant;
      readonly events: number;
      readonly spent: ReturnType<typeof spentOf>;
      readonly steps: readonly StepView[];
    }
  | { readonly refused: "input"; readonly message: string };

type Closed = NonNullable<RunState["closed"]>;

export function simulated(work: Simulating): PlayedInThread {
  const { file } = work;
  try {
    const run = "world" in work ? simulate(file, work.world) : continued(work);
    if ("refused" in run) return run;
    const { state, started, ended, events } = run;
    return {
      outcome: state.closed?.outcome,
      started,
      ended,
      events: events.length,
      spent: spentOf(state),
      steps: stepsOf(file.plan, state),
    };
  } catch (error) {
    if (error instanceof InvalidInput) return { refused: "input", message: error.message };
    throw error;
  }
}

type Continuing = Exclude<Simulating, { readonly world: unknown }>;

function continued({ file, context, events, plan, people }: Continuing) {
  const scenario = continuationOfRun(plan, events, people);
  const { run, outcome } = playScenario(scenario, file, context);
  return run ?? { refused: "input" as const, message: outcome };
}
