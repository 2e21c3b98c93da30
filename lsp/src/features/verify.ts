import { scenarioText } from "@orchlang/compiler";
import type { Verified } from "@orchlang/runtime/simulator";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { type PreviewAnswer, pageOf } from "./plans.ts";

/** How long is searched while the editor waits, ms: `orch verify` takes its time. */
const patienceMs = 2_000;
const runsByChance = 500;

/** A run that breaks what has to hold, as the smallest that was found. */
export interface Counterexample {
  /** In one sentence, what is the matter. */
  readonly says: string;
  /** How many things go wrong in it. */
  readonly faults: number;
  readonly moments: readonly Moment[];
  /** As it is written. */
  readonly scenario: string;
  /** Whether the scenario, played by itself, fails as the run did. */
  readonly reproduces: boolean;
}

export interface VerifyAnswer extends PreviewAnswer {
  readonly found: readonly Counterexample[];
  /** How far was looked. */
  readonly reach: string;
}

/** A search for runs that break what has to hold: `orch/verify` gives the page of a plan, and each of them told in it. */
export const verify: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    connection.onRequest("orch/verify", ({ uri, name }: { readonly uri: string; readonly name: string }) =>
      search(uri, name, workspace),
    );
  },
};

async function search(uri: string, name: string, workspace: Workspace): Promise<VerifyAnswer | null> {
  const document = workspace.document(uri);
  const result = document && workspace.compiled(document.path).result;
  const [file, context] = [result?.plan(name), result?.context(name)];
  if (document === undefined || file === undefined || context === undefined) return null;
  const { nodeKey, stepName, verify: explore } = await import("@orchlang/runtime/simulator");
  const { anchorsOf } = await import("@orchlang/compiler/drawing");
  const until = performance.now() + patienceMs;
  const isOver = (): boolean => performance.now() > until;
  const verified = explore(file, context, { runs: { random: runsByChance }, isOver });
  const anchors = anchorsOf(file);
  const found = verified.violations.map(
    ({ violation, trial, scenario, reproduces }): Counterexample => ({
      says: violation.says,
      faults: trial.one.faults.size,
      moments: momentsOf(trial.run, anchors, { nodeKey, stepName }),
      scenario: scenarioText(scenario, { plan: file.plan, context }),
      reproduces,
    }),
  );
  return {
    name,
    plans: [],
    ...(await pageOf(file, document.path, workspace)),
    found,
    reach: reachOf(verified, isOver()),
  };
}

function reachOf({ runs, exhaustive, faults }: Verified, isCut: boolean): string {
  const all = `${runs} ${runs === 1 ? "run" : "runs"}`;
  if (exhaustive) return `${all}: every way, with up to ${faults} faults`;
  return isCut ? `${all}, until the time was over` : `${all}, not every way`;
}
