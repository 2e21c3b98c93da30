import { Cron } from "croner";

/**
 * When a schedule comes next after an instant: five parts as in POSIX crontab, read by the clocks of an IANA zone.
 * Undefined where it never comes again, or can't be read.
 *
 * Where clocks go forward, a schedule with one minute and one hour that they skip comes as soon as they show a time
 * again; where they go back, it comes at the first of the two. All other schedules go by what the clocks show: nothing
 * for what is skipped, twice what is shown twice. That is Vixie's cron, and what `croner` does.
 */
export function nextInstant(cron: string, zone: string, after: number): number | undefined {
  try {
    return new Cron(cron, { timezone: zone, mode: "5-part" }).nextRun(new Date(after))?.getTime();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
