import type { Need } from "../messages.ts";

/** Whether a run needs an operator for the same as before. */
export function sameNeeds(one: readonly Need[] = [], other: readonly Need[] = []): boolean {
  return (
    one.length === other.length &&
    one.every(({ step, about }, index) => other[index]?.step === step && other[index]?.about === about)
  );
}
