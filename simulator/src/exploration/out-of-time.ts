/** Thrown in the midst of a run whose time is over: nothing is known of that run. */
export class OutOfTime extends Error {}

/** False if the time was over before the work was done; what it has added until then stays. */
export function withinTime(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof OutOfTime) return false;
    throw error;
  }
}
