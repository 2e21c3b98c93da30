import type { Case } from "../../../src/exploration/case.ts";

/** A case in which nothing goes wrong. */
export const plainest: Case = {
  input: {},
  readings: {},
  occurrences: [],
  variation: 0,
  pace: "declared",
  results: new Map(),
  faults: new Map(),
  durations: new Map(),
};
