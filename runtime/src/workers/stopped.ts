import type { JobResult } from "../world/world.ts";

type Ended = Extract<JobResult, { readonly outcome: unknown }>;

/** Reports for jobs that were asked to stop and gave no result of their own. */

export const neverBegun: Ended = stopped("It was stopped before it had begun.", "not_reached");

export const threadEnded: Ended = stopped(
  "It did not stop when it was asked to, so its thread was ended.",
  "unknown",
);

export const leftAlone: Ended = stopped(
  "It did not stop when it was asked to; what it still does is not waited for.",
  "unknown",
);

function stopped(message: string, reach: "not_reached" | "unknown"): Ended {
  return { outcome: { failure: { class: "timeout", name: "timeout", message }, reach }, spent: {} };
}
