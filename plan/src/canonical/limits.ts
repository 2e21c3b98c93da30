/**
 * How deep lists and records may stand inside one another, counted from the root of a document.
 * Every recursion over JSON in the project is bounded by it, so that none can exhaust a stack:
 * the smallest stack that is reckoned with (984 kB, the default of V8) holds more than ten times as many frames.
 */
export const jsonDepthMax = 1_000;

/** Values in one document from outside: enough for 100 MB of records, too few to exhaust a memory. */
export const jsonNodesMax = 5_000_000;
