/** The classes of failure that any call may end with (semantics, rule 16). */
export const callFailures = [
  "denied",
  "budget",
  "invalid_input",
  "circuit_open",
  "transient",
  "timeout",
  "resource_lost",
  "crashed",
  "invalid_output",
  "permanent",
  "cancelled",
] as const;

/** Further failures of a whole plan. */
export const planFailures = ["exhausted", "too_many", "no_quorum", "unmet", "drifted"] as const;
