/** A run's line in the list of runs: written when it ends or rests, so that whoever lists need not read it. */

import type { RunId } from "@orchlang/kernel";
import type { RunState } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import type { Head } from "../journal/store.ts";
import { handlesSecrets } from "../library/secrets.ts";
import type { RunSummary } from "../orchestrator-api.ts";
import { summaryOf } from "./report.ts";

/** It rests as it is, so none is written of a run that handles secrets. */
export function lineOf(run: RunId, file: PlanFile, state: RunState): { readonly line?: string } {
  if (handlesSecrets(file.plan)) return {};
  return { line: JSON.stringify(summaryOf(run, { file, state })) };
}

/** Undefined: it has none that could be shown, and the run itself is read. */
export function summaryIn(run: RunId, { line, length }: Head): RunSummary | undefined {
  if (line === undefined) return undefined;
  try {
    const found = JSON.parse(line) as Partial<RunSummary> | null;
    const isOwn =
      typeof found === "object" &&
      found?.run === run &&
      found.events === length &&
      typeof found.entry === "string" &&
      Array.isArray(found.waiting);
    return isOwn ? (found as RunSummary) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
