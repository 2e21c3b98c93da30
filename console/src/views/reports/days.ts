/* The days of a report, in the browser's own time zone. Instants are ms since 1970. */

const dayMs = 86_400_000;

/** Frames of the live channels that change a report. */
export function aboutRuns({ kind }: { readonly kind: string }): boolean {
  return kind.startsWith("workflow_");
}

/** Midnight at which the day of an instant began. */
export function midnight(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** So many days up to and with today, or an equal stretch so many times before it. */
export function firstDay(now: number, days: number, back: number): number {
  const today = new Date(midnight(now));
  // Days of a change of time have no 24 hours: the calendar counts.
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - days * (back + 1) + 1).getTime();
}

export function dayName(at: number): string {
  return new Date(at + dayMs / 2).toLocaleDateString("en", {
    weekday: "short",
    day: "numeric",
    month: "short",
  });
}

/** A share as `97 %`; undefined: nothing has ended. */
export function successShare({ completed, failed, cancelled }: Counts): number | undefined {
  const over = completed + failed + cancelled;
  return over === 0 ? undefined : completed / over;
}

interface Counts {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}
