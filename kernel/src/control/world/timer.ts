import { nextInstant } from "@orchlang/plan/quantities";
import type { Instant } from "../../machine.ts";
import type { LaidTimer } from "./laid.ts";

/** When time sets a trigger off next, after an instant at which it did. */
export function afterInstant({ when }: LaidTimer, at: Instant): Instant | undefined {
  return "every" in when ? at + when.every : nextInstant(when.cron, when.zone, at);
}

/** By what a timer is known to be the one that it was. */
export function specOf({ when }: LaidTimer): string {
  return "every" in when ? `every ${when.every}` : `${when.cron} ${when.zone}`;
}
