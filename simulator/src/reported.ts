import type { Instant, Outcome } from "@orchlang/kernel";
import { callsBack, type RunCommand, type RunInput } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

import { anybody } from "./defaults.ts";

type Job = Extract<RunCommand, { do: "dispatch" }>;

/**
 * The inputs that report a call's result; a request that calls back is acknowledged first, and then brings its token.
 */
export function reported(plan: Plan, job: Job, outcome: Outcome, at: Instant): readonly RunInput[] {
  const { key, attempt, dispatch, capability, of } = job;
  const ended = { t: "Ended", at, key, attempt, dispatch, spent: {} } as const;
  if (of !== undefined || !callsBack(plan, capability) || !("ok" in outcome)) return [{ ...ended, outcome }];
  return [
    { ...ended, outcome: { ok: null } },
    { t: "Returned", at, key, value: outcome.ok, by: anybody },
  ];
}
