import type { JobResult } from "../world/world.ts";

/** What is reported of jobs that were asked to stop and gave no result of their own. */

export const neverBegun: JobResult = stopped("It was stopped before it had begun.", "not_reached");

export const threadEnded: JobResult = stopped(
  "It did not stop when it was asked to, so its thread was ended.",
  "unknown",
);

export const leftAlone: JobResult = stopped(
  "It did not stop when it was asked to; what it still does is not waited for.",
  "unknown",
);

function stopped(message: string, reach: "not_reached" | "unknown"): JobResult {
  return { outcome: { failure: { class: "timeout", name: "timeout", message }, reach }, spent: {} };
}
