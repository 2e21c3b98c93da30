import type { Scenario } from "@orchlang/plan/scenarios";
import { steadyInAllThreads } from "@orchlang/runtime/clock";
import type { Trial } from "../exploration/case.ts";
import type { Verified } from "../exploration/verify.ts";
import type { Violation } from "../exploration/violation.ts";
import { coverageOf, type ScenarioCoverage } from "../scenario/coverage.ts";
import type { PlayedScenario } from "../scenario/play.ts";
import { type Story, storyOf } from "../story.ts";
import { type Playing, played, type Search, searched, type Timed } from "./work.ts";

/** A plan that is tried: searched for a counterexample, played in one scenario, or in all of its scenarios. */
export type Trying =
  | { readonly search: Omit<Search, "during">; readonly forMs: number }
  | { readonly playing: Playing }
  | { readonly playings: readonly Playing[] };

/** A run that was found, and how many things go wrong in it. */
export interface Told {
  readonly faults: number;
  readonly story: Story;
}

/** A search with the stories of its findings. */
export type SearchReport = Omit<Verified, "violations" | "stranded"> & {
  readonly violations: readonly (Told & {
    readonly violation: Violation;
    readonly scenario: Scenario;
    readonly reproduces: boolean;
  })[];
  readonly stranded: readonly (Told & { readonly step: string; readonly why: string })[];
};

/** A scenario with its story. */
export type ScenarioReport = Timed<Omit<PlayedScenario, "run">> & { readonly story?: Story };

/** Scenarios of one plan, and what of it their runs reached. */
export interface Covered {
  readonly played: readonly Timed<Omit<PlayedScenario, "run">>[];
  readonly coverage: ScenarioCoverage;
}

export function tried(work: Trying): SearchReport | ScenarioReport | Covered {
  if ("search" in work) {
    const from = steadyInAllThreads();
    return toldSearch(searched({ ...work.search, during: { from, until: from + work.forMs } }));
  }
  if ("playing" in work) {
    const { run, ...rest } = played(work.playing);
    return run === undefined ? rest : { ...rest, story: storyOf(run) };
  }
  const all = work.playings.map(played);
  const runs = all.flatMap(({ run }) => run ?? []);
  const [first] = work.playings;
  return {
    played: all.map(({ run: _, ...rest }) => rest),
    coverage: first === undefined ? nothing : coverageOf(first.file.plan, runs),
  };
}

const none = { all: 0, uncovered: [] };
const nothing: ScenarioCoverage = { steps: none, branches: none, handlers: none, undos: none, checks: none };

function toldSearch({ violations, stranded, ...rest }: Verified): SearchReport {
  return {
    ...rest,
    violations: violations.map(({ violation, scenario, reproduces, trial }) => ({
      ...{ violation, scenario, reproduces },
      ...told(trial),
    })),
    stranded: stranded.map(({ step, why, trial }) => ({ step, why, ...told(trial) })),
  };
}

function told({ one, run }: Trial): Told {
  return { faults: one.faults.size, story: storyOf(run) };
}
