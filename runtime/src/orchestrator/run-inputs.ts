import type { Instant } from "@orchlang/kernel";
import type { RunInput } from "@orchlang/kernel/run";
import type { Job, JobResult } from "../world/world.ts";
import type { Run } from "./run.ts";

/** The first input of a run. */
export function started({ id, request }: Run): (at: Instant) => RunInput {
  const { plan, deploy, input, user, seed, label, priority } = request;
  const cause = { request: request.request };
  const urgent = priority === undefined ? {} : { priority };
  // In the order in which it is written down, as below.
  return (at) => ({ at, cause, deploy, input, label, plan, ...urgent, run: id, seed, t: "Started", user });
}

/** The input that reports the result of a job. */
export function reported({ key, attempt, dispatch }: Job, result: JobResult): (at: Instant) => RunInput {
  if ("lost" in result) return (at) => ({ t: "Lost", at, key, attempt, dispatch, why: result.lost });
  const { outcome, spent } = result;
  const by = "by" in result ? { by: result.by } : {};
  return (at) => ({ at, attempt, ...by, dispatch, key, outcome, spent, t: "Ended" });
}
