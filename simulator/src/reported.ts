import type { Instant, Outcome } from "@orchlang/kernel";
import { callsBack, type RunCommand, type RunInput } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

import { anybody } from "./defaults.ts";

type Job = Extract<RunCommand, { do: "dispatch" }>;

/** What is heard of a call that has come to something; one that calls back is taken first, and then brings its token. */
export function reported(plan: Plan, job: Job, outcome: Outcome, at: Instant): readonly RunInput[] {
  const { key, attempt, dispatch, capability, of } = job;
  const ended = { t: "Ended", at, key, attempt, dispatch, spent: {} } as const;
  if (of !== undefined || !callsBack(plan, capability) || !("ok" in outcome)) return [{ ...ended, outcome }];
  return [
    { ...ended, outcome: { ok: null } },
    { t: "Returned", at, key, value: outcome.ok, by: anybody },
  ];
}
