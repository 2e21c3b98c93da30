import fc from "fast-check";
import { vi } from "vitest";

/** The same cases every time, so that a change is judged by itself; `SEED=random` or `SEED=42` searches elsewhere. */
const { SEED = "20261122" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });

/**
 * What is waited for comes, or the test is over: a machine that has much else to do is slow, and that is no failure. So
 * nobody gives up before the test's own time is.
 */
const patience = 500_000;
const { waitFor } = vi;
vi.waitFor = (callback, options) => {
  const given = typeof options === "number" ? { timeout: options } : options;
  return waitFor(callback, { ...given, timeout: Math.max(given?.timeout ?? 0, patience) });
};
